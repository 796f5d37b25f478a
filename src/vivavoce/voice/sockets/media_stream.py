"""A telephone call's sound: ``WS /telephony/media``, joined to the live session of its call.

The provider opens it after our answer to its callback, and brings the one-time word of that answer in
its first message. What fits no call is closed with 1008 and told nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from importlib import import_module

import structlog
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from vivavoce.contracts.sound import Talk, Voiced, Wish
from vivavoce.infra.web.connections import keep_connection
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import Ids
from vivavoce.voice.domain.calls.media import (
    Key,
    Mark,
    Media,
    Message,
    Share,
    Started,
    Stopped,
    StreamUnreadable,
    read_message,
)
from vivavoce.voice.domain.calls.twilio import STREAM, TOKEN
from vivavoce.voice.ports.spoken import Attached, Conversation, Converse, SpokenSessions
from vivavoce.voice.usecases.callbacks import Joined, JoinSound
from vivavoce.voice.usecases.keys import press

_FIRST_WORD_S = 5.0
_MOST_BEFORE_START = 3
_NORMAL, _REFUSED, _TOO_MUCH, _AGAIN = 1000, 1008, 1009, 1012

_ENDS = "vivavoce.voice.adapters.telephone"
"""The two ends of a call: they bring NumPy, which no process loads before somebody calls."""

_log = structlog.get_logger("telephone")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamDoor:
    """What the socket stands on."""

    join: JoinSound
    sessions: SpokenSessions
    converse: Converse
    clock: Clock
    ids: Ids


def media_stream_routes(door: StreamDoor) -> APIRouter:
    """Return the socket."""
    router = APIRouter()

    async def serve(websocket: WebSocket) -> None:
        await websocket.accept()
        code = await _serve(door, websocket)
        if websocket.application_state is WebSocketState.CONNECTED:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
                await websocket.close(code)

    router.add_api_websocket_route(STREAM, serve, name="telephone_stream")
    return router


async def _serve(door: StreamDoor, websocket: WebSocket) -> int:
    """Return the code to close with."""
    try:
        started = await _start(websocket)
    except (StreamUnreadable, WebSocketDisconnect, TimeoutError):
        _log.info("stream.refused", why="no_start")
        return _REFUSED
    word = started.parameters.get(TOKEN, "")
    try:
        joined = await door.join(word, sid=started.call_sid)
    except VivavoceError as error:
        _log.warning("stream.refused", why=error.code)
        return _AGAIN
    if joined is None:
        _log.info("stream.refused", why="no_call")
        return _REFUSED
    keep_connection(websocket.scope)
    structlog.contextvars.bind_contextvars(tenant_id=str(joined.tenant_id))
    call: _StreamedCall | None = None
    try:
        await asyncio.to_thread(import_module, _ENDS)
        call = _StreamedCall(door, websocket, started, joined)
        return await call.lead()
    finally:
        await door.join.gone(joined, is_ours=call is not None and call.is_moved)


async def _start(websocket: WebSocket) -> Started:
    async with asyncio.timeout(_FIRST_WORD_S):
        for _ in range(_MOST_BEFORE_START):
            message = await _receive(websocket)
            if isinstance(message, Started):
                return message
            if isinstance(message, Media):
                break
    raise StreamUnreadable


async def _receive(websocket: WebSocket) -> Message:
    said = await websocket.receive()
    if said["type"] != "websocket.receive":
        raise WebSocketDisconnect(said.get("code", _NORMAL))
    text = said.get("text")
    if text is None:
        raise StreamUnreadable("A stream speaks in text messages.")
    return read_message(text)


class _StreamedCall:
    """One call while its sound lasts."""

    def __init__(
        self, door: StreamDoor, websocket: WebSocket, started: Started, joined: Joined
    ) -> None:
        from vivavoce.voice.adapters.telephone import TelephoneLoudspeaker, TelephoneMicrophone

        self._door = door
        self._websocket = websocket
        self._joined = joined
        # What is sent while the session is being joined waits for us, and was not too fast.
        self._share = Share(began_s=door.clock.monotonic())
        self._microphone = TelephoneMicrophone()
        self._loudspeaker = TelephoneLoudspeaker(
            self._send, door.clock, stream_sid=started.stream_sid
        )
        self._leg_id = str(door.ids.new())
        self.is_moved = False
        """Whether another process is to go on with the talk."""
        self._talk: Talk | None = None
        self._conversation: Conversation | None = None

    async def _send(self, text: str) -> None:
        try:
            await self._websocket.send_text(text)
        except WebSocketDisconnect as gone:
            raise ConnectionResetError from gone

    async def lead(self) -> int:
        """Talk to the end of the call or of the session; return the code to close with."""
        try:
            attached = await self._door.sessions.join(
                tenant_id=self._joined.tenant_id,
                session_id=self._joined.session_id,
                leg_id=self._leg_id,
                transport="phone",
                open=self._open,
            )
        except VivavoceError as error:
            _log.warning("stream.not_joined", why=error.code)
            return _AGAIN
        try:
            return await self._both(attached)
        finally:
            self._microphone.end()
            self._loudspeaker.hang_up()
            await attached.hang_up()

    async def _open(self, talk: Talk, language: str) -> Voiced:
        wish = Wish(leg_id=self._leg_id, language=language, answers="spoken", dialect="phone")
        self._talk = talk
        self._conversation = await self._door.converse(
            talk, self._microphone, self._loudspeaker, wish
        )
        return self._conversation

    async def _both(self, attached: Attached) -> int:
        """Read until the caller or the session is done."""
        reading = asyncio.ensure_future(self._read())
        waiting = asyncio.ensure_future(attached.ended())
        try:
            await asyncio.wait((reading, waiting), return_when=asyncio.FIRST_COMPLETED)
            self.is_moved = waiting.done() and waiting.result() == "moved"
            return reading.result() if reading.done() else _NORMAL
        finally:
            for each in (reading, waiting):
                each.cancel()
            await asyncio.gather(reading, waiting, return_exceptions=True)

    async def _read(self) -> int:
        """Take in what the provider sends; return why it ended."""
        while True:
            try:
                message = await _receive(self._websocket)
            except (WebSocketDisconnect, RuntimeError):
                return _NORMAL
            except StreamUnreadable:
                _log.warning("stream.unreadable")
                return _REFUSED
            if not self._share.takes(message, now=self._door.clock.monotonic()):
                _log.warning("stream.too_much")
                return _TOO_MUCH
            if isinstance(message, Stopped):
                return _NORMAL
            await self._take_in(message)

    async def _take_in(self, message: Message) -> None:
        match message:
            case Media():
                self._microphone.hear(message)
            case Mark():
                self._loudspeaker.come_back(message.name)
            case Key():
                if self._talk is not None and self._conversation is not None:
                    await press(message.key, self._talk, self._conversation)
            case _:
                pass
