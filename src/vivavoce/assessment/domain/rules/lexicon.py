"""The word lists as frozen values. They are data files beside this module, each with a version."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from vivavoce.assessment.domain.rules.normalise import fold

LISTS = ("english", "groups", "orders", "phrases")


def source(name: str) -> str:
    """Return the text of one word list as it is stored."""
    return (files(__package__) / "words" / f"{name}.toml").read_text(encoding="utf-8")


def words(text: str) -> frozenset[str]:
    """Return the words of a list, folded as every reading copy is."""
    return frozenset(fold(text).split())


def pattern(*parts: str) -> re.Pattern[str]:
    """Return one pattern that finds any of ``parts``."""
    return re.compile("|".join(f"(?:{part})" for part in parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class English:
    """Words by what they do in an answer."""

    function: frozenset[str]
    hedge_words: frozenset[str]
    hedges: re.Pattern[str]
    negations: frozenset[str]
    absences: frozenset[str]
    reaching: frozenset[str]
    clause_heads: frozenset[str]
    auxiliaries: frozenset[str]
    own: frozenset[str]
    others: frozenset[str]
    other_people: frozenset[str]
    everyday: frozenset[str]
    rating: frozenset[str]
    rigour: frozenset[str]
    buzz: frozenset[str]
    change: frozenset[str]
    numbers: dict[str, str]
    irregular: dict[str, str]
    endings: tuple[str, ...]
    foreign: frozenset[str]


_LISTED = (
    "function",
    "hedge_words",
    "negations",
    "absences",
    "reaching",
    "clause_heads",
    "auxiliaries",
    "own",
    "others",
    "other_people",
    "everyday",
    "rating",
    "rigour",
    "buzz",
    "change",
)


def _english(raw: dict[str, Any], foreign: str) -> English:  # Any: TOML
    return English(
        **{name: words(raw[name]) for name in _LISTED},
        hedges=_hedges((*raw["hedges"], *raw["hedge_words"].split())),
        numbers=dict(raw["numbers"]),
        irregular=dict(raw["irregular"]),
        endings=tuple(sorted(raw["endings"].split(), key=lambda one: (-len(one), one))),
        foreign=words(foreign),
    )


def _hedges(phrases: Sequence[str]) -> re.Pattern[str]:
    """Match runs of hedges with the commas that set them apart: ", um, you know," is no pause."""
    # The longest phrase wins, so that "i am not sure but" is not cut short.
    listed = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    one = rf"\b(?:{'|'.join(listed)})(?!\w)"
    run = rf"{one}(?:[\s,]+{one})*"
    return re.compile(rf"(?:,\s*)?{run}\s*,|{run}")


PHRASES: dict[str, Any] = tomllib.loads(source("phrases"))  # Any: TOML
ORDERS: dict[str, Any] = tomllib.loads(source("orders"))  # Any: TOML
GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split()) for line in tomllib.loads(source("groups"))["groups"]
)
ENGLISH = _english(tomllib.loads(source("english")), PHRASES["foreign"])
