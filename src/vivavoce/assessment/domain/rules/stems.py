"""When two stems match: they are equal, similar in spelling, or synonyms."""

from __future__ import annotations

from functools import cache, lru_cache

from vivavoce.assessment.domain.rules.lexicon import SYNONYM_GROUPS
from vivavoce.kernel.stemming import stem_word

SYNONYM_WEIGHT = 0.4
_MIN_TRIGRAM_SIMILARITY = 0.70
_MAX_LENGTH_DIFFERENCE = 3
_MIN_STEM_LENGTH = 4


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


@cache
def _build_synonym_index() -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(SYNONYM_GROUPS):
        for word in group:
            known = table.get(stem_word(word), ())
            if number not in known:
                table[stem_word(word)] = (*known, number)
    return table


def find_synonym_groups(word_stem: str) -> tuple[int, ...]:
    """Return the numbers of the synonym groups that contain a stem."""
    return _build_synonym_index().get(word_stem, ())
