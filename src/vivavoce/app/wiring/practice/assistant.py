"""Builds the practice assistant: its tools are practice's own routes, called on the person's behalf."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, ValidationError

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.media import MediaSlice
from vivavoce.app.wiring.practice import PracticeSlice
from vivavoce.contracts.envelope import Json
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import InvalidRequestError, UnavailableError
from vivavoce.media.domain.artifact import ArtifactType
from vivavoce.media.routes.artifacts import (
    ConfirmUploadRequest,
    CreateUploadRequest,
    MediaUseCases,
    build_artifact_router,
)
from vivavoce.practice.adapters.conversations import PostgresConversationRepository
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.practice.adapters.rule_based_dialogue_manager import RuleBasedDialogueManager
from vivavoce.practice.routes.assignments import (
    AssignmentRoutes,
    AssignmentUseCases,
    CreateAssignmentsRequest,
    UnassignRequest,
)
from vivavoce.practice.routes.assistant import build_assistant_router
from vivavoce.practice.routes.reviews import AssignmentResultsRequest, ReviewUseCases
from vivavoce.practice.routes.session_requests import (
    ApproveSessionRequest,
    ConfigureSessionRequest,
    EditQuestionsRequest,
    PreviewSessionRequest,
)
from vivavoce.practice.routes.sessions import PracticeSessionRoutes, PracticeSessionUseCases
from vivavoce.practice.usecases.answer_assistant_message import AnswerAssistantMessage
from vivavoce.practice.usecases.assign_practice import AssignmentStatusFilter
from vivavoce.practice.usecases.execute_tool_calls import ExecuteToolCalls
from vivavoce.practice.usecases.read_conversations import ReadConversations

AssistantTool = Callable[[Caller, Json, str], Awaitable[Json]]
"""Caller, arguments, idempotency key → the route's response."""


class ToolUnavailableError(UnavailableError):
    """This part of practice is not available here."""

    code = "tool_unavailable"


class SessionArguments(BaseModel):
    """The arguments of a tool that is about one session."""

    session_id: str
    """The practice session."""


class ArtifactArguments(SessionArguments):
    """The arguments of the tool that reads an artifact."""

    artifact_type: ArtifactType
    """Which artifact of the session."""


class LeaderboardArguments(BaseModel):
    """The arguments of the tool that reads the leaderboard."""

    org_id: str
    """The organization."""
    limit: int = Field(10, ge=1, le=100)
    """How many people at most."""


class AssignmentArguments(BaseModel):
    """The arguments of the tool that lists assignments."""

    email: str | None = None
    """Only those of this person."""
    status: AssignmentStatusFilter = "all"
    """Only those in this state."""


class PracticeAssistantTools:
    """The tools by name; implements ``practice.ports.assistant``."""

    def __init__(self, tools: Mapping[str, AssistantTool]) -> None:
        self._tools = tools

    async def call(self, caller: Caller, tool: str, arguments: Json, *, key: str) -> Json:
        """Return the tool's response, or raise a ``VivavoceError``."""
        if tool not in self._tools:
            raise ToolUnavailableError
        try:
            return await self._tools[tool](caller, arguments, key)
        except ValidationError as error:
            message = "; ".join(
                f"{_format_location(validation_error['loc'])}: {validation_error['msg']}"
                for validation_error in error.errors()
            )
            raise InvalidRequestError(message) from None


def build_session_tools(cases: PracticeSessionUseCases) -> dict[str, AssistantTool]:
    """Return the tools that set up sessions."""
    routes = PracticeSessionRoutes(cases)

    async def preview(caller: Caller, arguments: Json, key: str) -> Json:
        body = PreviewSessionRequest.model_validate(arguments)
        return _to_json(await routes.preview_interview(caller, body, key))

    async def configure(caller: Caller, arguments: Json, key: str) -> Json:
        body = ConfigureSessionRequest.model_validate(arguments)
        return _to_json(await routes.configure_interview(caller, body, key))

    async def edit(caller: Caller, arguments: Json, key: str) -> Json:
        body = EditQuestionsRequest.model_validate(arguments)
        return _to_json(await routes.edit_questions(caller, body, key))

    async def approve(caller: Caller, arguments: Json, key: str) -> Json:
        body = ApproveSessionRequest.model_validate(arguments)
        return _to_json(await routes.approve_session(caller, body, key))

    async def read(caller: Caller, arguments: Json, key: str) -> Json:
        wanted = SessionArguments.model_validate(arguments)
        return _to_json(await routes.practice_session(caller, wanted.session_id))

    return {
        "preview_interview": preview,
        "configure_interview": configure,
        "start_interview_session": configure,
        "edit_questions": edit,
        "approve_session": approve,
        "get_session": read,
    }


def build_assignment_tools(cases: AssignmentUseCases) -> dict[str, AssistantTool]:
    """Return the tools of assignments."""
    routes = AssignmentRoutes(cases)

    async def create(caller: Caller, arguments: Json, key: str) -> Json:
        body = CreateAssignmentsRequest.model_validate(arguments)
        return _to_json(await routes.create_assignments(caller, body, key))

    async def listed(caller: Caller, arguments: Json, key: str) -> Json:
        wanted = AssignmentArguments.model_validate(arguments)
        return _to_json(await routes.list_assignments(caller, wanted.email, wanted.status, 50))

    async def unassign(caller: Caller, arguments: Json, key: str) -> Json:
        body = UnassignRequest.model_validate(arguments)
        return _to_json(await routes.unassign(caller, body, key))

    return {"create_assignments": create, "list_assignments": listed, "unassign": unassign}


async def route_to_agent(caller: Caller, arguments: Json, key: str) -> Json:
    """Return the agent to hand over to; the client of the assistant performs the handover."""
    return {"route_to": arguments["agent"]}


def build_review_tools(cases: ReviewUseCases) -> dict[str, AssistantTool]:
    """Return the tools that read reviews."""

    async def review(caller: Caller, arguments: Json, key: str) -> Json:
        wanted = SessionArguments.model_validate(arguments)
        return await cases.read(caller, wanted.session_id)

    async def leaders(caller: Caller, arguments: Json, key: str) -> Json:
        wanted = LeaderboardArguments.model_validate(arguments)
        return await cases.leaderboard(caller, org_id=wanted.org_id, limit=wanted.limit)

    async def results(caller: Caller, arguments: Json, key: str) -> Json:
        body = AssignmentResultsRequest.model_validate(arguments)
        return await cases.results(
            caller, organization_id=body.organization_id, assignment_ids=body.assignment_ids
        )

    return {"get_review": review, "get_leaderboard": leaders, "bulk_results": results}


def build_media_tools(cases: MediaUseCases) -> dict[str, AssistantTool]:
    """Return the tools for recordings, which call the endpoints themselves."""
    routes = [route for route in build_artifact_router(cases).routes if isinstance(route, APIRoute)]
    endpoints = {route.name: route.endpoint for route in routes}

    async def artifact(caller: Caller, arguments: Json, key: str) -> Json:
        wanted = ArtifactArguments.model_validate(arguments)
        return _to_json(
            await endpoints["get_artifact"](caller, wanted.session_id, wanted.artifact_type)
        )

    async def ticket(caller: Caller, arguments: Json, key: str) -> Json:
        body = CreateUploadRequest.model_validate(arguments)
        session_id = SessionArguments.model_validate(arguments).session_id
        return _to_json(await endpoints["create_video_upload"](caller, session_id, body))

    async def confirm(caller: Caller, arguments: Json, key: str) -> Json:
        body = ConfirmUploadRequest.model_validate(arguments)
        session_id = SessionArguments.model_validate(arguments).session_id
        return _to_json(
            await endpoints["confirm_video_upload"](caller, session_id, Response(), body)
        )

    return {
        "get_artifact": artifact,
        "create_video_upload": ticket,
        "confirm_video_upload": confirm,
    }


def build_assistant_tools(practice: PracticeSlice, media: MediaSlice) -> PracticeAssistantTools:
    """Return all tools of the assistant."""
    return PracticeAssistantTools(
        {
            **build_session_tools(practice.sessions.use_cases),
            **build_assignment_tools(practice.sessions.assignment_use_cases),
            **build_review_tools(practice.reviews.cases),
            **build_media_tools(media.use_cases),
            "route_to_agent": route_to_agent,
        }
    )


@dataclass(frozen=True, slots=True)
class PracticeAssistant:
    """The assistant for all who offer it: its routes, and what other protocols call."""

    router: APIRouter
    answer: AnswerAssistantMessage
    tools: PracticeAssistantTools


def build_assistant(
    platform: Platform,
    practice: PracticeSlice,
    media: MediaSlice,
    *,
    rate_limiter: RateLimiter,
) -> PracticeAssistant:
    """Return the assistant with its routes, which are below ``/api/v1``."""
    dialogue, owners = RuleBasedDialogueManager(), practice.sessions.owners
    conversations = PostgresConversationRepository(platform.vault, platform.ids)
    tools = build_assistant_tools(practice, media)
    answer = AnswerAssistantMessage(
        open_work=platform.open_work,
        access=owners,
        conversations=conversations,
        reviews=PostgresReviewRepository(platform.vault),
        dialogue=dialogue,
        execute_calls=ExecuteToolCalls(tools, dialogue, platform.clock),
        rate_limiter=rate_limiter,
        clock=platform.clock,
    )
    read = ReadConversations(platform.open_work, owners, conversations, platform.clock)
    router = ApiRouter()
    router.include_router(build_assistant_router(answer, read), prefix="/api/v1")

    return PracticeAssistant(router=router, answer=answer, tools=tools)


def _to_json(answer: Response | BaseModel) -> Json:
    if isinstance(answer, BaseModel):
        return answer.model_dump(mode="json")
    document: Json = json.loads(bytes(answer.body))
    return document


def _format_location(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)
