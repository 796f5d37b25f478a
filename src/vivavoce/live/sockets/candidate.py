"""The candidate's socket: Maya's URL, our one-time tickets, and two protocols by sub-protocol.

Every refusal comes after the handshake, with a close code that a browser can read: 4401 unknown, 4403
forbidden or wrong origin, 4409 replaced by a newer connection, 4410 over, 1012 connect again.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.recordings import CandidateRecordings, CandidateRecordingsFactory
from vivavoce.contracts.voice import VoiceConnectionFactory
from vivavoce.infra.web.connections import protect_connection
from vivavoce.kernel.errors import UnauthenticatedError, VivavoceError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.live.domain.wire.frame_codecs import FRAMES_V1, MAYA_CODEC, FrameCodec, FramesV1Codec
from vivavoce.live.sockets.websocket_channel import (
    CLOSE_FORBIDDEN,
    CLOSE_UNAUTHENTICATED,
    close_socket,
    is_allowed_origin,
    parse_seq,
    read_offered_subprotocols,
    send_out_of_band,
    serve_connection,
)
from vivavoce.live.sockets.websocket_voice import VoiceProtocol, read_voice_settings
from vivavoce.live.usecases.candidate_connection import CLOSE_TRY_AGAIN
from vivavoce.live.usecases.session_access import (
    AuthenticateCandidate,
    CandidateSessionAccess,
    SessionNotAccessibleError,
    UnknownSessionError,
)
from vivavoce.live.usecases.session_host import SessionHost

SUBPROTOCOL = "vivavoce.v1"
SUBPROTOCOLS = (SUBPROTOCOL, FRAMES_V1)
"""The sub-protocols of this URL. Without one, frames are Maya's; ``vivavoce.v1`` uses them too."""
TICKET_PREFIX = "ticket."
FIRST_MESSAGE_TIMEOUT_S = 10.0

_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateSocketDependencies:
    """Dependencies of the socket. ``origins`` are the page origins allowed besides our own host."""

    host: SessionHost
    authenticate: AuthenticateCandidate
    ids: IdGenerator
    origins: frozenset[str]
    voice_factory: VoiceConnectionFactory | None = None
    """Opens voice connections; None means text only."""
    recordings: CandidateRecordingsFactory | None = None
    """Opens the recordings of connections; None means that nothing is recorded."""


def build_candidate_socket_router(
    dependencies: CandidateSocketDependencies, *, paths: tuple[str, ...] = ("/ws", "/")
) -> APIRouter:
    """Return a router with the candidate's socket at ``paths``."""
    router = APIRouter()

    async def serve(websocket: WebSocket) -> None:
        await _serve(dependencies, websocket)

    for path in paths:
        router.add_api_websocket_route(path, serve, name=f"session_socket_{path.strip('/')}")
    return router


async def _serve(dependencies: CandidateSocketDependencies, websocket: WebSocket) -> None:
    offered = read_offered_subprotocols(websocket)
    subprotocol = next((protocol for protocol in offered if protocol in SUBPROTOCOLS), None)
    await websocket.accept(subprotocol=subprotocol)
    try:
        admitted = await _authenticate(dependencies, websocket, offered)
    except VivavoceError as error:
        code = CLOSE_UNAUTHENTICATED if isinstance(error, UnauthenticatedError) else CLOSE_FORBIDDEN
        if error.status >= 500:
            code = CLOSE_TRY_AGAIN
        _log.info("socket.refused", code=error.code, close=code)
        await close_socket(websocket, code, error.code)
        return
    except (WebSocketDisconnect, TimeoutError):
        await close_socket(websocket, CLOSE_UNAUTHENTICATED, UnknownSessionError.code)
        return
    protect_connection(websocket.scope)
    seq = parse_seq(websocket.query_params.get("lastEventId", ""))
    try:
        async with _open_recordings(dependencies, websocket, admitted, subprotocol) as recordings:
            await serve_connection(
                dependencies.host,
                websocket,
                admitted,
                connection_id=str(dependencies.ids.new_id()),
                last_seq_seen=seq,
                codec=_codec(subprotocol, admitted),
                voice_settings=read_voice_settings(
                    websocket, dependencies.voice_factory, _voice_protocol(subprotocol)
                ),
                recordings=recordings,
            )
    except VivavoceError as error:
        await close_socket(websocket, CLOSE_TRY_AGAIN, error.code)


def _voice_protocol(spoken: str | None) -> VoiceProtocol:
    if spoken == SUBPROTOCOL:
        return "vivavoce.v1"
    return "maya" if spoken is None else "none"


def _open_recordings(
    dependencies: CandidateSocketDependencies,
    websocket: WebSocket,
    access: CandidateSessionAccess,
    spoken: str | None,
) -> AbstractAsyncContextManager[CandidateRecordings | None]:
    if dependencies.recordings is None:
        return nullcontext()
    return dependencies.recordings.open(
        access.address.tenant_id,
        access.address.session_id,
        is_framed=spoken == SUBPROTOCOL,
        send=lambda document: send_out_of_band(websocket, document),
    )


def _codec(spoken: str | None, access: CandidateSessionAccess) -> FrameCodec:
    if spoken == FRAMES_V1:
        return FramesV1Codec(str(access.address.session_id))
    return MAYA_CODEC


async def _authenticate(
    dependencies: CandidateSocketDependencies, websocket: WebSocket, offered: list[str]
) -> CandidateSessionAccess:
    if not is_allowed_origin(websocket, dependencies.origins):
        raise SessionNotAccessibleError
    for protocol in offered:
        if protocol.startswith(TICKET_PREFIX):
            return await dependencies.authenticate.by_ticket(protocol.removeprefix(TICKET_PREFIX))
    query = websocket.query_params
    if "sessionId" in query:
        return await dependencies.authenticate.by_handle(
            query["sessionId"], query.get("tenantId", "")
        )
    async with asyncio.timeout(FIRST_MESSAGE_TIMEOUT_S):
        first = await websocket.receive()
    return await dependencies.authenticate.by_ticket(_parse_ticket_message(first.get("text")))


def _parse_ticket_message(text: str | None) -> str:
    """Return the ticket of a first message ``{"type": "TICKET", "ticket": "…"}``.

    Raises ``UnknownSessionError`` for any other message.
    """
    try:
        document = json.loads(text or "")
    except (ValueError, RecursionError) as error:
        raise UnknownSessionError from error
    ticket = document.get("ticket") if isinstance(document, dict) else None
    if not isinstance(ticket, str):
        raise UnknownSessionError
    return ticket
