"""Delete in time what was promised to be deleted: words, assessments and recordings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.retention import RetentionDays
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import State
from vivavoce.hiring.ports import (
    Belongings,
    Doors,
    InterviewData,
    Interviews,
    Recordings,
    RetentionPolicy,
    RetentionRun,
    RetentionStore,
    UnknownInterview,
)
from vivavoce.hiring.usecases.cancel import EndInterview
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, TenantId

RETENTION = "RETENTION"
"""Why an interview ended that nobody finished before its data had to go."""
_BATCH = 200
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """What an organization keeps for how long, what is due now, and what the last passes did."""

    policy: dict[str, RetentionDays]
    recording_days: int
    due: RetentionRun
    """What a pass would delete now; ``failed`` is 0."""
    runs: Sequence[RetentionRun]


class EraseInterviewWords:
    """Takes the words of one interview away within the caller's unit of work."""

    def __init__(
        self,
        *,
        interviews: Interviews,
        end: EndInterview,
        doors: Doors,
        belongings: Belongings,
        of_interviews: Sequence[InterviewData],
        store: RetentionStore,
    ) -> None:
        self._interviews = interviews
        self._end = end
        self._doors = doors
        self._belongings = belongings
        self._of_interviews = tuple(of_interviews)
        self._store = store

    async def __call__(self, work: Work, interview_id: InterviewId, at: datetime) -> None:
        """Erase the candidate with the interview; of a person who comes back only this interview.

        An interview that nobody finished ends with it. An assessment that was made stays without
        its quotes, until its own time is over.
        """
        try:
            interview = await self._interviews.lock(work, str(interview_id))
        except UnknownInterview:  # deleted by a person, and erased then
            await self._store.note_words_erased(work, [interview_id], at)
            return
        if not _has_its_result(interview):
            interview = await self._end(work, interview, code=RETENTION)
        await self._doors.close(work, interview.id)
        if await self._interviews.is_known_person(work, interview.person_id):
            for data in self._of_interviews:
                await data.forget(work, [interview.id])
            await self._interviews.forget_wishes(work, [interview.id])
            await work.forget_words(interview.id)
        else:
            await self._belongings.forget(work, interview.person_id)
            await self._interviews.erase(work, interview)
        await self._store.note_words_erased(work, [interview.id], at)


def _has_its_result(interview: Interview) -> bool:
    """Whether the interview stays as it is without its words: decided, or read and not yet decided."""
    needs_decision = interview.profile.assessment_approved_by != "none"
    return (
        interview.is_over
        or interview.state is State.ASSESSMENT_PENDING
        or (interview.state is State.COMPLETED and not needs_decision)
    )


class ApplyRetention:
    """One pass over every organization. A second pass finds nothing and does nothing."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        store: RetentionStore,
        policy: RetentionPolicy,
        erase_words: EraseInterviewWords,
        assessments: InterviewData,
        recordings: Recordings,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._policy = policy
        self._erase_words = erase_words
        self._assessments = assessments
        self._recordings = recordings
        self._clock = clock

    async def __call__(self) -> dict[TenantId, RetentionRun]:
        """Delete what is due and return, by organization, what was deleted or failed."""
        done = {}
        for tenant_id in await self._store.tenants():
            run = await self._apply(tenant_id)
            if run.words or run.assessments or run.recordings or run.failed:
                async with self._open_work(tenant_id) as work:
                    await self._store.add_run(work, run)
                done[tenant_id] = run
                _log.info(
                    "retention.applied",
                    tenant_id=str(tenant_id),
                    words=run.words,
                    assessments=run.assessments,
                    recordings=run.recordings,
                    failed=run.failed,
                )
        return done

    async def preview(self) -> dict[TenantId, RetentionRun]:
        """Return, by organization, what a pass would delete now. Nothing is changed."""
        return {tenant_id: await self._due(tenant_id) for tenant_id in await self._store.tenants()}

    async def report(self, caller: Caller) -> RetentionReport:
        """Return what the caller's organization keeps for how long, and what became of it."""
        caller.require(Permission.TENANT_READ)
        due = await self._due(caller.tenant_id)
        async with self._open_work(caller.tenant_id) as work:
            return RetentionReport(
                policy=await self._days(work),
                recording_days=await self._policy.recording_days(work),
                due=due,
                runs=await self._store.runs(work, limit=30),
            )

    async def _due(self, tenant_id: TenantId) -> RetentionRun:
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            due = await self._store.due(work, await self._days(work), now, most=1_000_000)
            before = now - timedelta(days=await self._policy.recording_days(work))
            recordings = await self._recordings.count_before(work, before)
        return RetentionRun(
            at=now,
            words=len(due.words),
            assessments=len(due.assessments),
            recordings=recordings,
            failed=0,
        )

    async def _apply(self, tenant_id: TenantId) -> RetentionRun:
        now = self._clock.now()
        words = assessments = 0
        failed: list[InterviewId] = []
        while True:
            async with self._open_work(tenant_id) as work:
                days = await self._days(work)
                due = await self._store.due(work, days, now, skip=failed, most=_BATCH)
            if not due.words and not due.assessments:
                break
            for one in due.words:
                if await self._try(tenant_id, one, now, is_assessment=False):
                    words += 1
                else:
                    failed.append(one)
            for one in due.assessments:
                if await self._try(tenant_id, one, now, is_assessment=True):
                    assessments += 1
                else:
                    failed.append(one)
        async with self._open_work(tenant_id) as work:
            before = now - timedelta(days=await self._policy.recording_days(work))
            recordings = await self._recordings.forget_before(work, before)
        return RetentionRun(
            at=now,
            words=words,
            assessments=assessments,
            recordings=recordings,
            failed=len(set(failed)),
        )

    async def _try(
        self, tenant_id: TenantId, one: InterviewId, now: datetime, *, is_assessment: bool
    ) -> bool:
        try:
            async with self._open_work(tenant_id) as work:
                if is_assessment:
                    await self._assessments.forget(work, [one])
                    await self._store.note_assessment_erased(work, one, now)
                else:
                    await self._erase_words(work, one, now)
        except Exception as error:  # noqa: BLE001 - one bad interview must not stop the pass
            kind = type(error).__name__
            _log.warning("retention.failed", interview_id=str(one), kind=kind)
            return False
        return True

    async def _days(self, work: Work) -> dict[str, RetentionDays]:
        return {
            name: await self._policy.retention_days(work, profile)
            for name, profile in PROFILES.items()
        }
