"""When the candidate spoke, and when words of it were understood.

Whose turn it is, another judges by the sound; what was said is ours. A judge that lost count (speech that
never ends by its ear, words that never reached it) must not leave a candidate without a reply.
"""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.voice.domain.endpointing import NOISY_ROOM_TIMEOUT_S, EndpointingDelays

OVERDUE_MARGIN_S = 1.0
"""Beyond the longest pause, before somebody else than the judge takes the answer."""


@dataclass(slots=True)
class SpeechActivity:
    """The latest moments of one connection, in seconds of a clock that never goes back."""

    speaking_since: float | None = None
    """Since when somebody is held to speak; None while nobody is."""
    speech_ended_at: float | None = None
    """When speech ended last."""
    transcribed_at: float = 0.0
    """When anything was understood last."""

    @property
    def is_speaking(self) -> bool:
        """Whether somebody is held to speak."""
        return self.speaking_since is not None

    def silence_s(self, now: float) -> float:
        """Return for how long nobody has spoken; without end where nobody ever did."""
        return now - self.speech_ended_at if self.speech_ended_at is not None else float("inf")

    def is_background_noise(self, now: float) -> bool:
        """Return whether speech has brought no word for so long that it is the room's."""
        if self.speaking_since is None:
            return False
        return now - max(self.speaking_since, self.transcribed_at) > NOISY_ROOM_TIMEOUT_S

    def is_answer_overdue(self, now: float, endpointing: EndpointingDelays) -> bool:
        """Return whether an answer with words should have been taken by now."""
        if endpointing.mode == "nobody":
            return False
        still_since = max(self.transcribed_at, self.speech_ended_at or 0.0)
        if self.speaking_since is not None:
            still_since = max(self.transcribed_at, self.speaking_since) + NOISY_ROOM_TIMEOUT_S
        return now - still_since > endpointing.max_delay_s + OVERDUE_MARGIN_S
