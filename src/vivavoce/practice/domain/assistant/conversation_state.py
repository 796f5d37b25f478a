"""The state of a conversation between messages: tool results, and the assistant's open question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from vivavoce.contracts.envelope import Json

OpenQuestion = Literal[
    "", "next_step", "role", "session", "emails", "assign_role", "round", "unassign"
]
_MAX_EARLIER_SESSIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSession:
    """A practice session that this conversation created or read."""

    session_id: str
    status: str
    edits_remaining: int = 1
    config: Mapping[str, Any] = field(default_factory=dict)  # Any: settings, flat
    questions: tuple[str, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether its plan still awaits approval."""
        return self.status == "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAssignment:
    """An assignment from a tool result."""

    assignment_id: str
    role: str
    round: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationState:
    """The state that the rules decide on."""

    may_assign: bool = False
    session: KnownSession | None = None
    earlier: tuple[KnownSession, ...] = ()
    assignments: tuple[KnownAssignment, ...] = ()
    batch: tuple[str, ...] = ()
    upload_id: str = ""
    upload_session: str = ""
    """The session that the upload ticket ``upload_id`` is for."""
    asked: OpenQuestion = ""
    pending: Mapping[str, Any] = field(default_factory=dict)  # Any: values of an incomplete request
    informal: int = 0
    """How many informal practice prompts were given; 0 if informal practice is not active."""

    @property
    def draft(self) -> KnownSession | None:
        """The current session if it is a draft, else None."""
        return self.session if self.session and self.session.is_draft else None

    @property
    def latest_session(self) -> KnownSession | None:
        """The session that a review request means: the newest non-draft, else the newest, or None."""
        known = [session for session in (self.session, *self.earlier) if session]
        past = [session for session in known if not session.is_draft]
        return next(iter(past or known), None)

    def with_session(self, session: KnownSession) -> Self:
        """Return the state with ``session`` as the current session; the previous one becomes earlier."""
        others = [known for known in (self.session, *self.earlier) if known]
        earlier = tuple(other for other in others if other.session_id != session.session_id)
        return replace(self, session=session, earlier=earlier[:_MAX_EARLIER_SESSIONS])

    def to_json(self) -> Json:
        """Return the state as JSON, without ``may_assign``, which belongs to the caller."""
        return {
            "session": _session_to_json(self.session) if self.session else None,
            "earlier": [_session_to_json(session) for session in self.earlier],
            "assignments": [
                {
                    "assignment_id": a.assignment_id,
                    "role": a.role,
                    "round": a.round,
                    "status": a.status,
                }
                for a in self.assignments
            ],
            "batch": list(self.batch),
            "upload_id": self.upload_id,
            "upload_session": self.upload_session,
            "asked": self.asked,
            "pending": dict(self.pending),
            "informal": self.informal,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any], *, may_assign: bool = False) -> Self:
        """Return the state in ``document``; missing members get the defaults of a new conversation."""
        session = document.get("session")
        return cls(
            may_assign=may_assign,
            session=_session_from_json(session) if session else None,
            earlier=tuple(_session_from_json(session) for session in document.get("earlier", ())),
            assignments=tuple(
                KnownAssignment(**assignment) for assignment in document.get("assignments", ())
            ),
            batch=tuple(document.get("batch", ())),
            upload_id=document.get("upload_id", ""),
            upload_session=document.get("upload_session", ""),
            asked=document.get("asked", ""),
            pending=dict(document.get("pending", {})),
            informal=document.get("informal", 0),
        )


def _session_from_json(document: Mapping[str, Any]) -> KnownSession:
    return KnownSession(
        session_id=document["session_id"],
        status=document["status"],
        edits_remaining=document.get("edits_remaining", 1),
        config=dict(document.get("config", {})),
        questions=tuple(document.get("questions", ())),
    )


def _session_to_json(session: KnownSession) -> Json:
    return {
        "session_id": session.session_id,
        "status": session.status,
        "edits_remaining": session.edits_remaining,
        "config": dict(session.config),
        "questions": list(session.questions),
    }
