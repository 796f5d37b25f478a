"""Terminal events of a session; no event may follow them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.live.domain.events.base import BaseSessionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCompleted(BaseSessionEvent):
    """The session ended with enough answers to assess."""

    type: ClassVar[str] = "session.completed"
    reason: Literal["all_asked", "time", "candidate_ended", "staff_ended", "connection_lost"]
    asked: int
    answered: int
    duration_s: int
    is_partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAbandoned(BaseSessionEvent):
    """The session ended without enough answers to assess."""

    type: ClassVar[str] = "session.abandoned"
    reason: Literal["no_show", "consent_timeout", "connection_lost", "no_answers"]
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
    stage: str
    is_recoverable: bool
