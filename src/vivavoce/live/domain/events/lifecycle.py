"""Events of connections, workers, the admission queue and staff, and terminal events.

No event may follow a terminal event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from vivavoce.contracts.voice import Transport
from vivavoce.live.domain.events.base import BaseSessionEvent, EndReason, EventActor, personal_field

CompletionReason = Literal[EndReason, "connection_lost"]
"""Why a session ended with enough answers."""
AbandonmentReason = Literal["no_show", "consent_timeout", "connection_lost", "no_answers"]
"""Why a session ended without enough answers."""
FailureReason = Literal["call_trunk", "call_invalid", "plan_missing"]
"""The fault that ended a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCompleted(BaseSessionEvent):
    """The session ended with enough answers to assess."""

    type: ClassVar[str] = "session.completed"
    reason: CompletionReason
    asked: int
    answered: int
    duration_s: int
    is_partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAbandoned(BaseSessionEvent):
    """The session ended without enough answers to assess."""

    type: ClassVar[str] = "session.abandoned"
    reason: AbandonmentReason
    is_technical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMarkedNoShow(BaseSessionEvent):
    """The candidate did not attend, or could not be reached by telephone."""

    type: ClassVar[str] = "session.no_show"
    reason: Literal["window", "busy", "no_answer", "machine", "unreachable"] = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExpired(BaseSessionEvent):
    """The candidate waited in the admission queue for too long."""

    type: ClassVar[str] = "session.expired"
    reason: Literal["queue"] = "queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(BaseSessionEvent):
    """The candidate declined consent, or staff cancelled the session."""

    type: ClassVar[str] = "session.cancelled"
    reason: Literal["consent_declined", "staff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFailed(BaseSessionEvent):
    """A technical failure ended the session; it does not count as an attempt."""

    type: ClassVar[str] = "session.failed"
    reason: str
    """One of ``FailureReason``, or another of an older log."""
    stage: str
    is_recoverable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantJoined(BaseSessionEvent):
    """The candidate connected; ``connection_id`` is the connection's id."""

    type: ClassVar[str] = "participant.joined"
    actor: ClassVar[EventActor] = "candidate"
    connection_id: str
    transport: Transport = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantLeft(BaseSessionEvent):
    """The candidate's connection ``connection_id`` ended."""

    type: ClassVar[str] = "participant.left"
    connection_id: str
    reason: Literal["closed", "silent", "replaced", "worker_lost", "drained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAttached(BaseSessionEvent):
    """A worker took the lease and replayed ``replayed_events`` events."""

    type: ClassVar[str] = "worker.attached"
    actor: ClassVar[EventActor] = "worker"
    worker_id: str
    epoch: int
    replayed_events: int
    reason: Literal["start", "takeover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDetached(BaseSessionEvent):
    """A worker released the session on purpose."""

    type: ClassVar[str] = "worker.detached"
    actor: ClassVar[EventActor] = "worker"
    worker_id: str
    epoch: int
    reason: Literal["drain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLost(BaseSessionEvent):
    """The candidate is disconnected; the clock is stopped as of ``since``, when they were last seen."""

    type: ClassVar[str] = "connection.lost"
    connection_id: str | None
    at_turn: int
    since: datetime
    reason: Literal["closed", "silent", "worker_lost", "drained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionResumed(BaseSessionEvent):
    """The candidate reconnected and has seen all frames up to ``last_seq_seen``."""

    type: ClassVar[str] = "connection.resumed"
    connection_id: str
    gap_ms: int
    last_seq_seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionQueued(BaseSessionEvent):
    """The installation is at capacity; the candidate waits in the queue at ``position``."""

    type: ClassVar[str] = "session.queued"
    position: int
    reason: Literal["capacity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDequeued(BaseSessionEvent):
    """The candidate was admitted from the queue."""

    type: ClassVar[str] = "session.dequeued"
    waited_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffObservationChanged(BaseSessionEvent):
    """A staff member started or stopped observing."""

    type: ClassVar[str] = "staff.observed"
    actor: ClassVar[EventActor] = "staff"
    user_id: str
    is_observing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffIntervened(BaseSessionEvent):
    """A staff member added a note, spoke, took over, handed back or ended the interview."""

    type: ClassVar[str] = "staff.intervened"
    actor: ClassVar[EventActor] = "staff"
    user_id: str
    action: Literal["note", "say", "take_over", "hand_back", "end"]
    text: str = personal_field()
    ask: str = personal_field("")
    """With a note: a question that the interviewer should ask next, if any."""
    is_timed_out: bool = False
    """The system handed back, because the staff member was absent for too long."""
