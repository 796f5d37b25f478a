"""Answer one message: understand, call, remember, word, check, keep. What is not borne out does not leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.infra.metrics import ASSISTANT_WITHHELD
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, iso_ms
from vivavoce.kernel.errors import FieldError, Malformed, NotFound, Refused
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.domain.assistant.conversation import Conversation
from vivavoce.practice.domain.assistant.grounding import gather, ungrounded
from vivavoce.practice.domain.assistant.outcome import Outcome
from vivavoce.practice.domain.assistant.remember import remember
from vivavoce.practice.domain.assistant.replies import unverified, without_links
from vivavoce.practice.domain.assistant.reply import Reply
from vivavoce.practice.domain.assistant.said import read
from vivavoce.practice.ports.assistant import Conversations, Ground, Kept, KeptMessage, Mind
from vivavoce.practice.ports.sessions import Limits
from vivavoce.practice.usecases.assistant_calls import ALL_CALLS_S, Behalf, MakeCalls
from vivavoce.practice.usecases.owners import Owners

LONGEST_MESSAGE = 24_000
MOST_MESSAGES = 200
WINDOW_S, MOST_IN_WINDOW = 60, 30
_RESERVED = timedelta(seconds=ALL_CALLS_S + 20)
_LONGEST_TITLE = 60
_log = structlog.get_logger(__name__)


class UnknownConversation(NotFound):
    """There is no conversation of yours with that id."""

    code = "conversation_not_found"


class ConversationBusy(Refused):
    """Another message of this conversation is being answered. Wait for it, then send this one."""

    code = "conversation_busy"


class ConversationFull(Refused):
    """This conversation is as long as one can be. Begin a new one."""

    code = "conversation_full"


class MessageReused(Malformed):
    """This 'client_message_id' was used for another message."""

    code = "client_message_id_reused"
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A message as it came."""

    text: str
    conversation_id: UUID | None = None
    client_message_id: str | None = None
    user_id: str | None = None
    org_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    kept: Kept
    message: KeptMessage
    talk: Conversation
    ground: Ground
    answer: KeptMessage | None = None


class AnswerMessage:
    """Answers a person's message to the practice assistant."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        owners: Owners,
        conversations: Conversations,
        mind: Mind,
        calls: MakeCalls,
        limits: Limits,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._conversations = conversations
        self._mind = mind
        self._calls = calls
        self._limits = limits
        self._clock = clock

    async def __call__(self, caller: Caller, ask: Ask) -> Json:
        """Return the answer. The same ``client_message_id`` again returns the same, without its links."""
        caller.require(Permission.PRACTICE)
        _refuse_malformed(ask)
        await self._limits.hit(
            f"assistant:{caller.tenant_id}:{caller.id}:{ask.user_id or ''}",
            window_s=WINDOW_S,
            limit=MOST_IN_WINDOW,
        )
        async with self._open_work(caller.tenant_id) as work:
            begun = await self._begun(work, caller, ask)
        if begun.answer is not None:
            return _told(begun.answer)
        is_done = False
        try:
            answer, whole = await self._answered(caller, ask, begun)
            is_done = True
        finally:
            if not is_done:
                async with self._open_work(caller.tenant_id) as work:
                    await self._conversations.free(work, begun.kept.id)
        return {**_told(answer), **whole}

    async def _begun(self, work: Work, caller: Caller, ask: Ask) -> _Begun:
        person = await self._person(work, caller, ask)
        earlier = None
        if ask.client_message_id is not None:
            earlier = await self._conversations.asked(work, person, ask.client_message_id)
        kept = await self._conversation(work, person, ask, earlier[0] if earlier else None)
        answer = earlier[1] if earlier else None
        message = earlier[0] if earlier else None
        if answer is None:
            message = message or await self._said(work, kept, ask)
            now = self._clock.now()
            if not await self._conversations.take(work, kept.id, at=now, until=now + _RESERVED):
                raise ConversationBusy(retry_after_s=2)
        if message is None:
            raise ConversationBusy(retry_after_s=2)
        may_assign = Permission.PRACTICE_ASSIGN in caller.permissions
        return _Begun(
            kept=kept,
            message=message,
            talk=Conversation.from_json(kept.state, may_assign=may_assign),
            ground=await self._conversations.ground(work, kept),
            answer=answer,
        )

    async def _said(self, work: Work, kept: Kept, ask: Ask) -> KeptMessage | None:
        if kept.message_count >= MOST_MESSAGES:
            raise ConversationFull
        return await self._conversations.add_message(
            work,
            kept,
            text=ask.text,
            client_message_id=ask.client_message_id,
            at=self._clock.now(),
        )

    async def _person(self, work: Work, caller: Caller, ask: Ask) -> PersonId:
        return await self._owners.person(
            work,
            caller,
            user_id=ask.user_id or str(caller.id),
            org_id=ask.org_id or str(caller.tenant_id),
        )

    async def _conversation(
        self, work: Work, person: PersonId, ask: Ask, earlier: KeptMessage | None
    ) -> Kept:
        wanted = ask.conversation_id
        if earlier is not None:
            if earlier.body["text"] != ask.text or wanted not in (None, earlier.conversation_id):
                raise MessageReused
            wanted = earlier.conversation_id
        if wanted is None:
            title = " ".join(read(ask.text).speech.split())[:_LONGEST_TITLE] or "Job posting"
            wanted = await self._conversations.add(work, person, title=title, at=self._clock.now())
        kept = await self._conversations.find(work, person, wanted, is_locked=True)
        if kept is None:
            raise UnknownConversation
        return kept

    async def _answered(self, caller: Caller, ask: Ask, begun: _Begun) -> tuple[KeptMessage, Json]:
        move = await self._mind.decide(read(ask.text), begun.talk)
        outcomes = await self._calls(move, _behalf(caller, ask, begun.message))
        talk = remember(begun.talk, move, outcomes)
        reply = _checked(
            await self._mind.compose(move, outcomes, talk), begun.ground, outcomes, ask.text
        )
        kept = without_links(reply)
        calls = [
            {"name": one.tool, "status": "done" if one.is_done else "failed"} for one in outcomes
        ]
        body = {**_body(kept), "tool_calls": calls, "agent": self._mind.agent}
        async with self._open_work(caller.tenant_id) as work:
            answer = await self._conversations.add_answer(
                work,
                begun.kept,
                begun.message,
                body=body,
                outcomes=outcomes,
                state=talk.to_json(),
                at=self._clock.now(),
            )
        return answer, _body(reply)


def _checked(reply: Reply, ground: Ground, outcomes: Sequence[Outcome], text: str) -> Reply:
    """Return the reply if all that it says is borne out, else a plain statement in its place."""
    answers = [one.result if one.failure is None else one.failure.detail for one in outcomes]
    kinds = ungrounded(reply, gather((*ground.answers, *answers), (*ground.words, text)))
    if not kinds:
        return reply
    for kind in kinds:
        ASSISTANT_WITHHELD.labels(kind=kind).inc()
    _log.warning("assistant reply withheld", kinds=list(kinds))
    return unverified()


def _behalf(caller: Caller, ask: Ask, message: KeptMessage) -> Behalf:
    return Behalf(
        caller=caller,
        user_id=ask.user_id or str(caller.id),
        org_id=ask.org_id or str(caller.tenant_id),
        key=message.id.hex,
    )


def _body(reply: Reply) -> Json:
    return {"reply": reply.text, "structured": reply.structured, "actions": list(reply.actions)}


def _told(answer: KeptMessage) -> Json:
    return {
        "conversation_id": str(answer.conversation_id),
        "message_id": str(answer.id),
        "created_at": iso_ms(answer.created_at),
        **answer.body,
    }


def _refuse_malformed(ask: Ask) -> None:
    if not ask.text.strip():
        message = "'message' is empty. Say what you would like to practise."
        raise Malformed(message, errors=[FieldError("message", "empty", message)])
    if len(ask.text) > LONGEST_MESSAGE:
        message = f"'message' takes up to {LONGEST_MESSAGE} characters."
        raise Malformed(message, errors=[FieldError("message", "too_long", message)])
