"""Chooses the next engine to try: a state machine over failures and circuit breakers, without I/O.

An engine that fails often is paused. The latency of each STT engine tells when one is late.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.voice import (
    CircuitStateReport,
    EngineFailoverReport,
    VoiceFailureKind,
    VoiceStage,
)

FAILURE_THRESHOLD = 5
FAILURE_WINDOW_S = 30.0
OPEN_DURATION_S = 20.0


@dataclass(slots=True)
class CircuitBreaker:
    """Counts failures. Open means: no call until ``OPEN_DURATION_S`` have passed, then a single probe."""

    is_open: bool = False
    _failures: deque[float] = field(default_factory=deque)
    _opened_at: float = 0.0
    _is_probing: bool = False

    def allows(self, now: float) -> bool:
        """Return whether a call may be made now."""
        if not self.is_open:
            return True
        return not self._is_probing and now - self._opened_at >= OPEN_DURATION_S

    def try_acquire(self, now: float) -> bool:
        """Return whether a call may be made now; if it is the probe, no other may until the probe ends."""
        if not self.allows(now):
            return False
        self._is_probing = self.is_open
        return True

    def record_success(self) -> bool:
        """Record a successful call; return whether that closed the circuit."""
        was_open, self.is_open, self._is_probing = self.is_open, False, False
        if was_open:
            self._failures.clear()
        return was_open

    def record_failure(self, now: float) -> bool:
        """Record a failed call; return whether that opened the circuit."""
        if self.is_open:
            self._opened_at, self._is_probing = now, False
            return False
        self._failures.append(now)
        while now - self._failures[0] > FAILURE_WINDOW_S:
            self._failures.popleft()
        if len(self._failures) < FAILURE_THRESHOLD:
            return False
        self.is_open, self._opened_at = True, now
        return True

    def cancel_probe(self) -> None:
        """Record that a call was abandoned before it succeeded or failed."""
        self._is_probing = False


class CircuitBreakerRegistry:
    """The circuit breakers of a process, shared by all connections."""

    def __init__(self) -> None:
        self._breakers: dict[tuple[VoiceStage, str], CircuitBreaker] = {}

    def get(self, stage: VoiceStage, engine: str) -> CircuitBreaker:
        """Return the breaker of an engine."""
        return self._breakers.setdefault((stage, engine), CircuitBreaker())

    def is_refusing(self, stage: VoiceStage, engine: str, now: float) -> bool:
        """Return whether a call to an engine would be refused now."""
        return not self.get(stage, engine).allows(now)


_MIN_THRESHOLD_S = 0.8
_DEFAULT_THRESHOLD_S = 1.0
"""Threshold in seconds for an engine with too few samples."""
_MIN_SAMPLES = 10
_MAX_SAMPLES = 50
_QUANTILE = 0.95
_THRESHOLD_FACTOR = 2.0


@dataclass(slots=True)
class LatencyTracker:
    """Latencies of engines, shared by all connections of a process."""

    _latencies_s: dict[str, deque[float]] = field(default_factory=dict)

    def record(self, engine: str, latency_s: float) -> None:
        """Record that ``engine`` returned a final result ``latency_s`` seconds after the end of speech."""
        self._latencies_s.setdefault(engine, deque(maxlen=_MAX_SAMPLES)).append(latency_s)

    def late_threshold_s(self, engine: str) -> float:
        """Return after how many seconds ``engine`` is late: twice the 95th percentile, at least 0.8 s.

        With fewer than 10 samples it is 1 s.
        """
        took_s = sorted(self._latencies_s.get(engine, ()))
        if len(took_s) < _MIN_SAMPLES:
            return _DEFAULT_THRESHOLD_S
        return max(_MIN_THRESHOLD_S, _THRESHOLD_FACTOR * took_s[int(_QUANTILE * (len(took_s) - 1))])


RETRY_DELAYS_S = (0.1, 0.2, 0.4)
"""Seconds before an engine that failed is retried, times a random factor from 0.5 to 1.5."""
_RETRYABLE_KINDS: frozenset[VoiceFailureKind] = frozenset(("refused", "failed", "cut"))
"""The other kinds have already cost a timeout."""


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """Try the engine at ``index`` after ``delay_s`` seconds."""

    index: int
    delay_s: float


@dataclass(slots=True)
class FailoverChain:
    """One connection's failover through its engines, preferred first.

    During an outage each engine is tried, retried after ``retry_delays_s``, and tried again after all others,
    ``max_rounds`` times; one success ends the outage. ``record_started``, ``record_success`` and
    ``record_failure`` return the reports to send.
    """

    stage: VoiceStage
    names: Sequence[str]
    breakers: CircuitBreakerRegistry
    retry_delays_s: Sequence[float] = RETRY_DELAYS_S
    max_rounds: int = 2
    """How often all engines are tried before giving up."""
    _current_index: int = 0
    _retry_count: int = 0
    _exhausted: set[int] = field(default_factory=set)
    _round: int = 0
    _last_failure: VoiceFailureKind | None = None
    _failed_at: dict[int, float] = field(default_factory=dict)
    _active_index: int | None = None

    def next_attempt(self, now: float, jitter: float = 0.5) -> PlannedAttempt | None:
        """Return the next attempt, or None if no engine may be tried; ``jitter`` is from 0 to 1."""
        if self._can_retry() and self._breaker(self._current_index).try_acquire(now):
            self._retry_count += 1
            return PlannedAttempt(
                self._current_index, self.retry_delays_s[self._retry_count - 1] * (0.5 + jitter)
            )
        while self._round < self.max_rounds:
            for index in self._engine_order():
                if index not in self._exhausted and self._breaker(index).try_acquire(now):
                    self._current_index, self._retry_count = index, 0
                    self._exhausted.add(index)
                    return PlannedAttempt(index, 0.0)
            self._round += 1
            self._exhausted.clear()
            if self._last_failure is None:
                break  # no engine failed: their circuits are open
        return None

    def record_started(self) -> list[EngineFailoverReport]:
        """Record that the current engine has started; return a failover report if it replaced another one."""
        before, self._active_index = self._active_index, self._current_index
        if self._last_failure is None or before == self._current_index:
            return []
        instead_of = self.names[before] if before is not None else self._first_failed_engine()
        if instead_of == self.names[self._current_index]:
            return []
        return [self._build_failover_report(self.names[self._current_index], instead_of)]

    def record_success(self) -> list[CircuitStateReport]:
        """Record that the current engine succeeded, which ends the outage."""
        self._retry_count, self._round, self._last_failure = 0, 0, None
        self._exhausted.clear()
        if self._breaker(self._current_index).record_success():
            return [self._build_circuit_report(self._current_index, is_open=False)]
        return []

    def record_failure(self, kind: VoiceFailureKind, now: float) -> list[CircuitStateReport]:
        """Record that the current engine failed."""
        self._last_failure = kind
        return self.record_engine_failure(self._current_index, now)

    def choose_hedge_engine(self, now: float, candidates: Collection[int]) -> int | None:
        """Return the index in ``candidates`` to try beside the late engine (itself last), or None."""
        count = len(self.names)
        for step in range(1, count + 1):
            index = (self._current_index + step) % count
            if index in candidates and self._breaker(index).try_acquire(now):
                return index
        return None

    def record_engine_failure(self, index: int, now: float) -> list[CircuitStateReport]:
        """Record that the engine at ``index`` failed, current or not."""
        self._failed_at[index] = now
        if self._breaker(index).record_failure(now):
            return [self._build_circuit_report(index, is_open=True)]
        return []

    def release_hedge(self, index: int) -> None:
        """Record that the hedge at ``index`` was stopped without a result."""
        self._breaker(index).cancel_probe()

    def promote_hedge(self, index: int) -> None:
        """Make the hedge at ``index`` the current engine."""
        self._current_index, self._retry_count = index, 0
        self._exhausted.add(index)

    def record_not_supported(self) -> None:
        """Record that the current engine does not support the request, which is not a failure."""
        self._last_failure = "refused"
        self._retry_count = len(self.retry_delays_s)
        self._breaker(self._current_index).cancel_probe()

    def release(self) -> None:
        """Record that the current engine was stopped without a result."""
        self._breaker(self._current_index).cancel_probe()

    def build_exhausted_report(self) -> EngineFailoverReport:
        """Return the report that no engine is left."""
        reason = self._last_failure or "refused"
        return EngineFailoverReport(
            stage=self.stage,
            engine="",
            failed_engine=self.names[self._current_index],
            reason=reason,
        )

    @property
    def failure_kind(self) -> VoiceFailureKind:
        """Kind of the last failure; 'refused' where no engine may be called."""
        return self._last_failure or "refused"

    def can_return_to_preferred(self, now: float) -> bool:
        """Return whether a more preferred engine may be tried again after its pause."""
        return any(
            now - self._failed_at.get(index, now - OPEN_DURATION_S) >= OPEN_DURATION_S
            and self._breaker(index).allows(now)
            for index in range(self._current_index)
        )

    def restart_from_preferred(self) -> None:
        """Start again with the most preferred engine that may be called."""
        self.release()
        self._current_index, self._retry_count, self._active_index = 0, 0, None

    def _engine_order(self) -> list[int]:
        if self._last_failure is None:
            return list(range(len(self.names)))
        return [
            (self._current_index + step + 1) % len(self.names) for step in range(len(self.names))
        ]

    def _can_retry(self) -> bool:
        return self._last_failure in _RETRYABLE_KINDS and self._retry_count < len(
            self.retry_delays_s
        )

    def _breaker(self, index: int) -> CircuitBreaker:
        return self.breakers.get(self.stage, self.names[index])

    def _first_failed_engine(self) -> str:
        return self.names[min(self._failed_at, default=self._current_index)]

    def _build_failover_report(self, engine: str, instead_of: str) -> EngineFailoverReport:
        return EngineFailoverReport(
            stage=self.stage, engine=engine, failed_engine=instead_of, reason=self.failure_kind
        )

    def _build_circuit_report(self, index: int, *, is_open: bool) -> CircuitStateReport:
        return CircuitStateReport(stage=self.stage, engine=self.names[index], is_open=is_open)
