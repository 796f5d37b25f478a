"""How much of our audio a caller has heard, measured by the marks that come back. Pure arithmetic.

A mark follows every step of audio and comes back when that was played. After a clear the provider also
returns the marks of discarded audio, so the marks of a cleared generation are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

MARK_INTERVAL_MS = 100
"""Milliseconds of audio between two marks."""
DEFAULT_ROUND_TRIP_MS = 200
"""Assumed round trip until one was measured."""
MAX_ROUND_TRIP_MS = 2000


@dataclass(slots=True)
class PlaybackMarkTracker:
    """One caller's marks. Times are seconds of a monotonic clock, positions milliseconds of a generation."""

    generation: int = 0
    sent_ms: int = 0
    round_trip_ms: int | None = None
    """Network round trip, measured at the first mark: its delay minus the length of the audio before it."""
    _started_at: float | None = None
    _confirmed_ms: int = 0
    _confirmed_at: float | None = None
    _is_cleared: bool = False

    def begin(self, generation: int) -> None:
        """Begin another generation."""
        self.generation, self.sent_ms = generation, 0
        self._started_at = self._confirmed_at = None
        self._confirmed_ms, self._is_cleared = 0, False

    def record_sent(self, ms: int, *, now: float) -> None:
        """Record that ``ms`` more audio was sent."""
        if self._started_at is None:
            self._started_at = now
        self.sent_ms += ms

    def record_mark(self, name: str, *, now: float) -> bool:
        """Process a returned mark; return whether it confirmed more audio."""
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
        """Record that unplayed audio was discarded: marks of this generation are ignored from now on."""
        self._is_cleared = True

    @property
    def has_confirmation(self) -> bool:
        """Whether any mark of this generation has come back."""
        return self._confirmed_at is not None

    @property
    def is_fully_played(self) -> bool:
        """Whether all audio that was sent is confirmed as played."""
        return self.sent_ms > 0 and self._confirmed_ms >= self.sent_ms

    def estimate_heard_ms(self, now: float) -> int:
        """Return how many milliseconds will have been heard once a clear sent ``now`` has arrived.

        This is the last mark, plus the time since then (at most one step, as the next mark has not come),
        plus the round trip, during which playback continues. Without any mark it is the time since the start:
        the audio arrives as late as the clear does.
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
        """Return the estimated seconds until all audio that was sent is played."""
        if self._started_at is None:
            return 0.0
        trip_s = (
            DEFAULT_ROUND_TRIP_MS if self.round_trip_ms is None else self.round_trip_ms
        ) / 1000
        return max(0.0, self._started_at + self.sent_ms / 1000 + trip_s - now)

    def buffered_s(self, now: float) -> float:
        """Return how many seconds of audio were sent ahead of real time."""
        if self._started_at is None:
            return 0.0
        return self._started_at + self.sent_ms / 1000 - now
