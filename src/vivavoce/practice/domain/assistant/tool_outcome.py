"""The outcome of one tool call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vivavoce.practice.domain.assistant.conversation_state import Json

SHORT_LIVED_MEMBERS = ("url", "ws_url", "token_url", "headers")
"""Members that grant access by themselves: they are passed on once and never stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallFailure:
    """Why a call failed; ``status`` is an HTTP status code."""

    code: str
    status: int
    detail: str
    is_retryable: bool = False
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallOutcome:
    """A tool call with its result or failure."""

    tool: str
    arguments: Json
    result: Json = field(default_factory=dict)
    failure: ToolCallFailure | None = None

    @property
    def is_successful(self) -> bool:
        """Whether the call returned a result."""
        return self.failure is None


def remove_short_lived_members(value: Json) -> Json:
    """Return ``value`` without ``SHORT_LIVED_MEMBERS``, at any depth."""
    return {
        name: _remove_short_lived(inner)
        for name, inner in value.items()
        if name not in SHORT_LIVED_MEMBERS
    }


def _remove_short_lived(value: object) -> object:
    if isinstance(value, Mapping):
        return remove_short_lived_members(dict(value))
    return [_remove_short_lived(one) for one in value] if isinstance(value, list | tuple) else value
