"""Scripted speech engines: results at exact times, and faults as planned.

They run on simulated time and on the real loop alike. ``tests/fakes/scripted_audio.py`` makes sound for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.scripted_audio import FRAME_MS, STT_SAMPLE_RATE, Listener, speech, word_ms

from vivavoce.contracts.voice import ExpectedAnswer, VoiceFailureKind, VoiceStage
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.engines import (
    SpeechEngineError,
    SttResult,
    SttStream,
    SynthesizedAudio,
    SynthesizedWord,
)

STAGES: tuple[VoiceStage, ...] = ("stt", "tts", "transport")
FAULTS: tuple[VoiceFailureKind, ...] = ("refused", "failed", "hung", "mute", "cut", "slow")
SLOW_MS = 4_000
"""How late a slow engine is."""


@dataclass
class FaultPlan:
    """Which fault happens at which call of a stage: the first call is 1.

    ``planned`` names single calls; ``always`` is for every call of a stage; ``share`` of the others fail
    with a fault that the seed picks. ``calls`` counts, also while nothing fails.
    """

    planned: Mapping[tuple[VoiceStage, int], VoiceFailureKind] = field(default_factory=dict)
    always: Mapping[VoiceStage, VoiceFailureKind] = field(default_factory=dict)
    share: float = 0.0
    seed: int = 1
    calls: Counter[VoiceStage] = field(default_factory=Counter)
    happened: list[tuple[VoiceStage, int, VoiceFailureKind]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - no secret hangs on it

    def next(self, stage: VoiceStage) -> VoiceFailureKind | None:
        """Return the fault of the call that begins now, if it has one."""
        self.calls[stage] += 1
        number = self.calls[stage]
        drawn = self._chance.random() < self.share
        kind = self.planned.get((stage, number)) or self.always.get(stage)
        if kind is None and drawn:
            kind = self._chance.choice(FAULTS)
        if kind is not None:
            self.happened.append((stage, number, kind))
        return kind


class ScriptedSttEngine:
    """Understands sound of ``speech(…)``; or, with ``texts``, whatever it is given is the next text.

    Of a text that is empty the final is empty; one that is None, or no words, get no answer. Times are exact:
    interim results with every ``interim_ms`` of sound, the final ``final_ms`` after ``flush``.
    A fault is of a recognition from its beginning, or of the stretch that is flushed.
    """

    def __init__(
        self,
        clock: Clock,
        texts: Iterable[str | None] | None = None,
        *,
        name: str = "scripted",
        model: str = "scripted-ear",
        final_ms: int = 380,
        interim_ms: int = 300,
        confidence: float | None = 0.9,
        is_draft: bool = False,
        needs_speech_only: bool = False,
        faults: FaultPlan | None = None,
        fails_per: Literal["open", "stretch"] = "open",
    ) -> None:
        self.name, self.model = name, model
        self.fails_per = fails_per
        self.is_draft, self.needs_speech_only = is_draft, needs_speech_only
        self.final_ms, self.interim_ms, self.confidence = final_ms, interim_ms, confidence
        self.clock = clock
        self.faults = faults or FaultPlan()
        self.texts = None if texts is None else list(texts)
        self.opened: list[ScriptedSttStream] = []
        """Every recognition that was begun, the latest last."""

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        fault = self.faults.next("stt") if self.fails_per == "open" else None
        if fault == "refused":
            raise SpeechEngineError("refused", f"{self.name} would not begin")
        if fault == "hung":
            await asyncio.Event().wait()
        begun = ScriptedSttStream(self, language, fault, expects)
        self.opened.append(begun)
        return begun


class ScriptedSttStream:
    """One stretch of speech after the other; the sound it was given is kept in ``given``."""

    def __init__(
        self,
        owner: ScriptedSttEngine,
        language: str,
        fault: VoiceFailureKind | None,
        expects: ExpectedAnswer = "anything",
    ) -> None:
        self.owner, self.language, self.fault = owner, language, fault
        self.expects = expects
        self.given = bytearray()
        self.is_closed = False
        self.flushes = 0
        self._listener = Listener()
        self._from = 0
        self._told = 0
        self._due: list[tuple[float, int, SttResult | SpeechEngineError | None]] = []
        self._order = itertools.count()
        self._moved = asyncio.Event()

    async def push(self, pcm: bytes) -> None:
        self.given += pcm
        self._listener.hear(pcm)
        if self.fault == "failed":
            self._put(0, SpeechEngineError("failed", f"{self.owner.name} broke"))
        if len(self.given) - self._told >= self.owner.interim_ms * STT_SAMPLE_RATE // 1000 * 2:
            self._told = len(self.given)
            self._interim()

    async def flush(self) -> None:
        self.flushes += 1
        if len(self.given) == self._from:
            return
        if self.owner.fails_per == "stretch":
            self.fault = self.owner.faults.next("stt")
            if self.fault == "hung":
                await asyncio.Event().wait()
        text = self._understood(is_final=True)
        start, self._from, self._told = self._from, len(self.given), len(self.given)
        if self.fault in ("refused", "failed"):
            self._put(0, SpeechEngineError(self.fault, f"{self.owner.name} broke"))
        elif self.fault == "cut":
            self._put(0, SpeechEngineError("cut", f"{self.owner.name} hung up"))
        elif self.fault != "mute" and text is not None:
            late = self.owner.final_ms + (SLOW_MS if self.fault == "slow" else 0)
            self._put(late, self._words(text, start, is_final=True, latency_ms=late))

    async def results(self) -> AsyncIterator[SttResult]:
        while not self.is_closed:
            self._moved.clear()
            self._due.sort(key=lambda entry: entry[:2])
            now = self.owner.clock.monotonic()
            if self._due and self._due[0][0] <= now:
                _, _, said = self._due.pop(0)
                if isinstance(said, SpeechEngineError):
                    raise said
                if said is not None:
                    yield said
                continue
            wait = self._due[0][0] - now if self._due else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._moved.wait()

    async def close(self) -> None:
        self.is_closed = True
        self._moved.set()

    def break_off(self) -> None:
        """Fail now, in the middle of whatever is being said."""
        self._put(0, SpeechEngineError("cut", f"{self.owner.name} hung up"))

    def _put(self, after_ms: int, said: SttResult | SpeechEngineError) -> None:
        due = self.owner.clock.monotonic() + after_ms / 1000
        self._due.append((due, next(self._order), said))
        self._moved.set()

    def _interim(self) -> None:
        text = self._understood(is_final=False)
        if text and self.fault not in ("mute", "slow"):
            self._put(0, self._words(text, self._from, is_final=False))

    def _understood(self, *, is_final: bool) -> str | None:
        if self.owner.texts is not None:
            texts = self.owner.texts
            return (texts.pop(0) if is_final else texts[0]) if texts else None
        text = " ".join(self._listener.words)
        if is_final:
            self._listener.words.clear()
        return text or None

    def _words(self, text: str, start: int, *, is_final: bool, latency_ms: int = 0) -> SttResult:
        return SttResult(
            text=text,
            is_final=is_final,
            start_ms=_ms(start),
            end_ms=_ms(len(self.given)),
            engine=self.owner.name,
            model=self.owner.model,
            confidence=self.owner.confidence,
            latency_ms=latency_ms,
        )


class ScriptedTtsEngine:
    """Says a text as ``speech(…)`` of the right length with the time of every word.

    The first piece comes after ``first_ms``; then all at once ("instant"), or as fast as it sounds ("real").
    """

    def __init__(
        self,
        clock: Clock,
        *,
        name: str = "scripted",
        model: str = "scripted-mouth",
        voice: str = "plain",
        rate: int = 16_000,
        first_ms: int = 220,
        chunk_ms: int = 100,
        ms_per_char: int = 60,
        pacing: Literal["instant", "real"] = "instant",
        has_words: bool = True,
        faults: FaultPlan | None = None,
    ) -> None:
        self.name, self.model, self.voice, self.rate = name, model, voice, rate
        self.clock = clock
        self.first_ms, self.chunk_ms, self.ms_per_char = first_ms, chunk_ms, ms_per_char
        self.pacing, self.has_words = pacing, has_words
        self.faults = faults or FaultPlan()
        self.asked: list[str] = []

    async def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        self.asked.append(text)
        fault = self.faults.next("tts")
        if fault == "refused":
            raise SpeechEngineError("refused", f"{self.name} would not begin")
        if fault == "hung":
            await asyncio.Event().wait()
        await self.clock.sleep((self.first_ms + (SLOW_MS if fault == "slow" else 0)) / 1000)
        if fault == "mute":
            return
        if fault == "failed":
            raise SpeechEngineError("failed", f"{self.name} broke")
        pieces = list(self._pieces(text, max(FRAME_MS, round(self.ms_per_char / speed))))
        for number, piece in enumerate(pieces):
            if fault == "cut" and number >= len(pieces) / 2:
                raise SpeechEngineError("cut", f"{self.name} stopped half way")
            yield piece
            if self.pacing == "real":
                await self.clock.sleep(self.chunk_ms / 1000)

    def _pieces(self, text: str, ms_per_char: int) -> Iterable[SynthesizedAudio]:
        pcm = speech(text, self.rate, ms_per_char=ms_per_char)
        words, at = [], 0
        for word in text.split():
            words.append(SynthesizedWord(word, at, at + word_ms(word, ms_per_char)))
            at = words[-1].end_ms
        length = self.rate * self.chunk_ms // 1000 * 2
        for start in range(0, len(pcm), length):
            first, last = start // length * self.chunk_ms, (start // length + 1) * self.chunk_ms
            known = tuple(word for word in words if first <= word.start_ms < last)
            yield SynthesizedAudio(
                pcm=pcm[start : start + length], words=known if self.has_words else ()
            )


def _ms(length: int) -> int:
    return length * 1000 // (STT_SAMPLE_RATE * 2)
