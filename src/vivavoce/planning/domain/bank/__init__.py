"""The question bank: competencies, how they are read, and questions, from versioned files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from vivavoce.contracts.plan import LEVELS, QuestionKind, SubDimension

BANK_VERSION = 1
SOFTWARE = frozenset({"FRONTEND", "BACKEND", "DATABASE", "CLOUD", "MOBILE", "SOFTWARE"})
"""Groups of skills that belong to people who make software."""
_FILES = ("work", "people", "areas", "software", "trades")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankQuestion:
    """One question of the bank; ``depth`` 1 is a way in, 2 is normal, 3 is demanding."""

    id: str
    text: str
    depth: int
    kind: QuestionKind
    points: tuple[str, ...]
    probes: tuple[str, ...]
    skill: str | None = None
    probe_elements: tuple[str, ...] = ()
    """The answer element that each probe asks for; empty where points are asked for instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankCompetency:
    """One competency of the bank.

    ``words`` are beginnings of words by which a person names it in a comment; ``task_words`` are
    whole words and phrases of a job's tasks that call for it.
    """

    id: str
    name: str
    sides: tuple[SubDimension, ...]
    questions: tuple[BankQuestion, ...]
    words: tuple[str, ...]
    base: int
    boost: Mapping[str, int]
    areas: tuple[str, ...]
    needs_software: bool
    task_words: tuple[str, ...] = ()
    framework: str | None = None
    """How answers about it are usually built; None is what the kind of question asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """Everything the built-in planner can ask."""

    version: int
    general: tuple[BankCompetency, ...]
    areas: Mapping[str, BankCompetency]
    """Group of skills → the competency its questions belong to."""
    by_skill: Mapping[str, tuple[BankQuestion, ...]]
    templates: tuple[BankQuestion, ...]
    warm_up: tuple[BankCompetency, ...]
    """What opens a talk: who somebody is and what they want."""
    spoken_code: tuple[BankCompetency, ...]
    """Technical ground that can be talked through without a keyboard."""

    @property
    def everything(self) -> tuple[BankCompetency, ...]:
        """Every competency; those that any plan may hold come first."""
        every = (*self.general, *self.areas.values(), *self.spoken_code, *self.warm_up)
        return tuple({found.id: found for found in reversed(every)}.values())[::-1]

    def competency(self, name: str) -> BankCompetency | None:
        """Return the competency with this name, or None."""
        return next((found for found in self.everything if found.name == name), None)


@cache
def load_bank() -> Bank:
    """Return the bank that ships with the product."""
    documents = [bank_file(name) for name in _FILES]
    competencies = [_competency(raw) for d in documents for raw in d.get("competency", ())]
    asked = [_question(raw) for d in documents for raw in d.get("question", ())]
    skills = list(dict.fromkeys(question.skill for question in asked if question.skill))
    return Bank(
        version=BANK_VERSION,
        general=tuple(c for c in competencies if not c.areas),
        areas={area: c for c in competencies for area in c.areas},
        by_skill={s: tuple(q for q in asked if q.skill == s) for s in skills},
        templates=tuple(_question(raw) for d in documents for raw in d.get("template", ())),
        warm_up=tuple(_competency(raw) for raw in bank_file("warm_up")["competency"]),
        spoken_code=_spoken_code({c.id: c for c in competencies}),
    )


def bank_file(name: str) -> Mapping[str, Any]:  # Any: TOML
    """Return one file of the bank; its version must be the one this code was written for."""
    document = tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    if document["version"] != BANK_VERSION:
        raise ValueError(f"{name}.toml has version {document['version']}, not {BANK_VERSION}")
    return document


def _spoken_code(known: Mapping[str, BankCompetency]) -> tuple[BankCompetency, ...]:
    """Return the technical ground: competencies of its own, and known ones with more questions."""
    document = bank_file("spoken_code")
    extended = [
        replace(base, questions=(*base.questions, *(_question(q) for q in raw["question"])))
        for raw in document["more"]
        for base in (known[raw["of"]],)
    ]
    return (*extended, *(_competency(raw) for raw in document["competency"]))


def _competency(raw: Mapping[str, Any]) -> BankCompetency:
    return BankCompetency(
        id=raw["id"],
        name=raw["name"],
        sides=tuple(_side(side) for side in raw["side"]),
        questions=tuple(_question(question) for question in raw.get("question", ())),
        words=tuple(raw.get("words", ())),
        task_words=tuple(raw.get("task_words", ())),
        base=raw.get("base", 0),
        boost=dict(raw.get("boost", {})),
        areas=tuple(raw.get("area", ())),
        needs_software=raw.get("needs") == "software",
        framework=raw.get("framework"),
    )


def _side(raw: Mapping[str, Any]) -> SubDimension:
    return SubDimension(
        name=raw["name"],
        indicators=dict(zip(LEVELS, raw["levels"], strict=True)),
        signals={level: tuple(raw[f"say{level}"]) for level in LEVELS if f"say{level}" in raw},
    )


def _question(raw: Mapping[str, Any]) -> BankQuestion:
    skill = raw.get("skill")
    return BankQuestion(
        id=raw["id"],
        text=raw["text"],
        depth=raw["depth"],
        kind=raw.get("kind", "knowledge" if skill else "behavioural"),
        points=tuple(point for point, *_ in raw["points"]),
        probes=tuple(probe for _, probe, *_ in raw["points"]),
        skill=skill,
        probe_elements=tuple(element for _, _, *elements in raw["points"] for element in elements),
    )
