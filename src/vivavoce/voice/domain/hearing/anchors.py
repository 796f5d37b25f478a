"""Which place of a recognition's sound is which place of the connection's."""

from __future__ import annotations

from dataclasses import dataclass, field

_TOLERANCE_MS = 1


@dataclass(slots=True)
class Anchors:
    """Places of sound that a recognition was given in stretches; it counts without the gaps between them."""

    given_ms: float = 0.0
    is_fresh: bool = False
    """Whether sound was given since the last flush."""
    _marks: list[tuple[float, float]] = field(default_factory=list)

    def give(self, length_ms: float, at_ms: float) -> None:
        """Sound of this length is given; in the connection's it begins at ``at_ms``."""
        if (
            not self._marks
            or abs(self._map(self.given_ms, self._marks[-1]) - at_ms) > _TOLERANCE_MS
        ):
            self._marks.append((self.given_ms, at_ms))
        self.given_ms += length_ms
        self.is_fresh = True

    def start(self, given_ms: float) -> int:
        """Return where on the connection a word begins."""
        mark = max((mark for mark in self._marks if mark[0] <= given_ms), default=(0.0, 0.0))
        return round(self._map(given_ms, mark))

    def end(self, given_ms: float) -> int:
        """Like ``start``; the edge between two stretches is the end of the first."""
        mark = max((mark for mark in self._marks if mark[0] < given_ms), default=(0.0, 0.0))
        return round(self._map(given_ms, mark))

    @staticmethod
    def _map(given_ms: float, mark: tuple[float, float]) -> float:
        return mark[1] + given_ms - mark[0]
