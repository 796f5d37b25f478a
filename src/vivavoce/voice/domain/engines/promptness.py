"""How soon each engine gives its words: what it did lately says when it is late."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_SOONEST_S = 0.8
_UNKNOWN_S = 1.0
"""Of an engine that has said too little to be known."""
_KNOWN_AFTER = 10
_REMEMBERED = 50
_NEARLY_ALL = 0.95
_TIMES = 2.0


@dataclass(slots=True)
class Promptness:
    """Kept for a process: its talks share what they learn of an engine."""

    _took_s: dict[str, deque[float]] = field(default_factory=dict)

    def learn(self, engine: str, took_s: float) -> None:
        """Note that ``engine`` gave the words of a stretch of speech so long after it was over."""
        self._took_s.setdefault(engine, deque(maxlen=_REMEMBERED)).append(took_s)

    def late_after_s(self, engine: str) -> float:
        """Return when ``engine`` is late: twice what nearly all of its last answers took."""
        took_s = sorted(self._took_s.get(engine, ()))
        if len(took_s) < _KNOWN_AFTER:
            return _UNKNOWN_S
        return max(_SOONEST_S, _TIMES * took_s[int(_NEARLY_ALL * (len(took_s) - 1))])
