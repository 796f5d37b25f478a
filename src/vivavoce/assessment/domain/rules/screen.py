"""Which units may be evidence. A screened unit gives none; what was said before it stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.rules.anchors import EVERYDAY, RIGOUR, RubricWords, grams
from vivavoce.assessment.domain.rules.dialogue import Answer
from vivavoce.assessment.domain.rules.lexicon import ENGLISH, PHRASES, pattern
from vivavoce.assessment.domain.rules.orders import first_order
from vivavoce.assessment.domain.rules.units import Unit

Verdict = Literal[
    "injection",
    "rubric_echo",
    "other_language",
    "unintelligible",
    "retraction",
    "praise",
    "question",
    "echo",
    "repetition",
    "withdrawn",
]
LIST_WORDS = 6
LIST_GLUE = 0.13
"""Speech is full of glue; so many words with less of it are a list of keywords."""
_LATIN_SHARE = 0.6
_OTHER_LANGUAGE_WORDS = 6
_SHORT_PRAISE_WORDS = 14
_LAST_LATIN = "\u024f"
_PRAISE = pattern(*PHRASES["praise"])
_WITHDRAWAL = pattern(*PHRASES["withdrawal"])
_DEED = re.compile(r"\b(?:i|we) (?:\w+ly )?(?!need|indeed)\w+(?:ed|ought|old|ote|ept)\b")
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Screened:
    """A unit and why it gives no evidence; None means that it may."""

    unit: Unit
    verdict: Verdict | None
    is_list: bool = False


def screen(answer: Answer, words: RubricWords) -> tuple[Screened, ...]:
    """Return the units of an answer with their verdicts; repetition is judged later."""
    screened: list[Screened] = []
    for spoken in answer.spoken:
        units = spoken.units
        order = first_order(units, spoken.turn.text, words.spoken)
        for place, unit in enumerate(units):
            if spoken.turn.is_draft:
                screened.append(Screened(unit, "unintelligible"))
            elif order is not None and place >= order:
                screened.append(Screened(unit, "injection"))
            else:
                screened.append(_screened(unit, answer, words))
    return tuple(screened)


def hidden_orders(answer: Answer, words: RubricWords) -> tuple[int, ...]:
    """Return the turns of an answer that give orders, also those without a visible word."""
    return tuple(
        spoken.turn.turn
        for spoken in answer.spoken
        if first_order(spoken.units, spoken.turn.text, words.spoken) is not None
    )


def matches_phrase(found: re.Pattern[str], unit: Unit) -> bool:
    """Tell whether a unit says something, with or without its hedges."""
    return bool(found.search(unit.said) or found.search(unit.lean))


def is_withdrawal(unit: Unit) -> bool:
    """Tell whether a unit takes back what was told."""
    return not unit.is_question and matches_phrase(_WITHDRAWAL, unit)


def _screened(unit: Unit, answer: Answer, words: RubricWords) -> Screened:
    if any(gram in words.echoes for gram in grams(unit.said)):
        return Screened(unit, "rubric_echo")
    language = _language_verdict(unit, words)
    if language is not None:
        return Screened(unit, language)
    if is_withdrawal(unit):
        return Screened(unit, "retraction")
    if _is_praise(unit):
        return Screened(unit, "praise")
    if unit.is_question:
        return Screened(unit, "question")
    if unit.stems and all(stem in answer.asked_stems for stem in unit.stems):
        return Screened(unit, "echo")
    return Screened(unit, None, is_list=_is_list(unit))


def _language_verdict(
    unit: Unit, words: RubricWords
) -> Literal["other_language", "unintelligible"] | None:
    letters = [char for char in unit.said if char.isalpha()]
    latin = sum(char <= _LAST_LATIN for char in letters)
    if letters and latin < _LATIN_SHARE * len(letters):
        return "other_language"
    said = [word.text for word in unit.words]
    glue = sum(word.is_function for word in unit.words)
    foreign = sum(word in ENGLISH.foreign for word in said)
    if foreign >= 2 and foreign > glue:
        return "other_language"
    if glue or len(said) < _OTHER_LANGUAGE_WORDS:
        return None
    if any(stem in words.known or stem in EVERYDAY or stem in RIGOUR for stem in unit.stems):
        return None
    return "unintelligible" if _is_garbled(said) else "other_language"


def _is_garbled(said: Sequence[str]) -> bool:
    voiceless = sum(_VOWEL.search(word) is None for word in said)
    return voiceless * 2 > len(said) or len(set(said)) * 5 < len(said) * 2


def _is_praise(unit: Unit) -> bool:
    if not matches_phrase(_PRAISE, unit) or any(word.is_number for word in unit.words):
        return False
    return len(unit.words) <= _SHORT_PRAISE_WORDS or not _DEED.search(unit.lean)


def _is_list(unit: Unit) -> bool:
    glue = sum(word.is_function for word in unit.words)
    return len(unit.words) >= LIST_WORDS and glue < LIST_GLUE * len(unit.words)
