"""The end of a session and what leaves with it, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.contracts.events import InterviewCompleted
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId, PlanId, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.outcome import PARTIAL, transcript_of
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.timebox import is_enough
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import LogIn, Plans
from vivavoce.live.usecases.measure import tell
from vivavoce.live.usecases.outcomes import leaving_with


@dataclass(frozen=True, slots=True)
class LatestSession:
    """The newest session of an interview."""

    session_id: SessionId
    is_over: bool
    was_cut_by_us: bool
    """It ended by a failure of ours, so that the person may go on in another one."""


class ReadLatest:
    """Says how the newest session of an interview stands, in the caller's transaction."""

    def __init__(self, log_in: LogIn) -> None:
        self._log_in = log_in

    async def __call__(self, work: Work, interview_id: InterviewId) -> LatestSession | None:
        """Return the newest session, or None before the first."""
        log = self._log_in(work)
        row = await log.latest(interview_id)
        if row is None or not row.is_over:
            return None if row is None else LatestSession(row.address.session_id, False, False)
        last = (await log.load(row.address))[-1].event
        is_technical = isinstance(last, (events.SessionFailed, events.SessionExpired)) or (
            isinstance(last, events.SessionAbandoned) and last.is_technical
        )
        return LatestSession(row.address.session_id, True, is_technical)


class CancelSession:
    """Calls off the live session of an interview, whoever hosts it, in the caller's transaction."""

    def __init__(self, *, log_in: LogIn, clock: Clock, worker_id: str) -> None:
        self._log_in = log_in
        self._clock = clock
        self._worker_id = worker_id

    async def __call__(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether there was a live session; its host is fenced off and hangs up."""
        log = self._log_in(work)
        row = await log.latest(interview_id)
        if row is None or row.is_over:
            return False
        lease = await log.claim(row.address, self._worker_id)
        state = fold(await log.load(row.address))
        if state is None or state.is_over:
            return False
        on = Unfolding(state, self._clock.now())
        on.add(events.SessionCancelled(reason="staff"))
        await log.append(lease, on.records, leaving_with(on))
        work.once_committed(lambda: tell(on, row.address, worker_id=lease.worker_id))
        return True


class ConcludeInterview:
    """Lets what was said in unfinished sessions count as the interview, in the caller's transaction."""

    def __init__(self, *, log_in: LogIn, plans: Plans) -> None:
        self._log_in = log_in
        self._plans = plans

    async def is_going_on(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that is not over."""
        row = await self._log_in(work).latest(interview_id)
        return row is not None and not row.is_over

    async def __call__(self, work: Work, interview_id: InterviewId) -> bool:
        """Publish ``interview.completed`` if enough was answered, and return whether it was."""
        log = self._log_in(work)
        row = await log.latest(interview_id)
        state = None if row is None else fold(await log.load(row.address))
        if state is None or not state.is_over:
            return False
        created = state.created
        try:
            plan = await self._plans.plan(work, PlanId(UUID(created.plan_id)), created.plan_version)
        except NotFound:
            return False
        if not is_enough(state, plan):
            return False
        payload = InterviewCompleted(
            session_id=created.session_id,
            duration_seconds=round(state.ran.total_seconds()),
            reason=PARTIAL,
            transcript_ref=transcript_of(created.session_id),
        )
        await work.publish(payload, run_id=created.run_id, interview_id=interview_id)
        return True
