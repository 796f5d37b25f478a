"""STT failover: several engines act as one, without losing words or time when one of them fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from vivavoce.contracts.voice import (
    EngineReport,
    ExpectedAnswer,
    UnusedTranscriptionReport,
    VoiceFailureKind,
)
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.engines.failover_chain import (
    CircuitBreakerRegistry,
    FailoverChain,
    LatencyTracker,
    PlannedAttempt,
)
from vivavoce.voice.domain.engines.untranscribed_audio import (
    SpeechSegmentEnd,
    TimedAudio,
    UntranscribedAudio,
)
from vivavoce.voice.ports.engines import (
    SendEngineReport,
    SpeechEngineError,
    SttEngine,
    SttResult,
    SttStream,
    ignore_engine_report,
)
from vivavoce.voice.usecases.engines.stt_attempt import MIN_WAIT_S, SttAttempt, SttTimeouts


class SttFailover:
    """An STT engine made of several engines, preferred first.

    When an engine fails, hangs or stays mute, the audio that has no final result yet is replayed to the next
    one, at most the last 30 s of it. An engine that is only late keeps running while another one is sent the
    same audio (a hedge); the first to return words continues. Made for one connection; ``breakers`` (the
    engines' circuit breakers) and ``latency`` (their response times) are shared by the process.
    """

    def __init__(
        self,
        engines: Sequence[SttEngine],
        clock: Clock,
        *,
        breakers: CircuitBreakerRegistry | None = None,
        latency: LatencyTracker | None = None,
        report: SendEngineReport = ignore_engine_report,
        jitter: Callable[[], float] = lambda: 0.5,
        timeouts: SttTimeouts = SttTimeouts(),
    ) -> None:
        """Try ``engines`` in this order; ``jitter`` returns 0 to 1 and spreads the pauses before a retry."""
        if not engines:
            raise SpeechEngineError("refused", "No speech-to-text engine is usable.")
        self.engines = tuple(engines)
        self.clock = clock
        self.breakers = breakers if breakers is not None else CircuitBreakerRegistry()
        self.latency = latency if latency is not None else LatencyTracker()
        self.report = report
        self.jitter = jitter
        self.timeouts = timeouts

    @property
    def name(self) -> str:
        """Name of the preferred engine."""
        return self.engines[0].name

    @property
    def model(self) -> str:
        """Name of the preferred engine's model."""
        return self.engines[0].model

    @property
    def is_draft(self) -> bool:
        """Whether the preferred engine's words must be checked; ``draft_engines`` covers all engines."""
        return self.engines[0].is_draft

    @property
    def draft_engines(self) -> frozenset[str]:
        """Names of the engines whose words must be checked."""
        return frozenset(engine.name for engine in self.engines if engine.is_draft)

    @property
    def needs_speech_only(self) -> bool:
        """Whether any of the engines must be sent speech only."""
        return any(engine.needs_speech_only for engine in self.engines)

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        """Open a stream on the first engine that works, or raise ``SpeechEngineError``."""
        begun = _FailoverSttStream(self, language, expects)
        await begun.start()
        return begun

    def hedge_candidates(self) -> frozenset[int]:
        """Return the indexes of engines that may be started beside a late one.

        Draft engines are excluded: their words are poor, and they run on this machine, so they would be later
        still.
        """
        return frozenset(index for index, engine in enumerate(self.engines) if not engine.is_draft)


class _FailoverSttStream:
    """One recognition over several engines: its own task runs the attempts until ``close``."""

    def __init__(self, failover: SttFailover, language: str, expects: ExpectedAnswer) -> None:
        self._failover, self._language, self._expects = failover, language, expects
        self._failover_chain = FailoverChain(
            "stt", [engine.name for engine in failover.engines], failover.breakers
        )
        self._audio = UntranscribedAudio()
        self._results: asyncio.Queue[SttResult | SpeechEngineError | None] = asyncio.Queue()
        self._primary: SttAttempt | None = None
        """Its results are passed on as they arrive."""
        self._hedge: SttAttempt | None = None
        """Runs beside the primary; the first final result with words decides between them."""
        self._closing: set[asyncio.Task[None]] = set()
        self._no_hedge_before = 0.0
        self._should_restart = False
        self._changed = asyncio.Event()
        self._started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.ensure_future(self._run())
        try:
            await asyncio.shield(self._started)
        except BaseException:
            await self.close()
            raise

    async def push(self, pcm: bytes) -> None:
        if pcm:
            self._send(self._audio.append(pcm))

    async def flush(self) -> None:
        mark = self._audio.mark_segment_end()
        if mark is not None:
            self._send(mark)
            self._changed.set()

    async def results(self) -> AsyncIterator[SttResult]:
        while (words := await self._results.get()) is not None:
            if isinstance(words, SpeechEngineError):
                raise words
            yield words

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._failover_chain.release()
        self._stop_hedge()
        if self._primary is not None:
            self._stop_attempt(self._primary)
        await asyncio.gather(*self._closing, return_exceptions=True)
        self._results.put_nowait(None)

    async def _run(self) -> None:
        """Run one attempt after the other until cancelled, or until no engine is left."""
        try:
            self._start_next()
            while True:
                await self._wait_for_change()
                self._check_hedge()
                self._check_primary()
                self._start_hedge_if_late()
        except SpeechEngineError as failure:
            if self._started.done():
                self._results.put_nowait(failure)
            else:
                self._started.set_exception(failure)

    async def _wait_for_change(self) -> None:
        moved = asyncio.ensure_future(self._changed.wait())
        tasks = [attempt.task for attempt in (self._primary, self._hedge) if attempt is not None]
        late_at = self._late_at()
        left_s = (
            None if late_at is None else max(MIN_WAIT_S, late_at - self._failover.clock.monotonic())
        )
        try:
            await asyncio.wait([moved, *tasks], timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            moved.cancel()
        self._changed.clear()

    # attempts

    def _start_next(self) -> None:
        """Start the next engine, or raise ``SpeechEngineError`` once none is left."""
        step = self._failover_chain.next_attempt(
            self._failover.clock.monotonic(), self._failover.jitter()
        )
        if step is None:
            self._primary = None
            self._failover.report(self._failover_chain.build_exhausted_report())
            raise SpeechEngineError(
                self._failover_chain.failure_kind, "No speech-to-text engine works at the moment."
            )
        self._primary = self._start_attempt(step)

    def _start_attempt(self, planned: PlannedAttempt) -> SttAttempt:
        attempt = SttAttempt(
            planned.index,
            self._failover.engines[planned.index],
            self._language,
            self._expects,
            clock=self._failover.clock,
            timeouts=self._failover.timeouts,
            audio=self._audio,
            on_started=self._on_started,
            on_result=self._on_result,
        )
        attempt.start(planned.delay_s)
        return attempt

    def _check_primary(self) -> None:
        first = self._primary
        assert first is not None  # noqa: S101 - there is one until no engine is left
        if self._should_restart:
            self._should_restart = False
            self._stop_attempt(first)
            self._failover_chain.restart_from_preferred()
            self._start_next()
        elif first.task.done():
            self._stop_unused(first)
            self._send_reports(
                self._failover_chain.record_failure(
                    _failure_kind(first), self._failover.clock.monotonic()
                )
            )
            if self._hedge is not None:
                self._promote(self._hedge)
            else:
                self._start_next()

    def _check_hedge(self) -> None:
        second = self._hedge
        if second is not None and second.task.done():
            now = self._failover.clock.monotonic()
            self._hedge, self._no_hedge_before = None, now + self._late_threshold_s(second)
            self._stop_unused(second)
            self._send_reports(self._failover_chain.record_engine_failure(second.index, now))

    def _start_hedge_if_late(self) -> None:
        """Start another engine beside a late primary."""
        late_at, now = self._late_at(), self._failover.clock.monotonic()
        if late_at is None or now < late_at:
            return
        index = self._failover_chain.choose_hedge_engine(now, self._failover.hedge_candidates())
        if index is None:
            self._no_hedge_before = now + self._failover.timeouts.result_s
        else:
            self._hedge = self._start_attempt(PlannedAttempt(index, 0.0))

    def _late_at(self) -> float | None:
        """Return the monotonic time to start a hedge; None if no result is outstanding or one is running."""
        if self._primary is None or self._hedge is not None or not self._audio.pending_segments():
            return None
        late_at = self._primary.late_at(self._late_threshold_s(self._primary))
        return max(late_at, self._no_hedge_before)

    def _late_threshold_s(self, attempt: SttAttempt) -> float:
        return self._failover.latency.late_threshold_s(attempt.engine.name)

    def _promote(self, hedge: SttAttempt) -> None:
        """Make the hedge the primary."""
        self._primary, self._hedge = hedge, None
        self._failover_chain.promote_hedge(hedge.index)
        if hedge.has_started:
            self._send_reports(self._failover_chain.record_started())

    # results

    def _on_started(self, attempt: SttAttempt) -> None:
        if attempt is self._primary:
            self._send_reports(self._failover_chain.record_started())
            if not self._started.done():
                self._started.set_result(None)

    def _on_result(self, attempt: SttAttempt, result: SttResult) -> None:
        if attempt is self._hedge:
            if not (result.is_final and result.text):
                return  # an empty result decides nothing: the primary may have words
            self._replace_primary(attempt)
        if attempt is not self._primary:
            return
        if result.is_final:
            self._accept_final(attempt, result)
        if result.text or result.is_final:
            self._results.put_nowait(result)
        self._changed.set()

    def _replace_primary(self, hedge: SttAttempt) -> None:
        late = self._primary
        assert late is not None  # noqa: S101 - a hedge runs only beside a primary
        self._send_reports(
            self._failover_chain.record_failure("slow", self._failover.clock.monotonic())
        )
        self._stop_unused(late)
        self._promote(hedge)

    def _accept_final(self, attempt: SttAttempt, result: SttResult) -> None:
        answered = self._audio.mark_final(result.end_ms)
        attempt.mark_final(answered)
        if result.latency_ms and any(attempt.was_sent_live(mark) for mark in answered):
            self._failover.latency.record(attempt.engine.name, result.latency_ms / 1000)
        self._stop_hedge()
        self._send_reports(self._failover_chain.record_success())
        now = self._failover.clock.monotonic()
        self._should_restart = (
            self._audio.is_empty and self._failover_chain.can_return_to_preferred(now)
        )

    def _send(self, item: TimedAudio | SpeechSegmentEnd) -> None:
        for attempt in (self._primary, self._hedge):
            if attempt is not None:
                attempt.send(item)

    def _stop_hedge(self) -> None:
        second, self._hedge = self._hedge, None
        if second is not None:
            self._failover_chain.release_hedge(second.index)
            self._stop_unused(second)

    def _stop_unused(self, attempt: SttAttempt) -> None:
        """Stop an attempt whose audio another engine has too, and report what it still costs."""
        engine, ms = attempt.engine, attempt.untranscribed_ms
        if ms:
            self._failover.report(
                UnusedTranscriptionReport(engine=engine.name, model=engine.model, duration_ms=ms)
            )
        self._stop_attempt(attempt)

    def _stop_attempt(self, attempt: SttAttempt) -> None:
        """Stop an attempt without waiting: its engine may no longer respond."""
        attempt.task.cancel()
        self._closing.add(attempt.task)
        attempt.task.add_done_callback(self._on_stopped)

    def _on_stopped(self, task: asyncio.Task[None]) -> None:
        self._closing.discard(task)
        if not task.cancelled():
            task.exception()  # it was handled already, or no longer matters

    def _send_reports(self, reports: Sequence[EngineReport]) -> None:
        for report in reports:
            self._failover.report(report)


def _failure_kind(attempt: SttAttempt) -> VoiceFailureKind:
    failure = attempt.task.exception()
    return failure.kind if isinstance(failure, SpeechEngineError) else "failed"
