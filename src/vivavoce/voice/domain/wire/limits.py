"""How much a client may send, and how much of it may be wrong."""

from __future__ import annotations


class Allowance:
    """So much at once, and so much a second after that."""

    def __init__(self, *, at_once: float, per_second: float) -> None:
        self._most = self._left = at_once
        self._per_second = per_second
        self._seen: float | None = None

    def takes(self, now: float, amount: float = 1) -> bool:
        """Use up ``amount`` at the time ``now``; False when that is too much, and then nothing is used."""
        passed = 0.0 if self._seen is None else max(0.0, now - self._seen)
        self._seen = now
        self._left = min(self._most, self._left + passed * self._per_second)
        if amount > self._left:
            return False
        self._left -= amount
        return True
