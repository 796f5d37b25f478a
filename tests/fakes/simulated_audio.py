"""A simulated candidate's audio: a microphone in real time, and a listener with a buffer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from vivavoce.contracts.voice import (
    CandidateUtterance,
    InterimTranscriptReport,
    PlaybackReport,
    SpeechFailureReport,
    Transport,
    VoiceReport,
)
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.audio import ClientUpdateKind, PlaybackResult

STT_SAMPLE_RATE = 16_000
FRAME_MS = 20
FRAME = STT_SAMPLE_RATE * FRAME_MS // 1000 * 2
TRIP_S = 0.06
"""One way over the network."""
BUFFER_S = 0.04


class SimulatedMicrophone:
    """Gives a frame every 20 ms for ever: what was put in, and silence else; none while it is stopped."""

    def __init__(self, clock: Clock, quiet: Callable[[], bytes] = lambda: bytes(FRAME)) -> None:
        self.clock, self.quiet = clock, quiet
        self.waiting: deque[bytes] = deque()
        self.is_over = False
        self.is_stopped = False
        self.given = 0

    def stop(self) -> None:
        """Give nothing more, not even silence: unplugged, or closed at the candidate's own end."""
        self.is_stopped = True
        self.waiting.clear()

    def put(self, pcm: bytes) -> float:
        """Say ``pcm`` after what is waiting; returns how many seconds it takes."""
        for at in range(0, len(pcm), FRAME):
            self.waiting.append(pcm[at : at + FRAME].ljust(FRAME, b"\0"))
        return len(self.waiting) * FRAME_MS / 1000

    async def frames(self) -> AsyncIterator[bytes]:
        due = self.clock.monotonic()
        while not self.is_over:
            due += FRAME_MS / 1000
            await self.clock.sleep(max(0.0, due - self.clock.monotonic()))
            if self.is_stopped:
                continue
            self.given += 1
            yield self.waiting.popleft() if self.waiting else self.quiet()


@dataclass
class Generation:
    """One generation, as the listener's side knows it."""

    generation: int
    turn: int | None
    text: str
    pieces: list[tuple[float, bytes]] = field(default_factory=list)
    """When each piece arrives, and its sound."""
    heard: bytes = b""
    """What came out of the loudspeaker."""
    is_over: bool = False


class SimulatedListener:
    """A ``AudioOutput`` 60 ms away, with a jitter buffer, that answers a flush with what it has played."""

    def __init__(self, clock: Clock, *, rate: int = 16_000, is_gone: bool = False) -> None:
        self.clock, self._rate = clock, rate
        self.is_gone = is_gone
        self.generations: list[Generation] = []
        self.updates: list[tuple[ClientUpdateKind, str]] = []
        self.cleared_at: list[float] = []
        self._is_cut = False
        self._changed = asyncio.Event()

    @property
    def rate(self) -> int:
        return self._rate

    @property
    def transport(self) -> Transport:
        return "voice"

    @property
    def texts(self) -> list[str]:
        """What was begun to be said, in order."""
        return [begun.text for begun in self.generations]

    def updates_of(self, what: ClientUpdateKind) -> list[str]:
        return [text for kind, text in self.updates if kind == what]

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        assert not self.generations or self.generations[-1].is_over, "two utterances at once"
        assert generation == (self.generations[-1].generation if self.generations else 0) + 1
        self._is_cut = False
        self.generations.append(Generation(generation, turn, text))

    async def write(self, pcm: bytes) -> None:
        now = self.generations[-1]
        if self._is_cut:
            return
        assert not now.is_over, "sound after the end"
        now.pieces.append((self.clock.monotonic() + TRIP_S, pcm))
        ahead = self._end(now) - self.clock.monotonic() - 1.0
        if ahead > 0:
            await self.clock.sleep(ahead)

    async def finish(self) -> None:
        return None

    async def wait_for_playout(self) -> PlaybackResult:
        now = self.generations[-1]
        if now.is_over:
            return self._over(now)
        left = self._end(now) + TRIP_S - self.clock.monotonic()
        self._changed.clear()
        try:
            async with asyncio.timeout(max(0.0, left)):
                await self._changed.wait()
        except TimeoutError:
            return self._stop(now, self.clock.monotonic())
        return self._over(now)

    async def clear(self) -> PlaybackResult:
        now = self.generations[-1]
        if self._is_cut:
            return self._over(now)
        self.cleared_at.append(self.clock.monotonic())
        at = self.clock.monotonic() + TRIP_S
        if self.is_gone:
            return PlaybackResult(self._stop(now, at - TRIP_S).duration_ms, is_estimated=True)
        await self.clock.sleep(2 * TRIP_S)
        played = self._stop(now, at)
        self._changed.set()
        return played

    def silence(self) -> None:
        """Stop the sound at the listener's own end, unasked, and report it at once."""
        self._is_cut = True
        self._stop(self.generations[-1], self.clock.monotonic())
        self._changed.set()

    async def send_update(self, what: ClientUpdateKind, text: str = "") -> None:
        self.updates.append((what, text))

    def _ms(self, length: int) -> int:
        return length * 1000 // (self._rate * 2)

    def _stop(self, now: Generation, at: float) -> PlaybackResult:
        """Have heard what was played until ``at``."""
        cursor, heard = None, b""
        for arrived, pcm in now.pieces:
            start = arrived + BUFFER_S if cursor is None else max(cursor, arrived)
            seconds = len(pcm) / 2 / self._rate
            share = min(1.0, max(0.0, (at - start) / seconds))
            heard += pcm[: round(len(pcm) // 2 * share) * 2]
            cursor = start + seconds
        now.heard, now.is_over = heard, True
        return PlaybackResult(self._ms(len(heard)), is_estimated=False)

    def _over(self, now: Generation) -> PlaybackResult:
        return PlaybackResult(
            self._ms(len(now.heard)), is_estimated=False, is_stopped_by_client=self._is_cut
        )

    def _end(self, now: Generation) -> float:
        cursor = None
        for arrived, pcm in now.pieces:
            start = arrived + BUFFER_S if cursor is None else max(cursor, arrived)
            cursor = start + len(pcm) / 2 / self._rate
        return cursor if cursor is not None else self.clock.monotonic()


class SessionRecorder:
    """A ``Talk`` that writes down what it is told, and when."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.log: list[tuple[float, CandidateUtterance | VoiceReport]] = []
        """All but ``kept``."""
        self.kept: list[InterimTranscriptReport] = []
        self.offers: list[tuple[float, str | None]] = []
        """Words of answers before they were over."""

    @property
    def heard_all(self) -> list[CandidateUtterance]:
        return [said for _, said in self.log if isinstance(said, CandidateUtterance)]

    @property
    def spoken_all(self) -> list[PlaybackReport]:
        return [said for _, said in self.log if isinstance(said, PlaybackReport)]

    @property
    def silent_all(self) -> list[SpeechFailureReport]:
        return [said for _, said in self.log if isinstance(said, SpeechFailureReport)]

    @property
    def news(self) -> list[VoiceReport]:
        return [said for _, said in self.log if not isinstance(said, CandidateUtterance)]

    async def on_utterance(self, heard: CandidateUtterance) -> None:
        self.log.append((self.clock.monotonic(), heard))

    async def on_possible_answer(self, utterance: CandidateUtterance | None) -> None:
        self.offers.append((self.clock.monotonic(), utterance and utterance.text))

    async def on_report(self, news: VoiceReport) -> None:
        if isinstance(news, InterimTranscriptReport):
            self.kept.append(news)
            return
        self.log.append((self.clock.monotonic(), news))

    async def on_dtmf(self, key: str) -> None:
        raise AssertionError("nobody has keys here")

    async def on_text(self, text: str) -> None:
        raise AssertionError("nobody types here")
