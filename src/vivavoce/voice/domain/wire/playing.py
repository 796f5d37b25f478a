"""How far a listener is with what was sent."""

from __future__ import annotations

REPORT_S = 0.25
"""How long a listener may take to say where the sound stopped."""
_GRACE_S = 1.0
"""After the end by the clock: for the network, and for what a listener keeps in hand."""
_MOST_LATE_S = 5.0
"""However slowly somebody says that they listen."""


class Playing:
    """One utterance on its way: by the listener's own reports where there are any, else by the clock.

    The clock takes it that sound is played ``lag_s`` after it was sent, without a gap while there is any.
    """

    def __init__(self, rate: int, *, lag_s: float) -> None:
        self._rate = rate
        self._lag_s = lag_s
        self._ends_at = float("-inf")
        self._surely = 0
        self._report: tuple[int, float] | None = None
        self.sent = 0
        """Samples that went to the listener."""

    def send(self, samples: int, now: float) -> None:
        """Say that ``samples`` more are sent."""
        self._surely = self._by_clock(now)
        self._ends_at = max(self._ends_at, now + self._lag_s) + samples / self._rate
        self.sent += samples

    def ahead(self, now: float) -> float:
        """Return how many seconds were sent that cannot have been played yet."""
        return max(0.0, self._ends_at - self._lag_s - now)

    def report(self, samples: int, now: float) -> None:
        """Take the listener's word; one that is older than another is nothing new."""
        if self._report is None or samples >= self._report[0]:
            self._report = (samples, now)

    @property
    def reported(self) -> int | None:
        """What the listener said last."""
        return None if self._report is None else self._report[0]

    @property
    def is_heard(self) -> bool:
        """Whether the listener said that everything sent so far was played."""
        return self.sent == 0 or self.reported == self.sent

    def at(self, now: float) -> int:
        """Return the place where the listener should be, as well as can be told from here."""
        by_clock = self._by_clock(now)
        if self._report is None:
            return by_clock
        samples, when = self._report
        return max(samples, min(by_clock, samples + int((now - when) * self._rate)))

    def due(self) -> float:
        """Return when a listener is not waited for any longer, everything having been sent."""
        if self._report is None:
            return self._ends_at + _GRACE_S
        samples, when = self._report
        by_report = when + (self.sent - samples) / self._rate + _GRACE_S
        return min(max(by_report, self._ends_at), self._ends_at + _MOST_LATE_S)

    def ends_at(self) -> float:
        """Return when the sound ends by the clock."""
        return self._ends_at

    def ms(self, samples: int) -> int:
        """Return a number of samples as milliseconds."""
        return round(samples * 1000 / self._rate)

    def _by_clock(self, now: float) -> int:
        to_come = max(0.0, self._ends_at - now) * self._rate
        return max(self._surely, self.sent - int(min(to_come, self.sent)))
