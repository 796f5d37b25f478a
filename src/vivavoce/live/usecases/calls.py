"""Telephone calls in the log of a session, in the transaction of whoever calls."""

from __future__ import annotations

from vivavoce.contracts.calls import (
    Answered,
    CallNews,
    Dialing,
    NotReached,
    NotReachedBecause,
    Ringing,
    Whereabouts,
)
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import Ids, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.timebox import deadline
from vivavoce.live.domain.transitions import TransitionNotAllowed
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import Address, Log, Told
from vivavoce.live.ports.calls import FreeLogIn
from vivavoce.live.usecases.measure import tell
from vivavoce.live.usecases.outcomes import leaving_with

_AWAITED = ("created", "scheduled", "dialing", "waiting")
_OURS: frozenset[NotReachedBecause] = frozenset({"trunk", "invalid"})
"""Why nobody was reached, where it says nothing about the candidate."""


class FollowCall:
    """Says in a session's log what became of a call, and how the session stands."""

    def __init__(self, *, log_in: FreeLogIn, clock: Clock, ids: Ids, worker_id: str) -> None:
        self._log_in = log_in
        self._clock = clock
        self._ids = ids
        self._worker_id = worker_id

    async def whereabouts(self, work: Work, session_id: SessionId) -> Whereabouts:
        """Return how the session's candidate stands, or raise ``NotFound``."""
        state = await _state(self._log_in(work), Address(work.tenant_id, session_id))
        if state.is_over:
            return "over"
        if state.status in _AWAITED:
            return "awaited"
        return "away" if state.status == "reconnecting" else "there"

    async def __call__(self, work: Work, session_id: SessionId, news: CallNews) -> bool:
        """Have ``news`` happen, and return whether it can; what cannot be any more is left out.

        A living holder takes it in itself; where there is none, it is appended here.
        """
        log, address = self._log_in(work), Address(work.tenant_id, session_id)
        state = await _state(log, address)
        if self._unfolded(state, news) is None:
            return False
        lease = await log.claim_free(address, self._worker_id)
        if lease is None:
            for event in _events(state, news):
                await log.tell(address, Told(id=self._ids.new(), event=event))
            return True
        on = self._unfolded(await _state(log, address), news)
        if on is not None:
            await log.append(lease, on.records, leaving_with(on))
            state = on.state
            done = on
            work.once_committed(lambda: tell(done, address, worker_id=lease.worker_id))
        await log.release(lease, look_at=deadline(state))
        return on is not None

    def _unfolded(self, state: Session, news: CallNews) -> Unfolding | None:
        on = Unfolding(state, self._clock.now())
        try:
            on.add(*_events(state, news))
        except TransitionNotAllowed:
            return None
        return on


async def _state(log: Log, address: Address) -> Session:
    state = fold(await log.load(address))
    if state is None:
        raise NotFound
    return state


def _events(state: Session, news: CallNews) -> tuple[events.SessionEvent, ...]:
    match news:
        case Dialing():
            return (
                events.CallDialing(
                    attempt=news.attempt,
                    to_hash=news.to_hash,
                    trunk=news.trunk,
                    is_redial=news.is_redial,
                ),
            )
        case Ringing():
            return (events.CallRinging(attempt=news.attempt),)
        case Answered():
            return (events.CallAnswered(attempt=news.attempt, by=news.by),)
        case NotReached():
            failed = events.CallFailed(
                attempt=news.attempt, reason=news.reason, is_last=news.is_last
            )
            has_begun = state.status not in _AWAITED
            return (failed,) if has_begun or not news.is_last else (failed, _end(news.reason))


def _end(reason: NotReachedBecause) -> events.SessionEvent:
    """Return the end of a session whose candidate was never reached; our fault uses up no attempt."""
    if reason in _OURS:
        return events.SessionFailed(reason=f"call_{reason}", stage="call", is_recoverable=True)
    match reason:
        case "busy" | "no_answer" | "machine":
            return events.SessionNoShow(reason=reason)
        case _:
            return events.SessionNoShow(reason="unreachable")
