"""Tracks the latency of each STT engine, to tell when one is late."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

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
