"""A session as its ears and its voice see it, and connections that have nothing but sound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vivavoce.contracts.sound import Ending, Heard, Open, SoundNews, Transport, Voiced
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain.wire.client_frames import Text
from vivavoce.live.domain.wire.frames import Frame
from vivavoce.live.ports import Address, LineClosed
from vivavoce.live.usecases.attendance import ENDED, OVER, REPLACED
from vivavoce.live.usecases.commands import Command, HearAloud, Leave, Note, Press
from vivavoce.live.usecases.connection import Connection
from vivavoce.live.usecases.host import Host

GOODBYE_S = 25.0
"""Longer than anybody is let listen to a goodbye."""
CLOSE_S = 2.0
_MOST_EARLY = 256


class SessionTalk:
    """Passes on what one connection's sound says; until the connection is there, it is kept."""

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._early: list[Callable[[Connection], Command]] = []

    async def begin(self, connection: Connection) -> None:
        """Be the talk of ``connection`` from now on."""
        self._connection = connection
        while self._early:
            await connection.say(self._early.pop(0)(connection))

    async def heard(self, heard: Heard) -> None:
        """Say what the candidate said aloud."""
        await self._pass_on(lambda to: HearAloud(to.line, heard))

    async def noted(self, news: SoundNews) -> None:
        """Say what became of an utterance, or of an engine."""
        await self._pass_on(lambda _: Note(news))

    async def pressed(self, key: str) -> None:
        """Say that a key of the telephone was pressed."""
        await self._pass_on(lambda to: Press(to.line, key))

    async def typed(self, text: str) -> None:
        """Say what was typed beside the sound."""
        await self._pass_on(lambda to: to.hearing(Text(text)))

    async def hang_up(self) -> None:
        """Say that the candidate is gone for good on this connection."""
        await self._pass_on(lambda to: Leave(to.line))

    async def _pass_on(self, make: Callable[[Connection], Command]) -> None:
        if self._connection is not None:
            await self._connection.say(make(self._connection))
        elif len(self._early) < _MOST_EARLY:
            self._early.append(make)


class SoundLine:
    """A connection that shows nothing: what it is sent is heard."""

    def __init__(self, leg_id: str) -> None:
        self._leg_id = leg_id
        self._closed = asyncio.Event()
        self.code = 0
        self.reason = ""

    @property
    def leg_id(self) -> str:
        """The connection's own name in the log."""
        return self._leg_id

    async def send(self, frame: Frame) -> None:
        """Show nothing; raise ``LineClosed`` once it is over."""
        if self._closed.is_set():
            raise LineClosed

    async def close(self, code: int, reason: str) -> None:
        """Be over; once is enough."""
        if not self._closed.is_set():
            self.code, self.reason = code, reason
            self._closed.set()

    async def closed(self) -> None:
        """Wait until it is over."""
        await self._closed.wait()


class Attached:
    """A connection of sound alone that a session has."""

    def __init__(self, line: SoundLine, connection: Connection, voiced: Voiced) -> None:
        self._line = line
        self._connection = connection
        self._voiced = voiced
        self._closing = asyncio.Lock()
        self._is_closed = False

    @property
    def is_over(self) -> bool:
        """Whether the session has ended for good."""
        return self._line.code in (ENDED, OVER)

    @property
    def reason(self) -> str:
        """Why the session let go of the connection; empty while it has not."""
        return self._line.reason

    async def hang_up(self) -> None:
        """Say that the connection is gone; twice is fine."""
        await self._close(is_graceful=False)
        await self._connection.lost()

    async def ended(self) -> Ending:
        """Wait until the session lets go of it and its goodbye was heard; say what became of the talk."""
        await self._line.closed()
        await self._close(is_graceful=self._line.code == ENDED)
        if self.is_over:
            return "over"
        return "replaced" if self._line.code == REPLACED else "moved"

    async def _close(self, *, is_graceful: bool) -> None:
        async with self._closing:
            if not self._is_closed:
                self._is_closed = True
                await end_sound(self._voiced, is_graceful=is_graceful)


async def end_sound(voiced: Voiced, *, is_graceful: bool) -> None:
    """End one connection's sound, whatever state it is in, and in any case soon."""
    try:
        async with asyncio.timeout(GOODBYE_S if is_graceful else CLOSE_S):
            await voiced.close(is_graceful=is_graceful)
    except (TimeoutError, VivavoceError, OSError, RuntimeError):
        return


class JoinSpoken:
    """Brings connections of sound alone to their sessions."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def __call__(
        self, address: Address, *, leg_id: str, transport: Transport, open_sound: Open
    ) -> Attached:
        """Join; raises ``Unavailable`` or ``Full``, or what kept the sound from opening."""
        line, talk = SoundLine(leg_id), SessionTalk()
        voiced = await open_sound(talk, await self._host.language_of(address))
        try:
            connection = await self._host.join(
                address,
                line,
                last_seq_seen=0,
                shown_id="",
                transport=transport,
                voiced=voiced,
            )
        except BaseException:
            await end_sound(voiced, is_graceful=False)
            raise
        await talk.begin(connection)
        return Attached(line, connection, voiced)
