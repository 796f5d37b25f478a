"""API clients that retry: partner, recruiter and candidate.

They know public addresses only. Before each step they look at where the interview stands, so a step
whose answer was lost in a crash is not taken twice by them.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import websockets

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

Json = dict[str, Any]  # Any: JSON
_AGAIN_S = 0.1


class RetriesExhaustedError(AssertionError):
    """Nothing good came for too long."""


@dataclass(slots=True)
class ApiClient:
    """Speaks HTTP to a gateway; lost connections and 5xx are tried again until ``patience_s`` is over.

    A late answer is waited for that long: what a busy machine does late is done, and would be done twice.
    """

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    patience_s: float = 45.0

    async def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """Return the first answer that is not a failure of the platform."""
        until = time.monotonic() + self.patience_s
        last = "no answer"
        async with httpx.AsyncClient(
            base_url=f"{self.url}/api/v1", headers=self.headers, timeout=self.patience_s
        ) as http:
            while time.monotonic() < until:
                try:
                    answer = await http.request(method, path, json=body, headers=headers)
                except httpx.TransportError as error:
                    last = type(error).__name__
                else:
                    if answer.status_code < 500:
                        return answer
                    last = f"{answer.status_code} {answer.text[:200]}"
                await asyncio.sleep(_AGAIN_S)
        raise RetriesExhaustedError(f"{method} {path}: {last}")

    async def get(self, path: str) -> Json:
        """Return the JSON at ``path``."""
        return _good(await self.ask("GET", path))

    async def post(self, path: str, body: object = None, **headers: str) -> Json:
        """Return what a post answers."""
        return _good(await self.ask("POST", path, body, **headers))

    async def until(self, path: str, *states: str) -> Json:
        """Return what stands at ``path`` once it is in one of ``states``."""
        until = time.monotonic() + self.patience_s
        while (found := await self.get(path))["state"] not in states:
            if time.monotonic() > until:
                raise RetriesExhaustedError(f"{path} is {found['state']}, not {states}")
            await asyncio.sleep(0.05)
        return found


async def signed_in(
    url: str,
    who: str,
    *,
    patience_s: float = 45.0,
    password: str = DEMO_PASSWORD,
) -> ApiClient:
    """Return an outsider with a token; ``who`` is one of the demo people or an address."""
    address = who if "@" in who else build_demo_email(who)
    anyone = ApiClient(url, {}, patience_s)
    done = await anyone.post("/auth/login", {"email": address, "password": password})
    token = {"Authorization": f"Bearer {done['accessToken']}"}
    return ApiClient(url, token, patience_s)


@dataclass(slots=True)
class Candidate:
    """A candidate at a session's socket, who comes back after a drop and says again what was not heard."""

    session: Json
    answer: Callable[[Json], str | Json]
    """From a question's frame to words, or to a frame such as ``{"type": "SKIP"}``."""
    address: str = ""
    frames: list[Json] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    """Numbers of all numbered frames in the order of arrival, over all connections."""
    connections: int = 0
    _said: dict[int, Json] = field(default_factory=dict)
    _pending: Json | None = None
    _last_seq: int = 0

    async def take_interview(
        self, *, patience_s: float = 45.0, drop_after: int | None = None
    ) -> Json:
        """Talk until the session ends and return the last frame; or drop after so many frames."""
        until = time.monotonic() + patience_s
        if self.frames and self.frames[-1]["type"] == "ENDED":
            return self.frames[-1]
        while time.monotonic() < until:
            try:
                async with asyncio.timeout_at(
                    asyncio.get_running_loop().time() + until - time.monotonic()
                ):
                    ended = await self._once(drop_after)
            except (OSError, websockets.WebSocketException, TimeoutError):
                await asyncio.sleep(_AGAIN_S)
                continue
            if ended is not None:
                return ended
            if drop_after is not None:
                return {}
        raise RetriesExhaustedError(f"the session did not end; the last frames: {self.frames[-3:]}")

    def address_of_socket(self) -> str:
        """Return where the next connection goes, with the number of the last frame that was seen."""
        base = (self.address or self.session["wsUrl"]).rstrip("/")
        base = base if base.endswith("/ws") else f"{base}/"
        return (
            f"{base}?sessionId={quote(self.session['sessionId'])}"
            f"&tenantId={self.session['tenantId']}&lastEventId={self._last_seq}"
        )

    async def _once(self, drop_after: int | None) -> Json | None:
        async with websockets.connect(
            self.address_of_socket(), compression=None, open_timeout=5
        ) as line:
            self.connections += 1
            async for raw in line:
                frame: Json = json.loads(raw)
                replies = self._take(frame)
                if frame["type"] == "ENDED":  # whoever answers now finds the line closed
                    return frame
                for reply in replies:
                    await line.send(json.dumps(reply))
                if drop_after is not None and len(self.frames) >= drop_after:
                    return None
        return None

    def _take(self, frame: Json) -> list[Json]:
        if frame["type"] == "PING":
            return [{"type": "PONG"}]
        self.frames.append(frame)
        if "seq" in frame:
            self.seqs.append(frame["seq"])
            self._last_seq = max(self._last_seq, frame["seq"])
        if frame["type"] == "READY":
            return [self._pending] if self._pending else []
        if frame["type"] == "CONSENT":
            return [{"type": "CONSENT", "accepted": True}]
        return self._reply(frame) if frame["type"] == "TRANSCRIPT" else []

    def _reply(self, frame: Json) -> list[Json]:
        if frame["role"] == "candidate":
            pending = self._pending
            if pending and frame.get("clientMessageId") == pending.get("clientMessageId"):
                self._pending = None
            return []
        if frame["kind"] not in ("question", "follow_up", "repeat"):
            return []
        if frame["turn"] not in self._said:
            said = self.answer(frame)
            self._said[frame["turn"]] = (
                said
                if isinstance(said, dict)
                else {"type": "TEXT", "text": said, "clientMessageId": f"turn-{frame['turn']}"}
            )
        self._pending = self._said[frame["turn"]]
        return [self._pending]


def _good(answer: httpx.Response) -> Json:
    assert answer.is_success, (
        f"{answer.request.method} {answer.url} {answer.status_code} {answer.text}"
    )
    if answer.status_code == 204:
        return {}
    found: Json = answer.json()
    return found
