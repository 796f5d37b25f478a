"""End overdue interviews, and erase transcripts, assessments and recordings whose period has passed.

Only profiles without a candidate link have overdue interviews here: drafts, sessions, broken-off
interviews.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from vivavoce.contracts.interview import CancelReason
from vivavoce.contracts.profiles import (
    PRACTICE_PROFILE,
    PROFILES,
    InterviewProfile,
    RetentionDays,
)
from vivavoce.hiring.adapters.due_interviews import (
    PostgresOverdueInterviewFinder,
    PostgresRetentionStore,
)
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports.candidates import CandidateLinkCommands
from vivavoce.hiring.ports.interviews import (
    InterviewCallControl,
    InterviewNotFoundError,
    InterviewPolicy,
    OverdueInterview,
)
from vivavoce.hiring.ports.retention import (
    InterviewDataEraser,
    RetentionByAge,
    RetentionRun,
    SubjectDataEraser,
)
from vivavoce.hiring.usecases.end_interview import EndInterview
from vivavoce.hiring.usecases.self_service import SelfServiceInterviews
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, TenantId

_log = structlog.get_logger(__name__)
_BATCH = 200
_MIN_IDLE = timedelta(minutes=10)
"""Interviews that changed more recently than this are skipped: they are in use or about to end."""


class EndOverdueInterviews:
    """Ends interviews that were created or begun longer ago than their profile's ``link_ttl_days``.

    An interview with an open call is skipped until its last call attempt is over.
    """

    def __init__(
        self,
        *,
        overdue: PostgresOverdueInterviewFinder,
        self_service: SelfServiceInterviews,
        calls: InterviewCallControl,
        profiles: Sequence[InterviewProfile],
        open_work: UnitOfWorkFactory,
        clock: Clock,
    ) -> None:
        self._overdue = overdue
        self._self_service = self_service
        self._calls = calls
        self._profiles = profiles
        self._open_work = open_work
        self._clock = clock

    async def __call__(self) -> int:
        """Return the number of interviews that were processed."""
        now, visited = self._clock.now(), 0
        for profile in self._profiles:
            before = now - timedelta(days=profile.link_ttl_days)
            find = self._overdue.find if profile.has_draft_expiry else self._overdue.find_approved
            quiet_since = now - _MIN_IDLE
            overdue = await find(profile.name, before=before, idle_since=quiet_since, limit=_BATCH)
            for interview in overdue:
                visited += await self._end_if_idle(interview, quiet_since)
        return visited

    async def _end_if_idle(self, overdue: OverdueInterview, idle_since: datetime) -> bool:
        try:
            async with self._open_work(overdue.tenant_id) as work:
                if await self._calls.has_open_call(work, overdue.interview_id):
                    return False
                view = await self._self_service.view(work, overdue.interview_id, is_locked=True)
                if view.updated_at > idle_since:  # changed since it was found
                    return False
                await self._self_service.expire(work, overdue.interview_id)
        except Exception as error:  # noqa: BLE001 - one bad interview must not stop the sweep
            kind = type(error).__name__
            _log.warning("interview.not_ended", interview_id=str(overdue.interview_id), kind=kind)
            return False
        return True


CANCEL_REASON_RETENTION: CancelReason = "RETENTION"
"""Cancel reason of an interview that was unfinished when its data had to be erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """An organization's retention periods in days, what is due now, and the results of the last runs."""

    policy: dict[str, RetentionDays]
    recording_days: int
    due: RetentionRun
    """What a run would delete now; ``failed`` is 0."""
    runs: Sequence[RetentionRun]


class EraseInterviewContent:
    """Erases the transcript and personal data of one interview within the caller's unit of work."""

    def __init__(
        self,
        *,
        interviews: PostgresInterviewRepository,
        end_interview: EndInterview,
        candidate_links: CandidateLinkCommands,
        erase_subject_data: SubjectDataEraser,
        data_erasers: Sequence[InterviewDataEraser],
        store: PostgresRetentionStore,
    ) -> None:
        self._interviews = interviews
        self._end_interview = end_interview
        self._candidate_links = candidate_links
        self._erase_subject_data = erase_subject_data
        self._data_erasers = tuple(data_erasers)
        self._store = store

    async def __call__(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        at: datetime,
        *,
        code: CancelReason = CANCEL_REASON_RETENTION,
    ) -> None:
        """Erase the interview's content and its candidate; for a returning person, only this interview.

        An unfinished interview is cancelled for the reason ``code``. An existing assessment stays, without
        its quotes, until its own retention period has passed.
        """
        try:
            interview = await self._interviews.lock(work, str(interview_id))
        except InterviewNotFoundError:  # deleted earlier, and erased at that time
            await self._store.mark_words_erased(work, [interview_id], at)
            return
        if not _has_final_result(interview):
            interview = await self._end_interview(work, interview, code=code)
        await self._candidate_links.revoke(work, interview.id)
        if await self._interviews.is_returning_person(work, interview.person_id):
            for erase in self._data_erasers:
                await erase(work, [interview.id])
            await self._interviews.erase_free_text(work, [interview.id])
            await work.erase_free_text(interview.id)
        else:
            await self._erase_subject_data(work, interview.person_id)
            await self._interviews.erase_personal_data(work, interview)
        await self._store.mark_words_erased(work, [interview.id], at)


def _has_final_result(interview: Interview) -> bool:
    """Return whether the interview keeps its state: it is over, assessed, or needs no decision."""
    needs_decision = interview.profile.assessment_approved_by != "none"
    return (
        interview.is_over
        or interview.state is InterviewState.ASSESSMENT_PENDING
        or (interview.state is InterviewState.COMPLETED and not needs_decision)
    )


class ApplyRetention:
    """Applies retention to every organization. Running it again right away changes nothing."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        store: PostgresRetentionStore,
        policy: InterviewPolicy,
        erase_content: EraseInterviewContent,
        erase_assessments: InterviewDataEraser,
        recordings: RetentionByAge,
        conversations: RetentionByAge,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._policy = policy
        self._erase_content = erase_content
        self._erase_assessments = erase_assessments
        self._recordings = recordings
        self._conversations = conversations
        self._clock = clock

    async def __call__(self) -> dict[TenantId, RetentionRun]:
        """Delete what is due; return the run of each organization where something was deleted or failed."""
        done = {}
        for tenant_id in await self._store.list_tenants():
            run = await self._apply_to_tenant(tenant_id)
            if run.has_deleted_or_failed:
                async with self._open_work(tenant_id) as work:
                    await self._store.add_run(work, run)
                done[tenant_id] = run
                _log.info(
                    "retention.applied",
                    tenant_id=str(tenant_id),
                    words=run.transcripts,
                    assessments=run.assessments,
                    recordings=run.recordings,
                    conversations=run.conversations,
                    failed=run.failed,
                )
        return done

    async def preview(self) -> dict[TenantId, RetentionRun]:
        """Return what a run would delete now, by organization. Changes nothing."""
        return {
            tenant_id: await self._count_due(tenant_id)
            for tenant_id in await self._store.list_tenants()
        }

    async def report(self, caller: Caller) -> RetentionReport:
        """Return the retention periods, due counts and last 30 runs of the caller's organization."""
        caller.require(Permission.TENANT_READ)
        due = await self._count_due(caller.tenant_id)
        async with self._open_work(caller.tenant_id) as work:
            return RetentionReport(
                policy=await self._retention_days(work),
                recording_days=await self._policy.recording_days(work),
                due=due,
                runs=await self._store.list_runs(work, limit=30),
            )

    async def _count_due(self, tenant_id: TenantId) -> RetentionRun:
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            due = await self._store.find_due(
                work, await self._retention_days(work), now, limit=1_000_000
            )
            recordings = await self._recordings.count_before(
                work, await self._recordings_before(work, now)
            )
            conversations = await self._conversations.count_before(
                work, await self._conversations_before(work, now)
            )
        return RetentionRun(
            at=now,
            transcripts=len(due.words),
            assessments=len(due.assessments),
            recordings=recordings,
            conversations=conversations,
            failed=0,
        )

    async def _apply_to_tenant(self, tenant_id: TenantId) -> RetentionRun:
        now = self._clock.now()
        words = assessments = 0
        failed: list[InterviewId] = []
        while True:
            async with self._open_work(tenant_id) as work:
                days = await self._retention_days(work)
                due = await self._store.find_due(work, days, now, skip=failed, limit=_BATCH)
            if not due.words and not due.assessments:
                break
            for interview_id in due.words:
                if await self._erase_one(tenant_id, interview_id, now, is_assessment=False):
                    words += 1
                else:
                    failed.append(interview_id)
            for interview_id in due.assessments:
                if await self._erase_one(tenant_id, interview_id, now, is_assessment=True):
                    assessments += 1
                else:
                    failed.append(interview_id)
        async with self._open_work(tenant_id) as work:
            recordings = await self._recordings.delete_before(
                work, await self._recordings_before(work, now)
            )
            conversations = await self._conversations.delete_before(
                work, await self._conversations_before(work, now)
            )
        return RetentionRun(
            at=now,
            transcripts=words,
            assessments=assessments,
            recordings=recordings,
            conversations=conversations,
            failed=len(set(failed)),
        )

    async def _erase_one(
        self, tenant_id: TenantId, interview_id: InterviewId, now: datetime, *, is_assessment: bool
    ) -> bool:
        try:
            async with self._open_work(tenant_id) as work:
                if is_assessment:
                    await self._erase_assessments(work, [interview_id])
                    await self._store.mark_assessment_erased(work, interview_id, now)
                else:
                    await self._erase_content(work, interview_id, now)
        except Exception as error:  # noqa: BLE001 - one bad interview must not stop the pass
            kind = type(error).__name__
            _log.warning("retention.failed", interview_id=str(interview_id), kind=kind)
            return False
        return True

    async def _recordings_before(self, work: UnitOfWork, now: datetime) -> datetime:
        return now - timedelta(days=await self._policy.recording_days(work))

    async def _conversations_before(self, work: UnitOfWork, now: datetime) -> datetime:
        """They are kept as long as the words of practice sessions."""
        kept = await self._policy.retention_days(work, PRACTICE_PROFILE)
        return now - timedelta(days=kept.transcript)

    async def _retention_days(self, work: UnitOfWork) -> dict[str, RetentionDays]:
        return {
            name: await self._policy.retention_days(work, profile)
            for name, profile in PROFILES.items()
        }
