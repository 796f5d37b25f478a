"""The sound of one WebSocket: opened when the client asks for it, offered every message first."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.sound import Answers, Sounds, Voiced, VoiceUnavailable, Wish
from vivavoce.infra.telemetry import place_of
from vivavoce.kernel.errors import Unavailable, VivavoceError
from vivavoce.live.domain.wire import frames
from vivavoce.live.ports import Line
from vivavoce.live.usecases.connection import Connection
from vivavoce.live.usecases.spoken import SessionTalk, end_sound

Family = Literal["vivavoce.v1", "practice.v1", "maya", "none"]
"""Which frames of sound a client's wording has; ``none`` has none."""
SEND_S = 8.0
_MOST_PEEKED = 4096
_SECRET = ("ticket", "sessionId", "tenantId")
_ANSWERS: tuple[Answers, ...] = ("typed", "draft", "spoken")
_log = structlog.get_logger("socket")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """How one address sounds: who gives it its sound, in whose frames, and what its address said."""

    sounds: Sounds | None = None
    family: Family = "none"
    options: Mapping[str, str]

    @property
    def answers(self) -> Answers | None:
        """How answers are given where the client does not say: Maya's have no box for a draft."""
        return "spoken" if self.family == "maya" else None


SILENT = Tone(options={})


def tone_of(websocket: WebSocket, sounds: Sounds | None, family: Family) -> Tone:
    """Return how a client that came by ``websocket`` sounds; secrets of its address stay behind."""
    query = websocket.query_params
    options = {name: query[name] for name in query if name not in _SECRET}
    return Tone(sounds=sounds, family=family, options=options)


class SocketWire:
    """What sound is sent over."""

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
            async with asyncio.timeout(SEND_S):
                await sending
        except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError) as error:
            raise Unavailable from error


class Sounding:
    """Gives a connection its sound, once the client wants some; before that it costs nothing."""

    def __init__(self, tone: Tone, websocket: WebSocket, line: Line) -> None:
        self._tone = tone
        self._wire = SocketWire(websocket)
        self._line = line
        self._connection: Connection | None = None
        self._voiced: Voiced | None = None
        self._was_on = False
        self._is_refused = False
        """Whether sound that comes unasked is dropped: its client was told why once."""

    @property
    def is_on(self) -> bool:
        """Whether there is sound now."""
        return self._voiced is not None

    async def begin(self, connection: Connection) -> None:
        """Be the sound of ``connection``; an address can ask for it at once."""
        self._connection = connection
        if self._tone.sounds is not None and self._tone.family != "none":
            self._tone.sounds.get_ready()
        if self._tone.family == "maya" and "audio" in self._tone.options:
            is_recorded = self._tone.options["audio"].lower().startswith("webm")
            await self._open("maya.webm" if is_recorded else "maya.pcm", None)

    async def take(self, message: str | bytes) -> bool:
        """Take a message that is about sound; False for all others."""
        if self._voiced is not None:
            return await self._pass_on(self._voiced, message)
        asked = _asked(message, self._tone.family)
        if asked is None or (self._tone.sounds is None and not asked.is_by_name):
            return self._is_stray(message)
        if not asked.is_on:
            return True
        if asked.is_by_name or not self._is_refused:
            await self._open(asked.dialect, asked.answers)
        if self._voiced is not None:
            await self._voiced.take(message)
        return True

    async def end(self, *, is_graceful: bool) -> None:
        """Let the goodbye be heard, or end at once."""
        voiced, self._voiced = self._voiced, None
        if voiced is not None:
            await end_sound(voiced, is_graceful=is_graceful)

    async def say_goodbye(self, receive: Callable[[], Awaitable[str | bytes | None]]) -> None:
        """End gracefully; meanwhile what the client says of its sound is still taken."""
        voiced = self._voiced
        if voiced is None:
            return

        async def attend() -> None:
            with contextlib.suppress(VivavoceError):
                while (message := await receive()) is not None:
                    await voiced.take(message)

        ending = asyncio.ensure_future(self.end(is_graceful=True))
        attending = asyncio.ensure_future(attend())
        try:
            await asyncio.wait((ending, attending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (ending, attending):
                task.cancel()
            await asyncio.gather(ending, attending, return_exceptions=True)

    def _is_stray(self, message: str | bytes) -> bool:
        """Return whether it is sound that was on its way when sound ended or was refused: that is dropped."""
        was_told = self._is_refused and self._tone.sounds is not None
        return (self._was_on or was_told) and isinstance(message, bytes)

    async def _pass_on(self, voiced: Voiced, message: str | bytes) -> bool:
        asked = _asked(message, self._tone.family)
        is_off = asked is not None and not asked.is_on
        is_taken = await voiced.take(message)
        connection = self._connection
        if is_off and connection is not None:
            await connection.switch("text", None)
            await self.end(is_graceful=False)
        elif is_taken and connection is not None:
            connection.note_sign()
        return is_taken or is_off

    async def _open(self, dialect: str, answers: Answers | None) -> None:
        connection, sounds = self._connection, self._tone.sounds
        if connection is None:
            return
        if sounds is None:
            await self._refuse(VoiceUnavailable())
            return
        try:
            talk = SessionTalk()
            wish = Wish(
                leg_id=self._line.leg_id,
                language=await connection.language(),
                is_return=connection.was_spoken,
                answers=answers or self._tone.answers,
                dialect=dialect,
                options=self._tone.options,
            )
            voiced = await sounds.open(self._wire, talk, wish)
        except VivavoceError as error:
            await self._refuse(error)
        except Exception as error:  # noqa: BLE001 - without sound the talk goes on in writing
            _log.warning("sound.not_opened", kind=type(error).__name__, place=place_of(error))
            await self._refuse(VoiceUnavailable())
        else:
            self._voiced, self._is_refused = voiced, False
            self._was_on = True
            await talk.begin(connection)
            await connection.switch("voice", voiced)

    async def _refuse(self, error: VivavoceError) -> None:
        self._is_refused = True
        with contextlib.suppress(VivavoceError):
            await self._line.send(frames.error(error))


@dataclass(frozen=True, slots=True)
class _Asked:
    dialect: str
    is_on: bool = True
    is_by_name: bool = False
    """Whether the client named its wish; of Maya's clients, sound that only begins to come is one as well."""
    answers: Answers | None = None


def _asked(message: str | bytes, family: Family) -> _Asked | None:
    """Return what a message asks of sound, or None where it is about something else."""
    if family == "none":
        return None
    named = "maya.pcm" if family == "maya" else family
    if isinstance(message, bytes):
        return _Asked(named) if family == "maya" else None
    is_short = len(message) <= _MOST_PEEKED
    if family == "maya" and '"AUDIO"' in message and not (is_short and _kind(message) != "AUDIO"):
        return _Asked("maya.webm")
    if not is_short or "voice" not in message.lower():
        return None
    document = _document(message)
    if family == "practice.v1" and document.get("type") == "hello":
        return _Asked(named) if document.get("mode") == "voice" else None
    if document.get("type") != ("voice" if family == "practice.v1" else "VOICE"):
        return None
    answers = next((one for one in _ANSWERS if one == document.get("answers")), None)
    return _Asked(named, document.get("mode") != "off", is_by_name=True, answers=answers)


def _kind(message: str) -> object:
    return _document(message).get("type")


def _document(message: str) -> dict[str, Any]:  # Any: whatever JSON was sent
    try:
        document = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
