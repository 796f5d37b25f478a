"""What became of one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vivavoce.practice.domain.assistant.conversation import Json

SHORT_LIVED = ("url", "ws_url", "token_url", "headers")
"""Members that open something by themselves: they are passed on once and never kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a call brought nothing."""

    code: str
    status: int
    detail: str
    is_retryable: bool = False
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One call with its answer: a result or a failure."""

    tool: str
    arguments: Json
    result: Json = field(default_factory=dict)
    failure: Failure | None = None

    @property
    def is_done(self) -> bool:
        """Whether the tool answered."""
        return self.failure is None


def kept(value: Json) -> Json:
    """Return ``value`` without the links that open something by themselves."""
    return {name: _kept(inner) for name, inner in value.items() if name not in SHORT_LIVED}


def _kept(value: object) -> object:
    if isinstance(value, Mapping):
        return kept(dict(value))
    return [_kept(one) for one in value] if isinstance(value, list | tuple) else value
