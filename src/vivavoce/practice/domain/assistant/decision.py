"""A decision of the rules: the calls to make, and why none is made."""

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
    """What the assistant does about a message."""

    intent: Intent
    calls: tuple[ToolCall, ...] = ()
    reason: str = ""
    """Why nothing is called, where something might have been."""
    adjustments: tuple[RequestAdjustment, ...] = ()
    pending: Mapping[str, Any] = field(default_factory=dict)  # Any: slots that wait for the rest
    handoff_agent: str = ""
    """Whom the person is handed to."""
    has_resume: bool = False
    interview_type: str = ""
    """The interview type that is wished, where the answer says something about it."""
