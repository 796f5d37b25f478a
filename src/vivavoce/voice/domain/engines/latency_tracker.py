"""How soon each engine gives its words: what it did lately says when it is late."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_MIN_THRESHOLD_S = 0.8
_DEFAULT_THRESHOLD_S = 1.0
"""Of an engine that has said too little to be known."""
_MIN_SAMPLES = 10
_MAX_SAMPLES = 50
_QUANTILE = 0.95
_THRESHOLD_FACTOR = 2.0


@dataclass(slots=True)
class LatencyTracker:
    """Kept for a process: its talks share what they learn of an engine."""

    _latencies_s: dict[str, deque[float]] = field(default_factory=dict)

    def record(self, engine: str, latency_s: float) -> None:
        """Note that ``engine`` gave the words of a stretch of speech so long after it was over."""
        self._latencies_s.setdefault(engine, deque(maxlen=_MAX_SAMPLES)).append(latency_s)

    def late_threshold_s(self, engine: str) -> float:
        """Return when ``engine`` is late: twice what nearly all of its last answers took."""
        took_s = sorted(self._latencies_s.get(engine, ()))
        if len(took_s) < _MIN_SAMPLES:
            return _DEFAULT_THRESHOLD_S
        return max(_MIN_THRESHOLD_S, _THRESHOLD_FACTOR * took_s[int(_QUANTILE * (len(took_s) - 1))])
