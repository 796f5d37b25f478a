"""The SDK's server with our tools, resources and prompts."""

from __future__ import annotations

import logging
from typing import Any

from mcp import MCPError
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.request_state import RequestStateSecurity
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import INVALID_PARAMS, CallToolResult, GetPromptResult, InputRequiredResult
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from vivavoce import __version__
from vivavoce.app.mcp.calls import identify_caller
from vivavoce.app.mcp.endpoint import McpUseCases
from vivavoce.app.mcp.hiring_tools import HiringTools
from vivavoce.app.mcp.practice_tools import PracticeTools
from vivavoce.app.mcp.prompts import add_prompts
from vivavoce.infra.web.field_descriptions import describe_schemas
from vivavoce.infra.web.request_middleware import MAX_BODY_BYTES
from vivavoce.infra.web.unknown_members import find_unknown_members

_INSTRUCTIONS = (
    "Vivavoce plans interviews, holds them with candidates, and assesses the answers. Interviews are "
    "requested with facts; missing facts are listed. People decide about plans and assessments: never "
    "decide for them, and never invent facts, questions, scores or links."
)
_MAX_ERRORS = 20
"""How many wrong arguments an answer names."""
_MAX_NAME = 80
"""How much of an unknown name an answer repeats."""


class _Server(MCPServer):
    """The SDK's server, which names what is wrong with the arguments of a tool or a prompt."""

    async def call_tool(
        self,
        name: str,
        arguments: dict[str, Any],  # Any: the SDK's signature
        context: Context[Any, Any] | None = None,
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; raise ``ToolError`` for an unknown tool, and for unknown or wrong arguments."""
        tool = self._tool_manager.get_tool(name)
        if tool is None:
            raise ToolError(
                f"There is no tool '{name[:_MAX_NAME]}'. The list of tools has the names."
            )
        unknown = find_unknown_members(tool.fn_metadata.arg_model, arguments)
        if unknown:
            refused = " ".join(f"'{each.path}' {each.refusal}" for each in unknown)
            known = ", ".join(tool.parameters["properties"])
            raise ToolError(f"{refused} The tool takes: {known or 'no arguments'}.")
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(_describe_wrong(error.__cause__)) from None
            raise

    async def get_prompt(
        self,
        name: str,
        arguments: dict[str, Any] | None = None,  # Any: the SDK's signature
        context: Context[Any, Any] | None = None,
    ) -> GetPromptResult | InputRequiredResult:
        """Return a prompt; raise ``MCPError`` for an unknown name, and for missing or unknown arguments."""
        prompts = {prompt.name: prompt for prompt in await self.list_prompts()}
        if name not in prompts:
            known = ", ".join(sorted(prompts))
            raise MCPError(
                INVALID_PARAMS,
                f"There is no prompt '{name[:_MAX_NAME]}'. The prompts are: {known}.",
            )
        taken = [argument.name for argument in prompts[name].arguments or ()]
        unknown = ", ".join(f"'{each}'" for each in arguments or {} if each not in taken)
        missing = ", ".join(f"'{each}'" for each in taken if each not in (arguments or {}))
        if unknown or missing:
            what = f"takes no argument {unknown}" if unknown else f"needs {missing}"
            known = ", ".join(taken)
            message = f"The prompt '{name}' {what}. Its arguments are: {known}."
            raise MCPError(INVALID_PARAMS, message)
        return await super().get_prompt(name, arguments, context)


def _describe_wrong(error: ValidationError) -> str:
    """Return what is wrong with the arguments of a tool, each with its name."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    named = [
        f"'{'.'.join(str(part) for part in wrong['loc'])}': {wrong['msg']}"
        for wrong in found[:_MAX_ERRORS]
    ]
    rest = len(found) - len(named)
    return "; ".join([*named, *([f"and {rest:,} more"] if rest else [])])


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
    for tool in server._tool_manager.list_tools():  # noqa: SLF001 - the SDK offers no other way
        describe_schemas(tool.parameters.get("$defs", {}))
    return server
