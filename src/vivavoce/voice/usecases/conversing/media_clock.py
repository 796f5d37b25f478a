"""The clock of a connection's sound: it goes on by what came, and by silence where nothing comes any more."""

from __future__ import annotations

from vivavoce.voice.ports.engines import EAR_RATE

_GAP_S = 0.5
"""A line may be late by so much; beyond that nobody speaks."""


class MediaClock:
    """Counts a connection's sound. It starts with the first piece; ``pause`` is asked at even intervals.

    Intervals are counted and not measured: a process that stood still hears first what waits for it.
    """

    def __init__(self) -> None:
        self._samples = 0
        self._gap_s = 0.0

    def place(self, pcm: bytes) -> int:
        """Return where ``pcm`` begins, in milliseconds."""
        at_ms = self._samples * 1000 // EAR_RATE
        self._samples += len(pcm) // 2
        self._gap_s = 0.0
        return at_ms

    def pause(self, since_s: float) -> bytes:
        """Return the silence that stands for what did not come; ``since_s`` ago it was asked for last."""
        if not self._samples:
            return b""
        before, self._gap_s = self._gap_s, self._gap_s + since_s
        if self._gap_s < _GAP_S:
            return b""
        missing = round((since_s if before >= _GAP_S else self._gap_s) * EAR_RATE)
        self._samples += missing
        return bytes(2 * missing)
