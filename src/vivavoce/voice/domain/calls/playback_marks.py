"""How much of our sound a caller has heard, by the marks that come back. Pure arithmetic.

A mark follows every step of sound and comes back when it was played. After a clear the provider
returns those that it threw away too, so marks of a generation that was cleared prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

MARK_INTERVAL_MS = 100
"""A mark for so much sound."""
DEFAULT_ROUND_TRIP_MS = 200
"""There and back, until it was measured."""
MAX_ROUND_TRIP_MS = 2000


@dataclass(slots=True)
class PlaybackMarks:
    """One caller's marks. Times are seconds of a monotonic clock, places milliseconds of a generation."""

    generation: int = 0
    sent_ms: int = 0
    round_trip_ms: int | None = None
    """There and back: the first mark's time on its way, less what it had to wait for."""
    _started_at: float | None = None
    _confirmed_ms: int = 0
    _confirmed_at: float | None = None
    _is_cleared: bool = False

    def begin(self, generation: int) -> None:
        """Another generation begins."""
        self.generation, self.sent_ms = generation, 0
        self._started_at = self._confirmed_at = None
        self._confirmed_ms, self._is_cleared = 0, False

    def record_sent(self, ms: int, *, now: float) -> None:
        """So much more was sent."""
        if self._started_at is None:
            self._started_at = now
        self.sent_ms += ms

    def record_mark(self, name: str, *, now: float) -> bool:
        """Take in a mark; return whether it says something."""
        generation, _, place = name.partition(":")
        is_place = name.isascii() and generation.isdecimal() and place.isdecimal()
        if not is_place or len(name) > 32:
            return False
        ms = int(place)
        is_ours = int(generation) == self.generation and self._confirmed_ms < ms <= self.sent_ms
        if self._is_cleared or not is_ours or self._started_at is None:
            return False
        if self.round_trip_ms is None:
            waited_ms = round((now - self._started_at) * 1000) - ms
            self.round_trip_ms = min(max(0, waited_ms), MAX_ROUND_TRIP_MS)
        self._confirmed_ms, self._confirmed_at = ms, now
        return True

    def clear(self) -> None:
        """Everything that is on its way is thrown away: marks say nothing any more."""
        self._is_cleared = True

    @property
    def has_confirmation(self) -> bool:
        """Whether the caller's side has said anything of this generation."""
        return self._confirmed_at is not None

    @property
    def is_fully_played(self) -> bool:
        """Whether all that was sent came back as played."""
        return self.sent_ms > 0 and self._confirmed_ms >= self.sent_ms

    def estimate_heard_ms(self, now: float) -> int:
        """Return how much will have been heard once a clear that is sent ``now`` has arrived.

        That is the last mark, the time since then (at most a step, for the next one did not come), and
        the time there and back, in which the sound goes on. Without any mark it is the time since it
        began: it arrives as much later as the clear does.
        """
        if self._started_at is None:
            return 0
        if self._confirmed_at is None:
            so_far = round((now - self._started_at) * 1000)
            trip_ms = DEFAULT_ROUND_TRIP_MS if self.round_trip_ms is None else self.round_trip_ms
            return min(so_far, self.sent_ms, MARK_INTERVAL_MS + trip_ms)
        since_ms = min(MARK_INTERVAL_MS, round((now - self._confirmed_at) * 1000))
        return min(self.sent_ms, self._confirmed_ms + since_ms + (self.round_trip_ms or 0))

    def remaining_s(self, now: float) -> float:
        """Return how long what was sent will still be played, as far as can be told."""
        if self._started_at is None:
            return 0.0
        trip_s = (
            DEFAULT_ROUND_TRIP_MS if self.round_trip_ms is None else self.round_trip_ms
        ) / 1000
        return max(0.0, self._started_at + self.sent_ms / 1000 + trip_s - now)

    def buffered_s(self, now: float) -> float:
        """Return how much sound is on its way beyond what should be played by ``now``."""
        if self._started_at is None:
            return 0.0
        return self._started_at + self.sent_ms / 1000 - now
