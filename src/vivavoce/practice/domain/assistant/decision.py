"""The decision on a message: which tools to call, or why none is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vivavoce.practice.domain.assistant.conversation_state import Json
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
