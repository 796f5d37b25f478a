"""Tracks how much of the audio that was sent has been played."""

from __future__ import annotations

REPORT_TIMEOUT_S = 0.25
"""Seconds that a client may take to report where playback stopped."""
_END_GRACE_S = 1.0
"""Seconds beyond the estimated end, for the network and the client's buffer."""
_MAX_LATE_S = 5.0
"""Maximum seconds beyond the estimated end, however slow the client's reports are."""


class PlaybackTracker:
    """Playback position of one utterance: from the client's reports if there are any, else from the clock.

    By the clock, audio counts as played ``lag_s`` seconds after it was sent, without a gap as long as there
    is more of it.
    """

    def __init__(self, rate: int, *, lag_s: float) -> None:
        self._rate = rate
        self._lag_s = lag_s
        self._estimated_end_at = float("-inf")
        self._min_played = 0
        self._report: tuple[int, float] | None = None
        self.sent_samples = 0
        """Number of samples sent to the client."""

    def record_sent(self, samples: int, now: float) -> None:
        """Record that ``samples`` more were sent."""
        self._min_played = self._position_by_clock(now)
        self._estimated_end_at = (
            max(self._estimated_end_at, now + self._lag_s) + samples / self._rate
        )
        self.sent_samples += samples

    def buffered_s(self, now: float) -> float:
        """Return how many seconds were sent that cannot have been played yet."""
        return max(0.0, self._estimated_end_at - self._lag_s - now)

    def record_report(self, samples: int, now: float) -> None:
        """Record a client's report; ignored when it is behind an earlier one."""
        if self._report is None or samples >= self._report[0]:
            self._report = (samples, now)

    @property
    def reported_samples(self) -> int | None:
        """The last position that the client reported, in samples; None if there is no report."""
        return None if self._report is None else self._report[0]

    @property
    def is_fully_played(self) -> bool:
        """Whether the client reported that everything sent so far was played."""
        return self.sent_samples == 0 or self.reported_samples == self.sent_samples

    def estimate_position(self, now: float) -> int:
        """Return the estimated playback position in samples."""
        by_clock = self._position_by_clock(now)
        if self._report is None:
            return by_clock
        samples, when = self._report
        return max(samples, min(by_clock, samples + round((now - when) * self._rate)))

    def report_deadline(self) -> float:
        """Return the monotonic time until which to wait for reports, once everything was sent."""
        if self._report is None:
            return self._estimated_end_at + _END_GRACE_S
        samples, when = self._report
        by_report = when + (self.sent_samples - samples) / self._rate + _END_GRACE_S
        return min(max(by_report, self._estimated_end_at), self._estimated_end_at + _MAX_LATE_S)

    def estimated_end_at(self) -> float:
        """Return the monotonic time when playback ends by the clock."""
        return self._estimated_end_at

    def samples_to_ms(self, samples: int) -> int:
        """Return a number of samples as milliseconds."""
        return round(samples * 1000 / self._rate)

    def _position_by_clock(self, now: float) -> int:
        to_come = max(0.0, self._estimated_end_at - now) * self._rate
        return max(self._min_played, self.sent_samples - round(min(to_come, self.sent_samples)))
