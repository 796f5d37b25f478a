"""When the candidate spoke, and when words of it were transcribed.

The turn manager decides from the audio whose turn it is. This module is a safeguard: if the turn manager
misses the end of speech, or words do not reach it, the candidate still gets a reply.
"""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.voice.domain.endpointing import NOISY_ROOM_TIMEOUT_S, EndpointingDelays

OVERDUE_MARGIN_S = 1.0
"""Seconds beyond the longest pause after which an answer is committed without the turn manager."""


@dataclass(slots=True)
class SpeechActivity:
    """The latest times of one connection, in monotonic seconds."""

    speaking_since: float | None = None
    """When the current speech began; None during silence."""
    speech_ended_at: float | None = None
    """When the last speech ended."""
    transcribed_at: float = 0.0
    """When words were last transcribed."""

    @property
    def is_speaking(self) -> bool:
        """Whether the candidate is detected as speaking."""
        return self.speaking_since is not None

    def silence_s(self, now: float) -> float:
        """Return the seconds since the last speech; infinity if there was none."""
        return now - self.speech_ended_at if self.speech_ended_at is not None else float("inf")

    def is_background_noise(self, now: float) -> bool:
        """Return whether speech has had no words for so long that it is background noise."""
        if self.speaking_since is None:
            return False
        return now - max(self.speaking_since, self.transcribed_at) > NOISY_ROOM_TIMEOUT_S

    def is_answer_overdue(self, now: float, endpointing: EndpointingDelays) -> bool:
        """Return whether an answer with words should have been committed by now."""
        if endpointing.mode == "nobody":
            return False
        still_since = max(self.transcribed_at, self.speech_ended_at or 0.0)
        if self.speaking_since is not None:
            still_since = max(self.transcribed_at, self.speaking_since) + NOISY_ROOM_TIMEOUT_S
        return now - still_since > endpointing.max_delay_s + OVERDUE_MARGIN_S
