"""Paces: how long a pause must be before the answer is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from vivavoce.contracts.voice import EndpointingMode

TurnDetectionMode = Literal["rules", "pause", "nobody"]
"""Who says that an answer is over: the words and the pause, the pause alone, or only the candidate."""


@dataclass(frozen=True, slots=True)
class EndpointingDelays:
    """How an answer ends."""

    mode: TurnDetectionMode
    min_delay_s: float
    """Pause after words that can stand as an answer."""
    max_delay_s: float
    """Pause after words that cannot."""


ENDPOINTING_DELAYS: Mapping[EndpointingMode, EndpointingDelays] = MappingProxyType(
    {
        "normal": EndpointingDelays("rules", 0.8, 2.5),
        "thinking": EndpointingDelays("rules", 2.0, 6.0),
        "verbatim": EndpointingDelays("pause", 1.5, 4.0),
        "manual": EndpointingDelays("nobody", 0.8, 2.5),
    }
)
BARGE_IN_MIN_SPEECH_S = 0.3
"""Speech of this length stops the interviewer."""
PENDING_TRANSCRIPT_WINDOW_S = 1.0
"""So long after speech its words may still be on their way: the interviewer does not begin."""
FILLER_DELAY_S = 1.2
"""A reply that takes longer is announced, once a turn."""
NO_TRANSCRIPT_TIMEOUT_S = 3.0
"""Speech without a word for so long was not understood."""
FALSE_INTERRUPTION_TIMEOUT_S = 2.0
"""A noise that stopped the interviewer and brought no words for so long was no answer."""
NOISY_ROOM_TIMEOUT_S = 10.0
"""Speech that is open for so long without a word is the room, not the candidate."""
MIN_ANSWER_MS = 400
"""Speech shorter than this is not asked for again."""
GOODBYE_TIMEOUT_S = 20.0
FINAL_TRANSCRIPT_TIMEOUT_S = 2.5
"""How long a graceful end waits for words that are on their way."""
SHUTDOWN_TRANSCRIPT_TIMEOUT_S = 1.0
"""How long any end does: who is cut off in the middle of a word has said it all the same."""
UNINTERRUPTIBLE_GRACE_S = 1.0
"""Words that come so soon after a question that was said to its end were said over it."""
