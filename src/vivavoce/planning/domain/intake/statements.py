"""A hiring manager's statements by concept, their coverage, and the facts extracted from them.

A reward rates what is known about a concept, never the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from vivavoce.contracts.interview import SENIORITIES, PlanBrief, Seniority
from vivavoce.contracts.unlawful_demands import RemovedDemand, filter_name, filter_sentence
from vivavoce.planning.domain.intake.ad_wording import list_own_words, write_ad_lines
from vivavoce.planning.domain.intake_plan import INTAKE_CONCEPTS, IntakeConcept
from vivavoce.planning.domain.requirements import (
    UNNAMED_POSITION,
    extract_skills,
    is_prompt_injection,
)
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills
from vivavoce.planning.domain.text_matching import extract_content_stems, to_single_line

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
    sentences: dict[str, list[str]] = {concept.key: [] for concept in INTAKE_CONCEPTS}
    orders, is_unchecked = 0, False
    demands: list[RemovedDemand] = []
    for turn in answers:
        if turn.question_id not in sentences:
            continue
        is_unchecked = is_unchecked or turn.is_unverified
        for sentence in split_sentences(turn.text):
            if is_prompt_injection(sentence):
                orders += 1
                continue
            part = filter_sentence(sentence)
            demands += part.removed
            if not _is_non_answer(part.text) and part.text not in sentences[turn.question_id]:
                sentences[turn.question_id].append(part.text)
    by_concept = {key: tuple(lines) for key, lines in sentences.items()}
    return ManagerStatements(
        by_concept,
        orders + len(demands),
        is_unverified=is_unchecked,
        unlawful_demands=tuple(demands),
    )


def measure_concept_coverage(answers: Iterable[IntakeAnswer]) -> tuple[ConceptCoverage, ...]:
    """Return the coverage of every concept, in the order of ``INTAKE_CONCEPTS``."""
    answer_list = list(answers)
    return tuple(
        _measure_coverage(concept, [t for t in answer_list if t.question_id == concept.key])
        for concept in INTAKE_CONCEPTS
    )


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, each a verbatim part of it."""
    return [sentence for piece in _SENTENCE.findall(text) if (sentence := piece.strip())]


def _measure_coverage(concept: IntakeConcept, answers: list[IntakeAnswer]) -> ConceptCoverage:
    pieces = [
        (turn.turn, filter_sentence(piece).text)
        for turn in answers
        for piece in split_sentences(turn.text)
    ]
    statements = [(turn, piece) for turn, piece in pieces if not _is_non_answer(piece)]
    if not statements:
        return ConceptCoverage(concept=concept.name, reward="lacking")
    text = " ".join(piece for _, piece in statements)
    point_count = sum(point.pattern.search(text) is not None for point in concept.expected_points)
    stems = len(extract_content_stems(text))
    reward: ConceptReward = "lacking"
    if point_count == len(concept.expected_points) and stems >= _EXCELLENT_MIN_STEMS:
        reward = "excellent"
    elif point_count or stems >= _ACCEPTABLE_MIN_STEMS:
        reward = "acceptable"
    turn, best = max(
        statements,
        key=lambda statement: (
            _count_matching_points(concept, statement[1]),
            len(extract_content_stems(statement[1])),
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


DEFAULT_INTERVIEW_MINUTES = 30
_OF_THE_JOB = ("role", "requirement", "culture_fit")
_DEFAULT_SENIORITY: Seniority = "MID"
_LEAD_IN = re.compile(
    r"^(?:(?:it|this|the (?:position|title|role|job)|we)(?:'s| is| are)?\s*(?:called|named)?\s*(?:it)?\s+)?"
    r"(?:an?\s+|the\s+)?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:(]|\s(?:who|reporting|reports|and (?:it|they|the)|at|in|level)\b")
_MAX_TITLE_WORDS = 7
_LEVEL = re.compile(r"\b(junior|mid|senior|lead|principal)\b", re.IGNORECASE)


@dataclass(frozen=True)
class IntakeFacts:
    """The facts given when the intake was opened, and the statements made in it."""

    statements: ManagerStatements
    given_title: str | None = None
    given_company: str | None = None

    @cached_property
    def title(self) -> str | None:
        """The position's title as given, else as said in the intake, or None."""
        if title := filter_name(self.given_title or "", fallback=""):
            return to_single_line(title, max_length=80)
        for sentence in self.statements.for_concept("designation")[:1]:
            bare = _CLAUSE.split(_LEAD_IN.sub("", sentence.strip(" .!?")), maxsplit=1)[0].strip()
            if bare and len(bare.split()) <= _MAX_TITLE_WORDS:
                return to_single_line(bare[0].upper() + bare[1:], max_length=80)
        return None

    @property
    def company(self) -> str | None:
        """The employer's name as given, or None."""
        return to_single_line(self.given_company or "", max_length=80) or None

    @cached_property
    def level(self) -> Seniority | None:
        """The seniority that is named first, or None."""
        places = (
            "\n".join(self.statements.for_concept(key))
            for key in ("designation", "requirement", "role")
        )
        for text in (*places, self.given_title or ""):
            if match := _LEVEL.search(text):
                return next(known for known in SENIORITIES if known == match[1].upper())
        return None

    @cached_property
    def skills(self) -> tuple[str, ...]:
        """The catalog skills that were named, in order of mention."""
        lines = [*self.statements.for_concept("requirement"), *self.statements.for_concept("role")]
        return tuple(extract_skills("\n".join(lines), load_skill_catalog()))

    @cached_property
    def brief(self) -> PlanBrief:
        """The planner's brief for the candidate interview."""
        said = [self.statements.for_concept(key) for key in _OF_THE_JOB]
        lines = [
            *(line for sentences in said for line in write_ad_lines(sentences)),
            *(line for sentences in said for line in list_own_words(sentences)),
        ]
        return PlanBrief(
            position=self.title or UNNAMED_POSITION,
            level=self.level or _DEFAULT_SENIORITY,
            job_description="\n".join(lines),
            skills=self.skills,
            duration_minutes=DEFAULT_INTERVIEW_MINUTES,
            company_name=self.company,
            are_skills_confirmed=True,
        )

    @cached_property
    def skill_report(self) -> SkillReport:
        """The matches of the skills."""
        return validate_skills(self.skills, load_skill_catalog(), is_confirmed=True)
