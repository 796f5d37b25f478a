"""Buffer for the candidate's audio until it is read."""

from __future__ import annotations

from collections import deque


class BoundedAudioBuffer:
    """Keeps at most ``limit`` unread bytes plus the newest chunk; the oldest are dropped first.

    The newest chunk is always kept whole: a client may send a second of audio in one message.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: deque[bytes] = deque()
        self._read_offset = 0
        self._size = 0

    @property
    def size(self) -> int:
        """Number of unread bytes."""
        return self._size

    def put(self, pcm: bytes) -> int:
        """Append a chunk; return how many of the oldest bytes were dropped for it."""
        dropped = 0
        while self._size > self._limit:
            oldest = len(self._pieces.popleft()) - self._read_offset
            self._read_offset = 0
            self._size -= oldest
            dropped += oldest
        self._pieces.append(pcm)
        self._size += len(pcm)
        return dropped

    def take(self, size: int) -> bytes:
        """Return and remove the oldest ``size`` bytes, or nothing while there are fewer."""
        if self._size < size:
            return b""
        taken = bytearray()
        while len(taken) < size:
            first = self._pieces[0]
            part = first[self._read_offset : self._read_offset + size - len(taken)]
            taken += part
            self._read_offset += len(part)
            if self._read_offset == len(first):
                self._pieces.popleft()
                self._read_offset = 0
        self._size -= size
        return bytes(taken)

    def clear(self) -> None:
        """Drop all audio."""
        self._pieces.clear()
        self._read_offset = self._size = 0
