"""A call of a tool: who calls, and how our errors are reported to the model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import structlog
from mcp.server import ServerRequestContext
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS
from mcp_types.version import is_version_at_least
from starlette.requests import Request

from vivavoce.app.mcp.endpoint import CALLER, USE_CASES, McpUseCases
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import VivavoceError

FIRST_ASKING_VERSION = "2026-07-28"
"""The first protocol version in which a server without sessions can ask."""
_log = structlog.get_logger(__name__)


def get_caller(context: Context[Any, Any]) -> Caller:  # Any: the SDK's type parameters
    """Return the caller that the endpoint authenticated."""
    request = cast("Request", context.request_context.request)
    return cast("Caller", request.scope[CALLER])


def get_use_cases(context: Context[Any, Any]) -> McpUseCases:  # Any: as above
    """Return the use cases, for what a tool asks before it is called."""
    request = cast("Request", context.request_context.request)
    return cast("McpUseCases", request.scope[USE_CASES])


def can_ask_person(context: Context[Any, Any]) -> bool:  # Any: as above
    """Return whether the client shows forms, in a protocol version in which we can send one."""
    version, capabilities = context.protocol_version, context.client_capabilities
    if version is None or not is_version_at_least(version, FIRST_ASKING_VERSION):
        return False
    elicitation = None if capabilities is None else capabilities.elicitation
    return elicitation is not None and (elicitation.form is not None or elicitation.url is None)


def identify_caller(context: ServerRequestContext[Any, Any]) -> str:  # Any: as above
    """Return the name under which the state of a confirmation is sealed: it is worth nothing to others."""
    caller = cast("Caller", cast("Request", context.request).scope[CALLER])
    return f"{caller.tenant_id}/{caller.kind}/{caller.id}"


class RefusedCallError(ToolError):
    """A call was refused with one of our errors; the text is its code, its detail and its fields."""


@contextmanager
def tool_errors() -> Iterator[None]:
    """Raise every error in the block as a ``ToolError``, whose text the model reads."""
    try:
        yield
    except VivavoceError as error:
        details = "; ".join(f"{each.field}: {each.message}" for each in error.errors)
        raise RefusedCallError(f"{error.code}: {error.detail} {details}".strip()) from None
    except ToolError:
        raise
    except Exception as error:  # noqa: BLE001 - the edge: no internal detail may leave
        _log.error("mcp.failed", kind=type(error).__name__, exc_info=error)
        raise ToolError("An internal error occurred. Try again.") from None


@contextmanager
def resource_errors() -> Iterator[None]:
    """Raise a refusal in the block with its text, as invalid parameters: the caller can act on it.

    The SDK hides the texts of all other errors of resources.
    """
    try:
        with tool_errors():
            yield
    except RefusedCallError as error:
        raise MCPError(code=INVALID_PARAMS, message=str(error)) from None
