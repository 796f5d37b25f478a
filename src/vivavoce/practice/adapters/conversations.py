"""Conversations in PostgreSQL, encrypted with their person's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.infra.cursors import place_after
from vivavoce.infra.keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import IdGenerator, PersonId
from vivavoce.practice.domain.assistant.dialogue import (
    ToolCallOutcome,
    remove_short_lived_members,
)
from vivavoce.practice.ports.assistant import (
    ConversationMessage,
    ReplyGroundingSources,
    StoredConversation,
)


class PostgresConversationRepository:
    """Stores conversations, messages and tool calls of the assistant."""

    def __init__(self, vault: SubjectKeyVault, ids: IdGenerator) -> None:
        self._vault = vault
        self._ids = ids

    async def create(
        self, work: UnitOfWork, person_id: PersonId, *, title: str, at: datetime
    ) -> UUID:
        """Create a conversation and return its id."""
        cipher = await self._vault.get_cipher(work, person_id)
        conversation_id = self._ids.new_id()
        row = {
            "tenant": work.tenant_id,
            "id": conversation_id,
            "person": person_id,
            "title": cipher.encrypt(title),
            "state": cipher.encrypt_json({}),
            "at": at,
        }
        await work.execute(_ADD, row)
        return conversation_id

    async def find(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        conversation_id: UUID,
        *,
        is_locked: bool = False,
    ) -> StoredConversation | None:
        """Return the conversation if it belongs to this person, else None; optionally lock its row."""
        row = await work.fetch_one(
            _FIND_LOCKED if is_locked else _FIND, {"id": conversation_id, "person": person_id}
        )
        if row is None:
            return None
        return _conversation_from_row(row, await self._vault.get_cipher(work, person_id))

    async def list_conversations(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        *,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[StoredConversation]:
        """Return the person's conversations, last used first, after the one with that time and id."""
        rows = await work.fetch_all(
            _LIST, {"person": person_id, "limit": limit, **place_after(after)}
        )
        if not rows:
            return []
        cipher = await self._vault.get_cipher(work, person_id)
        return [_conversation_from_row(row, cipher) for row in rows]

    async def rename(self, work: UnitOfWork, conversation: StoredConversation, title: str) -> None:
        """Store another title; when the conversation was last used stays."""
        cipher = await self._vault.get_cipher(work, conversation.person_id)
        await work.execute(_RENAME, {"id": conversation.id, "title": cipher.encrypt(title)})

    async def delete(self, work: UnitOfWork, conversation_id: UUID) -> None:
        """Delete a conversation with its messages."""
        await work.execute(_DELETE, {"id": conversation_id})

    async def reserve(
        self, work: UnitOfWork, conversation_id: UUID, *, at: datetime, until: datetime
    ) -> bool:
        """Reserve the conversation for one message; return False if it is already reserved."""
        return await work.execute(_RESERVE, {"id": conversation_id, "at": at, "until": until}) == 1

    async def release(self, work: UnitOfWork, conversation_id: UUID) -> None:
        """End the reservation."""
        await work.execute(_RELEASE, {"id": conversation_id})

    async def find_exchange(
        self, work: UnitOfWork, person_id: PersonId, client_message_id: str
    ) -> tuple[ConversationMessage, ConversationMessage | None] | None:
        """Return the message with that client id and its answer, if any; None if there is no such message."""
        rows = await work.fetch_all(
            _FIND_EXCHANGE, {"person": person_id, "name": client_message_id}
        )
        if not rows:
            return None
        cipher = await self._vault.get_cipher(work, person_id)
        message, *answers = [_message_from_row(row, cipher) for row in rows]
        return message, next(iter(answers), None)

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
        return await self._insert_message(
            work,
            conversation,
            body={"text": text},
            client_message_id=client_message_id,
            answered_message_id=None,
            at=at,
        )

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
        answer = await self._insert_message(
            work,
            conversation,
            body=body,
            client_message_id=None,
            answered_message_id=message.id,
            at=at,
        )
        if answer is None:
            raise LookupError("the conversation does not exist")
        cipher = await self._vault.get_cipher(work, conversation.person_id)
        for place, outcome in enumerate(outcomes, 1):
            await work.execute(
                _ADD_CALL, {**self._tool_call_row(work, answer, outcome, cipher), "place": place}
            )
        sealed = cipher.encrypt_json(state)
        await work.execute(_SAVE_STATE, {"id": conversation.id, "state": sealed, "at": at})
        return answer

    async def list_messages(
        self, work: UnitOfWork, conversation: StoredConversation
    ) -> list[ConversationMessage]:
        """Return all messages in order."""
        rows = await work.fetch_all(_MESSAGES, {"id": conversation.id})
        cipher = await self._vault.get_cipher(work, conversation.person_id)
        return [_message_from_row(row, cipher) for row in rows]

    async def load_grounding_sources(
        self, work: UnitOfWork, conversation: StoredConversation
    ) -> ReplyGroundingSources:
        """Return the results of all tool calls and the person's messages so far."""
        cipher = await self._vault.get_cipher(work, conversation.person_id)
        calls = await work.fetch_all(_CALLS, {"id": conversation.id})
        messages = await work.fetch_all(_PERSON_MESSAGES, {"id": conversation.id})
        bodies = [cipher.decrypt_json(row["body"]) for row in calls]
        return ReplyGroundingSources(
            tool_results=tuple(body["answer"] for body in bodies),
            person_messages=tuple(
                str(cipher.decrypt_json(row["body"])["text"]) for row in messages
            ),
        )

    async def forget(self, work: UnitOfWork, person_id: PersonId) -> None:
        """Delete a person's conversations with all their messages."""
        await work.execute(_DELETE_OF_PERSON, {"person": person_id})

    async def count_before(self, work: UnitOfWork, before: datetime) -> int:
        """Return the number of conversations last used before ``before``."""
        row = await work.fetch_one(_COUNT_OLD, {"before": before})
        return int(row["conversations"]) if row else 0

    async def delete_before(self, work: UnitOfWork, before: datetime) -> int:
        """Delete the conversations last used before ``before``, and return their number."""
        return await work.execute(_DELETE_OLD, {"before": before})

    async def _insert_message(
        self,
        work: UnitOfWork,
        conversation: StoredConversation,
        *,
        body: Json,
        client_message_id: str | None,
        answered_message_id: UUID | None,
        at: datetime,
    ) -> ConversationMessage | None:
        cipher = await self._vault.get_cipher(work, conversation.person_id)
        row = {
            "tenant": work.tenant_id,
            "id": self._ids.new_id(),
            "conversation": conversation.id,
            "person": conversation.person_id,
            "author": "person" if answered_message_id is None else "assistant",
            "name": client_message_id,
            "answers": answered_message_id,
            "body": cipher.encrypt_json(body),
            "at": at,
        }
        inserted = await work.fetch_one(_ADD_MESSAGE, row)
        if inserted is None:
            return None
        return _message_from_row(
            {**row, "conversation_id": conversation.id, "created_at": at, **inserted}, cipher
        )

    def _tool_call_row(
        self,
        work: UnitOfWork,
        answer: ConversationMessage,
        outcome: ToolCallOutcome,
        cipher: SubjectCipher,
    ) -> dict[str, object]:
        failure = outcome.failure
        outcome_json = (
            remove_short_lived_members(outcome.result)
            if failure is None
            else {"detail": failure.detail}
        )
        body = {
            "arguments": remove_short_lived_members(outcome.arguments),
            "answer": outcome_json,
            "code": None if failure is None else failure.code,
        }
        return {
            "tenant": work.tenant_id,
            "id": self._ids.new_id(),
            "conversation": answer.conversation_id,
            "message": answer.id,
            "tool": outcome.tool,
            "status": "done" if failure is None else "failed",
            "body": cipher.encrypt_json(body),
        }


def _conversation_from_row(
    row: dict[str, Any], cipher: SubjectCipher
) -> StoredConversation:  # Any: columns
    return StoredConversation(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        title=cipher.decrypt(row["title"]),
        state=cipher.decrypt_json(row["state"]),
        message_count=row["message_count"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _message_from_row(
    row: dict[str, Any], cipher: SubjectCipher
) -> ConversationMessage:  # Any: columns
    return ConversationMessage(
        id=row["id"],
        conversation_id=row["conversation_id"],
        place=row["position"],
        author=row["author"],
        body=cipher.decrypt_json(row["body"]),
        created_at=row["created_at"],
    )


_ADD: LiteralString = """
    INSERT INTO conversation (tenant_id, id, person_id, title, state, created_at, updated_at)
    VALUES (%(tenant)s, %(id)s, %(person)s, %(title)s, %(state)s, %(at)s, %(at)s)
"""
_FIND: LiteralString = """
    SELECT id, person_id, title, state, message_count, created_at, updated_at
    FROM conversation
    WHERE id = %(id)s AND person_id = %(person)s
"""
_FIND_LOCKED: LiteralString = _FIND + " FOR UPDATE"
_LIST: LiteralString = """
    SELECT id, person_id, title, state, message_count, created_at, updated_at
    FROM conversation
    WHERE person_id = %(person)s
      AND (%(after_at)s::timestamptz IS NULL OR (updated_at, id) < (%(after_at)s, %(after_id)s))
    ORDER BY updated_at DESC, id DESC
    LIMIT %(limit)s
"""
_RENAME: LiteralString = "UPDATE conversation SET title = %(title)s WHERE id = %(id)s"
_RESERVE: LiteralString = """
    UPDATE conversation
    SET locked_until = %(until)s
    WHERE id = %(id)s AND (locked_until IS NULL OR locked_until <= %(at)s)
"""
_RELEASE: LiteralString = "UPDATE conversation SET locked_until = NULL WHERE id = %(id)s"
_FIND_EXCHANGE: LiteralString = """
    SELECT m.id, m.conversation_id, m.position, m.author, m.body, m.created_at
    FROM conversation_message AS question
    JOIN conversation_message AS m ON m.id = question.id OR m.answered_message_id = question.id
    WHERE question.person_id = %(person)s AND question.client_message_id = %(name)s
    ORDER BY m.position
"""
_ADD_MESSAGE: LiteralString = """
    WITH counted AS (
        UPDATE conversation
        SET message_count = message_count + 1, updated_at = %(at)s
        WHERE id = %(conversation)s
        RETURNING message_count
    )
    INSERT INTO conversation_message
        (tenant_id, id, conversation_id, person_id, position, author, client_message_id,
        answered_message_id, body,
         created_at)
    SELECT %(tenant)s, %(id)s, %(conversation)s, %(person)s, counted.message_count, %(author)s, %(name)s,
           %(answers)s, %(body)s, %(at)s
    FROM counted
    ON CONFLICT (tenant_id, person_id, client_message_id) DO NOTHING
    RETURNING position
"""
_ADD_CALL: LiteralString = """
    INSERT INTO conversation_tool_call (tenant_id, id, conversation_id, message_id, position, tool, status,
                                        body)
    VALUES (%(tenant)s, %(id)s, %(conversation)s, %(message)s, %(place)s, %(tool)s, %(status)s, %(body)s)
"""
_SAVE_STATE: LiteralString = """
    UPDATE conversation
    SET state = %(state)s, updated_at = %(at)s, locked_until = NULL
    WHERE id = %(id)s
"""
_MESSAGES: LiteralString = """
    SELECT id, conversation_id, position, author, body, created_at
    FROM conversation_message
    WHERE conversation_id = %(id)s
    ORDER BY position
"""
_CALLS: LiteralString = """
    SELECT body
    FROM conversation_tool_call
    WHERE conversation_id = %(id)s
    ORDER BY message_id, position
"""
_PERSON_MESSAGES: LiteralString = """
    SELECT body
    FROM conversation_message
    WHERE conversation_id = %(id)s AND author = 'person'
    ORDER BY position
"""
_DELETE: LiteralString = """
    DELETE FROM conversation
    WHERE id = %(id)s
"""
_DELETE_OF_PERSON: LiteralString = """
    DELETE FROM conversation
    WHERE person_id = %(person)s
"""
_COUNT_OLD: LiteralString = """
    SELECT count(*) AS conversations FROM conversation
    WHERE updated_at < %(before)s
"""
_DELETE_OLD: LiteralString = """
    DELETE FROM conversation
    WHERE updated_at < %(before)s
"""
