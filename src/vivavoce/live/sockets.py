"""The candidate's socket: Maya's address, and our one-time tickets.

Every refusal comes after the handshake, with a code that a browser can read: 4401 unknown, 4403 not
from here, 4409 replaced by a newer connection, 4410 over, 1012 connect again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.kernel.errors import Unauthenticated, VivavoceError
from vivavoce.kernel.ids import Ids
from vivavoce.live.domain.frames import Frame
from vivavoce.live.ports import LineClosed
from vivavoce.live.usecases.admit import Admit, Admitted, SessionElsewhere, SessionUnknown
from vivavoce.live.usecases.conduct import COME_AGAIN
from vivavoce.live.usecases.host import Connection, Host

SUBPROTOCOL = "vivavoce.v1"
TICKET_PREFIX = "ticket."
UNKNOWN, NOT_FROM_HERE = 4401, 4403
SEND_S = 8.0
FIRST_MESSAGE_S = 10.0
_CLOSE_S = 1.0
_MAX_SEQ_DIGITS = 9

_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What the socket stands on. ``origins`` are the pages that may open it beside our own host."""

    host: Host
    admit: Admit
    ids: Ids
    origins: frozenset[str]


class WebSocketLine:
    """A candidate's WebSocket as a line; closing it ends the task that serves it."""

    def __init__(self, websocket: WebSocket, leg_id: str, served: asyncio.Timeout) -> None:
        self._websocket = websocket
        self._leg_id = leg_id
        self._served = served
        self._is_closed = False

    @property
    def leg_id(self) -> str:
        """The connection's own name in the log."""
        return self._leg_id

    async def send(self, frame: Frame) -> None:
        """Hand over one frame, or raise ``LineClosed`` when that takes too long or is over."""
        if self._is_closed:
            raise LineClosed
        text = json.dumps(frame.document(), ensure_ascii=False, separators=(",", ":"))
        try:
            async with asyncio.timeout(SEND_S):
                await self._websocket.send_text(text)
        except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError) as error:
            raise LineClosed from error

    async def close(self, code: int, reason: str) -> None:
        """Close; closing twice is fine, and so is closing what is gone."""
        if self._is_closed:
            return
        self._is_closed = True
        await _close(self._websocket, code, reason)
        with contextlib.suppress(RuntimeError):
            self._served.reschedule(asyncio.get_running_loop().time())


def socket_routes(door: Door, *, paths: tuple[str, ...] = ("/ws", "/")) -> APIRouter:
    """Return the candidate's socket at ``paths``."""
    router = APIRouter()

    async def serve(websocket: WebSocket) -> None:
        await _serve(door, websocket)

    for path in paths:
        router.add_api_websocket_route(path, serve, name=f"session_socket_{path.strip('/')}")
    return router


async def _serve(door: Door, websocket: WebSocket) -> None:
    offered = _offered(websocket)
    await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
    try:
        admitted = await _admitted(door, websocket, offered)
    except VivavoceError as error:
        code = UNKNOWN if isinstance(error, Unauthenticated) else NOT_FROM_HERE
        if error.status >= 500:
            code = COME_AGAIN
        _log.info("socket.refused", code=error.code, close=code)
        await _close(websocket, code, error.code)
        return
    except (WebSocketDisconnect, TimeoutError):
        await _close(websocket, UNKNOWN, SessionUnknown.code)
        return
    await _talk(door, websocket, admitted)


async def _admitted(door: Door, websocket: WebSocket, offered: list[str]) -> Admitted:
    if not _is_from_here(websocket, door.origins):
        raise SessionElsewhere
    for protocol in offered:
        if protocol.startswith(TICKET_PREFIX):
            return await door.admit.by_ticket(protocol.removeprefix(TICKET_PREFIX))
    query = websocket.query_params
    if "sessionId" in query:
        return await door.admit.by_handle(query["sessionId"], query.get("tenantId", ""))
    async with asyncio.timeout(FIRST_MESSAGE_S):
        first = await websocket.receive()
    return await door.admit.by_ticket(_ticket_in(first.get("text")))


async def _talk(door: Door, websocket: WebSocket, admitted: Admitted) -> None:
    try:
        async with asyncio.timeout(None) as served:
            line = WebSocketLine(websocket, str(door.ids.new()), served)
            connection = await door.host.join(
                admitted.address,
                line,
                last_seq_seen=_last_seq(websocket.query_params.get("lastEventId", "")),
                shown_id=admitted.shown_id,
            )
            try:
                await _listen(websocket.receive, connection)
            finally:
                await connection.lost()
    except TimeoutError:
        return
    except VivavoceError as error:
        await _close(websocket, COME_AGAIN, error.code)


async def _listen(receive: Callable[[], Awaitable[object]], connection: Connection) -> None:
    """Pass on messages until the client is gone or nobody listens any more."""
    while True:
        message = await receive()
        if not isinstance(message, dict) or message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if not await connection.hear(message.get("bytes") or b"" if text is None else text):
            return


def _offered(websocket: WebSocket) -> list[str]:
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return offered


def _is_from_here(websocket: WebSocket, origins: frozenset[str]) -> bool:
    """A browser names the page's origin; anything else sends none and has no cookies to abuse."""
    origin = websocket.headers.get("origin")
    if origin is None or origin.rstrip("/") in origins:
        return True
    return bool(origin) and urlsplit(origin).netloc == websocket.headers.get("host")


def _ticket_in(text: str | None) -> str:
    """Return the ticket of a first message ``{"type": "TICKET", "ticket": "…"}``."""
    try:
        document = json.loads(text or "")
    except (ValueError, RecursionError) as error:
        raise SessionUnknown from error
    ticket = document.get("ticket") if isinstance(document, dict) else None
    if not isinstance(ticket, str):
        raise SessionUnknown
    return ticket


def _last_seq(given: str) -> int:
    is_number = given.isascii() and given.isdigit() and len(given) <= _MAX_SEQ_DIGITS
    return int(given) if is_number else 0


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        async with asyncio.timeout(_CLOSE_S):
            await websocket.close(code, reason)
