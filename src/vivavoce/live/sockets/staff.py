"""Sockets for staff: the dashboard ``/api/v1/live`` and one session ``/api/v1/live/{session_id}``.

The server sends and the client only listens. Clients bring a token or a key as a sub-protocol, next to
``vivavoce.staff.v1``; a page of the console has its session. Every refusal comes after the handshake: 4401
unauthenticated, 4403 forbidden or wrong origin, 4404 unknown, 4410 the session is over and everything was
sent, 1012 connect again.
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
from vivavoce.kernel.errors import (
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
    VivavoceError,
)
from vivavoce.kernel.ids import SessionId
from vivavoce.live.ports import SessionEndedError
from vivavoce.live.sockets.websocket_channel import (
    CLOSE_FORBIDDEN,
    CLOSE_UNAUTHENTICATED,
    SEND_TIMEOUT_S,
    authenticate_caller,
    close_socket,
    is_allowed_origin,
    read_offered_subprotocols,
)
from vivavoce.live.usecases.candidate_connection import CLOSE_ALREADY_OVER, CLOSE_TRY_AGAIN
from vivavoce.live.usecases.live_dashboard import LiveDashboardPublisher
from vivavoce.live.usecases.observe_session import ObserveSession
from vivavoce.live.usecases.observer_feed import ObserverFeed, SlowConsumerError, encode_message
from vivavoce.live.usecases.session_access import SessionNotAccessibleError

SUBPROTOCOL = "vivavoce.staff.v1"
CLOSE_NOT_FOUND = 4404
HEARTBEAT_INTERVAL_S = 5.0
"""Quiet time before a heartbeat; a client that gets nothing for twice as long has lost its connection."""
REAUTHORIZATION_INTERVAL_S = 5.0
"""How often an observer is authenticated again: tokens expire or are revoked, and people are removed."""

_CLOSE_CODES: tuple[tuple[type[VivavoceError], int], ...] = (
    (SessionEndedError, CLOSE_ALREADY_OVER),
    (UnauthenticatedError, CLOSE_UNAUTHENTICATED),
    (ForbiddenError, CLOSE_FORBIDDEN),
    (NotFoundError, CLOSE_NOT_FOUND),
)
_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSocketDependencies:
    """Dependencies of the sockets. ``origins`` are the page origins allowed besides our own host."""

    dashboard: LiveDashboardPublisher
    observe_session: ObserveSession
    clock: Clock
    origins: frozenset[str]
    reauthorization_interval_s: float = REAUTHORIZATION_INTERVAL_S


def build_staff_socket_router(dependencies: StaffSocketDependencies) -> APIRouter:
    """Return a router with the sockets of the live dashboard and of one session."""
    router = APIRouter()

    @router.websocket("/api/v1/live", name="live_wall_socket")
    async def wall(websocket: WebSocket) -> None:
        async def show(caller: Caller) -> None:
            viewing = await dependencies.dashboard.open_feed(caller)
            try:
                await _stream_feed(dependencies, websocket, viewing)
            finally:
                dependencies.dashboard.close_feed(caller, viewing)

        await _serve(dependencies, websocket, show)

    @router.websocket("/api/v1/live/{session_id}", name="live_session_socket")
    async def session(websocket: WebSocket, session_id: str) -> None:
        async def show(caller: Caller) -> None:
            observation = await dependencies.observe_session.open(
                caller, _parse_session_id(session_id)
            )
            try:
                await _stream_feed(dependencies, websocket, observation.feed)
            finally:
                await asyncio.shield(dependencies.observe_session.close(observation))

        await _serve(dependencies, websocket, show)

    return router


async def _serve(
    dependencies: StaffSocketDependencies,
    websocket: WebSocket,
    show: Callable[[Caller], Awaitable[None]],
) -> None:
    offered = read_offered_subprotocols(websocket)
    await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
    try:
        if not is_allowed_origin(websocket, dependencies.origins):
            raise SessionNotAccessibleError
        await show(await authenticate_caller(websocket, offered))
    except VivavoceError as error:
        code = next(
            (code for kind, code in _CLOSE_CODES if isinstance(error, kind)), CLOSE_TRY_AGAIN
        )
        if not isinstance(error, SessionEndedError):
            _log.info("socket.refused", code=error.code, close=code)
        await close_socket(websocket, code, error.code)
    except WebSocketDisconnect:
        return


async def _stream_feed(
    dependencies: StaffSocketDependencies, websocket: WebSocket, feed: ObserverFeed
) -> None:
    """Send the feed until the client disconnects; raise the error that ended it otherwise."""
    async with asyncio.TaskGroup() as both:
        sending = both.create_task(_send_messages(dependencies, websocket, feed))
        doubting = both.create_task(_wait_for_lost_authorization(dependencies, websocket))
        disconnection = both.create_task(_wait_until_disconnected(websocket))
        tasks = (disconnection, doubting, sending)
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
    if disconnection.done() and not disconnection.cancelled():
        return
    for why in (doubting, sending):
        if not why.cancelled():
            raise why.result()


async def _wait_for_lost_authorization(
    dependencies: StaffSocketDependencies, websocket: WebSocket
) -> VivavoceError:
    """Authenticate the observer again at intervals; return the error once they lose access."""
    offered = read_offered_subprotocols(websocket)
    while True:
        await dependencies.clock.sleep(dependencies.reauthorization_interval_s)
        try:
            observer = await authenticate_caller(websocket, offered, is_in_use=True)
            observer.require(Permission.INTERVIEW_READ)
        except (UnauthenticatedError, ForbiddenError) as error:
            return error
        except VivavoceError:  # temporarily unknown; check again later
            continue


async def _send_messages(
    dependencies: StaffSocketDependencies, websocket: WebSocket, feed: ObserverFeed
) -> VivavoceError:
    """Send until the feed ends, and return the error that ended it."""
    try:
        while True:
            message = await feed.next(HEARTBEAT_INTERVAL_S)
            if message is None:
                at = dependencies.clock.now().isoformat()
                message = encode_message({"type": "heartbeat", "at": at})
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await websocket.send_text(message)
    except VivavoceError as error:
        return error
    except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        return SlowConsumerError()


async def _wait_until_disconnected(websocket: WebSocket) -> None:
    """Wait until the client disconnects; ignore its messages."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while (await websocket.receive())["type"] != "websocket.disconnect":
            pass


def _parse_session_id(text: str) -> SessionId:
    try:
        return SessionId(UUID(text))
    except ValueError as error:
        raise NotFoundError from error
