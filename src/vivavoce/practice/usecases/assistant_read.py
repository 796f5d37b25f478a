"""Read one's own conversations with the assistant."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.ports.assistant import Conversations, Kept, KeptMessage
from vivavoce.practice.usecases.assistant_answer import UnknownConversation
from vivavoce.practice.usecases.owners import Owners


class ReadConversations:
    """Lists and shows what a person and the assistant said; nobody else's is ever found."""

    def __init__(self, open_work: OpenWork, owners: Owners, conversations: Conversations) -> None:
        self._open_work = open_work
        self._owners = owners
        self._conversations = conversations

    async def listed(self, caller: Caller, *, user_id: str | None, limit: int) -> Json:
        """Return the conversations, the newest first."""
        caller.require(Permission.PRACTICE)
        async with self._open_work(caller.tenant_id) as work:
            person = await self._person(work, caller, user_id)
            found = (
                []
                if person is None
                else await self._conversations.listed(work, person, limit=limit)
            )
        return {"conversations": [_head(one) for one in found]}

    async def one(self, caller: Caller, conversation_id: UUID, *, user_id: str | None) -> Json:
        """Return a conversation with its messages, or raise ``UnknownConversation``."""
        caller.require(Permission.PRACTICE)
        async with self._open_work(caller.tenant_id) as work:
            person = await self._person(work, caller, user_id)
            kept = None
            if person is not None:
                kept = await self._conversations.find(work, person, conversation_id)
            if kept is None:
                raise UnknownConversation
            messages = await self._conversations.messages(work, kept)
        return {**_head(kept), "messages": [_line(one) for one in messages]}

    async def _person(self, work: Work, caller: Caller, user_id: str | None) -> PersonId | None:
        if user_id is None:
            return await self._owners.own(work, caller)
        org_id = str(caller.tenant_id)
        return await self._owners.person(work, caller, user_id=user_id, org_id=org_id)


def _head(kept: Kept) -> Json:
    return {
        "conversation_id": str(kept.id),
        "title": kept.title,
        "message_count": kept.message_count,
        "created_at": iso_ms(kept.created_at),
        "updated_at": iso_ms(kept.updated_at),
    }


def _line(one: KeptMessage) -> Json:
    head = {"message_id": str(one.id), "author": one.author, "created_at": iso_ms(one.created_at)}
    if one.author == "person":
        return {**head, "text": one.body["text"]}
    return {
        **head,
        "text": one.body["reply"],
        **{k: v for k, v in one.body.items() if k != "reply"},
    }
