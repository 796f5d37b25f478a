"""How the sound of an utterance is cut into messages."""

from __future__ import annotations

from array import array
from typing import Protocol

_SAMPLE = 2


class Cutter(Protocol):
    """Cuts sound as it comes; all its pieces together are what it was given."""

    def push(self, pcm: bytes) -> list[bytes]:
        """Return the pieces that are complete with ``pcm``."""

    def rest(self) -> bytes:
        """Return what is left at the end, and begin anew."""


class Even:
    """Pieces of 20 to 100 ms, as they come."""

    def __init__(self, rate: int) -> None:
        self._least = rate // 50 * _SAMPLE
        self._most = rate // 10 * _SAMPLE
        self._kept = b""

    def push(self, pcm: bytes) -> list[bytes]:
        """Return what is complete."""
        kept = self._kept + pcm
        whole = len(kept) - len(kept) % self._least
        self._kept = kept[whole:]
        return [
            kept[start : min(start + self._most, whole)] for start in range(0, whole, self._most)
        ]

    def rest(self) -> bytes:
        """Return what is left."""
        rest, self._kept = self._kept, b""
        return rest


class AtPauses:
    """Pieces from one pause to the next, for clients that play each as a recording of its own.

    A sentence ends in a pause, so no word is cut; where nobody pauses, a piece ends after ``longest_s``.
    """

    def __init__(self, rate: int, *, longest_s: float = 6.0) -> None:
        self._window = rate // 50 * _SAMPLE
        self._shortest = rate * 4 // 5 * _SAMPLE
        self._longest = int(rate * longest_s) * _SAMPLE
        self._kept = bytearray()
        self._looked = 0
        self._quiet = 0

    def push(self, pcm: bytes) -> list[bytes]:
        """Return what is complete."""
        self._kept += pcm
        pieces = []
        while self._looked + self._window <= len(self._kept):
            self._look()
            is_pause = self._quiet >= _PAUSE_WINDOWS and self._looked >= self._shortest
            if is_pause or self._looked >= self._longest:
                pieces.append(self._cut())
        return pieces

    def rest(self) -> bytes:
        """Return what is left."""
        rest = bytes(self._kept)
        self._kept.clear()
        self._looked = self._quiet = 0
        return rest

    def _look(self) -> None:
        samples = array("h", bytes(self._kept[self._looked : self._looked + self._window]))
        is_quiet = max(samples) < _QUIET and min(samples) > -_QUIET
        self._quiet = self._quiet + 1 if is_quiet else 0
        self._looked += self._window

    def _cut(self) -> bytes:
        piece = bytes(self._kept[: self._looked])
        del self._kept[: self._looked]
        self._looked = self._quiet = 0
        return piece


_PAUSE_WINDOWS = 8
"""Of 20 ms each: shorter pauses lie inside words."""
_QUIET = 330
"""A hundredth of full level."""
