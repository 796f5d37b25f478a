"""Routes of the practice assistant: send a message, and read, rename and delete conversations."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import RequestLanguage, translate_members
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import (
    StrictSnakeCaseRequestModel,
    UtcTimestamp,
    make_strict_router,
)
from vivavoce.kernel.translation import ENGLISH
from vivavoce.practice.usecases.answer_assistant_message import (
    MAX_MESSAGE_LENGTH,
    MAX_TITLE_LENGTH,
    AnswerAssistantMessage,
    IncomingMessage,
)
from vivavoce.practice.usecases.read_conversations import ReadConversations

_TRANSLATED_MEMBERS = ("reply", "label")
_ShortText = Annotated[str, Field(min_length=1, max_length=200)]
Limit = Annotated[int, Query(ge=1, le=100)]
OnBehalfUserId = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="The user that an API key acts for."),
]


class AssistantMessageRequest(StrictSnakeCaseRequestModel):
    """A message to the assistant."""

    message: str = Field(
        max_length=MAX_MESSAGE_LENGTH,
        examples=["Mock interview for a nurse, 10 minutes, please"],
    )
    """What the person says to the assistant."""
    conversation_id: UUID | None = Field(
        None, description="The conversation to continue. Without it, a new one starts."
    )
    client_message_id: _ShortText | None = Field(
        None, description="Your own id for this message. Sending it again returns the same reply."
    )
    user_id: _ShortText | None = Field(None, description="The user that an API key acts for.")
    org_id: _ShortText | None = Field(None, examples=["demo"])
    """The id or short name of the organization; it must be the caller's own."""


class RenameConversationRequest(StrictSnakeCaseRequestModel):
    """Another title for a conversation."""

    title: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE_LENGTH)
    ] = Field(examples=["Getting ready for Northgate Clinic"])
    """The new title, without spaces around it."""


class AssistantActionResponse(BaseModel):
    """A button: an action, with its parameters as further members."""

    model_config = ConfigDict(extra="allow")

    kind: str = Field(examples=["practice_assignment"])
    """What the button does."""
    label: str = Field(examples=["Practice: Ward nurse"])
    """The text of the button."""
    session_id: str | None = None
    """The session that the action is about; null if it is about none."""


class ToolCallResponse(BaseModel):
    """A tool call that was made for the answer."""

    name: str = Field(examples=["preview_interview"])
    """The name of the tool."""
    status: Literal["done", "failed"]
    """Whether the call succeeded."""


class AssistantAgentResponse(BaseModel):
    """The agent that answered."""

    kind: str = Field(examples=["built-in rules"])
    """What answered: the built-in rules or a model."""
    version: str
    """The version of the rules or the prompt."""


class AssistantAnswerResponse(BaseModel):
    """An answer: ``reply`` for a person, ``structured`` for another agent, ``actions`` for a page."""

    conversation_id: UUID
    """The conversation: name it with the next message."""
    message_id: UUID
    """The id of the answer."""
    created_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the answer was given."""
    reply: str
    """The answer for a person."""
    structured: dict[str, Any] = Field(  # Any: JSON
        examples=[{"intent": "approve", "status": "configured", "needs_approval": False}]
    )
    """The answer as data, for another agent: `intent`, and what the tools returned under the names of the
    practice API."""
    actions: list[AssistantActionResponse]
    """The buttons that a page can offer next."""
    tool_calls: list[ToolCallResponse]
    """The tool calls that were made for the answer, in order."""
    agent: AssistantAgentResponse
    """Whether built-in rules or a model wrote the answer, in which version."""


class AssistantConversationSummaryResponse(BaseModel):
    """A conversation without its messages."""

    conversation_id: UUID
    """The conversation's id."""
    title: str
    """The title: how the first message begins, until the person gives it another."""
    message_count: int
    """How many messages it has, of both sides."""
    created_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When it began."""
    updated_at: UtcTimestamp = Field(examples=["2026-11-22T09:31:12.000Z"])
    """When its last message was written."""


class ConversationListResponse(BaseModel):
    """Conversations, newest first."""

    conversations: list[AssistantConversationSummaryResponse]
    """The person's own conversations."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


class ConversationMessageResponse(BaseModel):
    """A stored message. Links in an answer are given out once and not stored."""

    message_id: UUID
    """The message's id."""
    author: Literal["person", "assistant"]
    """Who wrote it."""
    created_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When it was written."""
    text: str
    """The text of the message."""
    structured: dict[str, Any] | None = None  # Any: JSON
    """The answer for another agent; null for a person's message."""
    actions: list[AssistantActionResponse] = []
    """The buttons of the answer; empty for a person's message."""
    tool_calls: list[ToolCallResponse] = []
    """The tool calls made for the answer; empty for a person's message."""
    agent: AssistantAgentResponse | None = None
    """What answered; null for a person's message."""


class AssistantConversationResponse(AssistantConversationSummaryResponse):
    """A conversation with all its messages."""

    messages: list[ConversationMessageResponse]
    """All messages, oldest first."""


def build_assistant_router(answer: AnswerAssistantMessage, read: ReadConversations) -> APIRouter:
    """Return the assistant's routes, below ``/api/v1``."""
    routes = make_strict_router("assistant")

    @routes.post("/assistant/messages", response_model=AssistantAnswerResponse)
    async def send_message(
        caller: CurrentCaller, body: AssistantMessageRequest, language: RequestLanguage = ENGLISH
    ) -> Any:
        """Send a message to the practice assistant and get its answer.

        It answers by fixed rules, calls the practice API on your behalf, and states only what the API
        returned. Links appear once, in ``actions``, and are not stored.
        """
        # Any: a JSON object, checked against the response model
        answered = await answer(
            caller,
            IncomingMessage(
                text=body.message,
                conversation_id=body.conversation_id,
                client_message_id=body.client_message_id,
                user_id=body.user_id,
                org_id=body.org_id,
            ),
        )
        return translate_members(answered, _TRANSLATED_MEMBERS, language)

    @routes.get("/assistant/conversations", response_model=ConversationListResponse)
    async def list_conversations(
        caller: CurrentCaller,
        limit: Limit = 20,
        user_id: OnBehalfUserId = None,
        cursor: CursorParam = None,
    ) -> Any:
        """List your conversations with the assistant, newest first."""
        # Any: a JSON object, checked against the response model
        return await read.list_conversations(caller, user_id=user_id, limit=limit, cursor=cursor)

    @routes.get(
        "/assistant/conversations/{conversation_id}", response_model=AssistantConversationResponse
    )
    async def get_conversation(
        caller: CurrentCaller,
        conversation_id: UUID,
        user_id: OnBehalfUserId = None,
        language: RequestLanguage = ENGLISH,
    ) -> Any:
        """Read one of your conversations with all its messages."""
        # Any: a JSON object, checked against the response model
        found = await read.get_conversation(caller, conversation_id, user_id=user_id)
        own = ("label", "text")
        found["messages"] = [
            translate_members(message, own, language)
            if message["author"] == "assistant"
            else message
            for message in found["messages"]
        ]
        return found

    @routes.patch(
        "/assistant/conversations/{conversation_id}",
        response_model=AssistantConversationSummaryResponse,
    )
    async def rename_conversation(
        caller: CurrentCaller,
        conversation_id: UUID,
        body: RenameConversationRequest,
        user_id: OnBehalfUserId = None,
    ) -> Any:
        """Give one of your conversations another title."""
        # Any: a JSON object, checked against the response model
        return await read.rename_conversation(caller, conversation_id, body.title, user_id=user_id)

    @routes.delete("/assistant/conversations/{conversation_id}", status_code=204)
    async def delete_conversation(
        caller: CurrentCaller, conversation_id: UUID, user_id: OnBehalfUserId = None
    ) -> None:
        """Permanently delete one of your conversations with all its messages.

        What was set up in it, such as practice sessions, stays.
        """
        await read.delete_conversation(caller, conversation_id, user_id=user_id)

    return routes
