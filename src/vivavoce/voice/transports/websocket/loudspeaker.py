"""Where a candidate behind a socket hears us, paced so that little is on its way at any time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from vivavoce.contracts.sound import Transport
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.wire.cutting import Cutter
from vivavoce.voice.domain.wire.playing import REPORT_S, Playing
from vivavoce.voice.ports.equipment import Passing, Played
from vivavoce.voice.transports.websocket.outgoing import Message, Outgoing

_LAG_S = 0.1
"""From sending to hearing where nobody says how long it takes (a guess)."""
_TICK_S = 0.001
_SAMPLE = 2


class Letters(Protocol):
    """What a dialect sends for each thing that happens to an utterance."""

    @property
    def rate(self) -> int:
        """Samples a second of the sound."""

    @property
    def most_ahead_s(self) -> float:
        """No more is sent while more than this was sent and cannot have been played."""

    @property
    def has_reports(self) -> bool:
        """Whether the client says what it has played."""

    def cutter(self) -> Cutter:
        """Return what cuts the sound of an utterance."""

    def begin(self, generation: int, turn: int | None, text: str) -> Sequence[Message]:
        """An utterance begins."""

    async def sound(self, generation: int, piece: bytes) -> Sequence[Message]:
        """Return a piece of its sound."""

    def finish(self, generation: int, samples: int) -> Sequence[Message]:
        """All its sound was sent."""

    def flush(self, generation: int) -> Sequence[Message]:
        """Stop it."""

    def tell(self, what: Passing, text: str) -> Sequence[Message]:
        """Tell of something passing."""


class _Saying:
    """One utterance, from its first word to what became of it."""

    def __init__(self, generation: int, letters: Letters) -> None:
        self.generation = generation
        self.cutter = letters.cutter()
        self.playing = Playing(letters.rate, lag_s=_LAG_S)
        self.is_stopped = False
        self.is_finished = False
        self.has_marked = False
        self.is_answered = False
        self.result: Played | None = None


class SocketLoudspeaker:
    """Says one utterance at a time in a dialect's ``letters``."""

    def __init__(self, outgoing: Outgoing, letters: Letters, clock: Clock) -> None:
        self._outgoing = outgoing
        self._letters = letters
        self._clock = clock
        self._saying: _Saying | None = None
        self._moved = asyncio.Event()
        outgoing.when_gone(self._move)

    @property
    def rate(self) -> int:
        """Samples a second that are written."""
        return self._letters.rate

    @property
    def transport(self) -> Transport:
        """It belongs to one of our sockets."""
        return "voice"

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        """Announce an utterance."""
        self._settle()
        self._saying = _Saying(generation, self._letters)
        await self._outgoing.send(*self._letters.begin(generation, turn, text))

    async def write(self, pcm: bytes) -> None:
        """Send sound; waits while enough is on its way."""
        saying = self._saying
        if saying is None or saying.is_finished:
            return
        for piece in saying.cutter.push(pcm):
            await self._send(saying, piece)

    async def finish(self) -> None:
        """Send what is left, and say that it was all."""
        saying = self._saying
        if saying is None or saying.is_finished:
            return
        rest = saying.cutter.rest()
        if rest:
            await self._send(saying, rest)
        if not saying.is_stopped:
            saying.is_finished = True
            ending = self._letters.finish(saying.generation, saying.playing.sent)
            await self._outgoing.send(*ending)
        self._move()

    async def played(self) -> Played:
        """Wait until the utterance was heard, by the client's word or by the clock."""
        saying = self._saying
        if saying is None:
            return Played(0, is_estimated=False)
        while saying.result is None:
            now = self._clock.monotonic()
            if saying.is_stopped or not (saying.is_finished or self._is_gone):
                await self._wait(None)
            elif self._is_over(saying, now):
                saying.result = self._place(saying)
            else:
                await self._wait(self._due(saying) - now)
        return saying.result

    async def clear(self) -> Played:
        """Stop what is being said; waits for the client to say where, but not long."""
        saying = self._saying
        if saying is None:
            return Played(0, is_estimated=False)
        if saying.result is None and not saying.is_stopped and not self._is_heard(saying):
            await self._stop(saying)
        while saying.result is None:
            if saying.is_stopped:
                await self._wait(None)
            else:
                saying.result = self._place(saying)
        return saying.result

    async def tell(self, what: Passing, text: str = "") -> None:
        """Pass on words and states."""
        await self._outgoing.send(*self._letters.tell(what, text))

    @property
    def sent(self) -> tuple[int, int] | None:
        """The utterance that was begun last, and how many samples of it were sent."""
        saying = self._saying
        return None if saying is None else (saying.generation, saying.playing.sent)

    def reported(self, samples: int, *, is_answer: bool) -> bool:
        """Take the client's word on how much was played; return whether it stopped there unasked."""
        saying = self._saying
        if saying is None or saying.result is not None:
            return False
        saying.playing.report(samples, self._clock.monotonic())
        is_unasked = is_answer and not saying.is_stopped and not self._is_heard(saying)
        if is_unasked:
            saying.is_stopped = True
            place = saying.playing.ms(saying.playing.reported or 0)
            saying.result = Played(place, is_estimated=False, is_cut=True)
        saying.has_marked = saying.has_marked or saying.is_stopped
        saying.is_answered = saying.is_answered or (is_answer and saying.is_stopped)
        self._move()
        return is_unasked

    async def _send(self, saying: _Saying, piece: bytes) -> None:
        messages = await self._letters.sound(saying.generation, piece)
        await self._until_room(saying)
        if saying.is_stopped or self._is_gone:
            return
        saying.playing.send(len(piece) // _SAMPLE, self._clock.monotonic())
        await self._outgoing.send(*messages)

    async def _until_room(self, saying: _Saying) -> None:
        while not (saying.is_stopped or self._is_gone):
            too_far = saying.playing.ahead(self._clock.monotonic()) - self._letters.most_ahead_s
            if too_far <= 0:
                return
            await self._wait(too_far)

    async def _stop(self, saying: _Saying) -> None:
        saying.is_stopped = True
        stopped_at = self._clock.monotonic()
        self._move()
        place = saying.playing.at(self._heard_until(stopped_at))
        try:
            await self._outgoing.send(*self._letters.flush(saying.generation))
            if saying.playing.sent and self._letters.has_reports:
                await self._for_answer(saying, stopped_at + REPORT_S)
        finally:
            is_known = saying.has_marked or not saying.playing.sent
            if is_known:
                place = saying.playing.reported or 0
            saying.result = Played(saying.playing.ms(place), is_estimated=not is_known)
            self._move()

    async def _for_answer(self, saying: _Saying, until: float) -> None:
        while not (saying.is_answered or self._is_gone):
            left = until - self._clock.monotonic()
            if left <= 0:
                return
            await self._wait(left)

    def _settle(self) -> None:
        """Whoever still waits for the utterance before is answered."""
        saying = self._saying
        if saying is not None and saying.result is None:
            saying.result = self._place(saying)
            saying.is_stopped = True
            self._move()

    def _place(self, saying: _Saying) -> Played:
        if self._is_heard(saying):
            return Played(saying.playing.ms(saying.playing.sent), is_estimated=False)
        place = saying.playing.at(self._heard_until(self._clock.monotonic()))
        return Played(saying.playing.ms(place), is_estimated=True)

    def _is_heard(self, saying: _Saying) -> bool:
        return saying.is_finished and saying.playing.is_heard

    def _is_over(self, saying: _Saying, now: float) -> bool:
        return self._is_gone or self._is_heard(saying) or now >= self._due(saying)

    def _due(self, saying: _Saying) -> float:
        playing = saying.playing
        return playing.due() if self._letters.has_reports else playing.ends_at()

    @property
    def _is_gone(self) -> bool:
        return self._outgoing.gone_at is not None

    def _heard_until(self, now: float) -> float:
        """Nobody hears anything after the connection was lost."""
        gone_at = self._outgoing.gone_at
        return now if gone_at is None else min(now, gone_at)

    def _move(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def _wait(self, seconds: float | None) -> None:
        """Wait until something moved, or for ``seconds``."""
        moved = self._moved
        try:
            async with asyncio.timeout(None if seconds is None else max(seconds, _TICK_S)):
                await moved.wait()
        except TimeoutError:
            return
