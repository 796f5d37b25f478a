"""What a session's committed events are for whoever watches: counters, and one log line each.

Only kinds, numbers and ids are told: never a word of the talk.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog

from vivavoce.infra import metrics
from vivavoce.kernel.clock import Clock
from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
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
        session_id=shown(address), tenant_id=str(address.tenant_id), worker_id=worker_id
    )


async def append(
    store: EventStore,
    clock: Clock,
    lease: Lease,
    on: Unfolding,
    *,
    settled: Sequence[UUID] = (),
) -> None:
    """Append what was decided, with what leaves with it; then count it, log it and say how long it took."""
    began_s = clock.monotonic()
    await store.append(lease, on.records, leaving_with(on, settled))
    metrics.APPEND_SECONDS.observe(clock.monotonic() - began_s)
    tell(on, lease.address, worker_id=lease.worker_id, epoch=lease.epoch)


def tell(on: Unfolding, address: Address, *, worker_id: str = "", epoch: int = 0) -> None:
    """Count and log events that were appended; call it once they are committed."""
    if not on.records:
        return
    channel = on.state.created.channel
    for record in on.records:
        _count(record, channel)
        _log.info(
            record.event.type,
            session_id=shown(address),
            tenant_id=str(address.tenant_id),
            seq=record.seq,
            worker_id=worker_id,
            epoch=epoch,
            **_numbers(record.event),
        )


class Replies:
    """Measures from an answer's arrival to the reply, whether that comes at once or is thought about."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._came_s: float | None = None

    def note(self, on: Unfolding, came_s: float | None = None) -> None:
        """Take in what was just committed and sent; ``came_s`` is when the candidate's words came."""
        said = [
            record.event.role
            for record in on.records
            if isinstance(record.event, events.TurnCompleted)
        ]
        if "candidate" in said:
            self._came_s = came_s
        if self._came_s is not None and said and said[-1] == "agent":
            metrics.STAGE_SECONDS.labels("end_to_end").observe(
                self._clock.monotonic() - self._came_s
            )
            self._came_s = None


def note_error(code: str) -> None:
    """Count a turn that went wrong on our side."""
    metrics.TURN_ERRORS.labels("conduct", code).inc()


def _count(record: Recorded, channel: str) -> None:
    event = record.event
    match event:
        case events.TurnCompleted(role="candidate"):
            metrics.TURNS.inc()
        case events.ModelAnswered():
            metrics.STAGE_SECONDS.labels("llm").observe(event.latency_ms / 1000)
        case events.ModelFailed():
            metrics.TURN_ERRORS.labels("compose", event.reason).inc()
        case events.ConsentGranted():
            metrics.CONSENTS.labels(channel).inc()
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


def _outcome(event: events.SessionEvent) -> str:
    if isinstance(event, events.SessionCompleted) and event.is_partial:
        return "partial"
    return event.type.removeprefix("session.")


def _numbers(event: events.SessionEvent) -> dict[str, int | str]:
    """Return what of an event helps whoever reads the log and is nobody's words."""
    match event:
        case events.TurnCompleted():
            return {"turn": event.turn, "role": event.role, "kind": event.kind}
        case events.ConnectionResumed():
            return {"gap_ms": event.gap_ms}
        case events.ConnectionLost():
            return {"reason": event.reason}
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
        case events.FollowupChosen():
            return {"turn": event.turn, "reason": event.reason}
        case events.SessionCompleted():
            return {"reason": event.reason, "duration_s": event.duration_s}
        case (
            events.SessionAbandoned()
            | events.SessionCancelled()
            | events.SessionNoShow()
            | events.SessionExpired()
        ):
            return {"reason": event.reason}
        case events.SessionFailed():
            return {"reason": event.reason, "stage": event.stage}
        case _:
            return {}
