"""Read, cancel or conclude an interview's sessions, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.contracts.events import InterviewCompleted
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, PlanId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.deadlines import has_enough_answers
from vivavoce.live.domain.outcome import PARTIAL_COMPLETION, build_transcript_api_path
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import fold
from vivavoce.live.ports import PlanVersionReader, SessionLogFactory
from vivavoce.live.usecases.append_side_effects import collect_side_effects
from vivavoce.live.usecases.session_metrics import report_events


@dataclass(frozen=True, slots=True)
class LatestSession:
    """The newest session of an interview."""

    session_id: SessionId
    is_over: bool
    has_technical_failure: bool
    """Whether it ended because of a failure of ours, so that the person may continue in a new session."""
    is_completed: bool = False
    """Whether the interview was completed."""


class ReadLatestSession:
    """Reads the status of an interview's newest session, in the caller's transaction."""

    def __init__(self, open_log: SessionLogFactory) -> None:
        self._open_log = open_log

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> LatestSession | None:
        """Return the newest session, or None if there is none."""
        log = self._open_log(work)
        row = await log.find_latest(interview_id)
        if row is None or not row.is_over:
            return None if row is None else LatestSession(row.address.session_id, False, False)
        last = (await log.load(row.address))[-1].event
        is_technical = isinstance(last, (events.SessionFailed, events.SessionExpired)) or (
            isinstance(last, events.SessionAbandoned) and last.is_technical
        )
        is_completed = isinstance(last, events.SessionCompleted)
        return LatestSession(row.address.session_id, True, is_technical, is_completed)


class CancelSession:
    """Cancels the live session of an interview, whoever hosts it, in the caller's transaction."""

    def __init__(self, *, open_log: SessionLogFactory, clock: Clock, worker_id: str) -> None:
        self._open_log = open_log
        self._clock = clock
        self._worker_id = worker_id

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Cancel, fencing off the host, and return True; return False without a live session."""
        log = self._open_log(work)
        row = await log.find_latest(interview_id)
        if row is None or row.is_over:
            return False
        lease = await log.claim(row.address, self._worker_id)
        state = fold(await log.load(row.address))
        if state is None or state.is_over:
            return False
        on = PendingEvents(state, self._clock.now())
        on.add(events.SessionCancelled(reason="staff"))
        await log.append(lease, on.records, collect_side_effects(on))
        work.on_commit(lambda: report_events(on, row.address, worker_id=lease.worker_id))
        return True


class ConcludeInterview:
    """Lets the answers of unfinished sessions count as the interview, in the caller's transaction."""

    def __init__(self, *, open_log: SessionLogFactory, plans: PlanVersionReader) -> None:
        self._open_log = open_log
        self._plans = plans

    async def has_open_session(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that is not over."""
        row = await self._open_log(work).find_latest(interview_id)
        return row is not None and not row.is_over

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Publish ``interview.completed`` if enough was answered, and return whether it was."""
        log = self._open_log(work)
        row = await log.find_latest(interview_id)
        state = None if row is None else fold(await log.load(row.address))
        if state is None or not state.is_over:
            return False
        created = state.created
        try:
            plan = await self._plans.plan(work, PlanId(UUID(created.plan_id)), created.plan_version)
        except NotFoundError:
            return False
        if not has_enough_answers(state, plan):
            return False
        payload = InterviewCompleted(
            session_id=created.session_id,
            duration_seconds=round(state.accumulated_time.total_seconds()),
            reason=PARTIAL_COMPLETION,
            transcript_ref=build_transcript_api_path(created.session_id),
        )
        await work.publish(payload, run_id=created.run_id, interview_id=interview_id)
        return True
