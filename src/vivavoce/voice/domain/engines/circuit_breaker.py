"""Circuit breakers, one for each engine and stage: an engine that fails often is paused."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from vivavoce.contracts.voice import VoiceStage

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
