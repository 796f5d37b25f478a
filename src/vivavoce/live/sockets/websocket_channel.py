"""A WebSocket as a line, and what every socket of a session does alike."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import UnreadableAudioError
from vivavoce.live.domain.wire.frame_codec import MAYA_CODEC, FrameCodec
from vivavoce.live.domain.wire.frames import ServerFrame
from vivavoce.live.ports import ChannelClosedError
from vivavoce.live.ports.video import VideoConnection
from vivavoce.live.sockets.websocket_voice import NO_VOICE, VoiceSettings, WebSocketVoice
from vivavoce.live.usecases.candidate_authentication import CandidateSessionAccess
from vivavoce.live.usecases.candidate_connection import CLOSE_ENDED
from vivavoce.live.usecases.inbound_connection import InboundConnection
from vivavoce.live.usecases.session_host import SessionHost

CLOSE_UNREADABLE, CLOSE_UNAUTHENTICATED, CLOSE_FORBIDDEN = 4400, 4401, 4403
SEND_TIMEOUT_S = 8.0
_CLOSE_TIMEOUT_S = 1.0
_MAX_SEQ_DIGITS = 9


class WebSocketCandidateChannel:
    """A client's WebSocket as a line; closing it ends the task that serves it."""

    def __init__(
        self,
        websocket: WebSocket,
        leg_id: str,
        codec: FrameCodec = MAYA_CODEC,
        *,
        serving_timeout: asyncio.Timeout | None = None,
    ) -> None:
        self._websocket = websocket
        self._leg_id = leg_id
        self._serving_timeout = serving_timeout
        self._codec = codec
        self._is_closed = False
        self.has_voice: Callable[[], bool] = lambda: False
        """Whether something may still be said when it is closed at its end."""
        self.pending_close: tuple[int, str] | None = None
        """How it is to be closed once the goodbye was heard."""

    def set_serving_timeout(self, serving_timeout: asyncio.Timeout) -> None:
        """Let closing end what runs within ``served``."""
        self._serving_timeout = serving_timeout

    @property
    def leg_id(self) -> str:
        """The connection's own name in the log."""
        return self._leg_id

    async def send(self, frame: ServerFrame) -> None:
        """Hand over one frame, or raise ``ChannelClosedError`` when that takes too long or is over."""
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
        """Close; closing twice is fine, and so is closing what is gone."""
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
    leg_id: str,
    last_seq_seen: int,
    codec: FrameCodec = MAYA_CODEC,
    initial_messages: tuple[str | bytes, ...] = (),
    voice_settings: VoiceSettings = NO_VOICE,
    video: VideoConnection | None = None,
) -> None:
    """Serve an admitted connection to its end; raise what kept it from its session.

    ``said_already`` are messages that were received on the way in; ``film`` is offered every message first.
    """
    line = WebSocketCandidateChannel(websocket, leg_id, codec)
    sounding = WebSocketVoice(voice_settings, websocket, line)
    line.has_voice = lambda: sounding.is_active
    try:
        async with asyncio.timeout(None) as served:
            line.set_serving_timeout(served)
            connection = await host.join(
                access.address,
                line,
                last_seq_seen=last_seq_seen,
                public_id=access.public_id,
                codec=codec,
            )
            try:
                await sounding.attach(connection)
                for message in initial_messages:
                    await _dispatch(message, connection, sounding, video)
                await _receive_messages(websocket.receive, connection, sounding, video)
            except UnreadableAudioError as error:
                await line.close(CLOSE_UNREADABLE, error.code)
            finally:
                if line.pending_close is None:  # what was heard last is said before it is gone
                    await sounding.stop(is_graceful=False)
                await connection.report_disconnected()
    except TimeoutError:
        pass
    if line.pending_close is not None:
        await sounding.finish_goodbye(lambda: _receive_skipping_video(websocket.receive, video))
        await close_socket(websocket, *line.pending_close)


async def _receive_messages(
    receive: Callable[[], Awaitable[object]],
    connection: InboundConnection,
    voice: WebSocketVoice,
    video: VideoConnection | None,
) -> None:
    """Pass on messages until the client is gone or nobody listens any more."""
    while (message := await _receive(receive)) is not None:
        if not await _dispatch(message, connection, voice, video):
            return


async def _dispatch(
    message: str | bytes,
    connection: InboundConnection,
    voice: WebSocketVoice,
    video: VideoConnection | None,
) -> bool:
    """Pass on one message; False when nobody listens any more."""
    is_taken = (
        video is not None and await video.handle_message(message)
    ) or await voice.handle_message(message)
    return is_taken or await connection.receive(message) or voice.is_active


async def _receive(receive: Callable[[], Awaitable[object]]) -> str | bytes | None:
    """Return the next message, or None when the client is gone."""
    message = await receive()
    if not isinstance(message, dict) or message["type"] == "websocket.disconnect":
        return None
    return read_content(message)


async def _receive_skipping_video(
    receive: Callable[[], Awaitable[object]], video: VideoConnection | None
) -> str | bytes | None:
    """Return the next message that is no piece of a film, or None when the client is gone."""
    while True:
        message = await _receive(receive)
        if message is None or video is None or not await video.handle_message(message):
            return message


def read_content(message: dict[str, object]) -> str | bytes:
    """Return what a received message holds."""
    text, raw = message.get("text"), message.get("bytes")
    if isinstance(text, str):
        return text
    return raw if isinstance(raw, bytes) else b""


async def send_out_of_band(websocket: WebSocket, document: Json) -> None:
    """Send a message that is no frame of the session; a client that is gone misses it."""
    with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await websocket.send_text(_encode_json(document))


def read_offered_subprotocols(websocket: WebSocket) -> list[str]:
    """Return the sub-protocols that the client offers."""
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return offered


def is_allowed_origin(websocket: WebSocket, origins: frozenset[str]) -> bool:
    """A browser names the page's origin; anything else sends none and has no cookies to abuse."""
    origin = websocket.headers.get("origin")
    if origin is None or origin.rstrip("/") in origins:
        return True
    return bool(origin) and urlsplit(origin).netloc == websocket.headers.get("host")


def parse_seq(text: str) -> int:
    """Return the number of a frame as an address gives it; what is none counts as 0."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_SEQ_DIGITS
    return int(text) if is_number else 0


async def close_socket(websocket: WebSocket, code: int, reason: str) -> None:
    """Close a socket, whatever state it is in."""
    with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        async with asyncio.timeout(_CLOSE_TIMEOUT_S):
            await websocket.close(code, reason)
