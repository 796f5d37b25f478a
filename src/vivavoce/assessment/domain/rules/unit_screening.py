"""Screen units: a unit with a verdict gives no evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.rules.anchors import (
    EVERYDAY_STEMS,
    RIGOR_STEMS,
    RubricVocabulary,
    list_word_runs,
)
from vivavoce.assessment.domain.rules.dialogue import CandidateAnswer
from vivavoce.assessment.domain.rules.injection import find_first_injection
from vivavoce.assessment.domain.rules.lexicon import (
    ENGLISH_LEXICON,
    PHRASE_PATTERNS,
    compile_alternation,
)
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.kernel.lazy_pattern import LazyPattern

ScreeningVerdict = Literal[
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
MIN_LIST_WORDS = 6
MAX_LIST_FUNCTION_WORD_SHARE = 0.13
"""Speech has many function words; a unit of ``MIN_LIST_WORDS`` with a smaller share is a keyword list."""
_LATIN_SHARE = 0.6
_OTHER_LANGUAGE_WORDS = 6
_MAX_PRAISE_WORDS = 14
_LAST_LATIN = "\u024f"
_PRAISE = compile_alternation(*PHRASE_PATTERNS["praise"])
_WITHDRAWAL = compile_alternation(*PHRASE_PATTERNS["withdrawal"])
_PAST_ACTION = re.compile(r"\b(?:i|we) (?:\w+ly )?(?!need|indeed)\w+(?:ed|ought|old|ote|ept)\b")
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class ScreenedUnit:
    """A unit with its verdict, the reason why it gives no evidence; None means that it can."""

    unit: TextUnit
    verdict: ScreeningVerdict | None
    is_list: bool = False


def screen_answer(
    answer: CandidateAnswer, vocabulary: RubricVocabulary
) -> tuple[ScreenedUnit, ...]:
    """Return the units of an answer with their verdicts; repetition and withdrawal are marked later."""
    screened: list[ScreenedUnit] = []
    for spoken in answer.turns:
        units = spoken.units
        order = find_first_injection(units, spoken.turn.text, vocabulary.words)
        for place, unit in enumerate(units):
            if spoken.turn.is_draft:
                screened.append(ScreenedUnit(unit, "unintelligible"))
            elif order is not None and place >= order:
                screened.append(ScreenedUnit(unit, "injection"))
            else:
                screened.append(_screen_unit(unit, answer, vocabulary))
    return tuple(screened)


def find_injected_turns(answer: CandidateAnswer, vocabulary: RubricVocabulary) -> tuple[int, ...]:
    """Return the numbers of the turns with injected instructions, including invisible ones."""
    return tuple(
        spoken.turn.turn
        for spoken in answer.turns
        if find_first_injection(spoken.units, spoken.turn.text, vocabulary.words) is not None
    )


def matches_phrase(phrase: LazyPattern, unit: TextUnit) -> bool:
    """Return whether a pattern matches a unit, with or without its hedges."""
    return bool(phrase.search(unit.text) or phrase.search(unit.text_without_hedges))


def is_retraction(unit: TextUnit) -> bool:
    """Return whether a unit withdraws something said before."""
    return not unit.is_question and matches_phrase(_WITHDRAWAL, unit)


def _screen_unit(
    unit: TextUnit, answer: CandidateAnswer, vocabulary: RubricVocabulary
) -> ScreenedUnit:
    if any(gram in vocabulary.word_runs for gram in list_word_runs(unit.text)):
        return ScreenedUnit(unit, "rubric_echo")
    language = _detect_language_problem(unit, vocabulary)
    if language is not None:
        return ScreenedUnit(unit, language)
    if is_retraction(unit):
        return ScreenedUnit(unit, "retraction")
    if _is_praise(unit):
        return ScreenedUnit(unit, "praise")
    if unit.is_question:
        return ScreenedUnit(unit, "question")
    if unit.stems and all(stem in answer.question_stems for stem in unit.stems):
        return ScreenedUnit(unit, "echo")
    return ScreenedUnit(unit, None, is_list=_is_keyword_list(unit))


def _detect_language_problem(
    unit: TextUnit, vocabulary: RubricVocabulary
) -> Literal["other_language", "unintelligible"] | None:
    letters = [char for char in unit.text if char.isalpha()]
    latin = sum(char <= _LAST_LATIN for char in letters)
    if letters and latin < _LATIN_SHARE * len(letters):
        return "other_language"
    said = [word.text for word in unit.words]
    glue = sum(word.is_function for word in unit.words)
    foreign = sum(word in ENGLISH_LEXICON.foreign for word in said)
    if foreign >= 2 and foreign > glue:
        return "other_language"
    if glue or len(said) < _OTHER_LANGUAGE_WORDS:
        return None
    if any(
        stem in vocabulary.all_stems or stem in EVERYDAY_STEMS or stem in RIGOR_STEMS
        for stem in unit.stems
    ):
        return None
    return "unintelligible" if _is_garbled(said) else "other_language"


def _is_garbled(spoken: Sequence[str]) -> bool:
    voiceless = sum(_VOWEL.search(word) is None for word in spoken)
    return voiceless * 2 > len(spoken) or len(set(spoken)) * 5 < len(spoken) * 2


def _is_praise(unit: TextUnit) -> bool:
    if not matches_phrase(_PRAISE, unit) or any(word.is_number for word in unit.words):
        return False
    return len(unit.words) <= _MAX_PRAISE_WORDS or not _PAST_ACTION.search(unit.text_without_hedges)


def _is_keyword_list(unit: TextUnit) -> bool:
    glue = sum(word.is_function for word in unit.words)
    return len(unit.words) >= MIN_LIST_WORDS and glue < MAX_LIST_FUNCTION_WORD_SHARE * len(
        unit.words
    )
