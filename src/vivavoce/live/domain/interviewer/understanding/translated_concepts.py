"""Finds concepts in the words of another language: what its speakers say in many words for the same thing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources


@lru_cache(maxsize=8192)
def list_concepts(word: str) -> tuple[str, ...]:
    """Return the concepts that a word stands for: those listed for it, or for the longest beginning of it."""
    listed = _load()
    beginnings = (f"{word[:size]}*" for size in range(len(word), 0, -1))
    return listed.get(word) or next(filter(None, map(listed.get, beginnings)), ())


@cache
def _load() -> Mapping[str, tuple[str, ...]]:
    """Return the concepts by word; a word before an asterisk stands for all words that begin so."""
    text = resources.files(__package__).joinpath("concepts_de.toml").read_text("utf-8")
    listed: dict[str, tuple[str, ...]] = {}
    for concept, words in tomllib.loads(text).items():
        for word in words.split():
            listed[word] = (*listed.get(word, ()), concept)
    return listed
