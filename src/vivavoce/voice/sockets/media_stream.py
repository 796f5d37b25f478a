"""The audio of a phone call: ``WS /telephony/media``, joined to the call's live session.

The provider connects after our response to its callback; its first message carries the one-time token from
that response. A connection without a matching call is closed with 1008 and no explanation.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from importlib import import_module

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from vivavoce.contracts.recordings import CandidateRecordings, CandidateRecordingsFactory
from vivavoce.contracts.voice import VoiceConnection, VoicePreferences, VoiceSessionHandler
from vivavoce.infra.web.connections import protect_connection
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.kernel.translation import ENGLISH
from vivavoce.voice.domain.calls.media_stream_messages import (
    InvalidMediaStreamError,
    MediaStreamRateLimiter,
    StreamDtmfMessage,
    StreamMarkMessage,
    StreamMediaMessage,
    StreamMessage,
    StreamStartMessage,
    StreamStopMessage,
    parse_message,
)
from vivavoce.voice.domain.calls.twilio import MEDIA_STREAM_PATH, TOKEN_PARAMETER
from vivavoce.voice.ports.rooms import (
    LiveSessionConnector,
    SessionConnection,
    StartVoiceConnection,
)
from vivavoce.voice.usecases.call_callbacks import CallCallbacks, ConnectedCall
from vivavoce.voice.usecases.room_access import handle_dtmf
from vivavoce.voice.usecases.voice_recordings import build_recorder, open_recordings

_START_TIMEOUT_S = 5.0
_MAX_MESSAGES_BEFORE_START = 3
_NORMAL, _REFUSED, _TOO_BIG, _RESTART = 1000, 1008, 1009, 1012

_PHONE_AUDIO_MODULE = "vivavoce.voice.adapters.phone_audio"
"""Audio input and output of a call; imported late, because it loads NumPy."""

_log = structlog.get_logger("telephone")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaStreamDependencies:
    """Dependencies of the WebSocket route."""

    callbacks: CallCallbacks
    sessions: LiveSessionConnector
    start_connection: StartVoiceConnection
    clock: Clock
    ids: IdGenerator
    recordings: CandidateRecordingsFactory | None = None


def build_media_stream_router(dependencies: MediaStreamDependencies) -> APIRouter:
    """Return the WebSocket route."""
    router = APIRouter()

    async def serve(websocket: WebSocket) -> None:
        await websocket.accept()
        code = await _serve(dependencies, websocket)
        if websocket.application_state is WebSocketState.CONNECTED:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
                await websocket.close(code)

    router.add_api_websocket_route(MEDIA_STREAM_PATH, serve, name="telephone_stream")
    return router


async def _serve(dependencies: MediaStreamDependencies, websocket: WebSocket) -> int:
    """Serve the connection and return the WebSocket close code."""
    try:
        started = await _receive_start(websocket)
    except (InvalidMediaStreamError, WebSocketDisconnect, TimeoutError):
        _log.info("stream.refused", why="no_start")
        return _REFUSED
    token = started.parameters.get(TOKEN_PARAMETER, "")
    try:
        connected_call = await dependencies.callbacks.connect_audio(token, sid=started.call_sid)
    except VivavoceError as error:
        _log.warning("stream.refused", why=error.code)
        return _RESTART
    if connected_call is None:
        _log.info("stream.refused", why="no_call")
        return _REFUSED
    protect_connection(websocket.scope)
    structlog.contextvars.bind_contextvars(tenant_id=str(connected_call.tenant_id))
    async with open_recordings(
        dependencies.recordings, connected_call.tenant_id, connected_call.session_id
    ) as recordings:
        call: _StreamedCall | None = None
        try:
            await asyncio.to_thread(import_module, _PHONE_AUDIO_MODULE)
            call = _StreamedCall(dependencies, websocket, started, connected_call, recordings)
            return await call.run()
        finally:
            await dependencies.callbacks.record_disconnect(
                connected_call, is_own_disconnect=call is not None and call.is_moved
            )


async def _receive_start(websocket: WebSocket) -> StreamStartMessage:
    async with asyncio.timeout(_START_TIMEOUT_S):
        for _ in range(_MAX_MESSAGES_BEFORE_START):
            message = await _receive(websocket)
            if isinstance(message, StreamStartMessage):
                return message
            if isinstance(message, StreamMediaMessage):
                break
    raise InvalidMediaStreamError


async def _receive(websocket: WebSocket) -> StreamMessage | None:
    message = await websocket.receive()
    if message["type"] != "websocket.receive":
        raise WebSocketDisconnect(message.get("code", _NORMAL))
    text = message.get("text")
    if text is None:
        raise InvalidMediaStreamError("A stream must use text messages.")
    return parse_message(text)


class _StreamedCall:
    """One call while its audio is connected."""

    def __init__(
        self,
        dependencies: MediaStreamDependencies,
        websocket: WebSocket,
        start: StreamStartMessage,
        connected_call: ConnectedCall,
        recordings: CandidateRecordings | None,
    ) -> None:
        from vivavoce.voice.adapters.phone_audio import PhoneAudioInput, PhoneAudioOutput

        self._dependencies = dependencies
        self._websocket = websocket
        self._connected_call = connected_call
        self._recordings = recordings
        # Audio sent while the session is being joined arrives in a burst; it was not sent too fast.
        self._rate_limit = MediaStreamRateLimiter(started_at=dependencies.clock.monotonic())
        self._audio_input = PhoneAudioInput()
        self._audio_output = PhoneAudioOutput(
            self._send, dependencies.clock, stream_sid=start.stream_sid
        )
        self._connection_id = str(dependencies.ids.new_id())
        self.is_moved = False
        """Whether another process continues the session."""
        self._session: VoiceSessionHandler | None = None
        self._language = ENGLISH
        self._voice: VoiceConnection | None = None

    async def _send(self, text: str) -> None:
        try:
            await self._websocket.send_text(text)
        except WebSocketDisconnect as gone:
            raise ConnectionResetError from gone

    async def run(self) -> int:
        """Run until the call or the session ends; return the WebSocket close code."""
        try:
            session = await self._dependencies.sessions.join(
                tenant_id=self._connected_call.tenant_id,
                session_id=self._connected_call.session_id,
                connection_id=self._connection_id,
                transport="phone",
                open=self._start_voice,
            )
        except VivavoceError as error:
            _log.warning("stream.not_joined", why=error.code)
            return _RESTART
        try:
            return await self._run_session(session)
        finally:
            self._audio_input.close()
            self._audio_output.close()
            await session.hang_up()

    async def _start_voice(self, session: VoiceSessionHandler, language: str) -> VoiceConnection:
        preferences = VoicePreferences(
            connection_id=self._connection_id,
            language=language,
            answer_mode="spoken",
            audio_protocol="phone",
        )
        self._session, self._language = session, language
        self._voice = await self._dependencies.start_connection(
            session,
            self._audio_input,
            self._audio_output,
            preferences,
            record_audio=build_recorder(self._recordings, self._connection_id),
        )
        return self._voice

    async def _run_session(self, session: SessionConnection) -> int:
        """Run until the caller or the session ends; return the WebSocket close code."""
        reading = asyncio.ensure_future(self._read())
        waiting = asyncio.ensure_future(session.wait_until_ended())
        try:
            await asyncio.wait((reading, waiting), return_when=asyncio.FIRST_COMPLETED)
            self.is_moved = waiting.done() and waiting.result() == "moved"
            return reading.result() if reading.done() else _NORMAL
        finally:
            for task in (reading, waiting):
                task.cancel()
            await asyncio.gather(reading, waiting, return_exceptions=True)

    async def _read(self) -> int:
        """Handle the provider's messages; return the WebSocket close code."""
        while True:
            try:
                message = await _receive(self._websocket)
            except (WebSocketDisconnect, RuntimeError):
                return _NORMAL
            except InvalidMediaStreamError:
                _log.warning("stream.unreadable")
                return _REFUSED
            if not self._rate_limit.allows(message, now=self._dependencies.clock.monotonic()):
                _log.warning("stream.limit_exceeded")
                return _TOO_BIG
            if isinstance(message, StreamStopMessage):
                return _NORMAL
            await self._handle_message(message)

    async def _handle_message(self, message: StreamMessage | None) -> None:
        match message:
            case StreamMediaMessage():
                self._audio_input.push_media(message)
            case StreamMarkMessage():
                self._audio_output.record_mark(message.name)
            case StreamDtmfMessage():
                if self._session is not None and self._voice is not None:
                    await handle_dtmf(
                        message.digit,
                        self._session,
                        self._voice,
                        self._recordings,
                        self._language,
                    )
            case _:
                pass
