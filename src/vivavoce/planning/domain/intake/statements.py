"""A hiring manager's statements by concept, and how well they cover each concept.

A reward rates what is known about a concept, never the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.unlawful_demands import RemovedDemand, filter_sentence
from vivavoce.planning.domain.intake_concepts import INTAKE_CONCEPTS, IntakeConcept
from vivavoce.planning.domain.requirements import is_prompt_injection
from vivavoce.planning.domain.text_normalization import extract_content_stems

ConceptReward = Literal["excellent", "acceptable", "lacking"]
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\d)[^.!?\n]+)*[.!?]*")
_NON_ANSWER = re.compile(
    r"\b(?:don't know|do not know|not sure|no idea|not decided|undecided|can't say|cannot say|skip|"
    r"nothing special)\b",
    re.IGNORECASE,
)
_ACCEPTABLE_MIN_STEMS, _EXCELLENT_MIN_STEMS, _NON_ANSWER_MAX_STEMS = 5, 6, 8
_MAX_QUOTE_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class IntakeAnswer:
    """An answer to a question; ``turn`` is its turn number in the interview."""

    turn: int
    question_id: str | None
    text: str = field(repr=False)
    is_unverified: bool = False
    """The text comes from speech recognition and was not checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptCoverage:
    """How well one concept is covered, with the most informative quote."""

    concept: str
    reward: ConceptReward
    quote: str | None = field(default=None, repr=False)
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class ManagerStatements:
    """The manager's usable sentences by concept, and what was excluded from documents."""

    by_concept: Mapping[str, tuple[str, ...]] = field(repr=False)
    excluded_count: int = 0
    """The number of excluded sentences: prompt injections and unlawful demands."""
    unlawful_demands: tuple[RemovedDemand, ...] = field(default=(), repr=False)
    """The excluded unlawful demands, in their own words."""
    is_unverified: bool = False
    """At least one answer comes from speech recognition and was not checked."""

    def for_concept(self, key: str) -> tuple[str, ...]:
        """Return the usable sentences about a concept."""
        return self.by_concept.get(key, ())

    @property
    def text(self) -> str:
        """All usable sentences, one per line."""
        return "\n".join(line for lines in self.by_concept.values() for line in lines)


def collect_statements(answers: Iterable[IntakeAnswer]) -> ManagerStatements:
    """Return the usable sentences of all answers by concept."""
    kept: dict[str, list[str]] = {concept.key: [] for concept in INTAKE_CONCEPTS}
    orders, is_unchecked = 0, False
    demands: list[RemovedDemand] = []
    for turn in answers:
        if turn.question_id not in kept:
            continue
        is_unchecked = is_unchecked or turn.is_unverified
        for sentence in split_sentences(turn.text):
            if is_prompt_injection(sentence):
                orders += 1
                continue
            part = filter_sentence(sentence)
            demands += part.removed
            if not _is_non_answer(part.text) and part.text not in kept[turn.question_id]:
                kept[turn.question_id].append(part.text)
    by_concept = {key: tuple(lines) for key, lines in kept.items()}
    return ManagerStatements(
        by_concept,
        orders + len(demands),
        is_unverified=is_unchecked,
        unlawful_demands=tuple(demands),
    )


def measure_concept_coverage(answers: Iterable[IntakeAnswer]) -> tuple[ConceptCoverage, ...]:
    """Return the coverage of every concept, in the order of ``INTAKE_CONCEPTS``."""
    said = list(answers)
    return tuple(
        _measure_coverage(one, [t for t in said if t.question_id == one.key])
        for one in INTAKE_CONCEPTS
    )


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, each a verbatim part of it."""
    return [found for piece in _SENTENCE.findall(text) if (found := piece.strip())]


def _measure_coverage(concept: IntakeConcept, answers: list[IntakeAnswer]) -> ConceptCoverage:
    pieces = [
        (turn.turn, filter_sentence(piece).text)
        for turn in answers
        for piece in split_sentences(turn.text)
    ]
    told = [(turn, piece) for turn, piece in pieces if not _is_non_answer(piece)]
    if not told:
        return ConceptCoverage(concept=concept.name, reward="lacking")
    whole = " ".join(piece for _, piece in told)
    found = sum(point.pattern.search(whole) is not None for point in concept.expected_points)
    stems = len(extract_content_stems(whole))
    reward: ConceptReward = "lacking"
    if found == len(concept.expected_points) and stems >= _EXCELLENT_MIN_STEMS:
        reward = "excellent"
    elif found or stems >= _ACCEPTABLE_MIN_STEMS:
        reward = "acceptable"
    turn, best = max(
        told,
        key=lambda one: (
            _count_matching_points(concept, one[1]),
            len(extract_content_stems(one[1])),
        ),
    )
    return ConceptCoverage(
        concept=concept.name, reward=reward, quote=best[:_MAX_QUOTE_CHARACTERS], turn=turn
    )


def _count_matching_points(concept: IntakeConcept, text: str) -> int:
    return sum(point.pattern.search(text) is not None for point in concept.expected_points)


def _is_non_answer(sentence: str) -> bool:
    stems = extract_content_stems(sentence)
    return not stems or (
        len(stems) <= _NON_ANSWER_MAX_STEMS
        and _NON_ANSWER.search(sentence.replace("\u2019", "'")) is not None
    )
