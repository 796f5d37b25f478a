"""The end of a session and what leaves with it, in one transaction."""

from __future__ import annotations

from uuid import UUID

from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain import events
from vivavoce.live.domain.outcome import outcome_of
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import LogIn, Outcome


def outcome_in(on: Unfolding) -> Outcome | None:
    """Return what must be published with the events of ``on``: something only at the end."""
    created = on.state.created
    for record in on.records:
        payload = outcome_of(record.event, created.session_id)
        if payload is not None:
            return Outcome(
                payload=payload,
                run_id=created.run_id,
                interview_id=InterviewId(UUID(created.interview_id)),
            )
    return None


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
        await log.append(lease, on.records, outcome=outcome_in(on))
        return True
