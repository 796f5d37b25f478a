"""Endpointing: how long a pause must be before an answer counts as over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
