"""The voice of one WebSocket: opened when the client asks for it, and offered every message first."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.recordings import CandidateRecordings
from vivavoce.contracts.voice import (
    AnswerMode,
    AudioRecorder,
    VoiceConnection,
    VoiceConnectionFactory,
    VoicePreferences,
    VoiceUnavailableError,
)
from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.live.domain.wire import frames
from vivavoce.live.ports import CandidateChannel
from vivavoce.live.usecases.inbound_connection import InboundConnection
from vivavoce.live.usecases.voice_only_connection import OrchestratorVoiceHandler, close_voice

VoiceProtocol = Literal["vivavoce.v1", "practice.v1", "maya", "none"]
"""The voice messages that a client's protocol has; ``none`` has none."""
SEND_TIMEOUT_S = 8.0
_MAX_PARSED_CHARS = 4096
_SECRET_PARAMETERS = ("ticket", "sessionId", "tenantId")
_ANSWERS: tuple[AnswerMode, ...] = ("typed", "draft", "spoken")
_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSocketVoiceSettings:
    """Voice settings of one endpoint: who opens voices, in which protocol, with which URL options."""

    voice_factory: VoiceConnectionFactory | None = None
    protocol: VoiceProtocol = "none"
    options: Mapping[str, str]

    @property
    def answers(self) -> AnswerMode | None:
        """The default answer mode; Maya's clients have no field for a draft, so their answers are spoken."""
        return "spoken" if self.protocol == "maya" else None


NO_VOICE = WebSocketVoiceSettings(options={})


def read_voice_settings(
    websocket: WebSocket, voice_factory: VoiceConnectionFactory | None, protocol: VoiceProtocol
) -> WebSocketVoiceSettings:
    """Return the voice settings of a client, without the secret parameters of its URL."""
    query = websocket.query_params
    options = {name: query[name] for name in query if name not in _SECRET_PARAMETERS}
    return WebSocketVoiceSettings(voice_factory=voice_factory, protocol=protocol, options=options)


class WebSocketAudioMessageSender:
    """Sends voice messages over a WebSocket; raises ``UnavailableError`` when it is closed or too slow."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send_json(self, message: Json) -> None:
        """Send a text message."""
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        await self._send(self._websocket.send_text(text))

    async def send_bytes(self, message: bytes) -> None:
        """Send a binary message."""
        await self._send(self._websocket.send_bytes(message))

    async def _send(self, sending: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await sending
        except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError) as error:
            raise UnavailableError from error


class WebSocketVoice:
    """Opens and runs a connection's voice when the client wants it; without it, it costs nothing."""

    def __init__(
        self,
        settings: WebSocketVoiceSettings,
        websocket: WebSocket,
        channel: CandidateChannel,
        *,
        recordings: CandidateRecordings | None = None,
    ) -> None:
        self._settings = settings
        self._sender = WebSocketAudioMessageSender(websocket)
        self._channel = channel
        self._recordings = recordings
        self._connection: InboundConnection | None = None
        self._voice: VoiceConnection | None = None
        self._opened_count = 0
        self._was_active = False
        self._is_refused = False
        """Whether voice was refused: the client was told once, and later unrequested audio is dropped."""

    @property
    def is_active(self) -> bool:
        """Whether a voice is open."""
        return self._voice is not None

    async def attach(self, connection: InboundConnection) -> None:
        """Attach to ``connection``; the URL can ask for voice at once."""
        self._connection = connection
        if self._settings.voice_factory is not None and self._settings.protocol != "none":
            self._settings.voice_factory.preload()
        if self._settings.protocol == "maya" and "audio" in self._settings.options:
            is_recorded = self._settings.options["audio"].lower().startswith("webm")
            await self._open("maya.webm" if is_recorded else "maya.pcm", None)

    async def handle_message(self, message: str | bytes) -> bool:
        """Handle a message about voice; return False for all others."""
        if self._voice is not None:
            return await self._forward(self._voice, message)
        asked = _parse_voice_request(message, self._settings.protocol)
        if asked is None or (self._settings.voice_factory is None and not asked.is_explicit):
            return self._is_late_audio(message)
        if not asked.is_on:
            return True
        if asked.is_explicit or not self._is_refused:
            await self._open(asked.dialect, asked.answers)
        if self._voice is not None:
            await self._voice.handle_message(message)
        return True

    async def stop(self, *, is_graceful: bool) -> None:
        """Close the voice, after its goodbye if graceful, otherwise at once."""
        voiced, self._voice = self._voice, None
        if voiced is not None:
            await close_voice(voiced, is_graceful=is_graceful)

    async def finish_goodbye(self, receive: Callable[[], Awaitable[str | bytes | None]]) -> None:
        """Close the voice after its goodbye, still handling voice messages of the client meanwhile."""
        voiced = self._voice
        if voiced is None:
            return

        async def attend() -> None:
            with contextlib.suppress(VivavoceError):
                while (message := await receive()) is not None:
                    await voiced.handle_message(message)

        ending = asyncio.ensure_future(self.stop(is_graceful=True))
        attending = asyncio.ensure_future(attend())
        try:
            await asyncio.wait((ending, attending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (ending, attending):
                task.cancel()
            await asyncio.gather(ending, attending, return_exceptions=True)

    def _is_late_audio(self, message: str | bytes) -> bool:
        """Return whether ``message`` is audio that was under way when voice ended or was refused: drop it."""
        was_told = self._is_refused and self._settings.voice_factory is not None
        return (self._was_active or was_told) and isinstance(message, bytes)

    async def _forward(self, voice: VoiceConnection, message: str | bytes) -> bool:
        asked = _parse_voice_request(message, self._settings.protocol)
        is_off = asked is not None and not asked.is_on
        is_taken = await voice.handle_message(message)
        connection = self._connection
        if is_off and connection is not None:
            await connection.switch_transport("text", None)
            await self.stop(is_graceful=False)
        elif is_taken and connection is not None:
            connection.record_activity()
        return is_taken or is_off

    async def _open(self, dialect: str, answers: AnswerMode | None) -> None:
        connection, sounds = self._connection, self._settings.voice_factory
        if connection is None:
            return
        if sounds is None:
            await self._send_error(VoiceUnavailableError())
            return
        try:
            voice_id = self._next_voice_id()
            handler = OrchestratorVoiceHandler(voice_id)
            preferences = VoicePreferences(
                connection_id=voice_id,
                language=await connection.get_language(),
                is_reconnect=connection.has_used_voice,
                answer_mode=answers or self._settings.answers,
                audio_protocol=dialect,
                query_options=self._settings.options,
            )
            voiced = await sounds.open(
                self._sender, handler, preferences, record_audio=self._record_with(voice_id)
            )
        except VivavoceError as error:
            await self._send_error(error)
        except Exception as error:  # noqa: BLE001 - without voice the interview goes on as text
            _log.warning("audio.not_opened", kind=type(error).__name__, place=error_location(error))
            await self._send_error(VoiceUnavailableError())
        else:
            self._voice, self._is_refused = voiced, False
            self._was_active = True
            await handler.attach(connection)
            await connection.switch_transport("voice", voiced)

    def _next_voice_id(self) -> str:
        """Return a new id: the clock of the sound starts anew whenever voice is opened."""
        self._opened_count += 1
        return f"{self._channel.connection_id}.{self._opened_count}"

    def _record_with(self, voice_id: str) -> AudioRecorder | None:
        if self._recordings is None:
            return None
        return partial(self._recordings.record_audio, voice_id)

    async def _send_error(self, error: VivavoceError) -> None:
        self._is_refused = True
        with contextlib.suppress(VivavoceError):
            await self._channel.send(frames.build_problem_frame(error))


@dataclass(frozen=True, slots=True)
class _VoiceRequest:
    dialect: str
    is_on: bool = True
    is_explicit: bool = False
    """Whether the client asked in a message; Maya's clients may also just start to send audio."""
    answers: AnswerMode | None = None


def _parse_voice_request(message: str | bytes, protocol: VoiceProtocol) -> _VoiceRequest | None:
    """Return the voice request in a message, or None if it is about something else."""
    if protocol == "none":
        return None
    named = "maya.pcm" if protocol == "maya" else protocol
    if isinstance(message, bytes):
        return _VoiceRequest(named) if protocol == "maya" else None
    is_short = len(message) <= _MAX_PARSED_CHARS
    if (
        protocol == "maya"
        and '"AUDIO"' in message
        and not (is_short and _message_type(message) != "AUDIO")
    ):
        return _VoiceRequest("maya.webm")
    if not is_short or "voice" not in message.lower():
        return None
    document = _parse_document(message)
    if protocol == "practice.v1" and document.get("type") == "hello":
        return _VoiceRequest(named) if document.get("mode") == "voice" else None
    if document.get("type") != ("voice" if protocol == "practice.v1" else "VOICE"):
        return None
    answers = next((answer for answer in _ANSWERS if answer == document.get("answers")), None)
    return _VoiceRequest(named, document.get("mode") != "off", is_explicit=True, answers=answers)


def _message_type(message: str) -> object:
    return _parse_document(message).get("type")


def _parse_document(message: str) -> dict[str, Any]:  # Any: whatever JSON was sent
    try:
        document = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
