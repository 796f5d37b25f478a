"""Which engine is asked next: a state machine that knows failures and breakers, and makes no call."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.voice import (
    CircuitStateReport,
    EngineFailoverReport,
    VoiceFailureKind,
    VoiceStage,
)
from vivavoce.voice.domain.engines.circuit_breaker import (
    OPEN_DURATION_S,
    CircuitBreaker,
    CircuitBreakerRegistry,
)

RETRY_DELAYS_S = (0.1, 0.2, 0.4)
"""Pauses before an engine that broke is asked again, times 0.5 to 1.5 by chance."""
_RETRYABLE_KINDS: frozenset[VoiceFailureKind] = frozenset(("refused", "failed", "cut"))
"""Of the others we have waited long enough."""


@dataclass(frozen=True, slots=True)
class PlannedAttempt:
    """Ask the engine at ``index`` after a pause."""

    index: int
    delay_s: float


@dataclass(slots=True)
class FailoverChain:
    """One connection's way through its engines, first choice first.

    In one trouble each engine is asked, retried as ``retry_delays_s`` says, and once more after all the
    others; the trouble is over when one has worked. ``worked``, ``failed`` and ``began`` return what is
    to be told.
    """

    stage: VoiceStage
    names: Sequence[str]
    breakers: CircuitBreakerRegistry
    retry_delays_s: Sequence[float] = RETRY_DELAYS_S
    max_rounds: int = 2
    """How often all engines are asked before it is given up."""
    _current_index: int = 0
    _retry_count: int = 0
    _exhausted: set[int] = field(default_factory=set)
    _round: int = 0
    _last_failure: VoiceFailureKind | None = None
    _failed_at: dict[int, float] = field(default_factory=dict)
    _active_index: int | None = None

    def next_attempt(self, now: float, jitter: float = 0.5) -> PlannedAttempt | None:
        """Return whom to ask and when, or None if nobody can be asked; ``chance`` is from 0 to 1."""
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
                break  # nobody failed: their circuits are open
        return None

    def record_started(self) -> list[EngineFailoverReport]:
        """Note that the engine asked last has begun."""
        before, self._active_index = self._active_index, self._current_index
        if self._last_failure is None or before == self._current_index:
            return []
        instead_of = self.names[before] if before is not None else self._first_failed_engine()
        if instead_of == self.names[self._current_index]:
            return []
        return [self._build_failover_report(self.names[self._current_index], instead_of)]

    def record_success(self) -> list[CircuitStateReport]:
        """Note that the engine in charge gave what was wanted: the trouble is over."""
        self._retry_count, self._round, self._last_failure = 0, 0, None
        self._exhausted.clear()
        if self._breaker(self._current_index).record_success():
            return [self._build_circuit_report(self._current_index, is_open=False)]
        return []

    def record_failure(self, kind: VoiceFailureKind, now: float) -> list[CircuitStateReport]:
        """Note that the engine asked last has failed."""
        self._last_failure = kind
        return self.record_engine_failure(self._current_index, now)

    def choose_hedge_engine(self, now: float, candidates: Collection[int]) -> int | None:
        """Return whom of ``among`` to ask beside the engine that is late, itself last, or None."""
        count = len(self.names)
        for step in range(1, count + 1):
            index = (self._current_index + step) % count
            if index in candidates and self._breaker(index).try_acquire(now):
                return index
        return None

    def record_engine_failure(self, index: int, now: float) -> list[CircuitStateReport]:
        """Note that the engine at ``index`` has failed, whoever is in charge."""
        self._failed_at[index] = now
        if self._breaker(index).record_failure(now):
            return [self._build_circuit_report(index, is_open=True)]
        return []

    def release_hedge(self, index: int) -> None:
        """Note that the one asked beside is not wanted any more, whatever it would have said."""
        self._breaker(index).cancel_probe()

    def promote_hedge(self, index: int) -> None:
        """Note that the one that was asked beside takes the place of the one that failed."""
        self._current_index, self._retry_count = index, 0
        self._exhausted.add(index)

    def record_not_supported(self) -> None:
        """Note that the engine asked last cannot do what is asked for, and is none the worse for it."""
        self._last_failure = "refused"
        self._retry_count = len(self.retry_delays_s)
        self._breaker(self._current_index).cancel_probe()

    def release(self) -> None:
        """Note that the engine asked last is not wanted any more, whatever it would have said."""
        self._breaker(self._current_index).cancel_probe()

    def build_exhausted_report(self) -> EngineFailoverReport:
        """Return what is to be told when nobody can be asked."""
        reason = self._last_failure or "refused"
        return EngineFailoverReport(
            stage=self.stage,
            engine="",
            failed_engine=self.names[self._current_index],
            reason=reason,
        )

    @property
    def failure_kind(self) -> VoiceFailureKind:
        """What went wrong last; 'refused' where no engine may be called."""
        return self._last_failure or "refused"

    def can_return_to_preferred(self, now: float) -> bool:
        """Return whether an engine before the present one may be tried again: it had its rest."""
        return any(
            now - self._failed_at.get(index, now - OPEN_DURATION_S) >= OPEN_DURATION_S
            and self._breaker(index).allows(now)
            for index in range(self._current_index)
        )

    def restart_from_preferred(self) -> None:
        """Begin again with the first engine that may be called."""
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
