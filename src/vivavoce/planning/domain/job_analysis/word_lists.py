"""The lists of words in ``word_lists.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


def load_words(name: str) -> frozenset[str]:
    """Return one list of words; raises ``KeyError`` for an unknown list."""
    return _load_lists()[name]


@cache
def _load_lists() -> dict[str, frozenset[str]]:
    file = resources.files("vivavoce.planning.domain.job_analysis") / "word_lists.toml"
    raw = tomllib.loads(file.read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in raw.items()}


@cache
def load_nominalizations() -> dict[str, str]:
    """Return the verb of each noun that names an activity: "maintenance" gives "maintain"."""
    pairs = (pair.partition(":") for pair in load_words("nominalizations"))
    return {noun: verb for noun, _, verb in pairs}
