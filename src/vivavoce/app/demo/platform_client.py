"""The platform as an external client and a partner's webhook receiver see it: public URLs only."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote

import httpx
import websockets
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.translation import translatable
from vivavoce_client import (
    ApiError,
    AsyncVivavoce,
    UnreachableError,
    WebhookVerificationError,
    webhooks,
)
from vivavoce_client import VivavoceError as ClientError


class DemoFailedError(VivavoceError):
    """A step of the demo failed; the message is the platform's own."""

    code = "demo_failed"
    status = 400


def describe_socket_error(frame: Json) -> str:
    """Return what an error frame of a live socket says."""
    return translatable(
        "The server sent an error: {message} [{code}]",
        message=frame["message"],
        code=frame["code"],
    )


class PlatformClient:
    """The Python client that integrators use, optionally signed in. Its errors end the demo.

    ``session_token`` is that of a candidate who confirmed their address.
    """

    def __init__(
        self,
        gateway_url: str,
        *,
        token: str = "",
        api_key: str = "",
        session_token: str = "",
        timeout_s: float = 20,
    ) -> None:
        self.url = gateway_url.rstrip("/")
        headers = {"X-Session-Token": session_token} if session_token else {}
        self._http = httpx.AsyncClient(headers=headers, timeout=timeout_s)
        self._client = AsyncVivavoce(
            self.url, api_key or None, token=token or None, http=self._http
        )

    async def __aenter__(self) -> PlatformClient:
        """Keep connections open for the duration of the block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def get(self, path: str) -> Json:
        """Return the JSON at ``path``, or raise ``DemoFailedError``."""
        return await self._request("GET", path)

    async def get_or_none(self, path: str) -> Json | None:
        """Return the JSON at ``path``, or None for 404; raise ``DemoFailedError`` for other errors."""
        try:
            return await self._request("GET", path)
        except DemoFailedError as error:
            if isinstance(error.__cause__, ApiError) and error.__cause__.status == 404:
                return None
            raise

    async def delete(self, path: str) -> None:
        """Delete the resource at ``path``, or raise ``DemoFailedError``."""
        await self._request("DELETE", path)

    async def post(self, path: str, body: Json | None = None) -> Json:
        """Post ``body`` and return the response, or raise ``DemoFailedError``."""
        return await self._request("POST", path, body)

    async def start_interview(self, link_path: str, session_token: str) -> Json:
        """Start the interview of a candidate's link; the token is of who confirmed an address, or empty."""
        async with PlatformClient(self.url, session_token=session_token) as candidate:
            return await candidate.post(f"{link_path}/start")

    async def put(self, path: str, body: Json) -> Json:
        """Put ``body`` and return the response, or raise ``DemoFailedError``."""
        return await self._request("PUT", path, body)

    async def wait_for_state(
        self,
        path: str,
        state: str,
        *,
        timeout_s: float = 30,
        announce: Callable[[float], None] = lambda _: None,
    ) -> Json:
        """Poll ``path`` until it is in ``state`` and return it, or raise ``DemoFailedError``.

        ``announce`` gets again and again for how many seconds it has waited.
        """
        interview: Json = {}
        clock = asyncio.get_running_loop()
        began = clock.time()
        try:
            async with asyncio.timeout(timeout_s):
                while (interview := await self.get(path)).get("state") != state:
                    if interview.get("state") in ("CANCELLED", "REJECTED", "INFO_NEEDED"):
                        break
                    announce(clock.time() - began)
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            raise DemoFailedError(
                translatable(
                    "The interview is still {current} after {seconds} s.",
                    current=interview.get("state"),
                    seconds=round(timeout_s),
                )
            ) from error
        if interview.get("state") != state:
            raise DemoFailedError(
                translatable(
                    "The interview is {current}, not {state}.",
                    current=interview.get("state"),
                    state=state,
                )
            )
        return interview

    async def is_ready(self) -> bool:
        """Return whether a platform answers at this URL."""
        try:
            await self._client.with_options(timeout_s=2, max_retries=0).request(
                "GET", "/health/ready"
            )
        except ClientError:
            return False
        return True

    async def _request(self, method: str, path: str, body: Json | None = None) -> Json:
        try:
            answer: Json = await self._client.request(method, path, body)
        except UnreachableError as error:
            raise DemoFailedError(
                translatable(
                    "{method} {path}: the platform at {url} did not answer ({kind}).",
                    method=method,
                    path=path,
                    url=self.url,
                    kind=type(error.__cause__).__name__,
                )
            ) from error
        except ApiError as error:
            raise DemoFailedError(
                translatable(
                    "{method} {path} answered {status}: {detail}",
                    method=method,
                    path=path,
                    status=error.status,
                    detail=f"{error.detail} [{error.code}]",
                )
            ) from error
        return answer


class SessionSocket:
    """The session's socket, with the seed's frames."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket

    async def send(self, **frame: Any) -> None:  # Any: JSON members
        """Send one frame."""
        await self._socket.send(json.dumps(frame))

    async def frames(self) -> AsyncIterator[Json]:
        """Yield the server's frames until the session ends; pings are answered automatically."""
        async for raw in self._socket:
            frame = cast("Json", json.loads(raw))
            if frame["type"] == "PING":
                await self.send(type="PONG")
                continue
            yield frame
            if frame["type"] == "ENDED":
                return


@asynccontextmanager
async def open_session_socket(
    ws_url: str, session_id: str, tenant_id: str
) -> AsyncIterator[SessionSocket]:
    """Open the socket that ``start`` returned."""
    address = ws_url
    if "sessionId=" not in address:
        joiner = "&" if "?" in address else "/?"
        address = f"{address.rstrip('/')}{joiner}sessionId={quote(session_id)}&tenantId={tenant_id}"
    async with websockets.connect(address, compression=None, open_timeout=10) as socket:
        yield SessionSocket(socket)


RECEIVER_PATH = "/vivavoce-demo"
"""How the path of every receiver of the demo begins: by it the demo recognizes an earlier run's."""


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
            webhooks.verify(body, request.headers, self.secret)
        except WebhookVerificationError:
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
    # A path of its own: an earlier receiver may have had this port.
    path = f"{RECEIVER_PATH}/{secrets.token_urlsafe(12)}"
    app = Starlette(routes=[Route(path, receiver.receive, methods=["POST"])])
    bound = bind_socket("webhook receiver", "127.0.0.1", 0, "nothing")
    receiver.url = f"http://127.0.0.1:{bound.port}{path}"
    with bound.socket:
        async with serve_app(app, bound):
            yield receiver
