"""A partner's webhook receiver: verifies each signature and stores each message once."""

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

from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.delivery.domain.webhook import InvalidWebhookSignatureError, verify
from vivavoce.infra.clock import SystemClock

RECEIVER_PATH = "/vivavoce-demo"
"""The path by which the demo recognizes its own receiver from an earlier run."""


@dataclass(slots=True)
class WebhookReceiver:
    """Received messages by message id, and the number of refused ones."""

    secret: str
    url: str = ""
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)  # Any: JSON
    tries: int = 0
    refused: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: Request) -> Response:
        """Answer one delivery: 200 if the signature is valid, else 401."""
        body = await request.body()
        self.tries += 1
        try:
            verify(body, request.headers, [self.secret], now=SystemClock().now())
        except InvalidWebhookSignatureError:
            self.refused += 1
            return PlainTextResponse("signature does not match", 401)
        self.messages.setdefault(request.headers["x-webhook-id"], json.loads(body))
        self._arrived.set()
        return PlainTextResponse("ok")

    async def wait_for_event(self, event: str, *, timeout_s: float = 20) -> bool:
        """Return whether ``event`` arrived before the timeout."""
        try:
            async with asyncio.timeout(timeout_s):
                while all(message["event"] != event for message in self.messages.values()):
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return False
        return True


@asynccontextmanager
async def run_webhook_receiver(secret: str) -> AsyncIterator[WebhookReceiver]:
    """Run a receiver on loopback for the duration of the block."""
    receiver = WebhookReceiver(secret)
    app = Starlette(routes=[Route(RECEIVER_PATH, receiver.receive, methods=["POST"])])
    bound = bind_socket("webhook receiver", "127.0.0.1", 0, "nothing")
    receiver.url = f"http://127.0.0.1:{bound.port}{RECEIVER_PATH}"
    with bound.socket:
        async with serve_app(app, bound):
            yield receiver
