"""What the servers of agents' protocols share: their SDKs are large, so the first request loads them."""

from __future__ import annotations

import asyncio
import codecs
import importlib
import json
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vivavoce.infra.web.strict_json import parse_strict_json
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.translation import translatable

MAX_PROTOCOL_VALUES = 5_000
"""Fewer than elsewhere: the SDKs read a body value by value, about 20 µs for each, and no one else is served
meanwhile."""
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class ServerLoader:
    """Loads a server once, at the first request: ``build`` makes it from the imported ``module``."""

    def __init__(self, module: str, build: Callable[[Any], ASGIApp]) -> None:  # Any: the module
        self._module = module
        self._build = build
        self._lock = asyncio.Lock()
        self._app: ASGIApp | None = None

    async def __call__(self) -> ASGIApp:
        """Return the server's application."""
        async with self._lock:
            if self._app is None:
                # The import takes seconds, and others must not wait for it.
                self._app = await asyncio.to_thread(self._load)
        return self._app

    def _load(self) -> ASGIApp:
        return self._build(importlib.import_module(self._module))


class AsgiEndpoint:
    """Starlette takes an instance for an ASGI application; it would call a function with a request."""

    def __init__(self, serve: ASGIApp) -> None:
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._serve(scope, receive, send)


def refuse_unusable_json(body: bytes) -> None:
    """Raise ``InvalidRequestError`` for JSON that cannot be stored, such as a NUL character.

    Raises ``TooManyValuesError`` for JSON with more than ``MAX_PROTOCOL_VALUES`` values. The SDKs refuse what
    is no JSON at all, in the words of their protocol.
    """
    # The SDKs also read UTF-16 and UTF-32, which have zero bytes or a byte order mark. What is checked here
    # would be another text than theirs.
    if b"\x00" in body or body.startswith(_BYTE_ORDER_MARKS):
        raise InvalidRequestError(
            "The body must be UTF-8, without zero bytes or a byte order mark."
        )
    try:
        parse_strict_json(body, max_values=MAX_PROTOCOL_VALUES)
    except json.JSONDecodeError as error:
        if error.doc or not body:
            return
        raise InvalidRequestError(
            translatable("The body is not valid JSON: {reason}.", reason=error.msg)
        ) from None


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` whose first message is a body that was read before."""
    waiting = [body]

    async def receive_body() -> Message:
        if not waiting:
            return await receive()
        return {"type": "http.request", "body": waiting.pop(), "more_body": False}

    return receive_body
