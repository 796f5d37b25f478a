"""When the candidate spoke, and when words of it were understood.

Whose turn it is, another judges by the sound; what was said is ours. A judge that lost count (speech that
never ends by its ear, words that never reached it) must not leave a candidate without a reply.
"""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.voice.domain.pace import NOISY_AFTER_S, Tempo

MARGIN_S = 1.0
"""Beyond the longest pause, before somebody else than the judge takes the answer."""


@dataclass(slots=True)
class Moments:
    """The latest moments of one connection, in seconds of a clock that never goes back."""

    speaks_since: float | None = None
    """Since when somebody is held to speak; None while nobody is."""
    ended_at: float | None = None
    """When speech ended last."""
    words_at: float = 0.0
    """When anything was understood last."""

    @property
    def is_speaking(self) -> bool:
        """Whether somebody is held to speak."""
        return self.speaks_since is not None

    def silent_s(self, now: float) -> float:
        """Return for how long nobody has spoken; without end where nobody ever did."""
        return now - self.ended_at if self.ended_at is not None else float("inf")

    def is_room(self, now: float) -> bool:
        """Return whether speech has brought no word for so long that it is the room's."""
        if self.speaks_since is None:
            return False
        return now - max(self.speaks_since, self.words_at) > NOISY_AFTER_S

    def is_overdue(self, now: float, tempo: Tempo) -> bool:
        """Return whether an answer with words should have been taken by now."""
        if tempo.judge == "nobody":
            return False
        still_since = max(self.words_at, self.ended_at or 0.0)
        if self.speaks_since is not None:
            still_since = max(self.words_at, self.speaks_since) + NOISY_AFTER_S
        return now - still_since > tempo.max_s + MARGIN_S
