"""Audio without a final transcript: replayed to the next engine when one fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BUFFERED_MS = 30_000
FINAL_TOLERANCE_MS = 1_000
"""A final result that ends this near to the end of a segment covers it: the rest was silence."""
_BYTES_PER_MS = 32


@dataclass(frozen=True, slots=True)
class TimedAudio:
    """Audio that begins at ``start_ms``."""

    start_ms: float
    pcm: bytes

    @property
    def end_ms(self) -> float:
        """Its end in milliseconds."""
        return self.start_ms + len(self.pcm) / _BYTES_PER_MS


@dataclass(frozen=True, slots=True)
class SpeechSegmentEnd:
    """The end of a speech segment, whose final result is awaited."""

    at_ms: float
    number: int
    length_ms: float
    """Milliseconds of audio in the segment, including the silence before it."""


class UntranscribedAudio:
    """The audio that no final result covers, at most 30 s, and the segments that await one."""

    def __init__(self, max_buffered_ms: int = MAX_BUFFERED_MS) -> None:
        self._max_buffered_ms = max_buffered_ms
        self._items: deque[TimedAudio | SpeechSegmentEnd] = deque()
        self._segment_count = 0
        self._marked_ms = 0.0
        self.end_ms = 0.0
        """Milliseconds of audio appended in total."""

    def append(self, pcm: bytes) -> TimedAudio:
        """Append ``pcm``, dropping the oldest audio beyond the limit; return it with its start."""
        part = TimedAudio(self.end_ms, pcm)
        self._items.append(part)
        self.end_ms = part.end_ms
        self._drop_until(self.end_ms - self._max_buffered_ms)
        return part

    def mark_segment_end(self) -> SpeechSegmentEnd | None:
        """Mark the end of a segment; return None if there was no audio since the last one."""
        if self.end_ms <= self._marked_ms:
            return None
        self._segment_count += 1
        segment_end = SpeechSegmentEnd(
            self.end_ms, self._segment_count, self.end_ms - self._marked_ms
        )
        self._marked_ms = self.end_ms
        self._items.append(segment_end)
        return segment_end

    def items(self) -> Iterator[TimedAudio | SpeechSegmentEnd]:
        """Return an iterator over what a new engine must be sent, in order."""
        return iter(tuple(self._items))

    def pending_segments(self) -> list[SpeechSegmentEnd]:
        """Return the ends of segments that await a final result."""
        return [part for part in self._items if isinstance(part, SpeechSegmentEnd)]

    def mark_final(self, until_ms: float) -> list[SpeechSegmentEnd]:
        """Drop audio up to ``until_ms`` as final; return the ends of the segments that this completes."""
        answered = [m for m in self.pending_segments() if m.at_ms - FINAL_TOLERANCE_MS <= until_ms]
        if answered:
            until_ms = max(until_ms, answered[-1].at_ms)
        self._drop_until(until_ms)
        return answered

    @property
    def is_empty(self) -> bool:
        """Whether no audio or segment awaits a final result."""
        return not self._items

    def _drop_until(self, until_ms: float) -> None:
        while self._items:
            first = self._items[0]
            end_ms = first.end_ms if isinstance(first, TimedAudio) else first.at_ms
            if end_ms > until_ms:
                return
            self._items.popleft()
