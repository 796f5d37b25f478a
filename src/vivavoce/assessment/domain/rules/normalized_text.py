"""Normalized copies of turns for matching; quotes are always taken from the raw text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from vivavoce.kernel.lazy_pattern import LazyPattern

_CHARACTER_REPLACEMENTS = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'",
        "`": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-",
        "\u2014": ",", "\u2015": ",", "\u3002": ".", "\u3001": ",", "\r": "\n", "\u2028": "\n",
    }
)  # fmt: skip
_DROPPED_CATEGORIES = frozenset({"Cf", "Cs", "Co"})


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A normalized turn. ``text`` is lower case; ``cased`` keeps the case.

    ``raw_offsets[i]`` is the raw offset of character ``i``; a last entry holds the raw length.
    """

    text: str
    cased: str
    raw_offsets: tuple[int, ...]

    def blank_spans(self, spans: list[tuple[int, int]]) -> NormalizedText:
        """Return a copy with ``spans`` replaced by blanks; offsets do not change."""
        if not spans:
            return self
        text, cased = list(self.text), list(self.cased)
        for start, end in spans:
            text[start:end] = cased[start:end] = " " * (end - start)
        return replace(self, text="".join(text), cased="".join(cased))

    def blank_matches(self, pattern: LazyPattern) -> NormalizedText:
        """Return a copy with every match of ``pattern`` replaced by blanks."""
        return self.blank_spans([match.span() for match in pattern.finditer(self.text)])


def normalize_text(raw: str) -> NormalizedText:
    """Return the normalized text of ``raw``, with the offsets into it."""
    if raw.isascii():
        cased = raw.translate(_CHARACTER_REPLACEMENTS)
        return NormalizedText(cased.lower(), cased, tuple(range(len(raw) + 1)))
    text: list[str] = []
    index: list[int] = []
    for start, end in _find_clusters(raw):
        for char in _simplify_cluster(raw[start:end]):
            text.append(char)
            index.append(start)
    cased = "".join(text)
    return NormalizedText("".join(_lower(char) for char in cased), cased, (*index, len(raw)))


def fold_text(text: str) -> str:
    """Return ``text`` normalized and in lower case."""
    return normalize_text(text).text


def _find_clusters(raw: str) -> list[tuple[int, int]]:
    starts = [i for i, char in enumerate(raw) if i == 0 or not unicodedata.combining(char)]
    return list(zip(starts, [*starts[1:], len(raw)], strict=True))


def _simplify_cluster(cluster: str) -> str:
    composed = unicodedata.normalize("NFKC", cluster)
    kept = "".join(
        char for char in composed if unicodedata.category(char) not in _DROPPED_CATEGORIES
    )
    bare = unicodedata.normalize("NFD", kept)
    if bare[:1].isascii() and bare[:1].isalpha():
        kept = "".join(char for char in bare if not unicodedata.combining(char))
    return kept.translate(_CHARACTER_REPLACEMENTS)


def _lower(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char
