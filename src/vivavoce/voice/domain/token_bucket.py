"""Token bucket that limits how much a client may send, and how many errors it may make."""

from __future__ import annotations

STALL_BURST_S = 30.0
"""Seconds of traffic that may arrive at once after this process stalled or joined a session."""


class TokenBucket:
    """Allows ``burst`` at once, then ``per_second``, plus what the last ``carry_over_s`` seconds left unused.

    Counting begins with the first use, or at ``started_at``; times are monotonic seconds.
    """

    def __init__(
        self,
        *,
        burst: float,
        per_second: float,
        carry_over_s: float = 0.0,
        started_at: float | None = None,
    ) -> None:
        self._tokens = burst
        self._capacity = burst + per_second * carry_over_s
        self._per_second = per_second
        self._refilled_at = started_at

    def try_consume(self, now: float, amount: float = 1) -> bool:
        """Consume ``amount`` at the time ``now``; return False and consume nothing when that is too much."""
        passed = 0.0 if self._refilled_at is None else max(0.0, now - self._refilled_at)
        self._refilled_at = now
        self._tokens = min(self._capacity, self._tokens + passed * self._per_second)
        if amount > self._tokens:
            return False
        self._tokens -= amount
        return True
