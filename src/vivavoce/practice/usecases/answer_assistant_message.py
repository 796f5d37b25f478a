"""Answer one assistant message: decide, call tools, update state, compose, check and store the reply.

A reply with anything that neither a tool nor the person said is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import format_practice_session_id
from vivavoce.infra.metrics import ASSISTANT_REPLIES_WITHHELD
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import PersonId
from vivavoce.kernel.translation import translatable
from vivavoce.practice.adapters.rule_based_dialogue_manager import RuleBasedDialogueManager
from vivavoce.practice.domain.assistant.conversation_state import ConversationState, KnownSession
from vivavoce.practice.domain.assistant.dialogue import AssistantReply, ToolCallOutcome
from vivavoce.practice.domain.assistant.dialogue_rules import update_conversation
from vivavoce.practice.domain.assistant.grounding import build_grounding_index, find_ungrounded
from vivavoce.practice.domain.assistant.parsed_message import parse_message
from vivavoce.practice.domain.assistant.replies import remove_links, unverified_reply
from vivavoce.practice.ports import ReviewRepository
from vivavoce.practice.ports.assistant import (
    ConversationMessage,
    ConversationRepository,
    ReplyGroundingSources,
    StoredConversation,
)
from vivavoce.practice.usecases.execute_tool_calls import (
    TOOL_CALLS_TIMEOUT_S,
    ExecuteToolCalls,
    ToolCallContext,
)
from vivavoce.practice.usecases.own_practice import PracticeAccess

MAX_MESSAGE_LENGTH = 24_000
MAX_MESSAGES = 200
RATE_WINDOW_S, RATE_LIMIT = 60, 30
_RESERVATION = timedelta(seconds=TOOL_CALLS_TIMEOUT_S + 20)
MAX_TITLE_LENGTH = 60
_log = structlog.get_logger(__name__)


class ConversationNotFoundError(NotFoundError):
    """You have no conversation with that id."""

    code = "conversation_not_found"


class ConversationBusyError(ConflictError):
    """Another message of this conversation is being answered. Wait for it, then send this one."""

    code = "conversation_busy"


class ConversationFullError(ConflictError):
    """This conversation has reached its maximum length. Start a new one."""

    code = "conversation_full"


class ClientMessageIdReusedError(InvalidRequestError):
    """This 'client_message_id' was used for another message."""

    code = "client_message_id_reused"
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A message to the assistant, before validation."""

    text: str
    conversation_id: UUID | None = None
    client_message_id: str | None = None
    user_id: str | None = None
    org_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _PendingAnswer:
    conversation: StoredConversation
    message: ConversationMessage
    state: ConversationState
    grounding: ReplyGroundingSources
    answer: ConversationMessage | None = None


class AnswerAssistantMessage:
    """Answers a person's message to the practice assistant."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        conversations: ConversationRepository,
        reviews: ReviewRepository,
        dialogue: RuleBasedDialogueManager,
        execute_calls: ExecuteToolCalls,
        rate_limiter: RateLimiter,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._conversations = conversations
        self._reviews = reviews
        self._dialogue = dialogue
        self._execute_calls = execute_calls
        self._rate_limiter = rate_limiter
        self._clock = clock

    async def __call__(self, caller: Caller, incoming: IncomingMessage) -> Json:
        """Return the answer as JSON; a repeated ``client_message_id`` returns it again without its links.

        Raises ``InvalidRequestError`` for an empty or overlong text, ``ClientMessageIdReusedError``,
        ``ConversationNotFoundError``, ``ConversationBusyError``, ``ConversationFullError`` or
        ``TooManyRequestsError``.
        """
        caller.require(Permission.PRACTICE_USE)
        _raise_if_malformed(incoming)
        await self._rate_limiter.hit(
            f"assistant:{caller.tenant_id}:{caller.id}:{incoming.user_id or ''}",
            window_s=RATE_WINDOW_S,
            limit=RATE_LIMIT,
        )
        async with self._open_work(caller.tenant_id) as work:
            pending = await self._begin_answer(work, caller, incoming)
        if pending.answer is not None:
            return _answer_json(pending.answer)
        is_done = False
        try:
            answer, reply = await self._produce_answer(caller, incoming, pending)
            is_done = True
        finally:
            if not is_done:
                async with self._open_work(caller.tenant_id) as work:
                    await self._conversations.release(work, pending.conversation.id)
        return {**_answer_json(answer), **reply}

    async def _begin_answer(
        self, work: UnitOfWork, caller: Caller, incoming: IncomingMessage
    ) -> _PendingAnswer:
        person = await self._resolve_person(work, caller, incoming)
        earlier = None
        if incoming.client_message_id is not None:
            earlier = await self._conversations.find_exchange(
                work, person, incoming.client_message_id
            )
        conversation = await self._find_or_create_conversation(
            work, person, incoming, earlier[0] if earlier else None
        )
        answer = earlier[1] if earlier else None
        message = earlier[0] if earlier else None
        if answer is None:
            message = message or await self._store_message(work, conversation, incoming)
            now = self._clock.now()
            if not await self._conversations.reserve(
                work, conversation.id, at=now, until=now + _RESERVATION
            ):
                raise ConversationBusyError(retry_after_s=2)
        if message is None:
            raise ConversationBusyError(retry_after_s=2)
        return _PendingAnswer(
            conversation=conversation,
            message=message,
            state=await self._load_state(work, caller, person, conversation),
            grounding=await self._conversations.load_grounding_sources(work, conversation),
            answer=answer,
        )

    async def _load_state(
        self,
        work: UnitOfWork,
        caller: Caller,
        person: PersonId,
        conversation: StoredConversation,
    ) -> ConversationState:
        """Return the state; a conversation without a session knows the one that was reviewed last."""
        may_assign = Permission.PRACTICE_ASSIGN in caller.permissions
        state = ConversationState.from_json(conversation.state, may_assign=may_assign)
        if state.latest_session is not None:
            return state
        reviewed = await self._reviews.list_by_person(work, person, limit=1)
        last = tuple(
            KnownSession(
                session_id=format_practice_session_id(review.interview_id), status="completed"
            )
            for review in reviewed
        )
        return replace(state, earlier=last)

    async def _store_message(
        self, work: UnitOfWork, conversation: StoredConversation, incoming: IncomingMessage
    ) -> ConversationMessage | None:
        if conversation.message_count >= MAX_MESSAGES:
            raise ConversationFullError
        return await self._conversations.add_message(
            work,
            conversation,
            text=incoming.text,
            client_message_id=incoming.client_message_id,
            at=self._clock.now(),
        )

    async def _resolve_person(
        self, work: UnitOfWork, caller: Caller, incoming: IncomingMessage
    ) -> PersonId:
        return await self._access.resolve_person(
            work,
            caller,
            user_id=incoming.user_id or str(caller.id),
            org_id=incoming.org_id or str(caller.tenant_id),
        )

    async def _find_or_create_conversation(
        self,
        work: UnitOfWork,
        person: PersonId,
        incoming: IncomingMessage,
        earlier: ConversationMessage | None,
    ) -> StoredConversation:
        conversation_id = incoming.conversation_id
        if earlier is not None:
            if earlier.body["text"] != incoming.text or conversation_id not in (
                None,
                earlier.conversation_id,
            ):
                raise ClientMessageIdReusedError
            conversation_id = earlier.conversation_id
        if conversation_id is None:
            title = (
                " ".join(parse_message(incoming.text).own_text.split())[:MAX_TITLE_LENGTH]
                or "Job posting"
            )
            conversation_id = await self._conversations.create(
                work, person, title=title, at=self._clock.now()
            )
        conversation = await self._conversations.find(work, person, conversation_id, is_locked=True)
        if conversation is None:
            raise ConversationNotFoundError
        return conversation

    async def _produce_answer(
        self, caller: Caller, incoming: IncomingMessage, pending: _PendingAnswer
    ) -> tuple[ConversationMessage, Json]:
        decision = await self._dialogue.decide(parse_message(incoming.text), pending.state)
        outcomes = await self._execute_calls(
            decision, _tool_call_context(caller, incoming, pending.message)
        )
        conversation = update_conversation(pending.state, decision, outcomes)
        reply = _withhold_ungrounded(
            await self._dialogue.compose_reply(decision, outcomes, conversation),
            pending.grounding,
            outcomes,
            incoming.text,
        )
        stored_reply = remove_links(reply)
        calls = [
            {"name": outcome.tool, "status": "done" if outcome.is_successful else "failed"}
            for outcome in outcomes
        ]
        body = {**_reply_json(stored_reply), "tool_calls": calls, "agent": self._dialogue.agent}
        async with self._open_work(caller.tenant_id) as work:
            answer = await self._conversations.add_answer(
                work,
                pending.conversation,
                pending.message,
                body=body,
                outcomes=outcomes,
                state=conversation.to_json(),
                at=self._clock.now(),
            )
        return answer, _reply_json(reply)


def _withhold_ungrounded(
    reply: AssistantReply,
    index: ReplyGroundingSources,
    outcomes: Sequence[ToolCallOutcome],
    text: str,
) -> AssistantReply:
    """Return the reply if it is fully grounded, else a fixed reply in its place."""
    answers = [
        outcome.result if outcome.failure is None else outcome.failure.detail
        for outcome in outcomes
    ]
    kinds = find_ungrounded(
        reply,
        build_grounding_index((*index.tool_results, *answers), (*index.person_messages, text)),
    )
    if not kinds:
        return reply
    for kind in kinds:
        ASSISTANT_REPLIES_WITHHELD.labels(kind=kind).inc()
    _log.warning("assistant reply withheld", kinds=list(kinds))
    return unverified_reply()


def _tool_call_context(
    caller: Caller, incoming: IncomingMessage, message: ConversationMessage
) -> ToolCallContext:
    return ToolCallContext(
        caller=caller,
        user_id=incoming.user_id or str(caller.id),
        org_id=incoming.org_id or str(caller.tenant_id),
        key=message.id.hex,
    )


def _reply_json(reply: AssistantReply) -> Json:
    return {"reply": reply.text, "structured": reply.structured, "actions": list(reply.actions)}


def _answer_json(answer: ConversationMessage) -> Json:
    return {
        "conversation_id": str(answer.conversation_id),
        "message_id": str(answer.id),
        "created_at": format_timestamp(answer.created_at),
        **answer.body,
    }


def _raise_if_malformed(incoming: IncomingMessage) -> None:
    if not incoming.text.strip():
        message = translatable("'message' is empty. Write what you would like to practice.")
        raise InvalidRequestError(message, errors=[FieldError("message", "empty", message)])
    if len(incoming.text) > MAX_MESSAGE_LENGTH:
        message = translatable(
            "'message' can have up to {most} characters.", most=MAX_MESSAGE_LENGTH
        )
        raise InvalidRequestError(message, errors=[FieldError("message", "too_long", message)])
