"""How a session ends; after one of these there is nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.live.domain.events.base import BaseSessionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCompleted(BaseSessionEvent):
    """The session ended with something to assess."""

    type: ClassVar[str] = "session.completed"
    reason: Literal["all_asked", "time", "candidate_ended", "staff_ended", "connection_lost"]
    asked: int
    answered: int
    duration_s: int
    is_partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAbandoned(BaseSessionEvent):
    """The session ended before there was enough to assess."""

    type: ClassVar[str] = "session.abandoned"
    reason: Literal["no_show", "consent_timeout", "connection_lost", "no_answers"]
    is_technical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMarkedNoShow(BaseSessionEvent):
    """Nobody came."""

    type: ClassVar[str] = "session.no_show"
    reason: Literal["window", "busy", "no_answer", "machine", "unreachable"] = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExpired(BaseSessionEvent):
    """There was no room for too long."""

    type: ClassVar[str] = "session.expired"
    reason: Literal["queue"] = "queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(BaseSessionEvent):
    """Somebody called it off."""

    type: ClassVar[str] = "session.cancelled"
    reason: Literal["consent_declined", "staff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFailed(BaseSessionEvent):
    """We could not go on; it uses up no attempt."""

    type: ClassVar[str] = "session.failed"
    reason: str
    stage: str
    is_recoverable: bool
