"""The practising person's socket: ``/api/v1/session/{session_id}``.

They come with a one-time ticket in the address, or with their own token or key as sub-protocol. Every
refusal comes after the handshake: 4401 nobody we know, 4403 not theirs or not from here, 4404 unknown,
4409 not approved yet or replaced by a newer connection, 4410 ended, 4429 no room, 1012 connect again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.sound import Sounds
from vivavoce.infra.web.connections import keep_connection
from vivavoce.kernel.errors import (
    Forbidden,
    NotFound,
    Refused,
    TooMany,
    Unauthenticated,
    VivavoceError,
)
from vivavoce.kernel.ids import Ids
from vivavoce.live.domain.wire.client_frames import Hello
from vivavoce.live.domain.wire.practice import PracticeCodec
from vivavoce.live.ports import RoomOver
from vivavoce.live.sockets.credentials import caller_of
from vivavoce.live.sockets.line import (
    NOT_FROM_HERE,
    UNKNOWN,
    content_of,
    hang_up,
    is_from_here,
    offered_by,
    seq_in,
    talk,
)
from vivavoce.live.sockets.sounding import tone_of
from vivavoce.live.usecases.admit import Admitted, SessionElsewhere
from vivavoce.live.usecases.attendance import COME_AGAIN, OVER, REPLACED
from vivavoce.live.usecases.enter_room import EnterRoom
from vivavoce.live.usecases.host import Host

SUBPROTOCOL = "vivavoce.practice.v1"
NO_SESSION, NO_ROOM = 4404, 4429
HELLO_S = 5.0
"""How long a client may take to say what it has seen; then it is shown everything."""

_CODES: tuple[tuple[type[VivavoceError], int], ...] = (
    (RoomOver, OVER),
    (Unauthenticated, UNKNOWN),
    (Forbidden, NOT_FROM_HERE),
    (NotFound, NO_SESSION),
    (Refused, REPLACED),
    (TooMany, NO_ROOM),
)
_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDoor:
    """What the socket stands on. ``origins`` are the pages that may open it beside our own host."""

    host: Host
    enter: EnterRoom
    ids: Ids
    origins: frozenset[str]
    sounds: Sounds | None = None
    """Gives people a voice; None is in writing only."""


def room_routes(door: RoomDoor) -> APIRouter:
    """Return the practising person's socket."""
    router = APIRouter()

    @router.websocket("/api/v1/session/{session_id}", name="room_socket")
    async def serve(websocket: WebSocket, session_id: str) -> None:
        await _serve(door, websocket, session_id)

    return router


async def _serve(door: RoomDoor, websocket: WebSocket, session_id: str) -> None:
    offered = offered_by(websocket)
    await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
    codec = PracticeCodec(session_id)
    try:
        admitted = await _admitted(door, websocket, session_id, offered)
        keep_connection(websocket.scope)
        seen, said_already = await _greeted(websocket, codec)
        await talk(
            door.host,
            websocket,
            admitted,
            leg_id=str(door.ids.new()),
            last_seq_seen=seen,
            codec=codec,
            said_already=said_already,
            tone=tone_of(websocket, door.sounds, "practice.v1"),
        )
    except VivavoceError as error:
        code = next((code for kind, code in _CODES if isinstance(error, kind)), COME_AGAIN)
        _log.info("socket.refused", code=error.code, close=code)
        await hang_up(websocket, code, error.code)
    except WebSocketDisconnect:
        return


async def _admitted(
    door: RoomDoor, websocket: WebSocket, session_id: str, offered: list[str]
) -> Admitted:
    if not is_from_here(websocket, door.origins):
        raise SessionElsewhere
    ticket = websocket.query_params.get("ticket")
    if ticket is not None:
        return await door.enter.by_ticket(ticket, session_id)
    return await door.enter.as_caller(await caller_of(websocket, offered), session_id)


async def _greeted(
    websocket: WebSocket, codec: PracticeCodec
) -> tuple[int, tuple[str | bytes, ...]]:
    """Return up to which number the client has seen everything, and what else it said first."""
    given = websocket.query_params.get("lastEventId")
    if given is not None:
        return seq_in(given), ()
    try:
        async with asyncio.timeout(HELLO_S):
            message = await websocket.receive()
    except TimeoutError:
        return 0, ()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    first = content_of(dict(message))
    try:
        heard = codec.parse(first)
    except VivavoceError:
        return 0, (first,)
    return heard.last_seq if isinstance(heard, Hello) else 0, (first,)
