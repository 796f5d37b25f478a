"""Acts that a language model recognizes in an interview whose language the rules do not know.

The model only chooses from a closed list of acts that the rules find, too. What the candidate said is
untrusted: an order in it can at worst choose an act that the candidate could have asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeGuard, get_args

from vivavoce.kernel.translation import is_english, match_translation
from vivavoce.live.domain.events import ModelTokenUsage, UtteranceAct
from vivavoce.live.domain.interviewer.understanding.acts import UnderstoodUtterance
from vivavoce.live.domain.interviewer.understanding.translated_acts import has_wordings

RecognizableAct = Literal[
    "answer",
    "never_had",
    "does_not_know",
    "refuses_confidential",
    "refuses_other",
    "asks_about_question",
    "asks_machine",
    "asks_time",
    "asks_count",
    "asks_data",
    "asks_who_decides",
    "asks_next",
    "asks_other_process",
    "wants_person",
    "wants_pause",
    "wants_end",
    "wants_skip",
    "wants_repeat",
    "wants_simpler",
    "wants_slower",
    "wants_louder",
    "wants_writing",
    "distress",
]
"""An answer, a wish, a question to the interviewer, or that nothing can be told. Chat and rudeness are left
out: taken for an answer, they do less harm than an answer that is taken for them."""
RECOGNIZABLE_ACTS: tuple[RecognizableAct, ...] = get_args(RecognizableAct)
MAX_RECOGNIZED_CHARACTERS = 240
"""A longer utterance is an answer, and no model is asked."""
_UNDECIDED: tuple[tuple[UtteranceAct, ...], ...] = (("answer",), ("asks_about_question",))
"""What the rules find in words that they do not know: an answer, or a question by its mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRequest:
    """A request to a model: which act an utterance of the candidate is."""

    turn: int
    text: str
    said_before: str
    """What the interviewer said last before it."""
    read_as: UtteranceAct
    """The act that the rules found; it stays unless the model finds another."""
    language: str
    deadline_s: float
    """Seconds from the request until the interview goes on without the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognizedAct:
    """The act that a model chose, with its latency and token usage."""

    act: str
    """Not checked: use it only if ``is_recognizable``."""
    model: str
    latency_ms: int
    token_usage: tuple[ModelTokenUsage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionFailure:
    """The model named no act in time."""

    reason: Literal["unavailable", "unusable"]
    token_usage: tuple[ModelTokenUsage, ...] = ()


def is_recognizable(act: str) -> TypeGuard[RecognizableAct]:
    """Return whether a model may choose this act."""
    return act in RECOGNIZABLE_ACTS


def has_act_rules(language: str) -> bool:
    """Return whether the rules know the wordings of acts in a language, so that no model is asked."""
    known = match_translation(language)
    return is_english(language) or (known is not None and has_wordings(known))


def is_undecided(understood: UnderstoodUtterance, language: str) -> bool:
    """Return whether the rules could not know what a short utterance in ``language`` does."""
    return (
        understood.acts in _UNDECIDED
        and len(understood.text) <= MAX_RECOGNIZED_CHARACTERS
        and not has_act_rules(language)
    )
