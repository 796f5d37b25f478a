"""What a conversation knows between two messages: only what tools answered and what was asked back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

Json = dict[str, Any]
"""Any: a JSON object, as tools take and answer it."""
Asked = Literal["", "next_step", "role", "session", "emails", "assign_role", "round", "unassign"]
_MOST_KEPT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A practice session that this conversation made or looked at."""

    session_id: str
    status: str
    edits_remaining: int = 1
    config: Mapping[str, Any] = field(default_factory=dict)  # Any: settings, flat
    questions: tuple[str, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether its plan still waits for approval."""
        return self.status == "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """An assignment that a tool listed."""

    assignment_id: str
    role: str
    round: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The state that the rules decide on."""

    may_assign: bool = False
    session: Held | None = None
    earlier: tuple[Held, ...] = ()
    assignments: tuple[Assigned, ...] = ()
    batch: tuple[str, ...] = ()
    upload_id: str = ""
    upload_session: str = ""
    """Which session the ticket ``upload_id`` is for."""
    asked: Asked = ""
    pending: Mapping[str, Any] = field(default_factory=dict)  # Any: slots of an unfinished wish
    informal: int = 0
    """How many informal prompts were given; 0: none is going on."""

    @property
    def draft(self) -> Held | None:
        """The draft that is spoken of, if it is one."""
        return self.session if self.session and self.session.is_draft else None

    @property
    def last_held(self) -> Held | None:
        """The session that a review is asked about: the newest that went past its draft, else the newest."""
        known = [one for one in (self.session, *self.earlier) if one]
        past = [one for one in known if not one.is_draft]
        return next(iter(past or known), None)

    def with_session(self, held: Held) -> Self:
        """Return the conversation speaking of ``held`` now."""
        others = [one for one in (self.session, *self.earlier) if one]
        kept = tuple(one for one in others if one.session_id != held.session_id)
        return replace(self, session=held, earlier=kept[:_MOST_KEPT])

    def to_json(self) -> Json:
        """Return the state as JSON; who may assign is the caller's, not the conversation's."""
        return {
            "session": _held_json(self.session) if self.session else None,
            "earlier": [_held_json(one) for one in self.earlier],
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
    def from_json(cls, kept: Mapping[str, Any], *, may_assign: bool = False) -> Self:
        """Return the state that ``kept`` holds; what it lacks is as in a new conversation."""
        session = kept.get("session")
        return cls(
            may_assign=may_assign,
            session=_held(session) if session else None,
            earlier=tuple(_held(one) for one in kept.get("earlier", ())),
            assignments=tuple(Assigned(**one) for one in kept.get("assignments", ())),
            batch=tuple(kept.get("batch", ())),
            upload_id=kept.get("upload_id", ""),
            upload_session=kept.get("upload_session", ""),
            asked=kept.get("asked", ""),
            pending=dict(kept.get("pending", {})),
            informal=kept.get("informal", 0),
        )


def _held(kept: Mapping[str, Any]) -> Held:
    return Held(
        session_id=kept["session_id"],
        status=kept["status"],
        edits_remaining=kept.get("edits_remaining", 1),
        config=dict(kept.get("config", {})),
        questions=tuple(kept.get("questions", ())),
    )


def _held_json(held: Held) -> Json:
    return {
        "session_id": held.session_id,
        "status": held.status,
        "edits_remaining": held.edits_remaining,
        "config": dict(held.config),
        "questions": list(held.questions),
    }
