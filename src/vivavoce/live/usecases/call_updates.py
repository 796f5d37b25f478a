"""Record phone calls in a session's log, in the caller's transaction."""

from __future__ import annotations

from vivavoce.contracts.call_updates import (
    CallAnsweredUpdate,
    CallDialingUpdate,
    CallFailureReason,
    CallNotReachedUpdate,
    CallRingingUpdate,
    CallUpdate,
    CandidatePresence,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator, SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.deadlines import compute_next_deadline
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.transitions import TransitionNotAllowedError
from vivavoce.live.ports import InboxMessage, SessionAddress, SessionLog
from vivavoce.live.ports.calls import ClaimableSessionLogFactory
from vivavoce.live.usecases.append_side_effects import collect_side_effects
from vivavoce.live.usecases.session_metrics import report_events

_STATES_BEFORE_JOIN = ("created", "scheduled", "dialing", "waiting")
_PLATFORM_FAILURES: frozenset[CallFailureReason] = frozenset({"trunk", "invalid"})
"""Failures that are ours, not the candidate's."""


class RecordCallUpdate:
    """Records what became of a call in the session's log, and reports the candidate's presence."""

    def __init__(
        self,
        *,
        open_log: ClaimableSessionLogFactory,
        clock: Clock,
        ids: IdGenerator,
        worker_id: str,
    ) -> None:
        self._open_log = open_log
        self._clock = clock
        self._ids = ids
        self._worker_id = worker_id

    async def get_candidate_presence(
        self, work: UnitOfWork, session_id: SessionId
    ) -> CandidatePresence:
        """Return the candidate's presence: awaited, there, away or over; raise ``NotFoundError``."""
        state = await _load_state(self._open_log(work), SessionAddress(work.tenant_id, session_id))
        if state.is_over:
            return "over"
        if state.status in _STATES_BEFORE_JOIN:
            return "awaited"
        return "away" if state.status == "reconnecting" else "there"

    async def __call__(self, work: UnitOfWork, session_id: SessionId, update: CallUpdate) -> bool:
        """Record ``update``; return False if the session's state does not allow it any more.

        A live lease holder gets it as an inbox message; without one, it is appended here.
        """
        log, address = self._open_log(work), SessionAddress(work.tenant_id, session_id)
        state = await _load_state(log, address)
        if self._decide(state, update) is None:
            return False
        lease = await log.claim_if_free(address, self._worker_id)
        if lease is None:
            for event in _events_for(state, update):
                await log.send_message(address, InboxMessage(id=self._ids.new_id(), event=event))
            return True
        on = self._decide(await _load_state(log, address), update)
        if on is not None:
            await log.append(lease, on.records, collect_side_effects(on))
            state = on.state
            done = on
            work.on_commit(lambda: report_events(done, address, worker_id=lease.worker_id))
        await log.release(lease, next_check_at=compute_next_deadline(state))
        return on is not None

    def _decide(self, state: Session, update: CallUpdate) -> PendingEvents | None:
        on = PendingEvents(state, self._clock.now())
        try:
            on.add(*_events_for(state, update))
        except TransitionNotAllowedError:
            return None
        return on


async def _load_state(log: SessionLog, address: SessionAddress) -> Session:
    state = fold(await log.load(address))
    if state is None:
        raise NotFoundError
    return state


def _events_for(state: Session, update: CallUpdate) -> tuple[events.SessionEvent, ...]:
    match update:
        case CallDialingUpdate():
            return (
                events.CallDialingStarted(
                    attempt=update.attempt,
                    to_hash=update.to_hash,
                    trunk=update.trunk,
                    is_redial=update.is_redial,
                ),
            )
        case CallRingingUpdate():
            return (events.CallRingingStarted(attempt=update.attempt),)
        case CallAnsweredUpdate():
            return (events.CallAnswered(attempt=update.attempt, answered_by=update.answered_by),)
        case CallNotReachedUpdate():
            failed = events.CallFailed(
                attempt=update.attempt, reason=update.reason, is_last=update.is_last
            )
            has_begun = state.status not in _STATES_BEFORE_JOIN
            return (
                (failed,)
                if has_begun or not update.is_last
                else (failed, _ending_for(update.reason))
            )


def _ending_for(reason: CallFailureReason) -> events.SessionEvent:
    """Return the end of a session whose candidate was never reached; our own failure uses up no attempt."""
    if reason in _PLATFORM_FAILURES:
        return events.SessionFailed(reason=f"call_{reason}", stage="call", is_recoverable=True)
    match reason:
        case "busy" | "no_answer" | "machine":
            return events.SessionMarkedNoShow(reason=reason)
        case _:
            return events.SessionMarkedNoShow(reason="unreachable")
