"""The route of MCP, which authenticates and then lets the SDK serve."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from vivavoce.app.protocol_servers import AsgiEndpoint, ServerLoader
from vivavoce.app.wiring.practice.assistant import PracticeAssistantTools
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.infra.web.callers import current_caller
from vivavoce.live.usecases.read_session import ReadTranscript
from vivavoce.practice.usecases.answer_assistant_message import AnswerAssistantMessage

MCP_PATH = "/mcp"
CALLER = "vivavoce.mcp_caller"
"""The member of the ASGI scope with the caller."""
_SERVER_MODULE = "vivavoce.app.mcp.server"


@dataclass(frozen=True, slots=True, kw_only=True)
class McpUseCases:
    """What the tools call, and the key that seals what a client carries between two requests."""

    hiring: HiringUseCases
    read_transcript: ReadTranscript
    practice_tools: PracticeAssistantTools
    answer_assistant: AnswerAssistantMessage
    state_key: bytes


def build_mcp_routes(use_cases: McpUseCases) -> list[BaseRoute]:
    """Return the route of the endpoint."""

    def build() -> ASGIApp:
        server = importlib.import_module(_SERVER_MODULE)
        return cast("ASGIApp", server.build_mcp_app(use_cases))

    load = ServerLoader(build)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        scope[CALLER] = await current_caller(Request(scope))
        await (await load())(scope, receive, send)

    return [Route(MCP_PATH, AsgiEndpoint(serve))]
