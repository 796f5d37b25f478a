"""Creates the engines of each connection from those of the process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from vivavoce.contracts.voice import AnswerMode, VoicePreferences, VoiceStage
from vivavoce.infra.metrics import CIRCUIT_OPEN, PROVIDER_FALLBACKS
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.failover_chain import CircuitBreakerRegistry, LatencyTracker
from vivavoce.voice.domain.phrases.spoken_phrases import (
    SYSTEM_PHRASES,
    AudioCache,
    SpeakingRateEstimator,
)
from vivavoce.voice.ports.engines import (
    SendEngineReport,
    SttEngine,
    SynthesizedAudio,
    TtsEngine,
    ignore_engine_report,
)
from vivavoce.voice.usecases.engines.stt_failover import SttFailover
from vivavoce.voice.usecases.engines.tts_failover import AudioCacheStore, TtsFailover


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEngines:
    """The engines of one connection; None where no engine is available."""

    stt: SttEngine | None
    tts: TtsFailover | None
    tts_name: str | None = None
    """Name of the preferred TTS engine."""
    draft_engines: frozenset[str] = frozenset()
    """Names of STT engines whose words must be checked."""

    def choose_answer_mode(self, preferences: VoicePreferences) -> AnswerMode:
        """Return the requested answer mode, or the best one that the STT engine allows."""
        if self.stt is None:
            return "typed"
        return preferences.answer_mode or ("draft" if self.stt.is_draft else "spoken")


class FailoverEnginesFactory:
    """Creates the engines of each connection, with failover.

    All connections share the circuit breakers, the audio cache, and the measured latencies and speaking
    rates.
    """

    def __init__(
        self,
        stt_engines: Sequence[SttEngine],
        tts_engines: Sequence[TtsEngine],
        clock: Clock,
        *,
        jitter: Callable[[], float],
        phrases: Iterable[str] = (),
        cache_store: AudioCacheStore | None = None,
        warm_up: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._stt_engines, self._tts_engines = stt_engines, tts_engines
        self._clock, self._jitter, self._cache_store, self._start_engines = (
            clock,
            jitter,
            cache_store,
            warm_up,
        )
        self._breakers, self._latency = CircuitBreakerRegistry(), LatencyTracker()
        # Callers add the phrases that they say often to the system phrases.
        self._cache, self._speaking_rates = (
            AudioCache[SynthesizedAudio]((*SYSTEM_PHRASES.values(), *phrases)),
            SpeakingRateEstimator(),
        )
        self._prefilling: asyncio.Future[int] | None = None
        self._published: list[tuple[VoiceStage, str]] = []

    async def create(self, report: SendEngineReport) -> SpeechEngines:
        """Return the engines of a new connection; the first call also starts to fill the audio cache."""
        stt = self._create_stt(report) if self._stt_engines else None
        tts = self.create_tts(report)
        if tts is not None and self._prefilling is None:
            self._prefilling = asyncio.ensure_future(tts.prefill_cache(store=self._cache_store))
        return SpeechEngines(
            stt=stt,
            tts=tts,
            tts_name=tts.name if tts is not None else None,
            draft_engines=stt.draft_engines if stt is not None else frozenset(),
        )

    def publish_metrics(self) -> None:
        """Publish which engines have an open circuit as metrics of this process.

        They are evaluated at each scrape, until ``close``.
        """
        self._publish_stage("stt", [engine.name for engine in self._stt_engines])
        self._publish_stage("tts", [engine.name for engine in self._tts_engines])

    def _publish_stage(self, stage: VoiceStage, engines: Sequence[str]) -> None:
        for engine in engines:
            CIRCUIT_OPEN.labels(stage, engine).set_function(
                partial(self._is_refusing, stage, engine)
            )
            self._published.append((stage, engine))
            # Create every series now: a rate would miss the event that creates its series.
            for other in (*engines, "none"):
                if other != engine:
                    PROVIDER_FALLBACKS.labels(stage, engine, other)

    def _is_refusing(self, stage: VoiceStage, engine: str) -> bool:
        return self._breakers.is_refusing(stage, engine, self._clock.monotonic())

    async def warm_up(self) -> None:
        """Start the preferred engines that run locally."""
        if self._start_engines is not None:
            await self._start_engines()

    async def close(self) -> None:
        """Stop filling the cache and remove the metrics."""
        while self._published:
            CIRCUIT_OPEN.remove(*self._published.pop())
        if self._prefilling is not None:
            self._prefilling.cancel()
            await asyncio.gather(self._prefilling, return_exceptions=True)

    def _create_stt(self, report: SendEngineReport) -> SttFailover:
        return SttFailover(
            self._stt_engines,
            self._clock,
            breakers=self._breakers,
            latency=self._latency,
            report=report,
            jitter=self._jitter,
        )

    def create_tts(self, report: SendEngineReport = ignore_engine_report) -> TtsFailover | None:
        """Return a TTS pipeline, or None where there is no TTS engine."""
        if not self._tts_engines:
            return None
        return TtsFailover(
            self._tts_engines,
            self._clock,
            breakers=self._breakers,
            cache=self._cache,
            speaking_rates=self._speaking_rates,
            report=report,
            jitter=self._jitter,
        )
