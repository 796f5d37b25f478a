"""Builds the practice assistant: its tools are practice's own routes, called in the person's name."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.media import Media
from vivavoce.app.wiring.practice import Practice
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Malformed, Unavailable
from vivavoce.media.domain.artifact import ArtifactType
from vivavoce.media.routes.artifacts import MediaUseCases, UploadedBody, UploadWish, artifact_routes
from vivavoce.practice.adapters.assistant_rules import BuiltInRules
from vivavoce.practice.adapters.conversations import PostgresConversations
from vivavoce.practice.ports.sessions import Limits
from vivavoce.practice.routes.assignments import (
    AssignBody,
    AssignmentCases,
    AssignmentRoutes,
    UnassignBody,
)
from vivavoce.practice.routes.assistant import assistant_router
from vivavoce.practice.routes.reviews import ResultsBody, ReviewCases
from vivavoce.practice.routes.sessions import SessionCases, SessionRoutes
from vivavoce.practice.routes.sessions_bodies import (
    ApproveBody,
    ConfigureBody,
    PreviewBody,
    QuestionsBody,
)
from vivavoce.practice.usecases.assistant_answer import AnswerMessage
from vivavoce.practice.usecases.assistant_calls import MakeCalls
from vivavoce.practice.usecases.assistant_read import ReadConversations

Tool = Callable[[Caller, Json, str], Awaitable[Json]]
"""Caller, arguments, idempotency key → what the route answers."""


class ToolAway(Unavailable):
    """That part of practice does not answer here."""

    code = "tool_unavailable"


class PracticeTools:
    """The tools by their names; see ``practice.ports.assistant.Tools``."""

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._tools = tools

    async def call(self, caller: Caller, tool: str, arguments: Json, *, key: str) -> Json:
        """Return what the tool answers, or raise a ``VivavoceError``."""
        if tool not in self._tools:
            raise ToolAway
        try:
            return await self._tools[tool](caller, arguments, key)
        except ValidationError as error:
            told = "; ".join(f"{_place(one['loc'])}: {one['msg']}" for one in error.errors())
            raise Malformed(told) from None


def session_tools(cases: SessionCases) -> dict[str, Tool]:
    """Return the tools that set sessions up."""
    routes = SessionRoutes(cases)

    async def preview(caller: Caller, arguments: Json, key: str) -> Json:
        body = PreviewBody.model_validate(arguments)
        return _json(await routes.preview_interview(caller, body, key))

    async def configure(caller: Caller, arguments: Json, key: str) -> Json:
        body = ConfigureBody.model_validate(arguments)
        return _json(await routes.configure_interview(caller, body, key))

    async def edit(caller: Caller, arguments: Json, key: str) -> Json:
        body = QuestionsBody.model_validate(arguments)
        return _json(await routes.edit_questions(caller, body, key))

    async def approve(caller: Caller, arguments: Json, key: str) -> Json:
        body = ApproveBody.model_validate(arguments)
        return _json(await routes.approve_session(caller, body, key))

    async def read(caller: Caller, arguments: Json, key: str) -> Json:
        return _json(await routes.practice_session(caller, str(arguments["session_id"])))

    return {
        "preview_interview": preview,
        "configure_interview": configure,
        "start_interview_session": configure,
        "edit_questions": edit,
        "approve_session": approve,
        "get_session": read,
    }


def assignment_tools(cases: AssignmentCases) -> dict[str, Tool]:
    """Return the tools of assignments."""
    routes = AssignmentRoutes(cases)

    async def create(caller: Caller, arguments: Json, key: str) -> Json:
        body = AssignBody.model_validate(arguments)
        return _json(await routes.create_assignments(caller, body, key))

    async def listed(caller: Caller, arguments: Json, key: str) -> Json:
        email, status = arguments.get("email"), arguments.get("status", "all")
        return _json(await routes.list_assignments(caller, email, status, 50))

    async def unassign(caller: Caller, arguments: Json, key: str) -> Json:
        body = UnassignBody.model_validate(arguments)
        return _json(await routes.unassign(caller, body, key))

    return {"create_assignments": create, "list_assignments": listed, "unassign": unassign}


async def route_to_agent(caller: Caller, arguments: Json, key: str) -> Json:
    """Say whom the person is handed to; whoever asked the assistant does the handing over."""
    return {"route_to": arguments["agent"]}


def review_tools(cases: ReviewCases) -> dict[str, Tool]:
    """Return the tools that read reviews."""

    async def review(caller: Caller, arguments: Json, key: str) -> Json:
        return await cases.read(caller, str(arguments["session_id"]))

    async def leaders(caller: Caller, arguments: Json, key: str) -> Json:
        org_id, limit = str(arguments["org_id"]), int(arguments["limit"])
        return await cases.leaderboard(caller, org_id=org_id, limit=limit)

    async def results(caller: Caller, arguments: Json, key: str) -> Json:
        body = ResultsBody.model_validate(arguments)
        return await cases.results(
            caller, organization_id=body.organization_id, assignment_ids=body.assignment_ids
        )

    return {"get_review": review, "get_leaderboard": leaders, "bulk_results": results}


def media_tools(cases: MediaUseCases) -> dict[str, Tool]:
    """Return the tools of recordings: the very endpoints, by their names."""
    routes = [one for one in artifact_routes(cases).routes if isinstance(one, APIRoute)]
    endpoints = {one.name: one.endpoint for one in routes}

    async def artifact(caller: Caller, arguments: Json, key: str) -> Json:
        kind = ArtifactType(arguments["artifact_type"])
        return _json(await endpoints["get_artifact"](caller, str(arguments["session_id"]), kind))

    async def ticket(caller: Caller, arguments: Json, key: str) -> Json:
        body = UploadWish.model_validate(arguments)
        session_id = str(arguments["session_id"])
        return _json(await endpoints["create_video_upload"](caller, session_id, body))

    async def confirm(caller: Caller, arguments: Json, key: str) -> Json:
        body = UploadedBody.model_validate(arguments)
        session_id = str(arguments["session_id"])
        return _json(await endpoints["confirm_video_upload"](caller, session_id, Response(), body))

    return {
        "get_artifact": artifact,
        "create_video_upload": ticket,
        "confirm_video_upload": confirm,
    }


def practice_tools(practice: Practice, media: Media) -> PracticeTools:
    """Return all tools of the assistant."""
    return PracticeTools(
        {
            **session_tools(practice.sessions.cases),
            **assignment_tools(practice.sessions.assignment_cases),
            **review_tools(practice.reviews.cases),
            **media_tools(media.cases),
            "route_to_agent": route_to_agent,
        }
    )


def build_assistant(
    on: Foundation, practice: Practice, media: Media, *, limits: Limits
) -> APIRouter:
    """Return the assistant's routes, below ``/api/v1``."""
    mind, owners = BuiltInRules(), practice.sessions.owners
    conversations = PostgresConversations(on.vault, on.ids)
    answer = AnswerMessage(
        open_work=on.open_work,
        owners=owners,
        conversations=conversations,
        mind=mind,
        calls=MakeCalls(practice_tools(practice, media), mind, on.clock),
        limits=limits,
        clock=on.clock,
    )
    read = ReadConversations(on.open_work, owners, conversations)
    router = APIRouter()
    router.include_router(assistant_router(answer, read), prefix="/api/v1")
    return router


def _json(answer: Response | BaseModel) -> Json:
    if isinstance(answer, BaseModel):
        return answer.model_dump(mode="json")
    read: Json = json.loads(bytes(answer.body))
    return read


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(one) for one in loc)
