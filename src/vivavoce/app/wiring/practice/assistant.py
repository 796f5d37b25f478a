"""Builds the practice assistant: its tools are practice's own routes, called in the person's name."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Response
from pydantic import BaseModel, ValidationError

from vivavoce.app.foundation import Foundation
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Malformed, Unavailable
from vivavoce.practice.adapters.assistant_rules import BuiltInRules
from vivavoce.practice.adapters.conversations import PostgresConversations
from vivavoce.practice.ports.assistant import Tools
from vivavoce.practice.ports.sessions import Limits
from vivavoce.practice.routes.assignments import (
    AssignBody,
    AssignmentCases,
    AssignmentRoutes,
    UnassignBody,
)
from vivavoce.practice.routes.assistant import assistant_router
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
from vivavoce.practice.usecases.owners import Owners

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantNeed:
    """What the assistant asks of the other parts of practice and of other slices."""

    owners: Owners
    limits: Limits
    tools: Tools


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


def build_assistant(on: Foundation, need: AssistantNeed) -> APIRouter:
    """Return the assistant's routes, below ``/api/v1``."""
    mind = BuiltInRules()
    conversations = PostgresConversations(on.vault, on.ids)
    answer = AnswerMessage(
        open_work=on.open_work,
        owners=need.owners,
        conversations=conversations,
        mind=mind,
        calls=MakeCalls(need.tools, mind, on.clock),
        limits=need.limits,
        clock=on.clock,
    )
    read = ReadConversations(on.open_work, need.owners, conversations)
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
