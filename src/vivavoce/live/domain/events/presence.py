"""Who is there and where: connections, workers, the queue, and staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from vivavoce.contracts.voice import Transport
from vivavoce.live.domain.events.base import BaseSessionEvent, EventActor, personal_field


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantJoined(BaseSessionEvent):
    """The candidate's connection ``leg_id`` is there."""

    type: ClassVar[str] = "participant.joined"
    actor: ClassVar[EventActor] = "candidate"
    leg_id: str
    transport: Transport = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantLeft(BaseSessionEvent):
    """The connection ``leg_id`` is gone."""

    type: ClassVar[str] = "participant.left"
    leg_id: str
    reason: Literal["closed", "silent", "replaced", "worker_lost", "drained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAttached(BaseSessionEvent):
    """A worker holds the lease and has read ``replayed_events`` events."""

    type: ClassVar[str] = "worker.attached"
    actor: ClassVar[EventActor] = "worker"
    worker_id: str
    epoch: int
    replayed_events: int
    reason: Literal["start", "takeover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDetached(BaseSessionEvent):
    """A worker gave the session back on purpose."""

    type: ClassVar[str] = "worker.detached"
    actor: ClassVar[EventActor] = "worker"
    worker_id: str
    epoch: int
    reason: Literal["drain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLost(BaseSessionEvent):
    """The candidate is away; the clock stands since ``since``, the last sign of life."""

    type: ClassVar[str] = "connection.lost"
    leg_id: str | None
    at_turn: int
    since: datetime
    reason: Literal["closed", "silent", "worker_lost", "drained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionResumed(BaseSessionEvent):
    """The candidate is back, having seen everything up to ``last_seq_seen``."""

    type: ClassVar[str] = "connection.resumed"
    leg_id: str
    gap_ms: int
    last_seq_seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionQueued(BaseSessionEvent):
    """There is no room at the moment; the candidate has a place in the queue."""

    type: ClassVar[str] = "session.queued"
    position: int
    reason: Literal["capacity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDequeued(BaseSessionEvent):
    """There is room now."""

    type: ClassVar[str] = "session.dequeued"
    waited_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffObservationChanged(BaseSessionEvent):
    """A person of staff began or stopped to watch."""

    type: ClassVar[str] = "staff.observed"
    actor: ClassVar[EventActor] = "staff"
    user_id: str
    is_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffIntervened(BaseSessionEvent):
    """A person of staff noted something, spoke, took over, handed back or ended the talk."""

    type: ClassVar[str] = "staff.intervened"
    actor: ClassVar[EventActor] = "staff"
    user_id: str
    action: Literal["note", "say", "take_over", "hand_back", "end"]
    text: str = personal_field()
    ask: str = personal_field("")
    """With a note: the question that the interviewer should put next, if any."""
    is_timed_out: bool = False
    """Nobody did it: the person who spoke was gone for too long."""
