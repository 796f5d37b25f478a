"""TTS failover: several engines act as one, so that no sentence stays unfinished when one of them fails."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.failover_chain import (
    RETRY_DELAYS_S,
    CircuitBreakerRegistry,
    FailoverChain,
)
from vivavoce.voice.domain.phrases.spoken_phrases import (
    AudioCache,
    AudioCacheKey,
    LinearResampler,
    SpeakingRateEstimator,
    find_unspoken_text,
)
from vivavoce.voice.ports.engines import (
    LanguageNotSupportedError,
    SendEngineReport,
    SpeechEngineError,
    SynthesizedAudio,
    SynthesizedWord,
    TtsEngine,
    ignore_engine_report,
)

_log = structlog.get_logger(__name__)
_MAX_ROUNDS = 3
_PAUSE_S = 0.05
"""Seconds between phrases that are synthesized in advance: live requests go first."""


class AudioCacheStore(Protocol):
    """Keeps cached audio across restarts."""

    def load(self, key: AudioCacheKey) -> tuple[SynthesizedAudio, ...] | None:
        """Return the stored audio, or None if it is missing or incomplete."""

    def save(self, key: AudioCacheKey, chunks: tuple[SynthesizedAudio, ...]) -> None:
        """Store the audio; a failure to do so is ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TtsTimeouts:
    """How long an engine may take before it counts as hung, in seconds."""

    first_chunk_s: float = 1.5
    """From the request to the first chunk."""
    next_chunk_s: float = 1.5
    """Between two chunks."""


class TtsFailover:
    """A TTS pipeline made of several engines, preferred first.

    When an engine fails, the next one continues from the first word that was not completely spoken. Made for
    one connection; ``breakers``, ``cache`` and ``speaking_rates`` are shared by the process.
    """

    def __init__(
        self,
        engines: Sequence[TtsEngine],
        clock: Clock,
        *,
        breakers: CircuitBreakerRegistry | None = None,
        cache: AudioCache[SynthesizedAudio] | None = None,
        speaking_rates: SpeakingRateEstimator | None = None,
        report: SendEngineReport = ignore_engine_report,
        jitter: Callable[[], float] = lambda: 0.5,
        timeouts: TtsTimeouts = TtsTimeouts(),
    ) -> None:
        """Try ``engines`` in this order; ``jitter`` returns 0 to 1 and spreads the pauses before a retry."""
        if not engines:
            raise SpeechEngineError("refused", "No text-to-speech engine is usable.")
        self.engines = tuple(engines)
        self.clock = clock
        self.breakers = breakers if breakers is not None else CircuitBreakerRegistry()
        self.cache = cache if cache is not None else AudioCache()
        self.speaking_rates = speaking_rates or SpeakingRateEstimator()
        self.report = report
        self.jitter = jitter
        self.timeouts = timeouts

    @property
    def name(self) -> str:
        """Name of the preferred engine."""
        return self.engines[0].name

    def stream(self, text: str, *, language: str, speed: float = 1.0) -> TtsStream:
        """Return the stream of one sentence or phrase; no engine is called before it is iterated."""
        return TtsStream(self, text, language, speed)

    async def prefill_cache(
        self, *, language: str = "en", store: AudioCacheStore | None = None
    ) -> int:
        """Synthesize all cacheable texts with the preferred engine; return how many are cached.

        Stops at the first failure: the rest is cached when it is first spoken.
        """
        speaker, cached_count = self.engines[0], 0
        for text in self.cache.cacheable_texts:
            key = _cache_key(speaker, text, language, 1.0)
            sounds = self.cache.get(key) or (store.load(key) if store else None)
            if sounds is None:
                try:
                    sounds = await self._synthesize_all(speaker, text, language)
                except SpeechEngineError as failure:
                    _log.info("tts.phrases_skipped", engine=speaker.name, reason=failure.kind)
                    break
                if store is not None:
                    store.save(key, sounds)
                await self.clock.sleep(_PAUSE_S)
            self.cache.put(key, sounds)
            cached_count += 1
        return cached_count

    async def _synthesize_all(
        self, engine: TtsEngine, text: str, language: str
    ) -> tuple[SynthesizedAudio, ...]:
        pieces = []
        async with contextlib.aclosing(
            synthesize_with_timeout(engine, text, language, 1.0, self.timeouts)
        ) as sounds:
            async for sound in sounds:
                pieces.append(sound)  # noqa: PERF401 - a comprehension cannot be closed early
        if not _is_audible(pieces):
            raise SpeechEngineError("mute", "The text-to-speech engine returned no audio.")
        return tuple(pieces)


class TtsStream:
    """Synthesis of one text by whichever engine succeeds; the attributes are set once audio has begun."""

    def __init__(self, failover: TtsFailover, text: str, language: str, speed: float) -> None:
        self._failover, self._text, self._language, self._speed = failover, text, language, speed
        self._language_error: LanguageNotSupportedError | None = None
        """Set if the last engine failed only because it does not support the language."""
        self.engine = self.model = self.voice = ""
        self.rate = failover.engines[0].rate
        """Sample rate in Hz; known before the first chunk is yielded, and constant to the end."""
        self.is_cached = False
        """Whether the audio came from the cache and cost nothing."""
        self.first_chunk_ms = 0
        """Milliseconds from the request to the first chunk."""
        self._remaining_text = text
        """The text that is not spoken yet."""
        self._sent_ms = 0.0
        self._has_started = False

    async def chunks(self) -> AsyncIterator[SynthesizedAudio]:
        """Yield the audio, once; raise ``SpeechEngineError`` when no engine can begin or continue it."""
        asked = self._failover.clock.monotonic()
        async with contextlib.aclosing(self._synthesize()) as pieces:
            async for sound in pieces:
                if not self._has_started:
                    self._has_started = True
                    self.first_chunk_ms = round((self._failover.clock.monotonic() - asked) * 1000)
                self._sent_ms += _duration_ms(sound.pcm, self.rate)
                yield sound

    async def _synthesize(self) -> AsyncGenerator[SynthesizedAudio, None]:
        for sound in self._from_cache(self._failover.engines[0]):
            yield sound
        if self.is_cached:
            return
        chain = self._create_chain()
        while (
            step := chain.next_attempt(self._failover.clock.monotonic(), self._failover.jitter())
        ) is not None:
            await self._failover.clock.sleep(step.delay_s)
            speaker = self._failover.engines[step.index]
            try:
                async with contextlib.aclosing(self._synthesize_with(speaker, chain)) as sounds:
                    async for sound in sounds:
                        yield sound
            except SpeechEngineError as failure:
                self._record_failure(chain, failure)
                continue
            except BaseException:
                chain.release()  # interrupted: this is no failure of the engine
                raise
            for news in chain.record_success():
                self._failover.report(news)
            return
        for sound in self._from_any_cache():
            yield sound
        if self.is_cached:
            return
        self._failover.report(chain.build_exhausted_report())
        raise self._language_error or SpeechEngineError(
            chain.failure_kind, "No text-to-speech engine works at the moment."
        )

    def _create_chain(self) -> FailoverChain:
        engines = self._failover.engines
        is_alone = len(engines) == 1
        names = [speaker.name for speaker in engines]
        return FailoverChain(
            "tts",
            names,
            self._failover.breakers,
            retry_delays_s=RETRY_DELAYS_S if is_alone else (),
            max_rounds=_MAX_ROUNDS,
        )

    async def _synthesize_with(
        self, engine: TtsEngine, chain: FailoverChain
    ) -> AsyncGenerator[SynthesizedAudio, None]:
        """Yield the rest of the text as spoken by ``engine``; raise if it stops before the end."""
        text, from_ms = self._remaining_text, self._sent_ms
        resampler: LinearResampler | None = None
        pieces: list[SynthesizedAudio] = []
        made_ms = 0.0
        ends_ms: list[int] = []
        try:
            async with contextlib.aclosing(
                synthesize_with_timeout(
                    engine, text, self._language, self._speed, self._failover.timeouts
                )
            ) as sounds:
                async for sound in sounds:
                    if resampler is None:
                        resampler = self._start_engine(engine, chain)
                    pieces.append(sound)
                    ends_ms += [word.end_ms for word in sound.words]
                    made_ms += _duration_ms(sound.pcm, engine.rate)
                    yield SynthesizedAudio(
                        pcm=resampler.resample(sound.pcm), words=_shift_words(sound.words, from_ms)
                    )
        except SpeechEngineError:
            self._record_partial(engine, text, made_ms if _is_audible(pieces) else 0.0, ends_ms)
            if not self._remaining_text:
                return  # every word was spoken, only the trailing silence is missing
            raise
        if not _is_audible(pieces):
            raise SpeechEngineError("mute", "The text-to-speech engine returned no audio.")
        self._record_complete(engine, text, made_ms, tuple(pieces))

    def _start_engine(self, engine: TtsEngine, chain: FailoverChain) -> LinearResampler:
        if not self._has_started:
            self.engine, self.model, self.voice = engine.name, engine.model, engine.voice
            self.rate = engine.rate
        for news in chain.record_started():
            self._failover.report(news)
        return LinearResampler(engine.rate, self.rate)

    def _record_partial(
        self, engine: TtsEngine, text: str, made_ms: float, ends_ms: Sequence[int]
    ) -> None:
        tempo = self._failover.speaking_rates.ms_per_character(engine.voice) / self._speed
        self._remaining_text = (
            find_unspoken_text(text, made_ms, ends_ms, tempo) if made_ms else text
        )

    def _record_complete(
        self, engine: TtsEngine, text: str, made_ms: float, pieces: tuple[SynthesizedAudio, ...]
    ) -> None:
        self._failover.speaking_rates.record(engine.voice, text, made_ms * self._speed)
        if text == self._text:
            self._failover.cache.put(_cache_key(engine, text, self._language, self._speed), pieces)

    def _record_failure(self, chain: FailoverChain, failure: SpeechEngineError) -> None:
        if isinstance(failure, LanguageNotSupportedError):
            self._language_error = failure
            chain.record_not_supported()
            return
        self._language_error = None
        for news in chain.record_failure(failure.kind, self._failover.clock.monotonic()):
            self._failover.report(news)

    def _from_cache(self, engine: TtsEngine) -> Iterable[SynthesizedAudio]:
        cached = self._failover.cache.get(
            _cache_key(engine, self._text, self._language, self._speed)
        )
        if cached is None or self._has_started:
            return ()
        self.engine, self.model, self.voice = engine.name, engine.model, engine.voice
        self.rate, self.is_cached = engine.rate, True
        return cached

    def _from_any_cache(self) -> Iterable[SynthesizedAudio]:
        """Return the phrase from the cache of another engine, for when no engine works."""
        for speaker in self._failover.engines[1:]:
            if cached := tuple(self._from_cache(speaker)):
                return cached
        return ()


async def synthesize_with_timeout(
    engine: TtsEngine, text: str, language: str, speed: float, timeouts: TtsTimeouts
) -> AsyncGenerator[SynthesizedAudio, None]:
    """Yield audio from ``engine``; raise ``SpeechEngineError`` where it fails, hangs or crashes."""
    patience_s = timeouts.first_chunk_s
    async with contextlib.aclosing(
        engine.synthesize(text, language=language, speed=speed)  # type: ignore[type-var]
    ) as sounds:
        while True:
            try:
                async with asyncio.timeout(patience_s):
                    sound = await anext(sounds)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise SpeechEngineError(
                    "hung", "The text-to-speech engine did not respond in time."
                ) from None
            except SpeechEngineError:
                raise
            except Exception as error:
                _log.warning(
                    "tts.engine_failed",
                    engine=engine.name,
                    kind=type(error).__name__,
                    place=error_location(error),
                )
                raise SpeechEngineError("failed", "The text-to-speech engine failed.") from error
            if sound.pcm:
                patience_s = timeouts.next_chunk_s
                yield sound


def _shift_words(words: Sequence[SynthesizedWord], offset_ms: float) -> tuple[SynthesizedWord, ...]:
    return tuple(
        SynthesizedWord(word.text, round(word.start_ms + offset_ms), round(word.end_ms + offset_ms))
        for word in words
    )


def _is_audible(pieces: Sequence[SynthesizedAudio]) -> bool:
    return any(piece.pcm.strip(b"\0") for piece in pieces)


def _cache_key(engine: TtsEngine, text: str, language: str, speed: float) -> AudioCacheKey:
    return AudioCacheKey(
        engine=engine.name,
        model=engine.model,
        voice=engine.voice,
        rate=engine.rate,
        language=language,
        speed=speed,
        text=text,
    )


def _duration_ms(pcm: bytes, rate: int) -> float:
    return len(pcm) / 2 * 1000 / rate
