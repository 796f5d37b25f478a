"""One candidate's connection to a hosted session: what it sends becomes commands, and no flood of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vivavoce.contracts.sound import Transport, Voiced
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import TooMany, VivavoceError
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.codec import Codec
from vivavoce.live.ports import Line
from vivavoce.live.usecases.commands import Command, Hear, Leave, Switch
from vivavoce.live.usecases.conduct import Conductor

MESSAGES_PER_SECOND = 60


class TooManyMessages(TooMany):
    """Messages come too fast; some were not read."""

    code = "too_many_messages"


class Connection:
    """One candidate's connection to one hosted session."""

    def __init__(
        self,
        conductor: Conductor,
        line: Line,
        codec: Codec,
        clock: Clock,
        language: Callable[[], Awaitable[str]],
    ) -> None:
        self._conductor = conductor
        self._language = language
        self._line = line
        self._reading = _Reading(clock, codec)
        self._clock = clock

    async def hear(self, raw: str | bytes) -> bool:
        """Pass on what was received; False when nobody listens any more."""
        heard = self._reading.read(raw)
        if heard is not None:
            return await self._take(Hear(self._line, heard, self._clock.monotonic()))
        return not self._conductor.is_done

    @property
    def line(self) -> Line:
        """What it is made of."""
        return self._line

    async def language(self) -> str:
        """Return the language of the talk."""
        return await self._language()

    @property
    def was_spoken(self) -> bool:
        """Whether the candidate was there by voice before."""
        return self._conductor.was_spoken

    async def say(self, command: Command) -> None:
        """Pass on what came from its sound; once nobody listens it is nothing."""
        await self._take(command)

    def hearing(self, frame: said.ClientFrame) -> Hear:
        """Return what the client means as a command, received now."""
        return Hear(self._line, frame, self._clock.monotonic())

    async def switch(self, transport: Transport, voiced: Voiced | None) -> None:
        """Go on with sound, or without."""
        await self._take(Switch(self._line, transport, voiced))

    def note_sign(self) -> None:
        """Say that something came that needs no decision."""
        self._conductor.note_sign(self._line)

    async def lost(self) -> None:
        """Say that the connection is gone."""
        await self._take(Leave(self._line))

    async def _take(self, command: Command) -> bool:
        if self._conductor.is_done:
            return False
        await self._conductor.take(command)
        return True


class _Reading:
    """Reads what one connection sends, at most so many messages a second."""

    def __init__(self, clock: Clock, codec: Codec) -> None:
        self._clock = clock
        self._codec = codec
        self._window = float("-inf")
        self._count = 0

    def read(self, raw: str | bytes) -> said.ClientFrame | VivavoceError | None:
        """Return the frame, or why it was not taken, or None when even that was said already."""
        now = self._clock.monotonic()
        if now - self._window >= 1.0:
            self._window, self._count = now, 0
        self._count += 1
        if self._count > MESSAGES_PER_SECOND:
            return TooManyMessages() if self._count == MESSAGES_PER_SECOND + 1 else None
        try:
            return self._codec.parse(raw)
        except VivavoceError as error:
            return error
