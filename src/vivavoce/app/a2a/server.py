"""The SDK's server for our request handler: JSON-RPC and HTTP+JSON, versions 1.0 and 0.3."""

from __future__ import annotations

import json
import logging

from a2a.server.context import ServerCallContext
from a2a.server.request_handlers.response_helpers import build_error_response
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes, create_rest_routes
from a2a.server.routes.common import ServerCallContextBuilder
from a2a.server.routes.jsonrpc_dispatcher import JsonRpcDispatcher
from a2a.utils.errors import (
    JSON_RPC_ERROR_CODE_MAP,
    ContentTypeNotSupportedError,
    VersionNotSupportedError,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp

from vivavoce.app.a2a.agent_card import build_agent_card
from vivavoce.app.a2a.endpoint import A2A_PATH, CALLER, CARD_PATHS, REFUSE, A2aUseCases
from vivavoce.app.a2a.errors import REFUSAL
from vivavoce.app.a2a.request_handler import CALLER_STATE, InterviewRequestHandler

_METHODS = ", ".join(JsonRpcDispatcher.METHOD_TO_MODEL)
_METHOD_NOT_FOUND, _INTERNAL_ERROR = -32601, -32603
_CARD_CACHE = "public, max-age=300"


def build_card_app(public_url: str) -> ASGIApp:
    """Return the application that serves the card at both well-known paths."""
    card = build_agent_card(public_url)
    routes: list[BaseRoute] = []
    for path in CARD_PATHS:
        routes += create_agent_card_routes(card, card_url=path, cache_control=_CARD_CACHE)
    return Router(routes)


def build_a2a_app(use_cases: A2aUseCases) -> ASGIApp:
    """Return the application of the endpoint; it expects an authenticated caller in the scope."""
    # The SDK logs what it refuses with the values in it, which can be personal data.
    logging.getLogger("a2a").setLevel(logging.CRITICAL)
    handler, builder = InterviewRequestHandler(use_cases), _CallContextBuilder()
    rest_routes = create_rest_routes(
        handler, builder, enable_v0_3_compat=True, path_prefix=A2A_PATH
    )
    (rpc_route,) = create_jsonrpc_routes(handler, A2A_PATH, builder, enable_v0_3_compat=True)

    async def call(request: Request) -> Response:
        if not _is_json(request.headers.get("content-type")):
            refusal = ContentTypeNotSupportedError("Send the call as application/json.")
            return JSONResponse(build_error_response(None, refusal))
        answer: Response = await rpc_route.endpoint(request)
        return _correct_error(answer)

    return Router(
        [
            # Some clients end the address with a slash.
            *(Route(path, call, methods=["POST"]) for path in (A2A_PATH, f"{A2A_PATH}/")),
            # Without the mount for tenants in the path: the caller's credentials name the organization.
            *(
                route
                for route in rest_routes
                if isinstance(route, Route) and not isinstance(route, Mount)
            ),
        ],
        redirect_slashes=False,
    )


def _correct_error(answer: Response) -> Response:
    """Return the answer; two errors of the SDK get the text or the code that a client can act on.

    A method of version 0.3 in a call of version 1.0 is an internal error for the SDK.
    """
    if not isinstance(answer, JSONResponse) or b'"error"' not in bytes(answer.body):
        return answer
    document = json.loads(bytes(answer.body))
    error = document.get("error") or {}
    if error.get("code") == _METHOD_NOT_FOUND:
        error["message"] = f"Method not found. The methods are {_METHODS}."
    elif error.get("code") == _INTERNAL_ERROR and error["message"].startswith("A2A version "):
        error["code"] = JSON_RPC_ERROR_CODE_MAP[VersionNotSupportedError]
        error["message"] = "This is a method of version 0.3; the call names another version."
    else:
        return answer
    return JSONResponse(document)


def _is_json(content_type: str | None) -> bool:
    """Return whether a content type is JSON; a call that names none is taken as JSON."""
    if content_type is None:
        return True
    named = content_type.partition(";")[0].strip().lower()
    return named == "application/json" or (
        named.startswith("application/") and named.endswith("+json")
    )


class _CallContextBuilder(ServerCallContextBuilder):
    """Gives each call its caller and its way to refuse, from the ASGI scope."""

    def build(self, request: Request) -> ServerCallContext:
        """Return the context of one call."""
        return ServerCallContext(
            state={
                "headers": dict(request.headers),
                CALLER_STATE: request.scope[CALLER],
                REFUSAL: request.scope[REFUSE],
            }
        )
