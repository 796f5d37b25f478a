"""Conversations in PostgreSQL, sealed under their person's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from vivavoce.infra.vault import SubjectCipher, Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import Ids, PersonId
from vivavoce.practice.domain.assistant.conversation import Json
from vivavoce.practice.domain.assistant.outcome import Outcome, kept
from vivavoce.practice.ports.assistant import Ground, Kept, KeptMessage


class PostgresConversations:
    """The assistant's memory."""

    def __init__(self, vault: Vault, ids: Ids) -> None:
        self._vault = vault
        self._ids = ids

    async def add(self, work: Work, person_id: PersonId, *, title: str, at: datetime) -> UUID:
        """Begin a conversation and return its id."""
        cipher = await self._vault.cipher(work, person_id)
        made = self._ids.new()
        row = {
            "tenant": work.tenant_id,
            "id": made,
            "person": person_id,
            "title": cipher.seal(title),
            "state": cipher.seal_json({}),
            "at": at,
        }
        await work.execute(_ADD, row)
        return made

    async def find(
        self, work: Work, person_id: PersonId, conversation_id: UUID, *, is_locked: bool = False
    ) -> Kept | None:
        """Return the person's own conversation, or None."""
        row = await work.fetch_one(
            _FIND_LOCKED if is_locked else _FIND, {"id": conversation_id, "person": person_id}
        )
        if row is None:
            return None
        return _kept(row, await self._vault.cipher(work, person_id))

    async def listed(self, work: Work, person_id: PersonId, *, limit: int) -> list[Kept]:
        """Return the person's conversations, the newest first."""
        rows = await work.fetch_all(_LIST, {"person": person_id, "limit": limit})
        if not rows:
            return []
        cipher = await self._vault.cipher(work, person_id)
        return [_kept(row, cipher) for row in rows]

    async def take(
        self, work: Work, conversation_id: UUID, *, at: datetime, until: datetime
    ) -> bool:
        """Reserve the conversation for one message."""
        return await work.execute(_TAKE, {"id": conversation_id, "at": at, "until": until}) == 1

    async def free(self, work: Work, conversation_id: UUID) -> None:
        """End the reservation."""
        await work.execute(_FREE, {"id": conversation_id})

    async def asked(
        self, work: Work, person_id: PersonId, client_message_id: str
    ) -> tuple[KeptMessage, KeptMessage | None] | None:
        """Return the message of that name and its answer."""
        rows = await work.fetch_all(_ASKED, {"person": person_id, "name": client_message_id})
        if not rows:
            return None
        cipher = await self._vault.cipher(work, person_id)
        said, *answers = [_message(row, cipher) for row in rows]
        return said, next(iter(answers), None)

    async def add_message(
        self, work: Work, kept: Kept, *, text: str, client_message_id: str | None, at: datetime
    ) -> KeptMessage | None:
        """Keep what the person said; None when a message of that name is there already."""
        return await self._add(
            work, kept, body={"text": text}, name=client_message_id, answers=None, at=at
        )

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
        """Keep the answer with its calls and the new state."""
        answer = await self._add(work, kept, body=body, name=None, answers=message.id, at=at)
        if answer is None:
            raise LookupError("the conversation is gone")
        cipher = await self._vault.cipher(work, kept.person_id)
        for place, outcome in enumerate(outcomes, 1):
            await work.execute(
                _ADD_CALL, {**self._call(work, answer, outcome, cipher), "place": place}
            )
        sealed = cipher.seal_json(state)
        await work.execute(_REMEMBER, {"id": kept.id, "state": sealed, "at": at})
        return answer

    async def messages(self, work: Work, kept: Kept) -> list[KeptMessage]:
        """Return all messages in order."""
        rows = await work.fetch_all(_MESSAGES, {"id": kept.id})
        cipher = await self._vault.cipher(work, kept.person_id)
        return [_message(row, cipher) for row in rows]

    async def ground(self, work: Work, kept: Kept) -> Ground:
        """Return what earlier calls answered and what the person said."""
        cipher = await self._vault.cipher(work, kept.person_id)
        calls = await work.fetch_all(_CALLS, {"id": kept.id})
        said = await work.fetch_all(_SAID, {"id": kept.id})
        bodies = [cipher.open_json(row["body"]) for row in calls]
        return Ground(
            answers=tuple(body["answer"] for body in bodies),
            words=tuple(str(cipher.open_json(row["body"])["text"]) for row in said),
        )

    async def forget(self, work: Work, person_id: PersonId) -> None:
        """Delete a person's conversations with all their messages."""
        await work.execute(_FORGET, {"person": person_id})

    async def _add(
        self,
        work: Work,
        kept: Kept,
        *,
        body: Json,
        name: str | None,
        answers: UUID | None,
        at: datetime,
    ) -> KeptMessage | None:
        cipher = await self._vault.cipher(work, kept.person_id)
        row = {
            "tenant": work.tenant_id,
            "id": self._ids.new(),
            "conversation": kept.id,
            "person": kept.person_id,
            "author": "person" if answers is None else "assistant",
            "name": name,
            "answers": answers,
            "body": cipher.seal_json(body),
            "at": at,
        }
        made = await work.fetch_one(_ADD_MESSAGE, row)
        if made is None:
            return None
        return _message({**row, "conversation_id": kept.id, "created_at": at, **made}, cipher)

    def _call(
        self, work: Work, answer: KeptMessage, outcome: Outcome, cipher: SubjectCipher
    ) -> dict[str, object]:
        failure = outcome.failure
        told = kept(outcome.result) if failure is None else {"detail": failure.detail}
        body = {
            "arguments": kept(outcome.arguments),
            "answer": told,
            "code": None if failure is None else failure.code,
        }
        return {
            "tenant": work.tenant_id,
            "id": self._ids.new(),
            "conversation": answer.conversation_id,
            "message": answer.id,
            "tool": outcome.tool,
            "status": "done" if failure is None else "failed",
            "body": cipher.seal_json(body),
        }


def _kept(row: dict[str, Any], cipher: SubjectCipher) -> Kept:  # Any: columns
    return Kept(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        title=cipher.open(row["title"]),
        state=cipher.open_json(row["state"]),
        message_count=row["message_count"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _message(row: dict[str, Any], cipher: SubjectCipher) -> KeptMessage:  # Any: columns
    return KeptMessage(
        id=row["id"],
        conversation_id=row["conversation_id"],
        place=row["place"],
        author=row["author"],
        body=cipher.open_json(row["body"]),
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
    ORDER BY updated_at DESC, id DESC
    LIMIT %(limit)s
"""
_TAKE: LiteralString = """
    UPDATE conversation
    SET busy_until = %(until)s
    WHERE id = %(id)s AND (busy_until IS NULL OR busy_until <= %(at)s)
"""
_FREE: LiteralString = "UPDATE conversation SET busy_until = NULL WHERE id = %(id)s"
_ASKED: LiteralString = """
    SELECT m.id, m.conversation_id, m.place, m.author, m.body, m.created_at
    FROM conversation_message AS asked
    JOIN conversation_message AS m ON m.id = asked.id OR m.answers = asked.id
    WHERE asked.person_id = %(person)s AND asked.client_message_id = %(name)s
    ORDER BY m.place
"""
_ADD_MESSAGE: LiteralString = """
    WITH counted AS (
        UPDATE conversation
        SET message_count = message_count + 1, updated_at = %(at)s
        WHERE id = %(conversation)s
        RETURNING message_count
    )
    INSERT INTO conversation_message
        (tenant_id, id, conversation_id, person_id, place, author, client_message_id, answers, body,
         created_at)
    SELECT %(tenant)s, %(id)s, %(conversation)s, %(person)s, counted.message_count, %(author)s, %(name)s,
           %(answers)s, %(body)s, %(at)s
    FROM counted
    ON CONFLICT (tenant_id, person_id, client_message_id) DO NOTHING
    RETURNING place
"""
_ADD_CALL: LiteralString = """
    INSERT INTO conversation_call (tenant_id, id, conversation_id, message_id, place, tool, status, body)
    VALUES (%(tenant)s, %(id)s, %(conversation)s, %(message)s, %(place)s, %(tool)s, %(status)s, %(body)s)
"""
_REMEMBER: LiteralString = """
    UPDATE conversation
    SET state = %(state)s, updated_at = %(at)s, busy_until = NULL
    WHERE id = %(id)s
"""
_MESSAGES: LiteralString = """
    SELECT id, conversation_id, place, author, body, created_at
    FROM conversation_message
    WHERE conversation_id = %(id)s
    ORDER BY place
"""
_CALLS: LiteralString = """
    SELECT body
    FROM conversation_call
    WHERE conversation_id = %(id)s
    ORDER BY message_id, place
"""
_SAID: LiteralString = """
    SELECT body
    FROM conversation_message
    WHERE conversation_id = %(id)s AND author = 'person'
    ORDER BY place
"""
_FORGET: LiteralString = """
    DELETE FROM conversation
    WHERE person_id = %(person)s
"""
