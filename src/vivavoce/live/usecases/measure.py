"""What a session's committed events are for whoever watches: counters, and one log line each.

Only kinds, numbers and ids are told: never a word of the talk.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog

from vivavoce.contracts.live import correlation_of
from vivavoce.infra import metrics
from vivavoce.kernel.clock import Clock
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import DeadLetter, Happened, Left
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.transitions import ENDINGS
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import Address, EventStore, Lease
from vivavoce.live.usecases.outcomes import leaving_with

_log = structlog.get_logger("session")


def shown(address: Address) -> str:
    """Return a session's name in log lines."""
    return f"int_{address.session_id.hex}"


def name_lines(address: Address, worker_id: str) -> None:
    """Have every log line of the running task say which session it is about."""
    structlog.contextvars.bind_contextvars(
        session_id=shown(address),
        tenant_id=str(address.tenant_id),
        worker_id=worker_id,
        correlation_id=correlation_of(str(address.session_id), 0),
    )


def _name_turn(on: Unfolding) -> None:
    """In a session's own task, have every line and row that follows carry the turn that caused it."""
    if on.records and "session_id" in structlog.contextvars.get_contextvars():
        structlog.contextvars.bind_contextvars(
            correlation_id=correlation_in(on.records[-1].event, on.state)
        )


def correlation_in(event: events.SessionEvent, state: Session) -> str:
    """Return the id of the candidate's turn that ``event`` follows from; before the first it is turn 0."""
    match event:
        case (
            events.FollowupProposed()
            | events.FollowupChosen()
            | events.EvaluationGenerated()
            | events.PerspectiveGenerated()
            | events.SpeechStarted()
            | events.SpeechEnded()
            | events.SpeechRecognised()
            | events.TurnAmended()
        ):
            turn = event.turn
        case _:
            heard = (each.turn for each in reversed(state.turns) if each.role == "candidate")
            turn = next(heard, 0)
    return correlation_of(state.created.session_id, turn)


async def append(
    store: EventStore,
    clock: Clock,
    lease: Lease,
    on: Unfolding,
    *,
    settled: Sequence[UUID] = (),
) -> None:
    """Append what was decided, with what leaves with it, and measure how long it took."""
    _name_turn(on)
    began_s = clock.monotonic()
    await store.append(lease, on.records, leaving_with(on, settled))
    metrics.APPEND_SECONDS.observe(clock.monotonic() - began_s)


def tell(on: Unfolding, address: Address, *, worker_id: str = "", epoch: int = 0) -> None:
    """Count and log events that were appended; call it once they are committed."""
    for record, state in on.steps:
        _tell_one(record, state, address, worker_id=worker_id, epoch=epoch)


class Tally:
    """Counts and logs what happens in a hosted session; a subscriber of its broker."""

    name = "tally"

    def __init__(self, address: Address, worker_id: str) -> None:
        self._address = address
        self._worker_id = worker_id

    async def hear(self, happened: Happened) -> None:
        """Count and log one event, unless whoever appended it did."""
        state = happened.state
        if not happened.is_ours:
            return
        _tell_one(
            happened.record, state, self._address, worker_id=self._worker_id, epoch=state.epoch
        )


def note_reply(clock: Clock, came_s: float) -> None:
    """Measure from the answer's arrival to the reply that was just sent."""
    metrics.STAGE_SECONDS.labels("end_to_end").observe(clock.monotonic() - came_s)


def is_reply(record: Recorded) -> bool:
    """Return whether the candidate was waiting for this."""
    return isinstance(record.event, events.TurnCompleted) and record.event.role == "agent"


def is_answer(record: Recorded) -> bool:
    """Return whether the candidate said this, and now waits for a reply."""
    return isinstance(record.event, events.TurnCompleted) and record.event.role == "candidate"


def note_left(left: Sequence[Left]) -> None:
    """Log what subscribers had not dealt with when the session's broker closed."""
    for one in left:
        _log.warning("session.handler_left", handler=one.handler, count=one.count)


def note_dead(letter: DeadLetter) -> None:
    """Count and log what a subscriber failed on."""
    metrics.HANDLERS_FAILED.labels(letter.handler, letter.error).inc()
    _log.warning(
        "session.handler_failed",
        handler=letter.handler,
        message=letter.message_id,
        error=letter.error,
    )


def note_dropped(handler: str) -> None:
    """Count a live-only message that there was no room for."""
    metrics.MESSAGES_DROPPED.labels(handler).inc()


def note_error(code: str) -> None:
    """Count a turn that went wrong on our side."""
    metrics.TURN_ERRORS.labels("conduct", code).inc()


def _tell_one(
    record: Recorded, state: Session, address: Address, *, worker_id: str, epoch: int
) -> None:
    _count(record, _channel(state))
    _count_sound(record.event)
    _log.info(
        record.event.type,
        session_id=shown(address),
        tenant_id=str(address.tenant_id),
        seq=record.seq,
        worker_id=worker_id,
        epoch=epoch,
        correlation_id=correlation_in(record.event, state),
        **_numbers(record.event),
    )


def _count(record: Recorded, channel: str) -> None:
    event = record.event
    match event:
        case events.TurnCompleted(role="candidate"):
            metrics.TURNS.inc()
        case events.ModelAnswered():
            metrics.STAGE_SECONDS.labels("llm").observe(event.latency_ms / 1000)
        case events.ModelFailed():
            metrics.TURN_ERRORS.labels("compose", event.reason).inc()
        case events.ConsentGranted() | events.CandidateRequested():
            _count_candidate(event, channel)
        case events.SessionDequeued():
            metrics.QUEUE_WAIT_SECONDS.labels("talk").observe(event.waited_ms / 1000)
        case events.ConnectionResumed():
            metrics.RECONNECTS.labels("resumed").inc()
        case events.ConnectionLost(reason="worker_lost"):
            seconds = (record.at - event.since).total_seconds()
            metrics.TAKEOVER_SECONDS.observe(max(0.0, seconds))
        case _:
            pass
    if isinstance(event, ENDINGS):
        metrics.SESSIONS_TOTAL.labels(_outcome(event), channel).inc()
        if getattr(event, "reason", "") == "connection_lost":
            metrics.RECONNECTS.labels("given_up").inc()


def _count_candidate(
    event: events.ConsentGranted | events.CandidateRequested, channel: str
) -> None:
    if isinstance(event, events.CandidateRequested):
        metrics.REQUESTS.labels(event.request, channel).inc()
    else:
        metrics.CONSENTS.labels(channel).inc()


def _channel(state: Session) -> str:
    """Return by which way the candidate is there, or was last."""
    return state.created.channel if state.transport == "text" else state.transport


def _count_sound(event: events.SessionEvent) -> None:
    match event:
        case events.SpeechRecognised():
            metrics.STAGE_SECONDS.labels("stt_final").observe(event.latency_ms / 1000)
        case events.SpeechMade():
            metrics.STAGE_SECONDS.labels("tts_first_chunk").observe(event.first_chunk_ms / 1000)
        case events.UtteranceSpoken() if event.waited_ms is not None:
            metrics.STAGE_SECONDS.labels("end_to_end").observe(event.waited_ms / 1000)
        case events.SpeechFailed():
            metrics.TURN_ERRORS.labels("tts", event.reason).inc()
        case events.ProviderFellBack():
            metrics.FALLBACKS.labels(event.stage, event.instead_of, event.taken_by or "none").inc()
        case events.CallAnswered() if event.by != "machine":
            metrics.CALLS.labels("answered").inc()
        case events.CallFailed():
            metrics.CALLS.labels(event.reason).inc()
        case _:
            pass


def _outcome(event: events.SessionEvent) -> str:
    if isinstance(event, events.SessionCompleted) and event.is_partial:
        return "partial"
    return event.type.removeprefix("session.")


def _numbers(event: events.SessionEvent) -> dict[str, int | str]:
    """Return what of an event helps whoever reads the log and is nobody's words."""
    match event:
        case events.TurnCompleted():
            return {"turn": event.turn, "role": event.role, "kind": event.kind}
        case events.CandidateRequested():
            return {"request": event.request}
        case events.ConnectionResumed():
            return {"gap_ms": event.gap_ms}
        case events.ModelAnswered():
            return {
                "turn": event.turn,
                "model": event.model,
                "latency_ms": event.latency_ms,
                "tokens_in": event.tokens_in,
                "tokens_out": event.tokens_out,
            }
        case events.ModelFailed():
            return {"turn": event.turn, "reason": event.reason}
        case events.FollowupChosen() | events.TurnAmended() | events.SpeechFailed():
            return {"turn": event.turn, "reason": event.reason}
        case events.SessionCompleted():
            return {"reason": event.reason, "duration_s": event.duration_s}
        case (
            events.ConnectionLost()
            | events.SessionAbandoned()
            | events.SessionCancelled()
            | events.SessionNoShow()
            | events.SessionExpired()
        ):
            return {"reason": event.reason}
        case events.SessionFailed():
            return {"reason": event.reason, "stage": event.stage}
        case _:
            return _numbers_of_sound(event)


def _numbers_of_sound(event: events.SessionEvent) -> dict[str, int | str]:
    match event:
        case events.SpeechRecognised():
            return {"turn": event.turn, "model": event.model, "latency_ms": event.latency_ms}
        case events.SpeechMade():
            return {"turn": event.turn, "model": event.model, "latency_ms": event.first_chunk_ms}
        case events.ProviderFellBack():
            return {"stage": event.stage, "reason": event.reason}
        case _:
            return {}
