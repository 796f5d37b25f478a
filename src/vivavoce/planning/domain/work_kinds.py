"""Kinds of work that occur in every trade, and which of them a task of the job is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from vivavoce.planning.domain.job_analysis.verb_forms import get_base

TEACHING = "teaching"
"""The theme of the questions that ask how people bring others on."""
_TEACH = "teach"
_MAX_KINDS = 2
"""A task is mainly of the kinds that fit first; those behind them only happen to share a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkKind:
    """A kind of work, and two parallel wordings each for what somebody did in it and what they would do."""

    name: str
    verbs: re.Pattern[str] | None
    words: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None
    excluded: re.Pattern[str] | None
    skills: re.Pattern[str] | None
    """What people call the skill that such work shows."""
    story: tuple[str, str]
    case: tuple[str, str]
    is_about_person: bool
    suits_newcomers: bool
    """Newcomers to the trade can say what they would do."""

    @property
    def theme(self) -> str:
        """The theme of its questions, of which one in a plan is enough."""
        return TEACHING if self.name == _TEACH else f"work_kind.{self.name}"

    def includes(self, verb: str, task: str) -> bool:
        """Return whether a task is of this kind; ``verb`` is the base form of its first word."""
        if self.excluded is not None and self.excluded.search(task):
            return False
        if self.anywhere is not None and self.anywhere.search(task):
            return True
        if self.verbs is None or self.verbs.fullmatch(verb) is None:
            return False
        return self.words is None or self.words.search(task.partition(" ")[2]) is not None


@lru_cache(maxsize=1024)
def find_work_kinds(task: str) -> tuple[str, ...]:
    """Return the names of the kinds that a task is of, the most serious first; two at most."""
    words = task.lower().removeprefix("you ").removeprefix("will ")
    first = words.partition(" ")[0].strip(",;:")
    verb = get_base(first) or first
    fitting = (kind.name for kind in load_work_kinds() if kind.includes(verb, words))
    return tuple(fitting)[:_MAX_KINDS]


@lru_cache(maxsize=512)
def find_kinds_of_skill(skill: str) -> frozenset[str]:
    """Return the names of the kinds of work that show a skill, by what people call it."""
    name = skill.lower()
    return frozenset(
        kind.name for kind in load_work_kinds() if kind.skills and kind.skills.search(name)
    )


@cache
def load_work_kinds() -> tuple[WorkKind, ...]:
    """Return all kinds of work, the most serious first."""
    file = resources.files("vivavoce.planning.domain") / "work_kinds.toml"
    return tuple(map(_read_kind, tomllib.loads(file.read_text("utf-8"))["kind"]))


def _read_kind(raw: Mapping[str, Any]) -> WorkKind:  # Any: TOML
    patterns = {
        name: re.compile(raw[key]) if key in raw else None
        for name, key in (
            ("verbs", "verbs"), ("words", "words"), ("anywhere", "any"), ("excluded", "not"),
            ("skills", "skills"),
        )
    }  # fmt: skip
    return WorkKind(
        name=raw["name"],
        story=(raw["story"][0], raw["story"][1]),
        case=(raw["case"][0], raw["case"][1]),
        is_about_person=raw.get("person", False),
        suits_newcomers=raw.get("new", False),
        **patterns,
    )
