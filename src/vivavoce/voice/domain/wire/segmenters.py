"""How the sound of an utterance is cut into messages."""

from __future__ import annotations

from array import array
from typing import Protocol

_SAMPLE_BYTES = 2


class AudioSegmenter(Protocol):
    """Cuts sound as it comes; all its pieces together are what it was given."""

    def push(self, pcm: bytes) -> list[bytes]:
        """Return the pieces that are complete with ``pcm``."""

    def flush(self) -> bytes:
        """Return what is left at the end, and begin anew."""


class FixedSizeSegmenter:
    """Pieces of 20 to 100 ms, as they come."""

    def __init__(self, rate: int) -> None:
        self._min_bytes = rate // 50 * _SAMPLE_BYTES
        self._max_bytes = rate // 10 * _SAMPLE_BYTES
        self._pending = b""

    def push(self, pcm: bytes) -> list[bytes]:
        """Return what is complete."""
        kept = self._pending + pcm
        whole = len(kept) - len(kept) % self._min_bytes
        self._pending = kept[whole:]
        return [
            kept[start : min(start + self._max_bytes, whole)]
            for start in range(0, whole, self._max_bytes)
        ]

    def flush(self) -> bytes:
        """Return what is left."""
        rest, self._pending = self._pending, b""
        return rest


class PauseSegmenter:
    """Cuts audio into pieces from one pause to the next, for clients that play each as its own recording.

    A sentence ends in a pause, so no word is cut; without a pause, a piece ends after ``max_s`` seconds.
    """

    def __init__(self, rate: int, *, max_s: float = 6.0) -> None:
        self._window = rate // 50 * _SAMPLE_BYTES
        self._min_bytes = rate * 4 // 5 * _SAMPLE_BYTES
        self._max_bytes = int(rate * max_s) * _SAMPLE_BYTES
        self._pending = bytearray()
        self._scanned = 0
        self._silent_windows = 0

    def push(self, pcm: bytes) -> list[bytes]:
        """Return what is complete."""
        self._pending += pcm
        pieces = []
        while self._scanned + self._window <= len(self._pending):
            self._scan_window()
            is_pause = self._silent_windows >= _PAUSE_WINDOWS and self._scanned >= self._min_bytes
            if is_pause or self._scanned >= self._max_bytes:
                pieces.append(self._take_segment())
        return pieces

    def flush(self) -> bytes:
        """Return what is left."""
        rest = bytes(self._pending)
        self._pending.clear()
        self._scanned = self._silent_windows = 0
        return rest

    def _scan_window(self) -> None:
        samples = array("h", bytes(self._pending[self._scanned : self._scanned + self._window]))
        is_quiet = max(samples) < _SILENCE_LEVEL and min(samples) > -_SILENCE_LEVEL
        self._silent_windows = self._silent_windows + 1 if is_quiet else 0
        self._scanned += self._window

    def _take_segment(self) -> bytes:
        piece = bytes(self._pending[: self._scanned])
        del self._pending[: self._scanned]
        self._scanned = self._silent_windows = 0
        return piece


_PAUSE_WINDOWS = 8
"""Of 20 ms each: shorter pauses lie inside words."""
_SILENCE_LEVEL = 330
"""A hundredth of full level."""
