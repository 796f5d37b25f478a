"""Find the name that a typed text misspells, among thousands of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vivavoce.kernel.text_matching import count_typos, stem_word
from vivavoce.planning.domain.catalog_names import split_phrase
from vivavoce.planning.domain.everyday_words import load_everyday_stems

_MIN_LETTERS = 6
"""Shorter names are never matched by spelling: too many words differ from them by one letter."""
_LONG_NAME_LETTERS = 9
_MIN_LIKENESS = 82.0


def find_similar_keys(key: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names with the fewest typing errors in ``key``, or nothing.

    ``names`` begin with the same letter as ``key``. From six letters on, one missing, extra or swapped
    letter is accepted. From nine letters on, one wrong letter or two errors are. A wrong letter in a short
    name is not, nor are two wrong letters: "planting" is not "planning", "housework" no "horsewalk".
    """
    if len(key) < _MIN_LETTERS:
        return ()
    # Not at the top of the file: the import takes 50 ms, and most processes never need it.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 1 if len(key) < _LONG_NAME_LETTERS else 2
    rows = process.extract(
        key,
        [name for name in names if len(name) >= _MIN_LETTERS and abs(len(name) - len(key)) <= most],
        scorer=OSA.distance,
        score_cutoff=most,
        limit=None,
    )
    close = [(distance, name) for name, distance, _ in rows if distance and _is_slip(key, name)]
    least = min((distance for distance, _ in close), default=0)
    return tuple(name for distance, name in close if distance == least)


def rank_similar_keys(key: str, names: Sequence[str], *, limit: int) -> tuple[str, ...]:
    """Return up to ``limit`` names that look like ``key``, best first."""
    if len(key) < _MIN_LETTERS - 1:
        return ()
    from rapidfuzz import fuzz, process

    rows = process.extract(key, names, scorer=fuzz.ratio, score_cutoff=_MIN_LIKENESS, limit=limit)
    return tuple(name for name, *_ in rows)


def are_spelled_alike(first: str, second: str) -> bool:
    """Return whether two names have as many words, and each is alike but for a slip or its form."""
    pairs = list(zip(split_phrase(first), split_phrase(second), strict=False))
    is_as_long = len(split_phrase(first)) == len(split_phrase(second))
    return is_as_long and all(_is_like(one, other) for one, other in pairs)


def _is_like(one: str, other: str) -> bool:
    if stem_word(one) == stem_word(other):
        return True
    limit = 1 if min(len(one), len(other)) < _LONG_NAME_LETTERS else 2
    is_long_enough = min(len(one), len(other)) >= _MIN_LETTERS - 1
    return is_long_enough and count_typos(one, other, limit=limit) <= limit


class Vocabulary:
    """The words of many names, to correct single words of a typed text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words_by_letter: dict[str, set[str]] = {}
        for word in words:
            self._words_by_letter.setdefault(word[:1], set()).add(word)

    def has(self, word: str) -> bool:
        """Return whether a word is one of the names'."""
        return word in self._words_by_letter.get(word[:1], ())

    def knows_all(self, words: Sequence[str]) -> bool:
        """Return whether every word is one of the names' or an everyday one, so that none is a slip."""
        everyday = load_everyday_stems()
        return all(
            self.has(word)
            or self.has(f"{word}s")
            or self.has(word.removesuffix("s"))
            or stem_word(word) in everyday
            for word in words
        )

    def correct(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words with typing errors corrected; empty if nothing was corrected.

        A word is corrected if it is unknown and one known word is nearest (``find_similar_keys``).
        """
        corrected = tuple(self._correct_word(word) for word in words)
        return () if corrected == tuple(words) else corrected

    def _correct_word(self, word: str) -> str:
        known = self._words_by_letter.get(word[:1], set())
        found = () if word in known else find_similar_keys(word, sorted(known))
        return found[0] if len(found) == 1 else word


def _is_slip(key: str, name: str) -> bool:
    """Return whether the difference can be a slip, and not another word."""
    if len(key) != len(name) or sorted(key) == sorted(name):
        return True
    return min(len(key), len(name)) >= _LONG_NAME_LETTERS and count_typos(key, name, limit=1) <= 1
