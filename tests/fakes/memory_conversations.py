"""The assistant's memory, in memory; passes the same suite as the one in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.ids import IdGenerator, PersonId
from vivavoce.practice.domain.assistant.dialogue import ToolCallOutcome
from vivavoce.practice.domain.assistant.dialogue import (
    remove_short_lived_members as without_links,
)
from vivavoce.practice.ports.assistant import (
    ConversationMessage,
    ReplyGroundingSources,
    StoredConversation,
)


@dataclass
class RememberedConversations:
    ids: IdGenerator
    held: dict[UUID, StoredConversation] = field(default_factory=dict)
    said: dict[UUID, list[ConversationMessage]] = field(default_factory=dict)
    names: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    answers: dict[UUID, ConversationMessage] = field(default_factory=dict)
    calls: dict[UUID, list[Json]] = field(default_factory=dict)
    busy: dict[UUID, datetime] = field(default_factory=dict)
    losses: int = 0
    """How many answers are lost before they are kept, as when a process dies."""

    async def create(self, work: Any, person_id: PersonId, *, title: str, at: datetime) -> UUID:
        made = self.ids.new_id()
        self.held[made] = StoredConversation(
            id=made,
            person_id=person_id,
            title=title,
            state={},
            message_count=0,
            created_at=at,
            updated_at=at,
        )
        self.said[made], self.calls[made] = [], []
        return made

    async def find(
        self, work: Any, person_id: PersonId, conversation_id: UUID, *, is_locked: bool = False
    ) -> StoredConversation | None:
        found = self.held.get(conversation_id)
        return found if found and found.person_id == person_id else None

    async def list_conversations(
        self,
        work: Any,
        person_id: PersonId,
        *,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[StoredConversation]:
        own = [
            one
            for one in self.held.values()
            if one.person_id == person_id and (after is None or (one.updated_at, one.id) < after)
        ]
        return sorted(own, key=lambda one: (one.updated_at, one.id), reverse=True)[:limit]

    async def reserve(
        self, work: Any, conversation_id: UUID, *, at: datetime, until: datetime
    ) -> bool:
        if (busy := self.busy.get(conversation_id)) and busy > at:
            return False
        self.busy[conversation_id] = until
        return True

    async def release(self, work: Any, conversation_id: UUID) -> None:
        self.busy.pop(conversation_id, None)

    async def find_exchange(
        self, work: Any, person_id: PersonId, client_message_id: str
    ) -> tuple[ConversationMessage, ConversationMessage | None] | None:
        found = self.names.get((person_id, client_message_id))
        if found is None:
            return None
        said = next(one for line in self.said.values() for one in line if one.id == found)
        return said, self.answers.get(found)

    async def add_message(
        self,
        work: Any,
        kept: StoredConversation,
        *,
        text: str,
        client_message_id: str | None,
        at: datetime,
    ) -> ConversationMessage | None:
        if client_message_id and (kept.person_id, client_message_id) in self.names:
            return None
        made = self._add(kept, "person", {"text": text}, at)
        if client_message_id:
            self.names[kept.person_id, client_message_id] = made.id
        return made

    async def add_answer(
        self,
        work: Any,
        kept: StoredConversation,
        message: ConversationMessage,
        *,
        body: Json,
        outcomes: Sequence[ToolCallOutcome],
        state: Json,
        at: datetime,
    ) -> ConversationMessage:
        if self.losses:
            self.losses -= 1
            raise ConnectionError
        made = self._add(kept, "assistant", body, at)
        self.answers[message.id] = made
        for one in outcomes:
            failure = one.failure
            self.calls[kept.id].append(
                without_links(one.result) if failure is None else {"detail": failure.detail}
            )
        stored_state = json.loads(json.dumps(state))
        self.held[kept.id] = replace(self.held[kept.id], state=stored_state)
        self.busy.pop(kept.id, None)
        return made

    async def list_messages(self, work: Any, kept: StoredConversation) -> list[ConversationMessage]:
        return list(self.said[kept.id])

    async def load_grounding_sources(
        self, work: Any, kept: StoredConversation
    ) -> ReplyGroundingSources:
        words = tuple(one.body["text"] for one in self.said[kept.id] if one.author == "person")
        return ReplyGroundingSources(tool_results=tuple(self.calls[kept.id]), person_messages=words)

    def _add(
        self, kept: StoredConversation, author: Any, body: Json, at: datetime
    ) -> ConversationMessage:
        line = self.said[kept.id]
        made = ConversationMessage(
            id=self.ids.new_id(),
            conversation_id=kept.id,
            place=len(line) + 1,
            author=author,
            body=json.loads(json.dumps(body)),
            created_at=at,
        )
        line.append(made)
        self.held[kept.id] = replace(self.held[kept.id], message_count=len(line), updated_at=at)
        return made
