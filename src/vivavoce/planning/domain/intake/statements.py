"""What a hiring manager said, concept by concept, and how much of each concept it covers.

A reward says how much is known of a concept. It is never a reading of the person.
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
    """Words that answered a question; ``turn`` is where they stand in the talk."""

    turn: int
    question_id: str | None
    text: str = field(repr=False)
    is_unverified: bool = False
    """A program that mishears wrote it down, and nobody has checked it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptCoverage:
    """How much was said about one concept, with the words that say most of it."""

    concept: str
    reward: ConceptReward
    quote: str | None = field(default=None, repr=False)
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class ManagerStatements:
    """Everything a manager said, by concept; sentences that may not stand in a document are apart."""

    by_concept: Mapping[str, tuple[str, ...]] = field(repr=False)
    excluded_count: int = 0
    """Sentences that speak to a machine or demand what an employer must not."""
    unlawful_demands: tuple[RemovedDemand, ...] = field(default=(), repr=False)
    """Those of them that demand what an employer must not, in their own words."""
    is_unverified: bool = False
    """Some of it may be misheard: a program wrote it down, and nobody has checked it."""

    def for_concept(self, key: str) -> tuple[str, ...]:
        """Return the usable sentences about a concept."""
        return self.by_concept.get(key, ())

    @property
    def text(self) -> str:
        """All usable sentences."""
        return "\n".join(line for lines in self.by_concept.values() for line in lines)


def collect_statements(answers: Iterable[IntakeAnswer]) -> ManagerStatements:
    """Return the sentences of all answers under their concepts."""
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
    """Return a reading of every concept, in the order of the talk."""
    said = list(answers)
    return tuple(
        _measure_coverage(one, [t for t in said if t.question_id == one.key])
        for one in INTAKE_CONCEPTS
    )


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, each a piece of it."""
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
