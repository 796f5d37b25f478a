"""Maps times of an STT stream to times of the connection."""

from __future__ import annotations

from dataclasses import dataclass, field

_TOLERANCE_MS = 1


@dataclass(slots=True)
class AudioTimeMap:
    """Maps an STT stream's times, which leave out the gaps between segments, to connection times."""

    sent_ms: float = 0.0
    has_unflushed_audio: bool = False
    """Whether audio was sent since the last flush."""
    _anchors: list[tuple[float, float]] = field(default_factory=list)

    def add_audio(self, length_ms: float, at_ms: float) -> None:
        """Record audio of ``length_ms`` that begins at ``at_ms`` on the connection."""
        if (
            not self._anchors
            or abs(self._map(self.sent_ms, self._anchors[-1]) - at_ms) > _TOLERANCE_MS
        ):
            self._anchors.append((self.sent_ms, at_ms))
        self.sent_ms += length_ms
        self.has_unflushed_audio = True

    def map_start(self, sent_ms: float) -> int:
        """Return the connection time in milliseconds at which a word begins."""
        mark = max((mark for mark in self._anchors if mark[0] <= sent_ms), default=(0.0, 0.0))
        return round(self._map(sent_ms, mark))

    def map_end(self, sent_ms: float) -> int:
        """Like ``map_start``, for the end of a word: a boundary between segments is the end of the first."""
        mark = max((mark for mark in self._anchors if mark[0] < sent_ms), default=(0.0, 0.0))
        return round(self._map(sent_ms, mark))

    @staticmethod
    def _map(given_ms: float, mark: tuple[float, float]) -> float:
        return mark[1] + given_ms - mark[0]
