"""Audio that encodes its own words, so that scripted engines recognize exactly what they got.

A frame of 20 ms says in its samples which word it is a part of. Who hears only the middle of a word, or
hears its frames in another order, does not understand that word; who hears it twice, understands it twice.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

STT_SAMPLE_RATE = 16_000
FRAME_MS = 20
_MARK = 0x5AA5 - 0x8000
"""No silence and no cut frame begins like this."""


def frame_bytes(rate: int = STT_SAMPLE_RATE) -> int:
    """Return how long a frame is."""
    return rate * FRAME_MS // 1000 * 2


def silence(ms: int, rate: int = STT_SAMPLE_RATE) -> bytes:
    return b"\0\0" * (rate * ms // 1000)


def word_ms(word: str, ms_per_char: int = 60) -> int:
    """Return how long a word sounds, in whole frames, with the pause after it."""
    return max(1, (len(word) + 1) * ms_per_char // FRAME_MS) * FRAME_MS


def speech(text: str, rate: int = STT_SAMPLE_RATE, *, ms_per_char: int = 60) -> bytes:
    """Return ``text`` as sound."""
    return b"".join(
        _word(word, rate, word_ms(word, ms_per_char) // FRAME_MS) for word in text.split()
    )


def frames(pcm: bytes, rate: int = STT_SAMPLE_RATE) -> Iterator[bytes]:
    """Yield ``pcm`` as a microphone gives it."""
    for at in range(0, len(pcm), frame_bytes(rate)):
        yield pcm[at : at + frame_bytes(rate)]


def words_in(pcm: bytes, rate: int = STT_SAMPLE_RATE) -> str:
    """Return the words that can be understood in ``pcm``, which begins at the edge of a frame."""
    listener = Listener(rate)
    listener.hear(pcm)
    return " ".join(listener.words)


class Listener:
    """Understands sound as it comes."""

    def __init__(self, rate: int = STT_SAMPLE_RATE) -> None:
        self.words: list[str] = []
        self._length = frame_bytes(rate)
        self._rest = b""
        self._next = 0
        """Number of the frame that continues the word being heard."""

    def hear(self, pcm: bytes) -> None:
        self._rest += pcm
        while len(self._rest) >= self._length:
            frame, self._rest = self._rest[: self._length], self._rest[self._length :]
            self._take(frame)

    def _take(self, frame: bytes) -> None:
        mark, number, count, length = struct.unpack_from("<4h", frame)
        if mark != _MARK or number not in (0, self._next):
            self._next = 0
            return
        self._next = number + 1
        if self._next == count:
            self.words.append(frame[8 : 8 + length].decode())
            self._next = 0


def _word(word: str, rate: int, count: int) -> bytes:
    spelt = word.encode()
    room = frame_bytes(rate) - 8
    if len(spelt) > room:
        raise ValueError(f"'{word}' does not fit into a frame")
    return b"".join(
        struct.pack("<4h", _MARK, number, count, len(spelt)) + spelt.ljust(room, b"\x01")
        for number in range(count)
    )
