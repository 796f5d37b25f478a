"""When the candidate spoke, on the connection's clock, and how long a pause ends an answer.

The turn manager decides from the audio whose turn it is. Speech activity is a safeguard: if the turn manager
misses the end of speech, or words do not reach it, the candidate still gets a reply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from vivavoce.contracts.voice import EndpointingMode

TurnDetectionMode = Literal["rules", "pause", "nobody"]
"""What decides that an answer is over: words and pause, the pause alone, or only the candidate."""


@dataclass(frozen=True, slots=True)
class EndpointingDelays:
    """The delays that end an answer."""

    mode: TurnDetectionMode
    min_delay_s: float
    """Seconds of pause after words that can be a complete answer."""
    max_delay_s: float
    """Seconds of pause after words that cannot."""


ENDPOINTING_DELAYS: Mapping[EndpointingMode, EndpointingDelays] = MappingProxyType(
    {
        "normal": EndpointingDelays("rules", 0.8, 2.5),
        "thinking": EndpointingDelays("rules", 2.0, 6.0),
        "verbatim": EndpointingDelays("pause", 1.5, 4.0),
        "manual": EndpointingDelays("nobody", 0.8, 2.5),
    }
)
BARGE_IN_MIN_SPEECH_S = 0.3
"""Seconds of speech that interrupt the interviewer."""
PENDING_TRANSCRIPT_WINDOW_S = 1.0
"""Seconds after speech in which its transcript may still arrive: the interviewer does not start to speak."""
FILLER_DELAY_S = 1.2
"""Seconds after which a late reply is announced, once a turn."""
NO_TRANSCRIPT_TIMEOUT_S = 3.0
"""Seconds after speech without a transcript until the candidate is asked to repeat."""
FALSE_INTERRUPTION_TIMEOUT_S = 2.0
"""Seconds without words after which an interruption counts as noise, and the interviewer resumes."""
NOISY_ROOM_TIMEOUT_S = 10.0
"""Seconds of detected speech without words after which it counts as background noise."""
MIN_ANSWER_MS = 400
"""Milliseconds; the candidate is not asked to repeat shorter speech."""
GOODBYE_TIMEOUT_S = 20.0
FINAL_TRANSCRIPT_TIMEOUT_S = 2.5
"""Seconds to wait for outstanding transcripts when an answer is committed by hand or the connection ends
gracefully.
"""
SHUTDOWN_TRANSCRIPT_TIMEOUT_S = 1.0
"""Seconds that every end waits for them, so that words said just before a disconnect are kept."""
UNINTERRUPTIBLE_GRACE_S = 1.0
"""Seconds after an uninterruptible question in which words still count as said over it."""


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


_TOLERANCE_MS = 1


@dataclass(slots=True)
class AudioTimeMap:
    """Maps an STT stream's times, which leave out the gaps between segments, to connection times."""

    sent_ms: float = 0.0
    has_unflushed_audio: bool = False
    """Whether audio was sent since the last flush."""
    _anchors: list[tuple[float, float]] = field(default_factory=list)

    def add_audio(self, length_ms: float, at_ms: float) -> None:
        """Record audio of ``length_ms`` that begins at ``at_ms`` on the connection."""
        if (
            not self._anchors
            or abs(self._map(self.sent_ms, self._anchors[-1]) - at_ms) > _TOLERANCE_MS
        ):
            self._anchors.append((self.sent_ms, at_ms))
        self.sent_ms += length_ms
        self.has_unflushed_audio = True

    def map_start(self, sent_ms: float) -> int:
        """Return the connection time in milliseconds at which a word begins."""
        mark = max((mark for mark in self._anchors if mark[0] <= sent_ms), default=(0.0, 0.0))
        return round(self._map(sent_ms, mark))

    def map_end(self, sent_ms: float) -> int:
        """Like ``map_start``, for the end of a word: a boundary between segments is the end of the first."""
        mark = max((mark for mark in self._anchors if mark[0] < sent_ms), default=(0.0, 0.0))
        return round(self._map(sent_ms, mark))

    @staticmethod
    def _map(given_ms: float, mark: tuple[float, float]) -> float:
        return mark[1] + given_ms - mark[0]
