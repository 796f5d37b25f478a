"""Splits the audio of an utterance into messages."""

from __future__ import annotations

from array import array
from typing import Protocol

_SAMPLE_BYTES = 2


class AudioSegmenter(Protocol):
    """Splits audio as it arrives; all segments together are the input."""

    def push(self, pcm: bytes) -> list[bytes]:
        """Return the segments that are complete with ``pcm``."""

    def flush(self) -> bytes:
        """Return the remaining audio and start again."""


class FixedSizeSegmenter:
    """Splits audio into segments of 20 to 100 ms, without delay."""

    def __init__(self, rate: int) -> None:
        self._min_bytes = rate // 50 * _SAMPLE_BYTES
        self._max_bytes = rate // 10 * _SAMPLE_BYTES
        self._pending = b""

    def push(self, pcm: bytes) -> list[bytes]:
        """Return the segments that are complete with ``pcm``."""
        kept = self._pending + pcm
        whole = len(kept) - len(kept) % self._min_bytes
        self._pending = kept[whole:]
        return [
            kept[start : min(start + self._max_bytes, whole)]
            for start in range(0, whole, self._max_bytes)
        ]

    def flush(self) -> bytes:
        """Return the remaining audio and start again."""
        rest, self._pending = self._pending, b""
        return rest


class PauseSegmenter:
    """Splits audio at pauses, for clients that play each segment as its own recording.

    A sentence ends in a pause, so no word is split; without a pause, a segment ends after ``max_s`` seconds.
    """

    def __init__(self, rate: int, *, max_s: float = 6.0) -> None:
        self._window = rate // 50 * _SAMPLE_BYTES
        self._min_bytes = rate * 4 // 5 * _SAMPLE_BYTES
        self._max_bytes = int(rate * max_s) * _SAMPLE_BYTES
        self._pending = bytearray()
        self._scanned = 0
        self._silent_windows = 0

    def push(self, pcm: bytes) -> list[bytes]:
        """Return the segments that are complete with ``pcm``."""
        self._pending += pcm
        pieces = []
        while self._scanned + self._window <= len(self._pending):
            self._scan_window()
            is_pause = self._silent_windows >= _PAUSE_WINDOWS and self._scanned >= self._min_bytes
            if is_pause or self._scanned >= self._max_bytes:
                pieces.append(self._take_segment())
        return pieces

    def flush(self) -> bytes:
        """Return the remaining audio and start again."""
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
"""Windows of 20 ms; shorter pauses occur inside words."""
_SILENCE_LEVEL = 330
"""One hundredth of full scale."""
