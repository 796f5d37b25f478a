"""A turn manager without LiveKit, for simulated time: the same turns and interruptions."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.turns.end_of_turn import is_complete_answer
from vivavoce.voice.domain.turns.speech_activity import BARGE_IN_MIN_SPEECH_S, EndpointingDelays
from vivavoce.voice.ports.audio import (
    AudioChunk,
    AudioOutput,
    PlaybackResult,
    TurnEventHandler,
    TurnManager,
    UtteranceHeader,
    UtteranceOutcome,
)

_END_S = 0.25
_START_MS = 60


class SimpleTurnManager:
    """Implements ``TurnManager``: whatever is not silence is speech."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.is_noisy = False
        self.tempos: list[EndpointingDelays] = []
        self.is_closed = False
        self._words: list[str] = []
        self._judging: asyncio.Future[None] | None = None
        self._listening: asyncio.Future[None] | None = None
        self._speech_ms = 0
        self._still_ms = 0
        self._is_speaking = False
        self._ended_at = 0.0
        self._heard_ms = 0
        self._stop = asyncio.Event()
        self._is_interruptible = True
        self._saying: asyncio.Future[None] | None = None

    async def open(
        self,
        audio: AsyncIterator[bytes],
        audio_output: AudioOutput,
        handler: TurnEventHandler,
        endpointing: EndpointingDelays,
    ) -> None:
        self.loudspeaker, self.news = audio_output, handler
        self.tempos.append(endpointing)
        self._listening = asyncio.ensure_future(self._listen(audio))

    async def play_utterance(
        self, chunks: AsyncGenerator[AudioChunk], header: UtteranceHeader
    ) -> UtteranceOutcome:
        self._stop.clear()
        self._is_interruptible = header.is_interruptible
        first: list[float] = []
        giving = self._saying = asyncio.ensure_future(self._give(chunks, header, first))
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait([giving, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopped = not giving.done()
        stopping.cancel()
        giving.cancel()
        await asyncio.gather(giving, stopping, return_exceptions=True)
        await chunks.aclose()
        played = PlaybackResult(0, is_estimated=False)
        if first:
            loud = self.loudspeaker
            played = await (loud.clear() if stopped else loud.wait_for_playout())
        self._saying = None
        return UtteranceOutcome(
            duration_ms=played.duration_ms,
            is_interrupted=stopped or played.is_stopped_by_client,
            is_estimated=played.is_estimated,
            first_sound_at=first[0] if first else None,
        )

    async def _give(
        self, clips: AsyncGenerator[AudioChunk], cue: UtteranceHeader, first: list[float]
    ) -> None:
        async for clip in clips:
            if not first:
                await self.loudspeaker.begin(cue.generation, turn=cue.turn, text=cue.text)
                first.append(self.clock.monotonic())
            await self.loudspeaker.write(clip.pcm)
        if first:
            await self.loudspeaker.finish()
            await self.loudspeaker.wait_for_playout()

    def push_audio(self, pcm: bytes) -> None:
        ms = len(pcm) // 32
        self._heard_ms += ms
        if any(pcm):
            self._loud(self._heard_ms, ms)
        else:
            self._still(self._heard_ms, ms)

    def interrupt(self) -> None:
        self._stop.set()

    def add_transcript(self, text: str) -> None:
        self._words.append(text)
        if self.tempos[-1].mode != "nobody" and not self._is_speaking:
            self._judge()

    def set_endpointing(self, endpointing: EndpointingDelays) -> None:
        self.tempos.append(endpointing)

    def set_noisy(self, *, is_noisy: bool) -> None:
        self.is_noisy = is_noisy

    async def commit_turn(self) -> None:
        await self._take()

    async def close(self) -> None:
        self.is_closed = True
        self.interrupt()
        while self._saying is not None:
            await self.clock.sleep(0.01)
        tasks = [task for task in (self._judging, self._listening) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, sound: AsyncIterator[bytes]) -> None:
        async for pcm in sound:
            self.push_audio(pcm)

    def _loud(self, at_ms: int, ms: int) -> None:
        self._still_ms = 0
        self._speech_ms += ms
        if not self._is_speaking and self._speech_ms >= _START_MS:
            self._is_speaking = True
            self._drop_judge()
            self.news.on_speech_started(at_ms - self._speech_ms)
        is_long = self._speech_ms >= BARGE_IN_MIN_SPEECH_S * 1000
        if is_long and self._is_interruptible and self.tempos[-1].mode != "nobody":
            self._stop.set()

    def _still(self, at_ms: int, ms: int) -> None:
        self._still_ms += ms
        if not self._is_speaking:
            self._speech_ms = 0
        elif self._still_ms >= _END_S * 1000:
            self._is_speaking, self._speech_ms = False, 0
            self._ended_at = self.clock.monotonic() - self._still_ms / 1000
            self.news.on_speech_ended(at_ms - self._still_ms, silent_s=self._still_ms / 1000)
            if self._words and self.tempos[-1].mode != "nobody":
                self._judge()

    def _judge(self) -> None:
        self._drop_judge()
        self._judging = asyncio.ensure_future(self._take_later())

    def _drop_judge(self) -> None:
        if self._judging is not None:
            self._judging.cancel()

    async def _take_later(self) -> None:
        tempo = self.tempos[-1]
        is_whole = tempo.mode == "pause" or is_complete_answer(" ".join(self._words))
        wait = tempo.min_delay_s if is_whole else tempo.max_delay_s
        with contextlib.suppress(TimeoutError):
            await self.clock.sleep(max(0.0, self._ended_at + wait - self.clock.monotonic()))
        self._judging = None
        await self._take()

    async def _take(self) -> None:
        if self._words:
            self._words = []
            self._stop.set()
            await self.news.on_turn_completed()


class SimpleTurnManagerFactory:
    """Implements ``TurnManagerFactory``."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.made: list[SimpleTurnManager] = []
        self.loads = 0
        self.missing: Exception | None = None

    async def load(self) -> None:
        self.loads += 1
        if self.missing is not None:
            raise self.missing

    async def create(self) -> TurnManager:
        self.made.append(SimpleTurnManager(self.clock))
        return self.made[-1]
