"""The dialogue of the assistant: the decision on a message, the outcome of a tool call, and the reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vivavoce.contracts.envelope import Json
from vivavoce.practice.domain.assistant.intents import Intent
from vivavoce.practice.domain.assistant.requested_settings import RequestAdjustment


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call of a tool."""

    tool: str
    arguments: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueDecision:
    """What the assistant does in response to a message."""

    intent: Intent
    calls: tuple[ToolCall, ...] = ()
    reason: str = ""
    """Code for why no tool is called, or why the first call is only a lookup; else ''."""
    adjustments: tuple[RequestAdjustment, ...] = ()
    pending: Mapping[str, Any] = field(default_factory=dict)  # Any: values of an incomplete request
    handoff_agent: str = ""
    """The agent that the person is handed off to, or ''."""
    has_resume: bool = False
    interview_type: str = ""
    """The requested interview type, if the reply mentions it; else ''."""


SHORT_LIVED_MEMBERS = ("url", "ws_url", "token_url", "headers")
"""Members that grant access by themselves: they are passed on once and never stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallFailure:
    """Why a call failed; ``status`` is an HTTP status code."""

    code: str
    status: int
    detail: str
    is_retryable: bool = False
    was_retried: bool = False
    """Whether it is the failure of a second try."""


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
        name: _remove_short_lived(member)
        for name, member in value.items()
        if name not in SHORT_LIVED_MEMBERS
    }


def _remove_short_lived(value: object) -> object:
    if isinstance(value, Mapping):
        return remove_short_lived_members(dict(value))
    return (
        [_remove_short_lived(item) for item in value] if isinstance(value, list | tuple) else value
    )


RULES_VERSION = "1"
RULE_BASED_AGENT = {"kind": "built-in rules", "version": RULES_VERSION}


ActionKind = Literal[
    "preview",
    "regenerate",
    "edit",
    "approve",
    "start",
    "open_review",
    "retry_review",
    "download",
    "upload",
    "practice_assignment",
    "open_leaderboard",
    "stop",
    "retry",
    "route",
]
"""What a button of a reply does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantReply:
    """A composed reply that has not passed the grounding check yet."""

    text: str
    structured: Json = field(default_factory=dict)
    actions: tuple[Json, ...] = ()


def build_action(kind: ActionKind, label: str, **members: object) -> Json:
    """Return an action (a button on the page); empty values are left out."""
    return {
        "kind": kind,
        "label": label,
        **{name: value for name, value in members.items() if value},
    }
