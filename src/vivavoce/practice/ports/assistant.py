"""What the assistant needs: tools that really do things, a mind that decides and words, and a memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.domain.assistant.conversation import Conversation, Json
from vivavoce.practice.domain.assistant.move import Call, Move
from vivavoce.practice.domain.assistant.outcome import Outcome
from vivavoce.practice.domain.assistant.reply import Reply
from vivavoce.practice.domain.assistant.said import Said

Author = Literal["person", "assistant"]


class Tools(Protocol):
    """The practice service as its client agent calls it. Results have the shapes of its routes."""

    async def call(self, caller: Caller, tool: str, arguments: Json, *, key: str) -> Json:
        """Return what the tool answers, or raise a ``VivavoceError``.

        The same ``key`` again does the thing once and answers the same.
        """


class Mind(Protocol):
    """Understands a message and words an answer. Whatever it words is checked before it leaves."""

    @property
    def agent(self) -> Json:
        """Who answers: ``kind`` and ``version``."""

    async def decide(self, said: Said, talk: Conversation) -> Move:
        """Return the calls that a message asks for."""

    async def follow(self, move: Move, outcome: Outcome) -> Call | None:
        """Return one more call that an answer made possible, or None."""

    async def compose(self, move: Move, outcomes: Sequence[Outcome], talk: Conversation) -> Reply:
        """Return the answer in words, as an object and as buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One conversation as it is kept."""

    id: UUID
    person_id: PersonId
    title: str = field(repr=False)
    state: Json = field(repr=False)
    message_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessage:
    """One message; ``body`` is ``{text}`` or the whole answer without its links."""

    id: UUID
    conversation_id: UUID
    place: int
    author: Author
    body: Json = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a reply may rest on: earlier answers of tools, and the person's words."""

    answers: tuple[Any, ...] = field(repr=False)  # Any: JSON
    words: tuple[str, ...] = field(repr=False)


class Conversations(Protocol):
    """The assistant's memory. Everything said is sealed under the person's key."""

    async def add(self, work: Work, person_id: PersonId, *, title: str, at: datetime) -> UUID:
        """Begin a conversation and return its id."""

    async def find(
        self, work: Work, person_id: PersonId, conversation_id: UUID, *, is_locked: bool = False
    ) -> Kept | None:
        """Return the person's own conversation, or None: also for everybody else's."""

    async def listed(self, work: Work, person_id: PersonId, *, limit: int) -> list[Kept]:
        """Return the person's conversations, the newest first."""

    async def take(
        self, work: Work, conversation_id: UUID, *, at: datetime, until: datetime
    ) -> bool:
        """Reserve the conversation for one message; return False while another is being answered."""

    async def free(self, work: Work, conversation_id: UUID) -> None:
        """End the reservation."""

    async def asked(
        self, work: Work, person_id: PersonId, client_message_id: str
    ) -> tuple[KeptMessage, KeptMessage | None] | None:
        """Return the message of that name and its answer, if there is one, or None."""

    async def add_message(
        self,
        work: Work,
        kept: Kept,
        *,
        text: str,
        client_message_id: str | None,
        at: datetime,
    ) -> KeptMessage | None:
        """Keep what the person said as the next message; None when one of that name is there."""

    async def add_answer(
        self,
        work: Work,
        kept: Kept,
        message: KeptMessage,
        *,
        body: Json,
        outcomes: Sequence[Outcome],
        state: Json,
        at: datetime,
    ) -> KeptMessage:
        """Keep the answer to ``message`` with its calls and the new state, and free the conversation."""

    async def messages(self, work: Work, kept: Kept) -> list[KeptMessage]:
        """Return all messages in order."""

    async def ground(self, work: Work, kept: Kept) -> Ground:
        """Return what earlier calls answered and what the person said."""
