"""What a scene takes for granted of the firm and its hours, and what a posting says of that."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple, TypeVar

_Name = TypeVar("_Name", bound=str)
_SMALL_FIRM = 30
"""The most people of a firm that has no departments and no branches."""
_OF_SIZE = frozenset({"departments", "branches"})
_NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_NUMBER = rf"(\d{{1,6}}|{'|'.join(_NUMBERS)})"
_PEOPLE = re.compile(
    rf"\b{_NUMBER} (?:staff|employees)\b(?! (?:members? )?(?:in|on) (?:the|our|your) (?:team|shift))|"
    rf"\bwe (?:are|employ|have) {_NUMBER} people\b|"
    rf"\b(?:there (?:are|were)|we are) (?:only )?{_NUMBER} of us\b",
    re.IGNORECASE,
)
"""How many people a firm has: "a family firm with eleven staff", "There are four of us."."""


class _Assumption(NamedTuple):
    signs: re.Pattern[str]
    against: re.Pattern[str]
    despite: re.Pattern[str]
    support: re.Pattern[str]


def contradicts_nothing(scene: str, job_text: str) -> bool:
    """Return whether a posting contradicts nothing that a scene takes for granted."""
    return _list_assumed(scene).isdisjoint(_list_contradicted(job_text))


def count_unsaid(scene: str, job_text: str) -> int:
    """Return how many things a scene takes for granted of which a posting says nothing."""
    return len(_list_assumed(scene) - _list_supported(job_text))


def keep_least_assuming(scenes: Mapping[_Name, str], job_text: str) -> tuple[_Name, ...]:
    """Return the names of the scenes that take least for granted."""
    unsaid = {name: count_unsaid(scene, job_text) for name, scene in scenes.items()}
    return tuple(name for name, count in unsaid.items() if count == min(unsaid.values()))


@lru_cache(maxsize=8192)
def _list_assumed(scene: str) -> frozenset[str]:
    return frozenset(name for name, one in _load().items() if one.signs.search(scene))


@lru_cache(maxsize=256)
def _list_contradicted(job_text: str) -> frozenset[str]:
    found = frozenset(name for name, one in _load().items() if _is_against(one, job_text))
    return found | _OF_SIZE if _is_small(job_text) else found


def _is_against(assumption: _Assumption, job_text: str) -> bool:
    """Return whether a posting denies an assumption, and says nothing else that bears it out."""
    rest, count = assumption.against.subn(" ", job_text)
    return count > 0 and assumption.despite.search(rest) is None


@lru_cache(maxsize=256)
def _list_supported(job_text: str) -> frozenset[str]:
    return frozenset(name for name, one in _load().items() if one.support.search(job_text))


def _is_small(job_text: str) -> bool:
    """Return whether a posting says that the firm has few people, and nowhere that it has many."""
    said = [next(filter(None, found.groups())) for found in _PEOPLE.finditer(job_text)]
    numbers = [int(one) if one.isdigit() else _NUMBERS.index(one.lower()) + 1 for one in said]
    return bool(numbers) and max(numbers) <= _SMALL_FIRM


@cache
def _load() -> Mapping[str, _Assumption]:
    file = resources.files("vivavoce.planning") / "domain" / "scene_assumptions.toml"
    return {
        name: _Assumption(
            *(
                re.compile("|".join(words[key]), 0 if key == "signs" else re.IGNORECASE)
                for key in _Assumption._fields
            )
        )
        for name, words in tomllib.loads(file.read_text("utf-8")).items()
    }
