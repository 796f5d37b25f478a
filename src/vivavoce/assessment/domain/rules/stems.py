"""Word stems, and when two stems match: equal, similar in spelling, or synonyms."""

from __future__ import annotations

import re
from functools import lru_cache

from vivavoce.assessment.domain.rules.lexicon import ENGLISH_LEXICON, SYNONYM_GROUPS

SYNONYM_WEIGHT = 0.4
_MIN_TRIGRAM_SIMILARITY = 0.70
_MAX_LENGTH_DIFFERENCE = 3
_MIN_STEM_LENGTH = 4
_SHORT_ENDINGS = frozenset({"s", "ed", "ing"})
"""Endings that may leave a stem of three letters: logs, added, owning."""
_BRITISH_OUR_ENDING = re.compile(r"(?<=\w{3})our(s|ed|ing)?$")


@lru_cache(maxsize=65536)
def stem_word(word: str) -> str:
    """Return the stem of a normalized word; all forms of a word should have the same stem."""
    base = ENGLISH_LEXICON.irregular.get(word, word)
    if base.endswith("'s"):
        base = base[:-2]
    if base.endswith("sis"):
        base = base[:-2] + "es"
    base = _strip_endings(_BRITISH_OUR_ENDING.sub(r"or\1", base))
    # "restore" and "restored" must get the same stem: the final vowel may hide another ending.
    return _strip_endings(_strip_final_vowel(base))


def _strip_final_vowel(word: str) -> str:
    if len(word) >= _MIN_STEM_LENGTH and word[-1] == "e":
        return word[:-1]
    return word[:-1] if len(word) > _MIN_STEM_LENGTH and word[-1] in "yi" else word


def _strip_endings(word: str) -> str:
    for _ in range(3):
        shorter = _strip_ending(word)
        if shorter == word:
            break
        word = shorter
    return word


def _strip_ending(word: str) -> str:
    for ending in ENGLISH_LEXICON.endings:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM_LENGTH - (
            ending in _SHORT_ENDINGS
        ):
            if ending == "s" and word.endswith(("ss", "us", "is")):
                continue
            return _strip_doubled_consonant(word[: -len(ending)])
    return word


def _strip_doubled_consonant(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def _trigrams(text: str) -> frozenset[str]:
    padded = f"^{text}$"
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@lru_cache(maxsize=262144)
def is_similar_stem(left: str, right: str) -> bool:
    """Return whether two stems are spellings of one word, by trigram similarity."""
    if left == right:
        return True
    if left[:1] != right[:1] or abs(len(left) - len(right)) > _MAX_LENGTH_DIFFERENCE:
        return False
    if min(len(left), len(right)) < _MIN_STEM_LENGTH:
        return False
    a, b = _trigrams(left), _trigrams(right)
    return 2 * len(a & b) >= _MIN_TRIGRAM_SIMILARITY * (len(a) + len(b))


def _build_synonym_index() -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(SYNONYM_GROUPS):
        for word in group:
            known = table.get(stem_word(word), ())
            if number not in known:
                table[stem_word(word)] = (*known, number)
    return table


_SYNONYM_INDEX = _build_synonym_index()


def find_synonym_groups(word_stem: str) -> tuple[int, ...]:
    """Return the numbers of the synonym groups that contain a stem."""
    return _SYNONYM_INDEX.get(word_stem, ())
