"""Who opens a socket: a page cannot set headers, so a sub-protocol may carry the credential."""

from __future__ import annotations

from typing import cast

from starlette.websockets import WebSocket

from vivavoce.infra.web.callers import Authenticate
from vivavoce.infra.web.connections import keep_connection
from vivavoce.kernel.caller import Caller

BEARER_PREFIX, KEY_PREFIX = "bearer.", "key."


async def caller_of(websocket: WebSocket, offered: list[str]) -> Caller:
    """Return who connects, or raise ``Unauthenticated``."""
    authenticate = cast("Authenticate", websocket.app.state.authenticate)  # set by the role
    headers = websocket.headers
    bearer = _after(BEARER_PREFIX, offered)
    caller = await authenticate(
        authorization=f"Bearer {bearer}" if bearer else headers.get("authorization", ""),
        api_key=_after(KEY_PREFIX, offered) or headers.get("x-api-key", ""),
        tenant=headers.get("x-tenant-id", ""),
    )
    keep_connection(websocket.scope)
    return caller


def _after(prefix: str, offered: list[str]) -> str:
    return next((one.removeprefix(prefix) for one in offered if one.startswith(prefix)), "")
