"""Sound that was heard and not understood yet: what a second engine is given when the first one fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BUFFERED_MS = 30_000
FINAL_TOLERANCE_MS = 1_000
"""A final that reaches so near to the end of a stretch has answered it: the rest was silence."""
_BYTES_PER_MS = 32


@dataclass(frozen=True, slots=True)
class TimedAudio:
    """Sound that begins at ``at_ms``."""

    start_ms: float
    pcm: bytes

    @property
    def end_ms(self) -> float:
        """Where it ends."""
        return self.start_ms + len(self.pcm) / _BYTES_PER_MS


@dataclass(frozen=True, slots=True)
class SpeechSegmentEnd:
    """The end of a stretch of speech: its words are wanted."""

    at_ms: float
    number: int
    length_ms: float
    """How much sound the stretch has, with the silence before it."""


class UntranscribedAudio:
    """At most the last 30 s of sound that no final covers, and the stretches still to be answered."""

    def __init__(self, max_buffered_ms: int = MAX_BUFFERED_MS) -> None:
        self._max_buffered_ms = max_buffered_ms
        self._items: deque[TimedAudio | SpeechSegmentEnd] = deque()
        self._segment_count = 0
        self._marked_ms = 0.0
        self.end_ms = 0.0
        """How much sound there was, ever."""

    def append(self, pcm: bytes) -> TimedAudio:
        """Keep ``pcm``; what is older than can be kept is gone."""
        part = TimedAudio(self.end_ms, pcm)
        self._items.append(part)
        self.end_ms = part.end_ms
        self._drop_until(self.end_ms - self._max_buffered_ms)
        return part

    def mark_segment_end(self) -> SpeechSegmentEnd | None:
        """Note that a stretch ends here; None if there was no sound since the last one."""
        if self.end_ms <= self._marked_ms:
            return None
        self._segment_count += 1
        made = SpeechSegmentEnd(self.end_ms, self._segment_count, self.end_ms - self._marked_ms)
        self._marked_ms = self.end_ms
        self._items.append(made)
        return made

    def items(self) -> Iterator[TimedAudio | SpeechSegmentEnd]:
        """Yield what a fresh engine has to be given, in order."""
        return iter(tuple(self._items))

    def pending_segments(self) -> list[SpeechSegmentEnd]:
        """Return the ends of stretches whose words are still wanted."""
        return [part for part in self._items if isinstance(part, SpeechSegmentEnd)]

    def mark_final(self, until_ms: float) -> list[SpeechSegmentEnd]:
        """Note that everything up to ``until_ms`` is final; return the stretches that this answers."""
        answered = [m for m in self.pending_segments() if m.at_ms - FINAL_TOLERANCE_MS <= until_ms]
        if answered:
            until_ms = max(until_ms, answered[-1].at_ms)
        self._drop_until(until_ms)
        return answered

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that an engine could still have to say."""
        return not self._items

    def _drop_until(self, until_ms: float) -> None:
        while self._items:
            first = self._items[0]
            end_ms = first.end_ms if isinstance(first, TimedAudio) else first.at_ms
            if end_ms > until_ms:
                return
            self._items.popleft()
