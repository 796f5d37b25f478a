"""Ports of the practice assistant: tool executor, dialogue manager and conversation repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.domain.assistant.conversation_state import Json

MessageAuthor = Literal["person", "assistant"]


class ToolExecutor(Protocol):
    """Calls the practice API as a client agent would. Results are the JSON bodies of its routes."""

    async def call(self, caller: Caller, tool: str, arguments: Json, *, key: str) -> Json:
        """Return the tool's JSON result, or raise a ``VivavoceError``.

        ``key`` makes the call idempotent: repeating it acts once and returns the same result.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConversation:
    """A conversation as stored."""

    id: UUID
    person_id: PersonId
    title: str = field(repr=False)
    state: Json = field(repr=False)
    message_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMessage:
    """A stored message; ``body`` is ``{text}`` for a person, or the assistant's whole reply without links."""

    id: UUID
    conversation_id: UUID
    place: int
    author: MessageAuthor
    body: Json = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyGroundingSources:
    """What a reply may quote: earlier tool results and the person's own messages."""

    tool_results: tuple[Any, ...] = field(repr=False)  # Any: JSON
    person_messages: tuple[str, ...] = field(repr=False)
