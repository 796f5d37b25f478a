"""How much of our sound a caller has heard, by the marks that come back. Pure arithmetic.

A mark follows every step of sound and comes back when it was played. After a clear the provider
returns those that it threw away too, so marks of a generation that was cleared prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

STEP_MS = 100
"""A mark for so much sound."""
USUAL_TRIP_MS = 200
"""There and back, until it was measured."""
LONGEST_TRIP_MS = 2000


@dataclass(slots=True)
class Marks:
    """One caller's marks. Times are seconds of a monotonic clock, places milliseconds of a generation."""

    generation: int = 0
    given_ms: int = 0
    trip_ms: int | None = None
    """There and back: the first mark's time on its way, less what it had to wait for."""
    _began_s: float | None = None
    _known_ms: int = 0
    _known_s: float | None = None
    _is_cleared: bool = False

    def begin(self, generation: int) -> None:
        """Another generation begins."""
        self.generation, self.given_ms = generation, 0
        self._began_s = self._known_s = None
        self._known_ms, self._is_cleared = 0, False

    def give(self, ms: int, *, now: float) -> None:
        """So much more was sent."""
        if self._began_s is None:
            self._began_s = now
        self.given_ms += ms

    def come_back(self, name: str, *, now: float) -> bool:
        """Take in a mark; return whether it says something."""
        generation, _, place = name.partition(":")
        is_place = name.isascii() and generation.isdecimal() and place.isdecimal()
        if not is_place or len(name) > 32:
            return False
        ms = int(place)
        is_ours = int(generation) == self.generation and self._known_ms < ms <= self.given_ms
        if self._is_cleared or not is_ours or self._began_s is None:
            return False
        if self.trip_ms is None:
            waited_ms = round((now - self._began_s) * 1000) - ms
            self.trip_ms = min(max(0, waited_ms), LONGEST_TRIP_MS)
        self._known_ms, self._known_s = ms, now
        return True

    def clear(self) -> None:
        """Everything that is on its way is thrown away: marks say nothing any more."""
        self._is_cleared = True

    @property
    def is_known(self) -> bool:
        """Whether the caller's side has said anything of this generation."""
        return self._known_s is not None

    @property
    def is_played(self) -> bool:
        """Whether all that was sent came back as played."""
        return self.given_ms > 0 and self._known_ms >= self.given_ms

    def heard_ms(self, now: float) -> int:
        """Return how much will have been heard once a clear that is sent ``now`` has arrived.

        That is the last mark, the time since then (at most a step, for the next one did not come), and
        the time there and back, in which the sound goes on. Without any mark it is the time since it
        began: it arrives as much later as the clear does.
        """
        if self._began_s is None:
            return 0
        if self._known_s is None:
            so_far = round((now - self._began_s) * 1000)
            trip_ms = USUAL_TRIP_MS if self.trip_ms is None else self.trip_ms
            return min(so_far, self.given_ms, STEP_MS + trip_ms)
        since_ms = min(STEP_MS, round((now - self._known_s) * 1000))
        return min(self.given_ms, self._known_ms + since_ms + (self.trip_ms or 0))

    def left_s(self, now: float) -> float:
        """Return how long what was sent will still be played, as far as can be told."""
        if self._began_s is None:
            return 0.0
        trip_s = (USUAL_TRIP_MS if self.trip_ms is None else self.trip_ms) / 1000
        return max(0.0, self._began_s + self.given_ms / 1000 + trip_s - now)

    def ahead_s(self, now: float) -> float:
        """Return how much sound is on its way beyond what should be played by ``now``."""
        if self._began_s is None:
            return 0.0
        return self._began_s + self.given_ms / 1000 - now
