"""A WebSocket as a candidate channel, its authentication, and functions that all sessions' sockets share.

Browsers cannot set headers, so a sub-protocol may carry the credential.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.recordings import CandidateRecordings
from vivavoce.contracts.voice import UnreadableAudioError
from vivavoce.infra.web.callers import CallerAuthenticator
from vivavoce.infra.web.connections import protect_connection
from vivavoce.infra.web.console_session import authenticate_session
from vivavoce.kernel.caller import Caller
from vivavoce.live.domain.wire.frame_codecs import MAYA_CODEC, FrameCodec
from vivavoce.live.domain.wire.frames import ServerFrame
from vivavoce.live.ports import ChannelClosedError
from vivavoce.live.sockets.websocket_voice import NO_VOICE, WebSocketVoice, WebSocketVoiceSettings
from vivavoce.live.usecases.candidate_connection import CLOSE_ENDED
from vivavoce.live.usecases.inbound_connection import InboundConnection
from vivavoce.live.usecases.session_access import CandidateSessionAccess
from vivavoce.live.usecases.session_host import SessionHost

CLOSE_UNREADABLE, CLOSE_UNAUTHENTICATED, CLOSE_FORBIDDEN = 4400, 4401, 4403
SEND_TIMEOUT_S = 8.0
_CLOSE_TIMEOUT_S = 1.0
_MAX_SEQ_DIGITS = 9


class WebSocketCandidateChannel:
    """A client's WebSocket as a ``CandidateChannel``; closing it ends the task that serves it."""

    def __init__(
        self,
        websocket: WebSocket,
        connection_id: str,
        codec: FrameCodec = MAYA_CODEC,
        *,
        serving_timeout: asyncio.Timeout | None = None,
    ) -> None:
        self._websocket = websocket
        self._connection_id = connection_id
        self._serving_timeout = serving_timeout
        self._codec = codec
        self._is_closed = False
        self.has_voice: Callable[[], bool] = lambda: False
        """Returns whether a goodbye may still be spoken when the channel is closed at the end."""
        self.pending_close: tuple[int, str] | None = None
        """Close code and reason to use after the goodbye was spoken."""

    def set_serving_timeout(self, serving_timeout: asyncio.Timeout) -> None:
        """Make ``close`` end the block of ``serving_timeout``."""
        self._serving_timeout = serving_timeout

    @property
    def connection_id(self) -> str:
        """The id of the connection in the log."""
        return self._connection_id

    async def send(self, frame: ServerFrame) -> None:
        """Send one frame; raise ``ChannelClosedError`` when the channel is closed or too slow."""
        if self._is_closed:
            raise ChannelClosedError
        document = self._codec.write(frame)
        if document is None:
            return
        text = document if isinstance(document, str) else _encode_json(document)
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self._websocket.send_text(text)
        except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError) as error:
            raise ChannelClosedError from error

    async def close(self, code: int, reason: str) -> None:
        """Close the channel; do nothing if it is closed or gone."""
        if self._is_closed:
            return
        self._is_closed = True
        if self.has_voice() and code == CLOSE_ENDED:
            self.pending_close = code, self._codec.close_reason(reason)
        else:
            await close_socket(self._websocket, code, self._codec.close_reason(reason))
        if self._serving_timeout is not None:
            with contextlib.suppress(RuntimeError):
                self._serving_timeout.reschedule(asyncio.get_running_loop().time())


def _encode_json(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


async def serve_connection(
    host: SessionHost,
    websocket: WebSocket,
    access: CandidateSessionAccess,
    *,
    connection_id: str,
    last_seq_seen: int,
    codec: FrameCodec = MAYA_CODEC,
    initial_messages: tuple[str | bytes, ...] = (),
    voice_settings: WebSocketVoiceSettings = NO_VOICE,
    recordings: CandidateRecordings | None = None,
) -> None:
    """Serve an admitted connection to its end; raise the error that kept it from joining its session.

    ``initial_messages`` were received before joining. ``recordings`` is offered every message first.
    """
    channel = WebSocketCandidateChannel(websocket, connection_id, codec)
    voice = WebSocketVoice(
        voice_settings,
        websocket,
        channel,
        recordings=recordings,
    )
    channel.has_voice = lambda: voice.is_active
    try:
        async with asyncio.timeout(None) as served:
            channel.set_serving_timeout(served)
            connection = await host.join(
                access.address,
                channel,
                last_seq_seen=last_seq_seen,
                public_id=access.public_id,
                codec=codec,
            )
            try:
                await voice.attach(connection)
                for message in initial_messages:
                    await _dispatch(message, connection, voice, recordings)
                await _receive_messages(websocket.receive, connection, voice, recordings)
            except UnreadableAudioError as error:
                await channel.close(CLOSE_UNREADABLE, error.code)
            finally:
                if channel.pending_close is None:  # lets the voice report its last transcript first
                    await voice.stop(is_graceful=False)
                await connection.report_disconnected()
    except TimeoutError:
        pass
    if channel.pending_close is not None:
        await voice.finish_goodbye(
            lambda: _receive_skipping_recordings(websocket.receive, recordings)
        )
        await close_socket(websocket, *channel.pending_close)


async def _receive_messages(
    receive: Callable[[], Awaitable[object]],
    connection: InboundConnection,
    voice: WebSocketVoice,
    recordings: CandidateRecordings | None,
) -> None:
    """Dispatch messages until the client is gone or the session is done."""
    while (message := await _receive(receive)) is not None:
        if not await _dispatch(message, connection, voice, recordings):
            return


async def _dispatch(
    message: str | bytes,
    connection: InboundConnection,
    voice: WebSocketVoice,
    recordings: CandidateRecordings | None,
) -> bool:
    """Dispatch one message; return False if the session is done."""
    is_taken = (
        recordings is not None and await recordings.handle_message(message)
    ) or await voice.handle_message(message)
    return is_taken or await connection.receive(message) or voice.is_active


async def _receive(receive: Callable[[], Awaitable[object]]) -> str | bytes | None:
    """Return the next message, or None when the client is gone."""
    message = await receive()
    if not isinstance(message, dict) or message["type"] == "websocket.disconnect":
        return None
    return read_content(message)


async def _receive_skipping_recordings(
    receive: Callable[[], Awaitable[object]], recordings: CandidateRecordings | None
) -> str | bytes | None:
    """Return the next message that is not about recordings, or None when the client is gone."""
    while True:
        message = await _receive(receive)
        if message is None or recordings is None or not await recordings.handle_message(message):
            return message


def read_content(message: dict[str, object]) -> str | bytes:
    """Return the text or the bytes of a received message."""
    text, raw = message.get("text"), message.get("bytes")
    if isinstance(text, str):
        return text
    return raw if isinstance(raw, bytes) else b""


async def send_out_of_band(websocket: WebSocket, document: Json) -> None:
    """Send a message that is not a frame of the session; do nothing if the client is gone."""
    with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await websocket.send_text(_encode_json(document))


def read_offered_subprotocols(websocket: WebSocket) -> list[str]:
    """Return the sub-protocols that the client offers."""
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return offered


def is_allowed_origin(websocket: WebSocket, origins: frozenset[str]) -> bool:
    """Return whether the page's origin is allowed; a client without one cannot use a cookie."""
    origin = websocket.headers.get("origin")
    if origin is None or origin.rstrip("/") in origins:
        return True
    return bool(origin) and urlsplit(origin).netloc == websocket.headers.get("host")


def parse_seq(text: str) -> int:
    """Return the frame number given in a URL; anything else counts as 0."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_SEQ_DIGITS
    return int(text) if is_number else 0


async def close_socket(websocket: WebSocket, code: int, reason: str) -> None:
    """Close a socket in any state."""
    with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        async with asyncio.timeout(_CLOSE_TIMEOUT_S):
            await websocket.close(code, reason)


BEARER_PREFIX, KEY_PREFIX, CONSOLE_PREFIX = "bearer.", "key.", "console."


async def authenticate_caller(
    websocket: WebSocket, offered: list[str], *, is_in_use: bool = False
) -> Caller:
    """Return the authenticated caller, or raise ``UnauthenticatedError``.

    Without a token or a key, the console's session counts for a page that offers 'console.<user id>'. Use
    this only after ``is_allowed_origin``. ``is_in_use`` means that the socket was admitted before.
    """
    authenticate = cast("CallerAuthenticator", websocket.app.state.authenticate)  # set by the role
    headers = websocket.headers
    bearer = _value_after_prefix(BEARER_PREFIX, offered)
    authorization = f"Bearer {bearer}" if bearer else headers.get("authorization", "")
    api_key = _value_after_prefix(KEY_PREFIX, offered) or headers.get("x-api-key", "")
    user_id = _value_after_prefix(CONSOLE_PREFIX, offered)
    caller = None
    if user_id and "origin" in headers and not authorization and not api_key:
        caller = await authenticate_session(websocket, user_id, is_in_use=is_in_use)
    if caller is None:
        caller = await authenticate(
            authorization=authorization, api_key=api_key, tenant=headers.get("x-tenant-id", "")
        )
    protect_connection(websocket.scope)
    return caller


def _value_after_prefix(prefix: str, offered: list[str]) -> str:
    return next(
        (
            subprotocol.removeprefix(prefix)
            for subprotocol in offered
            if subprotocol.startswith(prefix)
        ),
        "",
    )
