"""Which place of a recognition's sound is which place of the connection's."""

from __future__ import annotations

from dataclasses import dataclass, field

_TOLERANCE_MS = 1


@dataclass(slots=True)
class AudioTimeMap:
    """Places of sound that a recognition was given in stretches; it counts without the gaps between them."""

    sent_ms: float = 0.0
    has_unflushed_audio: bool = False
    """Whether sound was given since the last flush."""
    _anchors: list[tuple[float, float]] = field(default_factory=list)

    def add_audio(self, length_ms: float, at_ms: float) -> None:
        """Sound of this length is given; in the connection's it begins at ``at_ms``."""
        if (
            not self._anchors
            or abs(self._map(self.sent_ms, self._anchors[-1]) - at_ms) > _TOLERANCE_MS
        ):
            self._anchors.append((self.sent_ms, at_ms))
        self.sent_ms += length_ms
        self.has_unflushed_audio = True

    def map_start(self, sent_ms: float) -> int:
        """Return where on the connection a word begins."""
        mark = max((mark for mark in self._anchors if mark[0] <= sent_ms), default=(0.0, 0.0))
        return round(self._map(sent_ms, mark))

    def map_end(self, sent_ms: float) -> int:
        """Like ``start``; the edge between two stretches is the end of the first."""
        mark = max((mark for mark in self._anchors if mark[0] < sent_ms), default=(0.0, 0.0))
        return round(self._map(sent_ms, mark))

    @staticmethod
    def _map(given_ms: float, mark: tuple[float, float]) -> float:
        return mark[1] + given_ms - mark[0]
