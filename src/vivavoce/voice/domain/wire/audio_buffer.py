"""Sound of the microphone that nobody has fetched yet."""

from __future__ import annotations

from collections import deque


class BoundedAudioBuffer:
    """Keeps what waits, at most ``limit`` bytes beside the newest; the oldest is dropped first.

    The newest is always kept whole: a client may send a second of sound in one message.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: deque[bytes] = deque()
        self._read_offset = 0
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._size

    def put(self, pcm: bytes) -> int:
        """Add the newest; return how many bytes of the oldest were dropped for it."""
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
        """Return the oldest ``size`` bytes, or nothing while there are fewer."""
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
        """Forget everything."""
        self._pieces.clear()
        self._read_offset = self._size = 0
