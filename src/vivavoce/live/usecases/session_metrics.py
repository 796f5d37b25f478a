"""Metrics and log lines for a session's committed events.

They contain only types, numbers and ids, never what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog

from vivavoce.contracts.live_session import turn_correlation_id
from vivavoce.infra import metrics
from vivavoce.kernel.clock import Clock
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import BrokerDeadLetter, EventAppended, UndeliveredMessages
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.transitions import TERMINAL_EVENTS
from vivavoce.live.ports import EventStore, SessionAddress, SessionLease
from vivavoce.live.usecases.append_side_effects import collect_side_effects

_log = structlog.get_logger("session")


def session_log_id(address: SessionAddress) -> str:
    """Return a session's id for log lines."""
    return f"int_{address.session_id.hex}"


def bind_log_context(address: SessionAddress, worker_id: str) -> None:
    """Bind the session's ids to every log line of the running task."""
    structlog.contextvars.bind_contextvars(
        session_id=session_log_id(address),
        tenant_id=str(address.tenant_id),
        worker_id=worker_id,
        correlation_id=turn_correlation_id(str(address.session_id), 0),
    )


def _bind_turn_context(pending: PendingEvents) -> None:
    """In a session's own task, bind the correlation id of the turn that caused these events."""
    if pending.records and "session_id" in structlog.contextvars.get_contextvars():
        structlog.contextvars.bind_contextvars(
            correlation_id=correlation_id_of(pending.records[-1].event, pending.state)
        )


def correlation_id_of(event: events.SessionEvent, state: Session) -> str:
    """Return the correlation id of the candidate's turn that caused ``event``; turn 0 before the first."""
    match event:
        case (
            events.FollowupProposed()
            | events.FollowupChosen()
            | events.EvaluationGenerated()
            | events.PerspectiveGenerated()
            | events.SpeechStarted()
            | events.SpeechEnded()
            | events.SpeechRecognized()
            | events.TurnAmended()
        ):
            turn = event.turn
        case _:
            candidate_turns = (
                turn.turn for turn in reversed(state.turns) if turn.role == "candidate"
            )
            turn = next(candidate_turns, 0)
    return turn_correlation_id(state.created.session_id, turn)


async def append_events(
    store: EventStore,
    clock: Clock,
    lease: SessionLease,
    pending: PendingEvents,
    *,
    handled_message_ids: Sequence[UUID] = (),
) -> None:
    """Append ``pending`` with its side effects, and measure the duration."""
    _bind_turn_context(pending)
    began_s = clock.monotonic()
    await store.append(lease, pending.records, collect_side_effects(pending, handled_message_ids))
    metrics.APPEND_SECONDS.observe(clock.monotonic() - began_s)


def report_events(
    pending: PendingEvents, address: SessionAddress, *, worker_id: str = "", epoch: int = 0
) -> None:
    """Count and log appended events; call it after they are committed."""
    for record, state in pending.steps:
        _report_event(record, state, address, worker_id=worker_id, epoch=epoch)


async def report_published_event(
    address: SessionAddress, worker_id: str, message: EventAppended
) -> None:
    """Count and log an event of a hosted session, unless another process appended it."""
    state = message.state
    if message.is_local:
        _report_event(message.record, state, address, worker_id=worker_id, epoch=state.epoch)


def record_reply_latency(clock: Clock, received_s: float) -> None:
    """Record the time from receiving the answer to sending the reply."""
    metrics.STAGE_SECONDS.labels("end_to_end").observe(clock.monotonic() - received_s)


def is_interviewer_turn(record: RecordedEvent) -> bool:
    """Return whether the event is a turn of the interviewer, which the candidate waits for."""
    return isinstance(record.event, events.TurnCompleted) and record.event.role == "agent"


def is_candidate_turn(record: RecordedEvent) -> bool:
    """Return whether the event is a turn of the candidate, who then waits for a reply."""
    return isinstance(record.event, events.TurnCompleted) and record.event.role == "candidate"


def ends_answer(record: RecordedEvent) -> bool:
    """Return whether the event is the candidate's turn, or completes one that they went on with."""
    event = record.event
    return is_candidate_turn(record) or (
        isinstance(event, events.TurnAmended) and event.reason == "went_on"
    )


def log_undelivered_messages(undelivered: Sequence[UndeliveredMessages]) -> None:
    """Log how many messages subscribers had not handled when the session's broker closed."""
    for messages in undelivered:
        _log.warning("session.messages_undelivered", handler=messages.handler, count=messages.count)


def record_dead_letter(letter: BrokerDeadLetter) -> None:
    """Count and log a message that a subscriber failed on."""
    metrics.SESSION_HANDLER_FAILURES.labels(letter.handler, letter.error).inc()
    _log.warning(
        "session.handler_failed",
        handler=letter.handler,
        message=letter.message_id,
        error=letter.error,
    )


def record_dropped_message(handler: str) -> None:
    """Count a transient message that was dropped for lack of room."""
    metrics.SESSION_MESSAGES_DROPPED.labels(handler).inc()


def record_turn_error(code: str) -> None:
    """Count a turn that failed on our side."""
    metrics.TURN_ERRORS.labels("conduct", code).inc()


def _report_event(
    record: RecordedEvent, state: Session, address: SessionAddress, *, worker_id: str, epoch: int
) -> None:
    _count_event(record, _channel(state))
    _count_voice_event(record.event)
    _log.info(
        record.event.type,
        session_id=session_log_id(address),
        tenant_id=str(address.tenant_id),
        seq=record.seq,
        worker_id=worker_id,
        epoch=epoch,
        correlation_id=correlation_id_of(record.event, state),
        **_log_fields(record.event),
    )


def _count_event(record: RecordedEvent, channel: str) -> None:
    event = record.event
    match event:
        case events.TurnCompleted(role="candidate"):
            metrics.TURNS.inc()
        case events.ModelResponded():
            metrics.STAGE_SECONDS.labels("llm").observe(event.latency_ms / 1000)
        case events.ModelRequestFailed():
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
    if isinstance(event, TERMINAL_EVENTS):
        metrics.SESSIONS_TOTAL.labels(_outcome(event), channel).inc()
        if getattr(event, "reason", "") == "connection_lost":
            metrics.RECONNECTS.labels("given_up").inc()


def _count_candidate(
    event: events.ConsentGranted | events.CandidateRequested, channel: str
) -> None:
    if isinstance(event, events.CandidateRequested):
        metrics.CANDIDATE_REQUESTS.labels(event.request, channel).inc()
    else:
        metrics.CONSENTS.labels(channel).inc()


def _channel(state: Session) -> str:
    """Return the channel that the candidate uses, or used last."""
    return state.created.channel if state.transport == "text" else state.transport


def _count_voice_event(event: events.SessionEvent) -> None:
    match event:
        case events.SpeechRecognized():
            metrics.STAGE_SECONDS.labels("stt_final").observe(event.latency_ms / 1000)
        case events.SpeechSynthesized():
            metrics.STAGE_SECONDS.labels("tts_first_chunk").observe(event.first_chunk_ms / 1000)
        case events.UtteranceSpoken() if event.waited_ms is not None:
            metrics.STAGE_SECONDS.labels("end_to_end").observe(event.waited_ms / 1000)
        case events.SpeechSynthesisFailed():
            metrics.TURN_ERRORS.labels("tts", event.reason).inc()
        case events.ProviderFailedOver():
            metrics.PROVIDER_FALLBACKS.labels(
                event.stage, event.failed_provider, event.failed_over_to or "none"
            ).inc()
        case events.CallAnswered() if event.answered_by != "machine":
            metrics.CALLS.labels("answered").inc()
        case events.CallFailed():
            metrics.CALLS.labels(event.reason).inc()
        case _:
            pass


def _outcome(event: events.SessionEvent) -> str:
    if isinstance(event, events.SessionCompleted) and event.is_partial:
        return "partial"
    return event.type.removeprefix("session.")


def _log_fields(event: events.SessionEvent) -> dict[str, int | str]:
    """Return the fields of an event that are useful in logs and contain nobody's words."""
    match event:
        case events.TurnCompleted():
            return {"turn": event.turn, "role": event.role, "kind": event.kind}
        case events.CandidateRequested():
            return {"request": event.request}
        case events.ConnectionResumed():
            return {"gap_ms": event.gap_ms}
        case events.ModelResponded():
            return {
                "turn": event.turn,
                "model": event.model,
                "latency_ms": event.latency_ms,
                "tokens_in": event.tokens_in,
                "tokens_out": event.tokens_out,
            }
        case events.ModelRequestFailed():
            return {"turn": event.turn, "reason": event.reason}
        case events.FollowupChosen() | events.TurnAmended() | events.SpeechSynthesisFailed():
            return {"turn": event.turn, "reason": event.reason}
        case events.SessionCompleted():
            return {"reason": event.reason, "duration_s": event.duration_s}
        case (
            events.ConnectionLost()
            | events.SessionAbandoned()
            | events.SessionCancelled()
            | events.SessionMarkedNoShow()
            | events.SessionExpired()
        ):
            return {"reason": event.reason}
        case events.SessionFailed():
            return {"reason": event.reason, "stage": event.stage}
        case _:
            return _voice_log_fields(event)


def _voice_log_fields(event: events.SessionEvent) -> dict[str, int | str]:
    match event:
        case events.SpeechRecognized():
            return {"turn": event.turn, "model": event.model, "latency_ms": event.latency_ms}
        case events.SpeechSynthesized():
            return {"turn": event.turn, "model": event.model, "latency_ms": event.first_chunk_ms}
        case events.ProviderFailedOver():
            return {"stage": event.stage, "reason": event.reason}
        case _:
            return {}
