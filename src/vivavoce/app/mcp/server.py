"""The SDK's server with our tools, resources and prompts."""

from __future__ import annotations

import logging
from typing import Any

from mcp import MCPError
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.request_state import RequestStateSecurity
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import INVALID_PARAMS, GetPromptResult, InputRequiredResult
from starlette.types import ASGIApp, Receive, Scope, Send

from vivavoce import __version__
from vivavoce.app.mcp.calls import identify_caller
from vivavoce.app.mcp.endpoint import McpUseCases
from vivavoce.app.mcp.hiring_tools import HiringTools
from vivavoce.app.mcp.practice_tools import PracticeTools
from vivavoce.app.mcp.prompts import add_prompts
from vivavoce.infra.web.request_middleware import MAX_BODY_BYTES

_INSTRUCTIONS = (
    "Vivavoce plans interviews, holds them with candidates, and assesses the answers. Interviews are "
    "requested with facts; missing facts are listed. People decide about plans and assessments: never "
    "decide for them, and never invent facts, questions, scores or links."
)


class _Server(MCPServer):
    """The SDK's server, which gives a refused prompt the code of the specification instead of 0."""

    async def get_prompt(
        self,
        name: str,
        arguments: dict[str, Any] | None = None,  # Any: the SDK's signature
        context: Context[Any, Any] | None = None,
    ) -> GetPromptResult | InputRequiredResult:
        """Return a prompt; raise ``MCPError`` for an unknown name, and for missing or unknown arguments."""
        try:
            return await super().get_prompt(name, arguments, context)
        except ValueError as error:
            raise MCPError(INVALID_PARAMS, str(error)) from error


def build_mcp_app(use_cases: McpUseCases) -> ASGIApp:
    """Return the application of the endpoint; it expects an authenticated caller in the scope."""
    # The SDK logs arguments that it refuses, which can be personal data.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    lowlevel = build_mcp_server(use_cases)._lowlevel_server  # noqa: SLF001 - the SDK offers no other way

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        # A manager for each request: no session lives longer, so any gateway can answer the next one.
        manager = StreamableHTTPSessionManager(
            lowlevel, json_response=True, stateless=True, max_request_body_size=MAX_BODY_BYTES
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    return serve


def build_mcp_server(use_cases: McpUseCases) -> MCPServer:
    """Return the server with everything that it offers."""
    server = _Server(
        name="vivavoce",
        title="Vivavoce",
        version=__version__,
        instructions=_INSTRUCTIONS,
        request_state_security=RequestStateSecurity(
            keys=[use_cases.state_key], bind_principal=identify_caller
        ),
    )
    HiringTools(use_cases).add_to(server)
    PracticeTools(use_cases).add_to(server)
    add_prompts(server)
    return server
