"""A partner's webhook receiver: verifies each signature, remembers each message once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from vivavoce.app.serving import bind, serving
from vivavoce.delivery.domain.webhook import SignatureRejected, verify
from vivavoce.infra.clock import SystemClock

RECEIVER_PATH = "/vivavoce-demo"
"""By its path the demo knows a receiver of its own that was left behind."""


@dataclass(slots=True)
class Receiver:
    """What arrived, by message id, and what did not verify."""

    secret: str
    url: str = ""
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)  # Any: JSON
    tries: int = 0
    refused: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        """Answer one delivery: 200 when the signature fits, else 401."""
        body = await request.body()
        self.tries += 1
        try:
            verify(body, request.headers, [self.secret], now=SystemClock().now())
        except SignatureRejected:
            self.refused += 1
            return PlainTextResponse("signature does not fit", 401)
        self.messages.setdefault(request.headers["x-webhook-id"], json.loads(body))
        self._news.set()
        return PlainTextResponse("ok")

    async def until(self, event: str, *, at_most_s: float = 20) -> bool:
        """Return whether ``event`` arrived in time."""
        try:
            async with asyncio.timeout(at_most_s):
                while all(message["event"] != event for message in self.messages.values()):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True


@asynccontextmanager
async def receiving(secret: str) -> AsyncIterator[Receiver]:
    """Listen on loopback for the length of the block."""
    receiver = Receiver(secret)
    app = Starlette(routes=[Route(RECEIVER_PATH, receiver.take, methods=["POST"])])
    bound = bind("webhook receiver", "127.0.0.1", 0, "nothing")
    receiver.url = f"http://127.0.0.1:{bound.port}{RECEIVER_PATH}"
    with bound.socket:
        async with serving(app, bound):
            yield receiver
