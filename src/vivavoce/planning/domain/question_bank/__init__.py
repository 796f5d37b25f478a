"""The question bank: competencies with their rubrics, and questions, from versioned TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

from vivavoce.contracts.plan import LEVELS, AnswerAnchor, QuestionKind, SubDimension

BANK_VERSION = 1
SOFTWARE_CATEGORIES = frozenset({"FRONTEND", "BACKEND", "DATABASE", "CLOUD", "MOBILE", "SOFTWARE"})
"""Skill categories of software development."""
_FILE_NAMES = ("work", "people", "areas", "software", "trades")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankQuestion:
    """One question of the bank; ``depth`` 1 is introductory, 2 normal, 3 demanding."""

    id: str
    text: str
    depth: int
    kind: QuestionKind
    expected_points: tuple[str, ...]
    probes: tuple[str, ...]
    skill: str | None = None
    probe_elements: tuple[str, ...] = ()
    """The answer element that each probe asks for, in several wordings; empty if probes ask for points."""
    anchors: Mapping[str, AnswerAnchor] = field(default_factory=dict)
    """The levels of an answer to this question; empty if those of its competency rate it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankCompetency:
    """One competency of the bank.

    ``keyword_stems`` are beginnings of words by which comments name it.
    """

    id: str
    name: str
    sub_dimensions: tuple[SubDimension, ...]
    questions: tuple[BankQuestion, ...]
    keyword_stems: tuple[str, ...]
    skill_categories: tuple[str, ...]
    framework: str | None = None
    """The usual answer framework; None means the default of the question's kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBank:
    """All questions and competencies of the built-in planner."""

    version: int
    general_competencies: tuple[BankCompetency, ...]
    competency_by_category: Mapping[str, BankCompetency]
    """The competency of each skill category."""
    questions_by_skill: Mapping[str, tuple[BankQuestion, ...]]
    question_templates: tuple[BankQuestion, ...]
    warm_up_competencies: tuple[BankCompetency, ...]
    """Competencies of opening questions: background and motivation."""
    coding_competencies: tuple[BankCompetency, ...]
    """Technical competencies that can be discussed without a keyboard."""

    @property
    def all_competencies(self) -> tuple[BankCompetency, ...]:
        """Every competency once; general ones come first."""
        every = (
            *self.general_competencies,
            *self.competency_by_category.values(),
            *self.coding_competencies,
            *self.warm_up_competencies,
        )
        return tuple({competency.id: competency for competency in reversed(every)}.values())[::-1]

    def find_competency(self, name: str) -> BankCompetency | None:
        """Return the competency with this name, or None."""
        return next(
            (competency for competency in self.all_competencies if competency.name == name), None
        )


@cache
def load_question_bank() -> QuestionBank:
    """Return the built-in bank."""
    documents = [load_bank_file(name) for name in _FILE_NAMES]
    competencies = [_parse_competency(raw) for d in documents for raw in d.get("competency", ())]
    asked = [_parse_question(raw) for d in documents for raw in d.get("question", ())]
    skills = list(dict.fromkeys(question.skill for question in asked if question.skill))
    return QuestionBank(
        version=BANK_VERSION,
        general_competencies=tuple(c for c in competencies if not c.skill_categories),
        competency_by_category={area: c for c in competencies for area in c.skill_categories},
        questions_by_skill={s: tuple(q for q in asked if q.skill == s) for s in skills},
        question_templates=tuple(
            _parse_question(raw) for d in documents for raw in d.get("template", ())
        ),
        warm_up_competencies=tuple(
            _parse_competency(raw) for raw in load_bank_file("warm_up")["competency"]
        ),
        coding_competencies=_load_coding_competencies({c.id: c for c in competencies}),
    )


@cache
def load_bank_file(name: str) -> Mapping[str, Any]:  # Any: TOML
    """Return one parsed file of the bank; raise ``ValueError`` for an unsupported version."""
    document = tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    if document["version"] != BANK_VERSION:
        raise ValueError(f"{name}.toml has version {document['version']}, not {BANK_VERSION}")
    return document


def _load_coding_competencies(
    competencies_by_id: Mapping[str, BankCompetency],
) -> tuple[BankCompetency, ...]:
    """Return the coding competencies: known ones with more questions, and new ones."""
    document = load_bank_file("spoken_code")
    extended = [
        replace(base, questions=(*base.questions, *(_parse_question(q) for q in raw["question"])))
        for raw in document["more"]
        for base in (competencies_by_id[raw["of"]],)
    ]
    return (*extended, *(_parse_competency(raw) for raw in document["competency"]))


def _parse_competency(raw: Mapping[str, Any]) -> BankCompetency:
    return BankCompetency(
        id=raw["id"],
        name=raw["name"],
        sub_dimensions=tuple(_parse_sub_dimension(side) for side in raw["side"]),
        questions=tuple(_parse_question(question) for question in raw.get("question", ())),
        keyword_stems=tuple(raw.get("words", ())),
        skill_categories=tuple(raw.get("area", ())),
        framework=raw.get("framework"),
    )


def _parse_sub_dimension(raw: Mapping[str, Any]) -> SubDimension:
    return SubDimension(
        name=raw["name"],
        indicators=dict(zip(LEVELS, raw["levels"], strict=True)),
        signals={level: tuple(raw[f"say{level}"]) for level in LEVELS if f"say{level}" in raw},
    )


def _parse_question(raw: Mapping[str, Any]) -> BankQuestion:
    skill = raw.get("skill")
    rows = _list_probes_by_element(raw) if "probes" in raw else raw["points"]
    return BankQuestion(
        id=raw["id"],
        text=raw["text"],
        depth=raw["depth"],
        kind=raw.get("kind", "knowledge" if skill else "behavioral"),
        expected_points=tuple(raw["points"] if "probes" in raw else (point for point, *_ in rows)),
        probes=tuple(probe for _, probe, *_ in rows),
        skill=skill,
        probe_elements=tuple(element for _, _, *elements in rows for element in elements),
        anchors=_read_levels(load_bank_file("software_levels").get(raw["id"], {})),
    )


def _read_levels(raw: Mapping[str, Any]) -> dict[str, AnswerAnchor]:
    """Return the levels of a question: each has a description and then its signals."""
    return {
        str(number): AnswerAnchor(description=says, signals=tuple(signals))
        for number, (says, *signals) in enumerate(raw.get("levels", ()), 1)
    }


def _list_probes_by_element(raw: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the probes with their elements: first one wording of each element, then the next ones."""
    columns = zip(*raw["probes"].values(), strict=True)
    elements = tuple(raw["probes"])
    return [
        ("", probe, element)
        for column in columns
        for element, probe in zip(elements, column, strict=True)
    ]
