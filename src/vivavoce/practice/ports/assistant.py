"""Ports of the practice assistant: its tools and its conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.domain.assistant.dialogue import ToolCallOutcome

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


class ConversationRepository(Protocol):
    """Stores the assistant's conversations. Text is encrypted under the person's key."""

    async def create(
        self, work: UnitOfWork, person_id: PersonId, *, title: str, at: datetime
    ) -> UUID:
        """Create a conversation and return its id."""

    async def find(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        conversation_id: UUID,
        *,
        is_locked: bool = False,
    ) -> StoredConversation | None:
        """Return the conversation if it belongs to this person, else None."""

    async def list_conversations(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        *,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[StoredConversation]:
        """Return the person's conversations, last used first, after the one with that time and id."""

    async def rename(self, work: UnitOfWork, conversation: StoredConversation, title: str) -> None:
        """Store another title; when the conversation was last used stays."""

    async def delete(self, work: UnitOfWork, conversation_id: UUID) -> None:
        """Delete a conversation with its messages."""

    async def reserve(
        self, work: UnitOfWork, conversation_id: UUID, *, at: datetime, until: datetime
    ) -> bool:
        """Reserve the conversation for one message; return False if it is already reserved."""

    async def release(self, work: UnitOfWork, conversation_id: UUID) -> None:
        """End the reservation."""

    async def find_exchange(
        self, work: UnitOfWork, person_id: PersonId, client_message_id: str
    ) -> tuple[ConversationMessage, ConversationMessage | None] | None:
        """Return the message with that client id and its answer, if any; None if there is no such message."""

    async def add_message(
        self,
        work: UnitOfWork,
        conversation: StoredConversation,
        *,
        text: str,
        client_message_id: str | None,
        at: datetime,
    ) -> ConversationMessage | None:
        """Store the person's text as the next message; return None if ``client_message_id`` is in use."""

    async def add_answer(
        self,
        work: UnitOfWork,
        conversation: StoredConversation,
        message: ConversationMessage,
        *,
        body: Json,
        outcomes: Sequence[ToolCallOutcome],
        state: Json,
        at: datetime,
    ) -> ConversationMessage:
        """Store the answer to ``message``, its tool calls and the new state, and release the conversation."""

    async def list_messages(
        self, work: UnitOfWork, conversation: StoredConversation
    ) -> list[ConversationMessage]:
        """Return all messages in order."""

    async def load_grounding_sources(
        self, work: UnitOfWork, conversation: StoredConversation
    ) -> ReplyGroundingSources:
        """Return the results of all tool calls and the person's messages so far."""
