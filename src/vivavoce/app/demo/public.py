"""The platform as an outsider has it: HTTP and a socket at public addresses, nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import quote

import httpx
import websockets

from vivavoce.kernel.errors import VivavoceError

Json = dict[str, Any]  # Any: a JSON object


class Refusal(VivavoceError):
    """The platform said no; the sentence is its own."""

    code = "demo_broke"
    status = 400


class Platform:
    """The REST API, spoken by an outsider who may be signed in."""

    def __init__(self, gateway_url: str, *, token: str = "", api_key: str = "") -> None:
        self.url = gateway_url.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if api_key:
            headers["X-API-Key"] = api_key
        self._http = httpx.AsyncClient(base_url=f"{self.url}/api/v1", headers=headers, timeout=20)

    async def __aenter__(self) -> Platform:
        """Keep connections open for the length of the block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self._http.aclose()

    async def get(self, path: str) -> Json:
        """Return the JSON at ``path``, or raise ``Refusal``."""
        return await self._ask("GET", path)

    async def find(self, path: str) -> Json | None:
        """Return the JSON at ``path``, None where there is nothing, or raise ``Refusal``."""
        answer = await self._http.get(path)
        return None if answer.status_code == 404 else _json_of("GET", path, answer)

    async def delete(self, path: str) -> None:
        """Delete what is at ``path``, or raise ``Refusal``."""
        answer = await self._http.delete(path)
        if not answer.is_success:
            raise _refusal("DELETE", path, answer)

    async def post(self, path: str, body: Json | None = None, **headers: str) -> Json:
        """Post ``body`` and return the answer, or raise ``Refusal``."""
        return await self._ask("POST", path, body, headers)

    async def put(self, path: str, body: Json) -> Json:
        """Put ``body`` and return the answer, or raise ``Refusal``."""
        return await self._ask("PUT", path, body)

    async def patch(self, path: str, body: Json) -> Json:
        """Patch with ``body`` and return the answer, or raise ``Refusal``."""
        return await self._ask("PATCH", path, body)

    async def until(self, path: str, state: str, *, at_most_s: float = 30) -> Json:
        """Poll ``path`` until it is in ``state`` and return it, or raise ``Refusal``."""
        found: Json = {}
        try:
            async with asyncio.timeout(at_most_s):
                while (found := await self.get(path)).get("state") != state:
                    if found.get("state") in ("CANCELLED", "REJECTED", "INFO_NEEDED"):
                        break
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            raise Refusal(f"Still {found.get('state')} after {at_most_s:.0f} s.") from error
        if found.get("state") != state:
            raise Refusal(f"The interview is {found.get('state')}, not {state}.")
        return found

    async def is_ready(self) -> bool:
        """Return whether a platform answers here."""
        try:
            return (await self._http.get("/health/ready", timeout=2)).status_code == 200
        except httpx.HTTPError:
            return False

    async def _ask(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        headers: dict[str, str] | None = None,
    ) -> Json:
        answer = await self._http.request(method, path, json=body, headers=headers)
        return _json_of(method, path, answer)


def _json_of(method: str, path: str, answer: httpx.Response) -> Json:
    if answer.is_success:
        return cast("Json", answer.json())  # every route answers an object
    raise _refusal(method, path, answer)


def _refusal(method: str, path: str, answer: httpx.Response) -> Refusal:
    try:
        said = answer.json()
        detail = f"{said.get('detail')} [{said.get('code')}]"
    except ValueError:
        detail = answer.text[:200]
    return Refusal(f"{method} {path} answered {answer.status_code}: {detail}")


class Room:
    """The session's socket, in the seed's frames."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket

    async def send(self, **frame: Any) -> None:  # Any: JSON members
        """Send one frame."""
        await self._socket.send(json.dumps(frame))

    async def frames(self) -> AsyncIterator[Json]:
        """Yield the server's frames until the session ends; pings are answered on the way."""
        async for raw in self._socket:
            frame = cast("Json", json.loads(raw))
            if frame["type"] == "PING":
                await self.send(type="PONG")
                continue
            yield frame
            if frame["type"] == "ENDED":
                return


@asynccontextmanager
async def enter(ws_url: str, session_id: str, tenant_id: str) -> AsyncIterator[Room]:
    """Open the socket that ``start`` named."""
    address = ws_url
    if "sessionId=" not in address:
        joiner = "&" if "?" in address else "/?"
        address = f"{address.rstrip('/')}{joiner}sessionId={quote(session_id)}&tenantId={tenant_id}"
    async with websockets.connect(address, compression=None, open_timeout=10) as socket:
        yield Room(socket)
