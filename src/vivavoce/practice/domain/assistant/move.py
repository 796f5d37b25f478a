"""A decision of the rules: the calls to make, and why none is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vivavoce.practice.domain.assistant.conversation import Json
from vivavoce.practice.domain.assistant.intents import Intent
from vivavoce.practice.domain.assistant.setup import Adjustment


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a tool."""

    tool: str
    arguments: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What the assistant does about a message."""

    intent: Intent
    calls: tuple[Call, ...] = ()
    reason: str = ""
    """Why nothing is called, where something might have been."""
    adjustments: tuple[Adjustment, ...] = ()
    pending: Mapping[str, Any] = field(default_factory=dict)  # Any: slots that wait for the rest
    agent: str = ""
    """Whom the person is handed to."""
    has_vita: bool = False
    kind: str = ""
    """The interview type that is wished, where the answer says something about it."""
