"""Staff's sockets: the wall ``/api/v1/live`` and one session ``/api/v1/live/{session_id}``.

The server speaks and the client listens. Whoever opens one brings a token or a key as sub-protocol,
beside ``vivavoce.staff.v1``. Every refusal comes after the handshake: 4401 nobody we know, 4403 not
from here or not allowed, 4404 unknown, 4410 the session is over and everything was shown, 1012 connect
again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Forbidden, NotFound, Unauthenticated, VivavoceError
from vivavoce.kernel.ids import SessionId
from vivavoce.live.ports import SessionIsOver
from vivavoce.live.sockets.credentials import caller_of
from vivavoce.live.sockets.line import (
    NOT_FROM_HERE,
    SEND_S,
    UNKNOWN,
    hang_up,
    is_from_here,
    offered_by,
)
from vivavoce.live.usecases.admit import SessionElsewhere
from vivavoce.live.usecases.attendance import COME_AGAIN, OVER
from vivavoce.live.usecases.viewing import Behind, Viewing, written
from vivavoce.live.usecases.wall import LiveWall
from vivavoce.live.usecases.watch import WatchSession

SUBPROTOCOL = "vivavoce.staff.v1"
NO_SESSION = 4404
HEARTBEAT_S = 5.0
"""After so much quiet the client is told that all is well; twice that without a word is a cut stream."""
DOUBT_EVERY_S = 5.0
"""So often an observer is checked again: tokens run out or are signed out, and people are removed."""

_CODES: tuple[tuple[type[VivavoceError], int], ...] = (
    (SessionIsOver, OVER),
    (Unauthenticated, UNKNOWN),
    (Forbidden, NOT_FROM_HERE),
    (NotFound, NO_SESSION),
)
_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDoor:
    """What the sockets stand on. ``origins`` are the pages that may open them beside our own host."""

    wall: LiveWall
    watch: WatchSession
    clock: Clock
    origins: frozenset[str]
    doubt_every_s: float = DOUBT_EVERY_S


def staff_sockets(door: StaffDoor) -> APIRouter:
    """Return the sockets of the wall and of one session."""
    router = APIRouter()

    @router.websocket("/api/v1/live", name="live_wall_socket")
    async def wall(websocket: WebSocket) -> None:
        async def show(caller: Caller) -> None:
            viewing = await door.wall.open(caller)
            try:
                await _show(door, websocket, viewing)
            finally:
                door.wall.close(caller, viewing)

        await _serve(door, websocket, show)

    @router.websocket("/api/v1/live/{session_id}", name="live_session_socket")
    async def session(websocket: WebSocket, session_id: str) -> None:
        async def show(caller: Caller) -> None:
            watch = await door.watch.open(caller, _session_in(session_id))
            try:
                await _show(door, websocket, watch.viewing)
            finally:
                await asyncio.shield(door.watch.close(watch))

        await _serve(door, websocket, show)

    return router


async def _serve(
    door: StaffDoor, websocket: WebSocket, show: Callable[[Caller], Awaitable[None]]
) -> None:
    offered = offered_by(websocket)
    await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
    try:
        if not is_from_here(websocket, door.origins):
            raise SessionElsewhere
        await show(await caller_of(websocket, offered))
    except VivavoceError as error:
        code = next((code for kind, code in _CODES if isinstance(error, kind)), COME_AGAIN)
        if not isinstance(error, SessionIsOver):
            _log.info("socket.refused", code=error.code, close=code)
        await hang_up(websocket, code, error.code)
    except WebSocketDisconnect:
        return


async def _show(door: StaffDoor, websocket: WebSocket, viewing: Viewing) -> None:
    """Send what there is to see until the client is gone; raise why it ended otherwise."""
    async with asyncio.TaskGroup() as both:
        sending = both.create_task(_send(door, websocket, viewing))
        doubting = both.create_task(_doubt(door, websocket))
        gone = both.create_task(_listen(websocket))
        tasks = (gone, doubting, sending)
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
    if gone.done() and not gone.cancelled():
        return
    for why in (doubting, sending):
        if not why.cancelled():
            raise why.result()


async def _doubt(door: StaffDoor, websocket: WebSocket) -> VivavoceError:
    """Ask again and again who looks on; return why they may not any more."""
    offered = offered_by(websocket)
    while True:
        await door.clock.sleep(door.doubt_every_s)
        try:
            (await caller_of(websocket, offered)).require(Permission.INTERVIEW_READ)
        except (Unauthenticated, Forbidden) as error:
            return error
        except VivavoceError:  # we cannot tell now; it is asked again
            continue


async def _send(door: StaffDoor, websocket: WebSocket, viewing: Viewing) -> VivavoceError:
    """Send until the viewing ends, and return why it did."""
    try:
        while True:
            message = await viewing.next(HEARTBEAT_S)
            if message is None:
                at = door.clock.now().isoformat()
                message = written({"type": "heartbeat", "at": at})
            async with asyncio.timeout(SEND_S):
                await websocket.send_text(message)
    except VivavoceError as error:
        return error
    except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        return Behind()


async def _listen(websocket: WebSocket) -> None:
    """Wait until the client is gone; what it says is nothing to us."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while (await websocket.receive())["type"] != "websocket.disconnect":
            pass


def _session_in(text: str) -> SessionId:
    try:
        return SessionId(UUID(text))
    except ValueError as error:
        raise NotFound from error
