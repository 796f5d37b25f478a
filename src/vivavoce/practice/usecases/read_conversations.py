"""Read, rename and delete the caller's own conversations with the assistant."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.infra.cursors import cut_page, read_time_and_id
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.ports.assistant import (
    ConversationMessage,
    ConversationRepository,
    StoredConversation,
)
from vivavoce.practice.usecases.answer_assistant_message import (
    ConversationBusyError,
    ConversationNotFoundError,
)
from vivavoce.practice.usecases.own_practice import PracticeAccess


class ReadConversations:
    """Lists, shows, renames and deletes a person's conversations; those of others are never found."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        conversations: ConversationRepository,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._conversations = conversations
        self._clock = clock

    async def list_conversations(
        self, caller: Caller, *, user_id: str | None, limit: int, cursor: str | None = None
    ) -> Json:
        """Return ``{conversations, next_cursor}``, newest first, without their messages."""
        after = read_time_and_id("conversations", cursor)
        caller.require(Permission.PRACTICE_USE)
        async with self._open_work(caller.tenant_id) as work:
            person = await self._resolve_person(work, caller, user_id)
            conversations = (
                []
                if person is None
                else await self._conversations.list_conversations(
                    work, person, limit=limit + 1, after=after
                )
            )
        page, next_cursor = cut_page(
            "conversations", conversations, limit, lambda one: (one.updated_at, one.id)
        )
        return {
            "conversations": [_summary_json(conversation) for conversation in page],
            "next_cursor": next_cursor,
        }

    async def get_conversation(
        self, caller: Caller, conversation_id: UUID, *, user_id: str | None
    ) -> Json:
        """Return a conversation with its messages, or raise ``ConversationNotFoundError``."""
        caller.require(Permission.PRACTICE_USE)
        async with self._open_work(caller.tenant_id) as work:
            person = await self._resolve_person(work, caller, user_id)
            conversation = None
            if person is not None:
                conversation = await self._conversations.find(work, person, conversation_id)
            if conversation is None:
                raise ConversationNotFoundError
            messages = await self._conversations.list_messages(work, conversation)
        return {
            **_summary_json(conversation),
            "messages": [_message_json(message) for message in messages],
        }

    async def rename_conversation(
        self, caller: Caller, conversation_id: UUID, title: str, *, user_id: str | None
    ) -> Json:
        """Return the conversation with another title, or raise ``ConversationNotFoundError``."""
        caller.require(Permission.PRACTICE_USE)
        async with self._open_work(caller.tenant_id) as work:
            person = await self._resolve_person(work, caller, user_id)
            conversation = None
            if person is not None:
                conversation = await self._conversations.find(
                    work, person, conversation_id, is_locked=True
                )
            if conversation is None:
                raise ConversationNotFoundError
            await self._conversations.rename(work, conversation, title)
        return _summary_json(replace(conversation, title=title))

    async def delete_conversation(
        self, caller: Caller, conversation_id: UUID, *, user_id: str | None
    ) -> None:
        """Delete a conversation with its messages.

        Raises ``ConversationNotFoundError``, or ``ConversationBusyError`` while a message is being answered.
        """
        caller.require(Permission.PRACTICE_USE)
        now = self._clock.now()
        async with self._open_work(caller.tenant_id) as work:
            person = await self._resolve_person(work, caller, user_id)
            conversation = None
            if person is not None:
                conversation = await self._conversations.find(
                    work, person, conversation_id, is_locked=True
                )
            if conversation is None:
                raise ConversationNotFoundError
            if not await self._conversations.reserve(work, conversation.id, at=now, until=now):
                raise ConversationBusyError(retry_after_s=2)
            await self._conversations.delete(work, conversation.id)

    async def _resolve_person(
        self, work: UnitOfWork, caller: Caller, user_id: str | None
    ) -> PersonId | None:
        if user_id is None:
            return await self._access.find_own_person(work, caller)
        org_id = str(caller.tenant_id)
        return await self._access.resolve_person(work, caller, user_id=user_id, org_id=org_id)


def _summary_json(conversation: StoredConversation) -> Json:
    return {
        "conversation_id": str(conversation.id),
        "title": conversation.title,
        "message_count": conversation.message_count,
        "created_at": format_timestamp(conversation.created_at),
        "updated_at": format_timestamp(conversation.updated_at),
    }


def _message_json(message: ConversationMessage) -> Json:
    head = {
        "message_id": str(message.id),
        "author": message.author,
        "created_at": format_timestamp(message.created_at),
    }
    if message.author == "person":
        return {**head, "text": message.body["text"]}
    return {
        **head,
        "text": message.body["reply"],
        **{k: v for k, v in message.body.items() if k != "reply"},
    }
