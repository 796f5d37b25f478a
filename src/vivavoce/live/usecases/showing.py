"""What one connection of the candidate is shown: a subscriber of the session's broker.

Frames wait in this connection's own queue, so that a client that takes nothing holds up nobody: not
the talk, not the counters, not the next connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Unavailable
from vivavoce.live.domain.broker import Happened, Message
from vivavoce.live.domain.wire import frames
from vivavoce.live.domain.wire.frames import Frame, frames_of
from vivavoce.live.ports import Line, LineClosed
from vivavoce.live.usecases.measure import note_reply
from vivavoce.live.usecases.speaking import GivenVoice, Said, SoundEnds, Speaking

COME_AGAIN = 1012


@dataclass(frozen=True, slots=True)
class Shown(Message):
    """A frame for one connection alone."""

    line: Line
    frame: Frame


@dataclass(frozen=True, slots=True)
class HeartBeat(Shown):
    """A frame that nobody misses when there is no room for it."""

    is_durable = False


@dataclass(frozen=True, slots=True)
class HungUp(Message):
    """The end of one connection, after everything that it was to be shown."""

    line: Line
    code: int
    reason: str


class Showing:
    """Sends one connection its frames in order, and says when it is lost."""

    kinds = (Happened, Shown, HungUp, GivenVoice, Said, SoundEnds)

    def __init__(self, line: Line, clock: Clock, on_lost: Callable[[Line], None]) -> None:
        self.line = line
        self.is_lost = False
        """Whether it takes nothing any more; nothing was hung up by us."""
        self.is_closed = False
        self._clock = clock
        self._on_lost = on_lost
        self._speaking = Speaking()

    async def show(
        self, message: Happened | Shown | HungUp | GivenVoice | Said | SoundEnds
    ) -> None:
        """Send what of ``message`` this connection is to see."""
        if isinstance(message, SoundEnds):
            await self._speaking.end(message.farewell)
            message.then()
            return
        if self.is_lost or self.is_closed:
            return
        if isinstance(message, Happened):
            await self._send(frames_of(message.record, message.state))
            await self._speaking.follow(message)
            if message.came_s is not None and not self.is_lost:
                note_reply(self._clock, message.came_s)
        elif message.line is not self.line:
            return
        elif isinstance(message, Shown):
            await self._send([message.frame])
        elif isinstance(message, GivenVoice):
            await self._speaking.begin(message)
        elif isinstance(message, Said):
            await self._speaking.say(message.utterance)
        else:
            await self.close(message.code, message.reason)

    async def close(self, code: int, reason: str) -> None:
        """Close the connection; once is enough."""
        if not self.is_closed:
            self.is_closed = True
            await self.line.close(code, reason)

    async def _send(self, to_send: list[Frame]) -> None:
        try:
            for frame in to_send:
                await self.line.send(frame)
        except LineClosed:
            await self._lose()
        except asyncio.CancelledError:  # it took too long
            await self._lose()
            raise
        except Exception:
            if not await self._apologise():
                await self._lose()
            raise

    async def _lose(self) -> None:
        self.is_lost = True
        self._on_lost(self.line)
        await self.close(COME_AGAIN, "line lost")

    async def _apologise(self) -> bool:
        """Say that something could not be shown; the session goes on. False if even that fails."""
        try:
            await self.line.send(frames.error(Unavailable(), is_retryable=True))
        except Exception:  # noqa: BLE001 - the first failure is the one that is told
            return False
        return True
