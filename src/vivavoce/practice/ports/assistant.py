"""What the assistant needs: tools that really do things, a mind that decides and words, and a memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.domain.assistant.conversation_state import ConversationState, Json
from vivavoce.practice.domain.assistant.decision import DialogueDecision, ToolCall
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage
from vivavoce.practice.domain.assistant.reply import AssistantReply
from vivavoce.practice.domain.assistant.tool_outcome import ToolCallOutcome

MessageAuthor = Literal["person", "assistant"]


class ToolExecutor(Protocol):
    """The practice service as its client agent calls it. Results have the shapes of its routes."""

    async def call(self, caller: Caller, tool: str, arguments: Json, *, key: str) -> Json:
        """Return what the tool answers, or raise a ``VivavoceError``.

        The same ``key`` again does the thing once and answers the same.
        """


class DialogueManager(Protocol):
    """Understands a message and words an answer. Whatever it words is checked before it leaves."""

    @property
    def agent(self) -> Json:
        """Who answers: ``kind`` and ``version``."""

    async def decide(
        self, message: ParsedMessage, conversation: ConversationState
    ) -> DialogueDecision:
        """Return the calls that a message asks for."""

    async def plan_next_call(
        self, decision: DialogueDecision, outcome: ToolCallOutcome
    ) -> ToolCall | None:
        """Return one more call that an answer made possible, or None."""

    async def compose_reply(
        self,
        decision: DialogueDecision,
        outcomes: Sequence[ToolCallOutcome],
        conversation: ConversationState,
    ) -> AssistantReply:
        """Return the answer in words, as an object and as buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConversation:
    """One conversation as it is kept."""

    id: UUID
    person_id: PersonId
    title: str = field(repr=False)
    state: Json = field(repr=False)
    message_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMessage:
    """One message; ``body`` is ``{text}`` or the whole answer without its links."""

    id: UUID
    conversation_id: UUID
    place: int
    author: MessageAuthor
    body: Json = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyGroundingSources:
    """What a reply may rest on: earlier answers of tools, and the person's words."""

    tool_results: tuple[Any, ...] = field(repr=False)  # Any: JSON
    person_messages: tuple[str, ...] = field(repr=False)


class ConversationRepository(Protocol):
    """The assistant's memory. Everything said is sealed under the person's key."""

    async def create(
        self, work: UnitOfWork, person_id: PersonId, *, title: str, at: datetime
    ) -> UUID:
        """Begin a conversation and return its id."""

    async def find(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        conversation_id: UUID,
        *,
        is_locked: bool = False,
    ) -> StoredConversation | None:
        """Return the person's own conversation, or None: also for everybody else's."""

    async def list_conversations(
        self, work: UnitOfWork, person_id: PersonId, *, limit: int
    ) -> list[StoredConversation]:
        """Return the person's conversations, the newest first."""

    async def reserve(
        self, work: UnitOfWork, conversation_id: UUID, *, at: datetime, until: datetime
    ) -> bool:
        """Reserve the conversation for one message; return False while another is being answered."""

    async def release(self, work: UnitOfWork, conversation_id: UUID) -> None:
        """End the reservation."""

    async def find_exchange(
        self, work: UnitOfWork, person_id: PersonId, client_message_id: str
    ) -> tuple[ConversationMessage, ConversationMessage | None] | None:
        """Return the message of that name and its answer, if there is one, or None."""

    async def add_message(
        self,
        work: UnitOfWork,
        conversation: StoredConversation,
        *,
        text: str,
        client_message_id: str | None,
        at: datetime,
    ) -> ConversationMessage | None:
        """Keep what the person said as the next message; None when one of that name is there."""

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
        """Keep the answer to ``message`` with its calls and the new state, and free the conversation."""

    async def list_messages(
        self, work: UnitOfWork, conversation: StoredConversation
    ) -> list[ConversationMessage]:
        """Return all messages in order."""

    async def load_grounding_sources(
        self, work: UnitOfWork, conversation: StoredConversation
    ) -> ReplyGroundingSources:
        """Return what earlier calls answered and what the person said."""
