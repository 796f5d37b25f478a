"""Sound that was heard and not understood yet: what a second engine is given when the first one fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

KEPT_MS = 30_000
SETTLED_WITHIN_MS = 1_000
"""A final that reaches so near to the end of a stretch has answered it: the rest was silence."""
_BYTES_A_MS = 32


@dataclass(frozen=True, slots=True)
class Part:
    """Sound that begins at ``at_ms``."""

    at_ms: float
    pcm: bytes

    @property
    def end_ms(self) -> float:
        """Where it ends."""
        return self.at_ms + len(self.pcm) / _BYTES_A_MS


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a stretch of speech: its words are wanted."""

    at_ms: float
    number: int
    length_ms: float
    """How much sound the stretch has, with the silence before it."""


class Backlog:
    """At most the last 30 s of sound that no final covers, and the stretches still to be answered."""

    def __init__(self, kept_ms: int = KEPT_MS) -> None:
        self._kept_ms = kept_ms
        self._parts: deque[Part | Mark] = deque()
        self._numbers = 0
        self._marked_ms = 0.0
        self.end_ms = 0.0
        """How much sound there was, ever."""

    def add(self, pcm: bytes) -> Part:
        """Keep ``pcm``; what is older than can be kept is gone."""
        part = Part(self.end_ms, pcm)
        self._parts.append(part)
        self.end_ms = part.end_ms
        self._drop_until(self.end_ms - self._kept_ms)
        return part

    def mark(self) -> Mark | None:
        """Note that a stretch ends here; None if there was no sound since the last one."""
        if self.end_ms <= self._marked_ms:
            return None
        self._numbers += 1
        made = Mark(self.end_ms, self._numbers, self.end_ms - self._marked_ms)
        self._marked_ms = self.end_ms
        self._parts.append(made)
        return made

    def parts(self) -> Iterator[Part | Mark]:
        """Yield what a fresh engine has to be given, in order."""
        return iter(tuple(self._parts))

    def unanswered(self) -> list[Mark]:
        """Return the ends of stretches whose words are still wanted."""
        return [part for part in self._parts if isinstance(part, Mark)]

    def settle(self, until_ms: float) -> list[Mark]:
        """Note that everything up to ``until_ms`` is final; return the stretches that this answers."""
        answered = [m for m in self.unanswered() if m.at_ms - SETTLED_WITHIN_MS <= until_ms]
        if answered:
            until_ms = max(until_ms, answered[-1].at_ms)
        self._drop_until(until_ms)
        return answered

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that an engine could still have to say."""
        return not self._parts

    def _drop_until(self, until_ms: float) -> None:
        while self._parts:
            first = self._parts[0]
            end_ms = first.end_ms if isinstance(first, Part) else first.at_ms
            if end_ms > until_ms:
                return
            self._parts.popleft()
