"""The socket of practice sessions: ``/api/v1/session/{session_id}``.

Clients authenticate with a one-time ticket in the URL, or with their own token or key as a sub-protocol.
Every refusal comes after the handshake: 4401 unauthenticated, 4403 not theirs or wrong origin, 4404
unknown, 4409 not approved yet or replaced by a newer connection, 4410 ended, 4429 at capacity, 1012 connect
again.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.recordings import CandidateRecordings, CandidateRecordingsFactory
from vivavoce.contracts.voice import VoiceConnectionFactory
from vivavoce.infra.web.connections import protect_connection
from vivavoce.kernel.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooManyRequestsError,
    UnauthenticatedError,
    VivavoceError,
)
from vivavoce.kernel.ids import IdGenerator
from vivavoce.live.domain.wire.client_frames import HelloFrame
from vivavoce.live.domain.wire.practice_codec import PracticeCodec
from vivavoce.live.ports import SelfServiceSessionEndedError
from vivavoce.live.sockets.websocket_channel import (
    CLOSE_FORBIDDEN,
    CLOSE_UNAUTHENTICATED,
    authenticate_caller,
    close_socket,
    is_allowed_origin,
    parse_seq,
    read_content,
    read_offered_subprotocols,
    send_out_of_band,
    serve_connection,
)
from vivavoce.live.sockets.websocket_voice import read_voice_settings
from vivavoce.live.usecases.candidate_connection import (
    CLOSE_ALREADY_OVER,
    CLOSE_REPLACED,
    CLOSE_TRY_AGAIN,
)
from vivavoce.live.usecases.session_access import (
    CandidateSessionAccess,
    JoinSelfServiceSession,
    SessionNotAccessibleError,
)
from vivavoce.live.usecases.session_host import SessionHost

SUBPROTOCOL = "vivavoce.practice.v1"
CLOSE_NOT_FOUND, CLOSE_AT_CAPACITY = 4404, 4429
HELLO_TIMEOUT_S = 5.0
"""How long a client may take to say what it has seen; after that it is sent everything."""

_CLOSE_CODES: tuple[tuple[type[VivavoceError], int], ...] = (
    (SelfServiceSessionEndedError, CLOSE_ALREADY_OVER),
    (UnauthenticatedError, CLOSE_UNAUTHENTICATED),
    (ForbiddenError, CLOSE_FORBIDDEN),
    (NotFoundError, CLOSE_NOT_FOUND),
    (ConflictError, CLOSE_REPLACED),
    (TooManyRequestsError, CLOSE_AT_CAPACITY),
)
_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfServiceSocketDependencies:
    """Dependencies of the socket. ``origins`` are the page origins allowed besides our own host."""

    host: SessionHost
    join_session: JoinSelfServiceSession
    ids: IdGenerator
    origins: frozenset[str]
    voice_factory: VoiceConnectionFactory | None = None
    """Opens voice connections; None means text only."""
    recordings: CandidateRecordingsFactory | None = None
    """Records the voice of people who agree to that; None records nothing."""


def build_self_service_socket_router(dependencies: SelfServiceSocketDependencies) -> APIRouter:
    """Return a router with the socket of practice sessions."""
    router = APIRouter()

    @router.websocket("/api/v1/session/{session_id}", name="room_socket")
    async def serve(websocket: WebSocket, session_id: str) -> None:
        await _serve(dependencies, websocket, session_id)

    return router


async def _serve(
    dependencies: SelfServiceSocketDependencies, websocket: WebSocket, session_id: str
) -> None:
    offered = read_offered_subprotocols(websocket)
    await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
    codec = PracticeCodec(session_id)
    try:
        admitted = await _authenticate(dependencies, websocket, session_id, offered)
        protect_connection(websocket.scope)
        last_seq_seen, initial_messages = await _receive_hello(websocket, codec)
        async with _open_recordings(dependencies, websocket, admitted) as recordings:
            await serve_connection(
                dependencies.host,
                websocket,
                admitted,
                connection_id=str(dependencies.ids.new_id()),
                last_seq_seen=last_seq_seen,
                codec=codec,
                initial_messages=initial_messages,
                voice_settings=read_voice_settings(
                    websocket, dependencies.voice_factory, "practice.v1"
                ),
                recordings=recordings,
            )
    except VivavoceError as error:
        code = next(
            (code for kind, code in _CLOSE_CODES if isinstance(error, kind)), CLOSE_TRY_AGAIN
        )
        _log.info("socket.refused", code=error.code, close=code)
        await close_socket(websocket, code, error.code)
    except WebSocketDisconnect:
        return


def _open_recordings(
    dependencies: SelfServiceSocketDependencies,
    websocket: WebSocket,
    access: CandidateSessionAccess,
) -> AbstractAsyncContextManager[CandidateRecordings | None]:
    if dependencies.recordings is None:
        return nullcontext()
    return dependencies.recordings.open(
        access.address.tenant_id,
        access.address.session_id,
        is_framed=False,
        is_practice=True,
        send=lambda document: send_out_of_band(websocket, document),
    )


async def _authenticate(
    dependencies: SelfServiceSocketDependencies,
    websocket: WebSocket,
    session_id: str,
    offered: list[str],
) -> CandidateSessionAccess:
    if not is_allowed_origin(websocket, dependencies.origins):
        raise SessionNotAccessibleError
    ticket = websocket.query_params.get("ticket")
    if ticket is not None:
        return await dependencies.join_session.by_ticket(ticket, session_id)
    return await dependencies.join_session.as_caller(
        await authenticate_caller(websocket, offered), session_id
    )


async def _receive_hello(
    websocket: WebSocket, codec: PracticeCodec
) -> tuple[int, tuple[str | bytes, ...]]:
    """Return the last sequence number that the client has seen, and the messages read to find out."""
    last_event_id = websocket.query_params.get("lastEventId")
    if last_event_id is not None:
        return parse_seq(last_event_id), ()
    try:
        async with asyncio.timeout(HELLO_TIMEOUT_S):
            message = await websocket.receive()
    except TimeoutError:
        return 0, ()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    first = read_content(dict(message))
    try:
        frame = codec.parse(first)
    except VivavoceError:
        return 0, (first,)
    return frame.last_seq if isinstance(frame, HelloFrame) else 0, (first,)
