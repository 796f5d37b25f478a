"""Stems, and when two of them mean the same word: equal, misspelt, or kindred work words."""

from __future__ import annotations

import re
from functools import lru_cache

from vivavoce.assessment.domain.rules.lexicon import ENGLISH, GROUPS

KINDRED_WEIGHT = 0.4
_ALIKE = 0.70
_LENGTH_SLACK = 3
_SHORTEST = 4
_LIGHT = frozenset({"s", "ed", "ing"})
"""Endings that may leave a shorter word: logs, added, owning."""
_OUR = re.compile(r"(?<=\w{3})our(s|ed|ing)?$")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a folded word; every form of one word should give the same."""
    base = ENGLISH.irregular.get(word, word)
    if base.endswith("'s"):
        base = base[:-2]
    if base.endswith("sis"):
        base = base[:-2] + "es"
    base = _shortened(_OUR.sub(r"or\1", base))
    # "restore" must end where "restored" does: the last vowel may hide one more ending.
    return _shortened(_bare(base))


def _bare(word: str) -> str:
    if len(word) >= _SHORTEST and word[-1] == "e":
        return word[:-1]
    return word[:-1] if len(word) > _SHORTEST and word[-1] in "yi" else word


def _shortened(word: str) -> str:
    for _ in range(3):
        shorter = _without_ending(word)
        if shorter == word:
            break
        word = shorter
    return word


def _without_ending(word: str) -> str:
    for ending in ENGLISH.endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST - (ending in _LIGHT):
            if ending == "s" and word.endswith(("ss", "us", "is")):
                continue
            return _undoubled(word[: -len(ending)])
    return word


def _undoubled(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def _trigrams(text: str) -> frozenset[str]:
    padded = f"^{text}$"
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@lru_cache(maxsize=262144)
def is_alike(left: str, right: str) -> bool:
    """Tell whether two stems are one word in two spellings."""
    if left == right:
        return True
    if left[:1] != right[:1] or abs(len(left) - len(right)) > _LENGTH_SLACK:
        return False
    if min(len(left), len(right)) < _SHORTEST:
        return False
    a, b = _trigrams(left), _trigrams(right)
    return 2 * len(a & b) >= _ALIKE * (len(a) + len(b))


def _kin() -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(GROUPS):
        for word in group:
            known = table.get(stem(word), ())
            if number not in known:
                table[stem(word)] = (*known, number)
    return table


_KIN = _kin()


def kin(word_stem: str) -> tuple[int, ...]:
    """Return the numbers of the groups of work words that a stem belongs to."""
    return _KIN.get(word_stem, ())
