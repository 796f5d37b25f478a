"""Where the work of a posting is done: places that rule a case out, as postings write them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from vivavoce.planning.domain.task_objects import has_exact_word

_DENIED = re.compile(
    r"(?:\b(?:no|not|never|nor|without)\b|n['\u2019]t\b)(?! (?:just|least|matter|only|two)\b)[^.,;:!?()\n]*",
    re.IGNORECASE,
)
_NEXT_LINE = re.compile(r"\n|(?<=[.!?;]) ")


@dataclass(frozen=True, slots=True)
class Workplace:
    """The words of a place, and whether one of them is enough wherever it stands."""

    words: frozenset[str]
    is_narrow: bool


@cache
def load_workplaces() -> Mapping[str, Workplace]:
    """Return the places by name."""
    file = resources.files("vivavoce.planning") / "domain" / "workplaces.toml"
    document = tomllib.loads(file.read_text("utf-8"))
    return {
        name: Workplace(frozenset(words), kind == "narrow")
        for kind, places in document.items()
        for name, words in places.items()
    }


@lru_cache(maxsize=256)
def drop_denied(text: str) -> str:
    """Return a text without what it says is not so: "we have no shop" speaks of none."""
    return _DENIED.sub("", text)


def is_elsewhere(job_text: str, rivals: Set[str], settings: frozenset[str]) -> bool:
    """Return whether the title names a rival place, or the text does so as often as what a case needs.

    A nursing home that mentions the hospital once is no hospital. A narrow place counts wherever it stands.
    """
    title = job_text.partition("\n")[0]
    own = count_lines(job_text, settings) if settings else 0
    for name in rivals:
        place = load_workplaces()[name]
        least = 1 if place.is_narrow else max(own, 1)
        if has_exact_word(title, place.words) or count_lines(job_text, place.words) >= least:
            return True
    return False


@lru_cache(maxsize=4096)
def count_lines(text: str, words: frozenset[str]) -> int:
    """Return how many lines or sentences of a text have one of the words."""
    return sum(has_exact_word(line, words) for line in _split_lines(text))


@lru_cache(maxsize=256)
def _split_lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in _NEXT_LINE.split(text) if line.strip())
