"""Split a conversation into answers with their units, and screen the units.

A unit with a verdict gives no evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vivavoce.assessment.domain.rules.anchors import (
    RubricVocabulary,
    list_word_runs,
)
from vivavoce.assessment.domain.rules.identity_masking import find_introduced_names, mask_identity
from vivavoce.assessment.domain.rules.injection import find_first_injection
from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.negation import is_justified_refusal
from vivavoce.assessment.domain.rules.normalized_text import (
    NormalizedText,
    fold_text,
    normalize_text,
)
from vivavoce.assessment.domain.rules.text_units import (
    TextUnit,
    extract_content_stems,
    split_into_units,
)
from vivavoce.assessment.domain.rules.withdrawals import is_retraction, matches_phrase
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.transcript import ReadLanguage, Transcript, TranscriptTurn


@dataclass(frozen=True, slots=True)
class CandidateTurn:
    """One candidate turn with its units."""

    turn: TranscriptTurn
    normalized: NormalizedText
    units: tuple[TextUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAnswer:
    """The candidate's turns between two turns of the agent, and the question that they answer."""

    index: int
    question_id: str | None
    question_texts: tuple[str, ...]
    question_stems: frozenset[str]
    turns: tuple[CandidateTurn, ...]
    is_planned: bool
    """Whether the agent asked a question of the plan here, not a follow-up."""
    is_last: bool
    is_interrupted: bool
    language: ReadLanguage = "en"

    @property
    def units(self) -> tuple[TextUnit, ...]:
        """All units of the answer in order."""
        return tuple(unit for spoken in self.turns for unit in spoken.units)


def extract_answers(
    transcript: Transcript,
    rubric: Rubric,
    names: Sequence[str],
    language: ReadLanguage = "en",
) -> tuple[CandidateAnswer, ...]:
    """Return the answers of a transcript in order, with names, schools and places masked.

    A question that the candidate may not answer, and did not answer in part, counts as not asked.
    """
    turns = [
        replace(turn, text=turn.text[: turn.answer_end])
        for turn in transcript.turns
        if not (turn.is_dropped or turn.is_aside)
    ]
    copies = [normalize_text(turn.text) for turn in turns]
    candidate_copies = [
        copy for copy, turn in zip(copies, turns, strict=True) if turn.role != "agent"
    ]
    known = tuple(
        sorted(
            {*names, *find_introduced_names(candidate_copies)}, key=lambda name: (-len(name), name)
        )
    )
    read = [mask_identity(copy, known) for copy in copies]
    planned = {
        " ".join(fold_text(question.text).split()): question.id for question in rubric.questions
    }
    excused = {turn.question_id for turn in transcript.turns if turn.is_excused} - {None}
    answers: list[CandidateAnswer] = []
    for start, middle, end in _find_runs(turns):
        asked = [" ".join(read[i].text.split()) for i in range(start, middle)]
        question_id = _find_question_id(turns[start:end], asked, planned)
        if middle == end and question_id in excused:
            continue
        answers.append(
            CandidateAnswer(
                index=len(answers),
                question_id=question_id,
                question_texts=tuple(asked),
                question_stems=frozenset(
                    stem for text in asked for stem in extract_content_stems(text, language)
                ),
                turns=tuple(
                    CandidateTurn(
                        turn, read[i], split_into_units(turn.turn, turn.text, read[i], language)
                    )
                    for i, turn in enumerate(turns[middle:end], middle)
                ),
                is_planned=any(line in text for text in asked for line in planned),
                is_last=end == len(turns),
                is_interrupted=any(turn.is_interrupted for turn in turns[start:end]),
                language=language,
            )
        )
    return tuple(answers)


def _find_runs(turns: Sequence[TranscriptTurn]) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    start = 0
    while start < len(turns):
        middle = start
        while middle < len(turns) and turns[middle].role == "agent":
            if _is_question_skipped(turns[start:middle], turns[middle]):
                break
            middle += 1
        end = middle
        while end < len(turns) and turns[end].role == "candidate":
            end += 1
        runs.append((start, middle, end))
        start = end
    return runs


def _is_question_skipped(asked: Sequence[TranscriptTurn], next_turn: TranscriptTurn) -> bool:
    """Return whether a question got no answer because the next planned question follows it directly."""
    before = {turn.question_id for turn in asked if turn.question_id is not None}
    return (
        bool(before) and next_turn.question_id is not None and next_turn.question_id not in before
    )


def _find_question_id(
    turns: Sequence[TranscriptTurn], question_texts: Sequence[str], planned: dict[str, str]
) -> str | None:
    question_ids = [
        turn.question_id for turn in turns if turn.role == "candidate" and turn.question_id
    ]
    question_ids += [turn.question_id for turn in reversed(turns) if turn.question_id]
    if question_ids:
        return question_ids[0]
    for text in reversed(question_texts):
        for line, question_id in planned.items():
            if line and line in text:
                return question_id
    return None


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
                screened.append(_screen_unit(unit, units[place + 1 :], answer, vocabulary))
    return tuple(screened)


def find_injected_turns(answer: CandidateAnswer, vocabulary: RubricVocabulary) -> tuple[int, ...]:
    """Return the numbers of the turns with injected instructions, including invisible ones."""
    return tuple(
        spoken.turn.turn
        for spoken in answer.turns
        if find_first_injection(spoken.units, spoken.turn.text, vocabulary.words) is not None
    )


def admits_not_knowing(unit: TextUnit) -> bool:
    """Return whether a unit says that the person does not know, and not that they may not tell."""
    return matches_phrase("unknown", unit) and not is_justified_refusal(unit)


def _screen_unit(
    unit: TextUnit,
    later: Sequence[TextUnit],
    answer: CandidateAnswer,
    vocabulary: RubricVocabulary,
) -> ScreenedUnit:
    if any(gram in vocabulary.word_runs for gram in list_word_runs(unit.text)):
        return ScreenedUnit(unit, "rubric_echo")
    language = _detect_language_problem(unit, vocabulary)
    if language is not None:
        return ScreenedUnit(unit, language)
    if is_retraction(unit, later):
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
    own = get_vocabulary(unit.language)
    words = [word.text for word in unit.words]
    glue = sum(word.is_function for word in unit.words)
    foreign = sum(word in own.words.foreign for word in words)
    if foreign >= 2 and foreign > glue:
        return "other_language"
    if glue or len(words) < _OTHER_LANGUAGE_WORDS:
        return None
    if any(
        stem in vocabulary.all_stems
        or stem in own.get_stems("everyday")
        or stem in own.get_stems("rigor")
        for stem in unit.stems
    ):
        return None
    return "unintelligible" if _is_garbled(words) else "other_language"


def _is_garbled(spoken: Sequence[str]) -> bool:
    voiceless = sum(_VOWEL.search(word) is None for word in spoken)
    return voiceless * 2 > len(spoken) or len(set(spoken)) * 5 < len(spoken) * 2


def _is_praise(unit: TextUnit) -> bool:
    if not matches_phrase("praise", unit) or any(word.is_number for word in unit.words):
        return False
    return len(unit.words) <= _MAX_PRAISE_WORDS or not get_vocabulary(unit.language).get_phrase(
        "past_action"
    ).search(unit.text_without_hedges)


def _is_keyword_list(unit: TextUnit) -> bool:
    glue = sum(word.is_function for word in unit.words)
    return len(unit.words) >= MIN_LIST_WORDS and glue < MAX_LIST_FUNCTION_WORD_SHARE * len(
        unit.words
    )
