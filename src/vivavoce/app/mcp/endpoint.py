"""The route of MCP, which authenticates and then lets the SDK serve."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from vivavoce.app.mcp import MCP_PATH
from vivavoce.app.oauth.endpoint import RESOURCE_METADATA_PATH
from vivavoce.app.protocol_servers import (
    AsgiEndpoint,
    ServerLoader,
    refuse_unusable_json,
    replay,
)
from vivavoce.app.wiring.practice.assistant import PracticeAssistantTools
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.infra.web.callers import current_caller
from vivavoce.infra.web.languages import get_request_language
from vivavoce.infra.web.problems import get_request_id, make_problem_response
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.live.usecases.read_session import ReadTranscript
from vivavoce.practice.usecases.answer_assistant_message import AnswerAssistantMessage

CALLER = "vivavoce.mcp_caller"
"""The member of the ASGI scope with the caller."""
USE_CASES = "vivavoce.mcp_use_cases"
"""The member of the ASGI scope with the use cases."""
_SERVER_MODULE = "vivavoce.app.mcp.server"


@dataclass(frozen=True, slots=True, kw_only=True)
class McpUseCases:
    """What the tools call, and the key that seals what a client carries between two requests."""

    hiring: HiringUseCases
    read_transcript: ReadTranscript
    practice_tools: PracticeAssistantTools
    answer_assistant: AnswerAssistantMessage
    state_key: bytes
    public_url: str


def build_mcp_routes(use_cases: McpUseCases) -> list[BaseRoute]:
    """Return the route of the endpoint."""
    load = ServerLoader(_SERVER_MODULE, lambda server: server.build_mcp_app(use_cases))

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            scope[CALLER] = await current_caller(request, "mcp")
            scope[USE_CASES] = use_cases
        except UnauthenticatedError as error:
            response = _challenge(request, error, use_cases.public_url)
            await response(scope, receive, send)
            return
        if request.method != "POST":
            # A GET would hold a line open on which nothing is ever sent, because no session lives longer.
            raise HTTPException(405, headers={"Allow": "POST"})
        body = await request.body()
        refuse_unusable_json(body)
        await (await load())(scope, replay(body, receive), send)

    return [Route(MCP_PATH, AsgiEndpoint(serve))]


def _challenge(request: Request, error: UnauthenticatedError, public_url: str) -> Response:
    """Return the refusal, which tells an assistant where it can ask for a token (RFC 9728, section 5.1)."""
    response = make_problem_response(
        error.status,
        error.code,
        error.detail,
        request_id=get_request_id(request),
        language=get_request_language(request.scope),
    )
    challenge = f'Bearer resource_metadata="{public_url}{RESOURCE_METADATA_PATH}{MCP_PATH}"'
    if request.headers.get("authorization"):
        challenge += ', error="invalid_token"'
    response.headers["WWW-Authenticate"] = challenge
    return response
