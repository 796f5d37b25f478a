"""The two ends of a telephone call: what the caller says, and what the caller hears."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog

from vivavoce.contracts.sound import Transport
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.mulaw import PHONE_RATE, from_mulaw, to_mulaw
from vivavoce.voice.adapters.resample import Resampler
from vivavoce.voice.domain.calls import media
from vivavoce.voice.domain.calls.marks import STEP_MS, Marks
from vivavoce.voice.ports.engines import EAR_RATE
from vivavoce.voice.ports.equipment import Passing, Played

Send = Callable[[str], Awaitable[None]]
"""Sends a message; raises ``OSError`` or ``RuntimeError`` once the line is gone."""
FRAME = 160
"""Bytes of 20 ms."""
MOST_AHEAD_S = 1.0
_MOST_WAITING = 500
"""Pieces of sound that wait for whoever listens: 10 s."""
_PIECE_MS = 20
_SLACK_S = 2.0
_HALF = 2
_log = structlog.get_logger("voice")
_LOOK_EVERY_S = 0.5


class TelephoneMicrophone:
    """The caller's sound, at the rate that is recognised."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._rate = Resampler(PHONE_RATE, EAR_RATE)
        self._timeline = media.Timeline()
        self._is_over = False
        self._has_dropped = False

    def hear(self, piece: media.Media) -> None:
        """Take in a piece of the caller's sound."""
        sound = self._timeline.place(piece)
        if sound is None or self._is_over:
            return
        if self._waiting.qsize() >= _MOST_WAITING:
            self._drop_oldest()
        pcm = self._rate.push(from_mulaw(sound))
        if pcm:
            self._waiting.put_nowait(pcm)

    def _drop_oldest(self) -> None:
        self._waiting.get_nowait()
        if not self._has_dropped:
            self._has_dropped = True
            _log.warning("voice.sound_dropped", dropped_ms=_PIECE_MS)

    def end(self) -> None:
        """Nothing more will come."""
        if not self._is_over:
            self._is_over = True
            self._waiting.put_nowait(None)

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield sound as it arrives; ends when the call does."""
        while (pcm := await self._waiting.get()) is not None:
            yield pcm
        self._waiting.put_nowait(None)


class TelephoneLoudspeaker:
    """What the caller hears, with a mark after every step of it."""

    def __init__(self, send: Send, clock: Clock, *, stream_sid: str) -> None:
        self._send = send
        self._clock = clock
        self._sid = stream_sid
        self.marks = Marks()
        self._rest = b""
        self._marked_ms = 0
        self._is_gone = False
        self._is_playing = False
        self._is_finished = False
        self._result: Played | None = None
        self._news = asyncio.Event()

    @property
    def rate(self) -> int:
        """Samples a second that it takes."""
        return PHONE_RATE

    @property
    def transport(self) -> Transport:
        """What it is a part of."""
        return "phone"

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        """An utterance begins."""
        del turn, text  # a telephone shows nothing
        self.marks.begin(generation)
        self._rest, self._marked_ms = b"", 0
        self._is_playing, self._is_finished, self._result = True, False, None
        if self._is_gone:
            self._settle(Played(0, is_estimated=True))

    async def write(self, pcm: bytes) -> None:
        """Give sound of the utterance; waits while about a second is on its way."""
        self._rest += pcm
        frame = FRAME * _HALF
        while len(self._rest) >= frame and self._is_playing:
            sound, self._rest = self._rest[:frame], self._rest[frame:]
            await self._give(to_mulaw(sound))
            await self._wait_for_room()

    async def finish(self) -> None:
        """All sound was given: the rest of it goes, and the last mark."""
        if not self._is_playing:
            return
        whole = len(self._rest) // _HALF * _HALF
        if whole:
            sound = to_mulaw(self._rest[:whole])
            await self._give(sound.ljust(FRAME, b"\xff"))
        self._rest = b""
        if self.marks.given_ms > self._marked_ms:
            await self._mark()
        self._is_finished = True
        self._news.set()

    async def played(self) -> Played:
        """Wait until the utterance was played to its end, or cleared."""
        while self._result is None:
            now = self._clock.monotonic()
            if self._is_finished and (self.marks.is_played or self.marks.given_ms == 0):
                self._settle(Played(self.marks.given_ms, is_estimated=False))
            elif self._is_finished and self.marks.left_s(now - _SLACK_S) <= 0:
                self._settle(Played(self.marks.given_ms, is_estimated=True))
            else:
                await self._next_news()
        return self._result

    async def clear(self) -> Played:
        """Stop at once and return how much was played: no answer is waited for, for it proves nothing."""
        if self._result is not None or not self._is_playing:
            return self._result or Played(0, is_estimated=False)
        heard = self.marks.heard_ms(self._clock.monotonic())
        played = Played(heard, is_estimated=not self.marks.is_known)
        self.marks.clear()
        self._settle(played)
        await self._post(media.clear(self._sid))
        return played

    async def tell(self, what: Passing, text: str = "") -> None:
        """Tell nothing: a telephone has no screen."""

    def come_back(self, name: str) -> None:
        """A mark came back."""
        if self.marks.come_back(name, now=self._clock.monotonic()):
            self._news.set()

    def hang_up(self) -> None:
        """The line is gone: what is written from now on is swallowed."""
        if self._is_gone:
            return
        self._is_gone = True
        if self._is_playing:
            heard = self.marks.heard_ms(self._clock.monotonic())
            self._settle(Played(heard, is_estimated=True))

    def _settle(self, played: Played) -> None:
        self._result, self._is_playing, self._rest = played, False, b""
        self._news.set()

    async def _give(self, sound: bytes) -> None:
        self.marks.give(len(sound) // media.BYTES_A_MS, now=self._clock.monotonic())
        await self._post(media.media(self._sid, sound))
        if self.marks.given_ms - self._marked_ms >= STEP_MS:
            await self._mark()

    async def _mark(self) -> None:
        self._marked_ms = self.marks.given_ms
        name = f"{self.marks.generation}:{self._marked_ms}"
        await self._post(media.mark(self._sid, name))

    async def _post(self, message: str) -> None:
        if self._is_gone:
            return
        try:
            await self._send(message)
        except (OSError, RuntimeError):
            self.hang_up()

    async def _wait_for_room(self) -> None:
        ahead = self.marks.ahead_s(self._clock.monotonic()) - MOST_AHEAD_S
        if ahead > 0 and self._is_playing and not self._is_gone:
            await self._clock.sleep(ahead)

    async def _next_news(self) -> None:
        self._news.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY_S):
                await self._news.wait()
