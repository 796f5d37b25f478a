"""Paces: how long a pause must be before the answer is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from vivavoce.contracts.sound import Pace

Judge = Literal["rules", "pause", "nobody"]
"""Who says that an answer is over: the words and the pause, the pause alone, or only the candidate."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How an answer ends."""

    judge: Judge
    min_s: float
    """Pause after words that can stand as an answer."""
    max_s: float
    """Pause after words that cannot."""


TEMPOS: Mapping[Pace, Tempo] = MappingProxyType(
    {
        "normal": Tempo("rules", 0.8, 2.5),
        "thinking": Tempo("rules", 2.0, 6.0),
        "verbatim": Tempo("pause", 1.5, 4.0),
        "manual": Tempo("nobody", 0.8, 2.5),
    }
)
BARGE_IN_S = 0.3
"""Speech of this length stops the interviewer."""
JUST_ENDED_S = 1.0
"""So long after speech its words may still be on their way: the interviewer does not begin."""
FILLER_AFTER_S = 1.2
"""A reply that takes longer is announced, once a turn."""
NOTHING_HEARD_S = 3.0
"""Speech without a word for so long was not understood."""
RESUME_AFTER_S = 2.0
"""A noise that stopped the interviewer and brought no words for so long was no answer."""
NOISY_AFTER_S = 10.0
"""Speech that is open for so long without a word is the room, not the candidate."""
SHORTEST_ANSWER_MS = 400
"""Speech shorter than this is not asked for again."""
GOODBYE_S = 20.0
LAST_WORDS_S = 2.5
"""How long a graceful end waits for words that are on their way."""
AT_ONCE_S = 1.0
"""How long any end does: who is cut off in the middle of a word has said it all the same."""
HELD_S = 1.0
"""Words that come so soon after a question that was said to its end were said over it."""
