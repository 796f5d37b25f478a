"""The candidate's socket: Maya's address, our one-time tickets, and two wordings by sub-protocol.

Every refusal comes after the handshake, with a code that a browser can read: 4401 unknown, 4403 not
from here, 4409 replaced by a newer connection, 4410 over, 1012 connect again.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.sound import Sounds
from vivavoce.infra.web.connections import keep_connection
from vivavoce.kernel.errors import Unauthenticated, VivavoceError
from vivavoce.kernel.ids import Ids
from vivavoce.live.domain.wire.codec import MAYA, Codec
from vivavoce.live.domain.wire.envelope import FRAMES, FramesCodec
from vivavoce.live.ports.film import Film, Films
from vivavoce.live.sockets.line import (
    NOT_FROM_HERE,
    UNKNOWN,
    hang_up,
    is_from_here,
    offered_by,
    say_beside,
    seq_in,
    talk,
)
from vivavoce.live.sockets.sounding import Family, tone_of
from vivavoce.live.usecases.admit import Admit, Admitted, SessionElsewhere, SessionUnknown
from vivavoce.live.usecases.attendance import COME_AGAIN
from vivavoce.live.usecases.host import Host

SUBPROTOCOL = "vivavoce.v1"
SUBPROTOCOLS = (SUBPROTOCOL, FRAMES)
"""The wordings of this address; without one it is Maya's, and so is ``vivavoce.v1``."""
TICKET_PREFIX = "ticket."
FIRST_MESSAGE_S = 10.0

_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What the socket stands on. ``origins`` are the pages that may open it beside our own host."""

    host: Host
    admit: Admit
    ids: Ids
    origins: frozenset[str]
    sounds: Sounds | None = None
    """Gives candidates a voice; None is in writing only."""
    films: Films | None = None
    """Whoever keeps films of sessions."""


def socket_routes(door: Door, *, paths: tuple[str, ...] = ("/ws", "/")) -> APIRouter:
    """Return the candidate's socket at ``paths``."""
    router = APIRouter()

    async def serve(websocket: WebSocket) -> None:
        await _serve(door, websocket)

    for path in paths:
        router.add_api_websocket_route(path, serve, name=f"session_socket_{path.strip('/')}")
    return router


async def _serve(door: Door, websocket: WebSocket) -> None:
    offered = offered_by(websocket)
    spoken = next((one for one in offered if one in SUBPROTOCOLS), None)
    await websocket.accept(subprotocol=spoken)
    try:
        admitted = await _admitted(door, websocket, offered)
    except VivavoceError as error:
        code = UNKNOWN if isinstance(error, Unauthenticated) else NOT_FROM_HERE
        if error.status >= 500:
            code = COME_AGAIN
        _log.info("socket.refused", code=error.code, close=code)
        await hang_up(websocket, code, error.code)
        return
    except (WebSocketDisconnect, TimeoutError):
        await hang_up(websocket, UNKNOWN, SessionUnknown.code)
        return
    keep_connection(websocket.scope)
    seen = seq_in(websocket.query_params.get("lastEventId", ""))
    try:
        leg_id = str(door.ids.new())
        async with _film(door, websocket, admitted, spoken) as film:
            await talk(
                door.host,
                websocket,
                admitted,
                leg_id=leg_id,
                last_seq_seen=seen,
                codec=_codec(spoken, admitted),
                tone=tone_of(websocket, door.sounds, _family(spoken)),
                film=film,
            )
    except VivavoceError as error:
        await hang_up(websocket, COME_AGAIN, error.code)


def _family(spoken: str | None) -> Family:
    if spoken == SUBPROTOCOL:
        return "vivavoce.v1"
    return "maya" if spoken is None else "none"


def _film(
    door: Door, websocket: WebSocket, admitted: Admitted, spoken: str | None
) -> AbstractAsyncContextManager[Film | None]:
    if door.films is None:
        return nullcontext()
    return door.films.open(
        admitted.address.tenant_id,
        admitted.address.session_id,
        is_framed=spoken == SUBPROTOCOL,
        say=lambda document: say_beside(websocket, document),
    )


def _codec(spoken: str | None, admitted: Admitted) -> Codec:
    if spoken == FRAMES:
        return FramesCodec(str(admitted.address.session_id))
    return MAYA


async def _admitted(door: Door, websocket: WebSocket, offered: list[str]) -> Admitted:
    if not is_from_here(websocket, door.origins):
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
