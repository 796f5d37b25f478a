"""How far a listener is with what was sent."""

from __future__ import annotations

REPORT_TIMEOUT_S = 0.25
"""How long a listener may take to say where the sound stopped."""
_END_GRACE_S = 1.0
"""After the end by the clock: for the network, and for what a listener keeps in hand."""
_MAX_LATE_S = 5.0
"""However slowly somebody says that they listen."""


class PlaybackTracker:
    """How far one utterance was played: by the listener's own reports if there are any, else by the clock.

    By the clock, audio is taken to be played ``lag_s`` seconds after it was sent, without a gap as long as
    there is more of it.
    """

    def __init__(self, rate: int, *, lag_s: float) -> None:
        self._rate = rate
        self._lag_s = lag_s
        self._estimated_end_at = float("-inf")
        self._min_played = 0
        self._report: tuple[int, float] | None = None
        self.sent_samples = 0
        """Samples that went to the listener."""

    def record_sent(self, samples: int, now: float) -> None:
        """Say that ``samples`` more are sent."""
        self._min_played = self._position_by_clock(now)
        self._estimated_end_at = (
            max(self._estimated_end_at, now + self._lag_s) + samples / self._rate
        )
        self.sent_samples += samples

    def buffered_s(self, now: float) -> float:
        """Return how many seconds were sent that cannot have been played yet."""
        return max(0.0, self._estimated_end_at - self._lag_s - now)

    def record_report(self, samples: int, now: float) -> None:
        """Take the listener's word; one that is older than another is nothing new."""
        if self._report is None or samples >= self._report[0]:
            self._report = (samples, now)

    @property
    def reported_samples(self) -> int | None:
        """What the listener said last."""
        return None if self._report is None else self._report[0]

    @property
    def is_fully_played(self) -> bool:
        """Whether the listener said that everything sent so far was played."""
        return self.sent_samples == 0 or self.reported_samples == self.sent_samples

    def estimate_position(self, now: float) -> int:
        """Return the place where the listener should be, as well as can be told from here."""
        by_clock = self._position_by_clock(now)
        if self._report is None:
            return by_clock
        samples, when = self._report
        return max(samples, min(by_clock, samples + round((now - when) * self._rate)))

    def report_deadline(self) -> float:
        """Return when a listener is not waited for any longer, everything having been sent."""
        if self._report is None:
            return self._estimated_end_at + _END_GRACE_S
        samples, when = self._report
        by_report = when + (self.sent_samples - samples) / self._rate + _END_GRACE_S
        return min(max(by_report, self._estimated_end_at), self._estimated_end_at + _MAX_LATE_S)

    def estimated_end_at(self) -> float:
        """Return when the sound ends by the clock."""
        return self._estimated_end_at

    def samples_to_ms(self, samples: int) -> int:
        """Return a number of samples as milliseconds."""
        return round(samples * 1000 / self._rate)

    def _position_by_clock(self, now: float) -> int:
        to_come = max(0.0, self._estimated_end_at - now) * self._rate
        return max(self._min_played, self.sent_samples - round(min(to_come, self.sent_samples)))
