"""Routes of the practice assistant: send a message and read conversations."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import StrictSnakeCaseRequestModel, make_strict_router
from vivavoce.practice.usecases.answer_assistant_message import (
    MAX_MESSAGE_LENGTH,
    AnswerAssistantMessage,
    IncomingMessage,
)
from vivavoce.practice.usecases.read_conversations import ReadConversations

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
    conversation_id: UUID | None = Field(
        None, description="The conversation to continue. Without it, a new one starts."
    )
    client_message_id: _ShortText | None = Field(
        None, description="Your own id for this message. Sending it again returns the same reply."
    )
    user_id: _ShortText | None = Field(None, description="The user that an API key acts for.")
    org_id: _ShortText | None = None


class AssistantActionResponse(BaseModel):
    """A button: ``kind`` is the action, and the other fields are its parameters."""

    model_config = ConfigDict(extra="allow")

    kind: str
    label: str
    session_id: str | None = None


class ToolCallResponse(BaseModel):
    """A tool call that was made for the answer."""

    name: str
    status: Literal["done", "failed"]


class AssistantAgentResponse(BaseModel):
    """The agent that answered."""

    kind: str
    version: str


class AssistantAnswerResponse(BaseModel):
    """An answer: ``reply`` for a person, ``structured`` for another agent, ``actions`` for a page."""

    conversation_id: UUID
    message_id: UUID
    created_at: str
    reply: str
    structured: dict[str, Any]  # Any: JSON
    actions: list[AssistantActionResponse]
    tool_calls: list[ToolCallResponse]
    agent: AssistantAgentResponse


class AssistantConversationSummaryResponse(BaseModel):
    """A conversation without its messages."""

    conversation_id: UUID
    title: str
    message_count: int
    created_at: str
    updated_at: str


class ConversationListResponse(BaseModel):
    """Conversations, newest first."""

    conversations: list[AssistantConversationSummaryResponse]


class ConversationMessageResponse(BaseModel):
    """A stored message. Links in an answer are given out once and not stored."""

    message_id: UUID
    author: Literal["person", "assistant"]
    created_at: str
    text: str
    structured: dict[str, Any] | None = None  # Any: JSON
    actions: list[AssistantActionResponse] = []
    tool_calls: list[ToolCallResponse] = []
    agent: AssistantAgentResponse | None = None


class AssistantConversationResponse(AssistantConversationSummaryResponse):
    """A conversation with all its messages."""

    messages: list[ConversationMessageResponse]


def build_assistant_router(answer: AnswerAssistantMessage, read: ReadConversations) -> APIRouter:
    """Return the assistant's routes, below ``/api/v1``."""
    routes = make_strict_router("assistant")

    @routes.post("/assistant/messages", response_model=AssistantAnswerResponse)
    async def send_message(caller: CurrentCaller, body: AssistantMessageRequest) -> Any:
        """Send a message to the practice assistant and get its answer.

        It answers by fixed rules, calls the practice API on your behalf, and states only what the API
        returned. Links appear once, in ``actions``, and are not stored.
        """
        # Any: a JSON object, checked against the response model
        return await answer(
            caller,
            IncomingMessage(
                text=body.message,
                conversation_id=body.conversation_id,
                client_message_id=body.client_message_id,
                user_id=body.user_id,
                org_id=body.org_id,
            ),
        )

    @routes.get("/assistant/conversations", response_model=ConversationListResponse)
    async def list_conversations(
        caller: CurrentCaller, limit: Limit = 20, user_id: OnBehalfUserId = None
    ) -> Any:
        """List your conversations with the assistant, newest first."""
        # Any: a JSON object, checked against the response model
        return await read.list_conversations(caller, user_id=user_id, limit=limit)

    @routes.get(
        "/assistant/conversations/{conversation_id}", response_model=AssistantConversationResponse
    )
    async def get_conversation(
        caller: CurrentCaller, conversation_id: UUID, user_id: OnBehalfUserId = None
    ) -> Any:
        """Read one of your conversations with all its messages."""
        # Any: a JSON object, checked against the response model
        return await read.get_conversation(caller, conversation_id, user_id=user_id)

    return routes
