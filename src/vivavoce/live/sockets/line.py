"""A WebSocket as a line, and what every socket of a session does alike."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.sound import SoundUnreadable
from vivavoce.live.domain.wire.codec import MAYA, Codec
from vivavoce.live.domain.wire.frames import Frame
from vivavoce.live.ports import LineClosed
from vivavoce.live.ports.film import Film
from vivavoce.live.sockets.sounding import SILENT, Sounding, Tone
from vivavoce.live.usecases.admit import Admitted
from vivavoce.live.usecases.attendance import ENDED
from vivavoce.live.usecases.connection import Connection
from vivavoce.live.usecases.host import Host

UNREADABLE, UNKNOWN, NOT_FROM_HERE = 4400, 4401, 4403
SEND_S = 8.0
_CLOSE_S = 1.0
_MAX_SEQ_DIGITS = 9


class WebSocketLine:
    """A client's WebSocket as a line; closing it ends the task that serves it."""

    def __init__(
        self,
        websocket: WebSocket,
        leg_id: str,
        codec: Codec = MAYA,
        *,
        served: asyncio.Timeout | None = None,
    ) -> None:
        self._websocket = websocket
        self._leg_id = leg_id
        self._served = served
        self._codec = codec
        self._is_closed = False
        self.is_aloud: Callable[[], bool] = lambda: False
        """Whether something may still be said when it is closed at its end."""
        self.goodbye: tuple[int, str] | None = None
        """How it is to be closed once the goodbye was heard."""

    def served_by(self, served: asyncio.Timeout) -> None:
        """Let closing end what runs within ``served``."""
        self._served = served

    @property
    def leg_id(self) -> str:
        """The connection's own name in the log."""
        return self._leg_id

    async def send(self, frame: Frame) -> None:
        """Hand over one frame, or raise ``LineClosed`` when that takes too long or is over."""
        if self._is_closed:
            raise LineClosed
        document = self._codec.write(frame)
        if document is None:
            return
        text = document if isinstance(document, str) else _as_json(document)
        try:
            async with asyncio.timeout(SEND_S):
                await self._websocket.send_text(text)
        except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError) as error:
            raise LineClosed from error

    async def close(self, code: int, reason: str) -> None:
        """Close; closing twice is fine, and so is closing what is gone."""
        if self._is_closed:
            return
        self._is_closed = True
        if self.is_aloud() and code == ENDED:
            self.goodbye = code, self._codec.reason(reason)
        else:
            await hang_up(self._websocket, code, self._codec.reason(reason))
        if self._served is not None:
            with contextlib.suppress(RuntimeError):
                self._served.reschedule(asyncio.get_running_loop().time())


def _as_json(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


async def talk(
    host: Host,
    websocket: WebSocket,
    admitted: Admitted,
    *,
    leg_id: str,
    last_seq_seen: int,
    codec: Codec = MAYA,
    said_already: tuple[str | bytes, ...] = (),
    tone: Tone = SILENT,
    film: Film | None = None,
) -> None:
    """Serve an admitted connection to its end; raise what kept it from its session.

    ``said_already`` are messages that were received on the way in; ``film`` is offered every message first.
    """
    line = WebSocketLine(websocket, leg_id, codec)
    sounding = Sounding(tone, websocket, line)
    line.is_aloud = lambda: sounding.is_on
    try:
        async with asyncio.timeout(None) as served:
            line.served_by(served)
            connection = await host.join(
                admitted.address,
                line,
                last_seq_seen=last_seq_seen,
                shown_id=admitted.shown_id,
                codec=codec,
            )
            try:
                await sounding.begin(connection)
                for message in said_already:
                    await _pass_on(message, connection, sounding, film)
                await _listen(websocket.receive, connection, sounding, film)
            except SoundUnreadable as error:
                await line.close(UNREADABLE, error.code)
            finally:
                if line.goodbye is None:  # what was heard last is said before it is gone
                    await sounding.end(is_graceful=False)
                await connection.lost()
    except TimeoutError:
        pass
    if line.goodbye is not None:
        await sounding.say_goodbye(lambda: _next_but_film(websocket.receive, film))
        await hang_up(websocket, *line.goodbye)


async def _listen(
    receive: Callable[[], Awaitable[object]],
    connection: Connection,
    sounding: Sounding,
    film: Film | None,
) -> None:
    """Pass on messages until the client is gone or nobody listens any more."""
    while (message := await _next(receive)) is not None:
        if not await _pass_on(message, connection, sounding, film):
            return


async def _pass_on(
    message: str | bytes, connection: Connection, sounding: Sounding, film: Film | None
) -> bool:
    """Pass on one message; False when nobody listens any more."""
    is_taken = (film is not None and await film.take(message)) or await sounding.take(message)
    return is_taken or await connection.hear(message) or sounding.is_on


async def _next(receive: Callable[[], Awaitable[object]]) -> str | bytes | None:
    """Return the next message, or None when the client is gone."""
    message = await receive()
    if not isinstance(message, dict) or message["type"] == "websocket.disconnect":
        return None
    return content_of(message)


async def _next_but_film(
    receive: Callable[[], Awaitable[object]], film: Film | None
) -> str | bytes | None:
    """Return the next message that is no piece of a film, or None when the client is gone."""
    while True:
        message = await _next(receive)
        if message is None or film is None or not await film.take(message):
            return message


def content_of(message: dict[str, object]) -> str | bytes:
    """Return what a received message holds."""
    text, raw = message.get("text"), message.get("bytes")
    if isinstance(text, str):
        return text
    return raw if isinstance(raw, bytes) else b""


async def say_beside(websocket: WebSocket, document: Json) -> None:
    """Send a message that is no frame of the session; a client that is gone misses it."""
    with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        async with asyncio.timeout(SEND_S):
            await websocket.send_text(_as_json(document))


def offered_by(websocket: WebSocket) -> list[str]:
    """Return the sub-protocols that the client offers."""
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return offered


def is_from_here(websocket: WebSocket, origins: frozenset[str]) -> bool:
    """A browser names the page's origin; anything else sends none and has no cookies to abuse."""
    origin = websocket.headers.get("origin")
    if origin is None or origin.rstrip("/") in origins:
        return True
    return bool(origin) and urlsplit(origin).netloc == websocket.headers.get("host")


def seq_in(given: str) -> int:
    """Return the number of a frame as an address gives it; what is none counts as 0."""
    is_number = given.isascii() and given.isdigit() and len(given) <= _MAX_SEQ_DIGITS
    return int(given) if is_number else 0


async def hang_up(websocket: WebSocket, code: int, reason: str) -> None:
    """Close a socket, whatever state it is in."""
    with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
        async with asyncio.timeout(_CLOSE_S):
            await websocket.close(code, reason)
