"""How much a client may send, and how much of it may be wrong."""

from __future__ import annotations

STOOD_STILL_S = 30.0
"""What piles up while this process stands still, or joins a talk, comes all at once, and is no flood."""


class Allowance:
    """So much at once, so much a second after that, and what was not used of the last ``keeps_s``.

    Counting begins with the first use, or at ``began_s``; moments are monotonic seconds.
    """

    def __init__(
        self,
        *,
        at_once: float,
        per_second: float,
        keeps_s: float = 0.0,
        began_s: float | None = None,
    ) -> None:
        self._left = at_once
        self._most = at_once + per_second * keeps_s
        self._per_second = per_second
        self._seen = began_s

    def takes(self, now: float, amount: float = 1) -> bool:
        """Use up ``amount`` at the time ``now``; False when that is too much, and then nothing is used."""
        passed = 0.0 if self._seen is None else max(0.0, now - self._seen)
        self._seen = now
        self._left = min(self._most, self._left + passed * self._per_second)
        if amount > self._left:
            return False
        self._left -= amount
        return True
