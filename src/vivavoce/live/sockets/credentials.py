"""Authenticate a socket: browsers cannot set headers, so a sub-protocol may carry the credential."""

from __future__ import annotations

from typing import cast

from starlette.websockets import WebSocket

from vivavoce.infra.web.callers import CallerAuthenticator
from vivavoce.infra.web.connections import protect_connection
from vivavoce.kernel.caller import Caller

BEARER_PREFIX, KEY_PREFIX = "bearer.", "key."


async def authenticate_caller(websocket: WebSocket, offered: list[str]) -> Caller:
    """Return the authenticated caller, or raise ``UnauthenticatedError``."""
    authenticate = cast("CallerAuthenticator", websocket.app.state.authenticate)  # set by the role
    headers = websocket.headers
    bearer = _value_after_prefix(BEARER_PREFIX, offered)
    caller = await authenticate(
        authorization=f"Bearer {bearer}" if bearer else headers.get("authorization", ""),
        api_key=_value_after_prefix(KEY_PREFIX, offered) or headers.get("x-api-key", ""),
        tenant=headers.get("x-tenant-id", ""),
    )
    protect_connection(websocket.scope)
    return caller


def _value_after_prefix(prefix: str, offered: list[str]) -> str:
    return next((one.removeprefix(prefix) for one in offered if one.startswith(prefix)), "")
