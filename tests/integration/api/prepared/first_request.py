"""The first request to an operation: valid, about something that was prepared for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.api_clients import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRequest:
    """What is sent. ``content`` is a body that is not JSON; its type is in ``headers``."""

    path: dict[str, str] = field(default_factory=dict)
    query: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None  # Any: JSON
    content: bytes | None = None
    caller: str = "admin"
    """One of the people of the world; empty for a request without credentials."""


@dataclass(slots=True, kw_only=True)
class PreparedInterview:
    """An interview, and what its candidate and the staff know of it."""

    interview_id: str
    run_id: str
    email: str
    token: str = ""
    """Of the candidate's link."""
    code: str = ""
    """The one-time code out of the candidate's mailbox."""
    session_token: str = ""
    """What the code was exchanged for."""
    session: Json = field(default_factory=dict)
    """Where its candidate talks, as the start of the session said."""
    session_id: str = ""
    assessment_id: str = ""
    plan_id: str = ""
    decision_id: str = ""

    @property
    def handle(self) -> str:
        """The unguessable id of the session, which only the candidate has."""
        return str(self.session["sessionId"])


@dataclass(slots=True)
class InterviewPool:
    """Interviews by what was prepared. A request that uses one up takes one of its own."""

    prepared: dict[str, list[PreparedInterview]]
    shared_of: Counter[str] = field(default_factory=Counter)
    """How many of each kind are left for requests that use none up."""

    def shared(self, kind: str, at: int = 0) -> PreparedInterview:
        """Return one that no request uses up."""
        self.shared_of[kind] = max(self.shared_of[kind], at + 1)
        return self.prepared[kind][at]

    def take(self, kind: str) -> PreparedInterview:
        """Return one that no other request is about."""
        assert len(self.prepared[kind]) > self.shared_of[kind], f"prepare more that are {kind}"
        return self.prepared[kind].pop()

    def left_over(self) -> dict[str, int]:
        """Return how many of each kind were prepared for nothing."""
        left = {kind: len(made) - self.shared_of[kind] for kind, made in self.prepared.items()}
        return {kind: count for kind, count in left.items() if count}


@dataclass(slots=True, kw_only=True)
class PreparedWorld:
    """Everything that exists, by what it is."""

    url: str
    people: dict[str, dict[str, str]]
    """Headers by who sends them."""
    interviews: InterviewPool
    ids: dict[str, str]
    """Ids, tokens and other single words, by what they are."""
    identity_provider: Json
    """The body that sets the organization's own sign-in up."""

    def proofs(self) -> dict[str, str]:
        """Return the session tokens of candidates, by the tokens of their links."""
        everybody = [one for made in self.interviews.prepared.values() for one in made]
        return {one.token: one.session_token for one in everybody if one.session_token}
