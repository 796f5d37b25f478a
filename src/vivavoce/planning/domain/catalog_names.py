"""Compare the names of skills and occupations with texts: keys, words and stems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.text_matching import normalize_text

NO_MATCH_RANK = 5
"""The rank (``rank_key``) of a name that a query does not fit."""
FUNCTION_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "our"}
    | {"the", "their", "to", "via", "with", "your"}
)
_WORD = re.compile(r"[a-z0-9+#]+(?:\.[a-z0-9+#]+)*")
_FILLER_WORDS = re.compile(
    r"\b(advanced|basic|strong|good|solid|expert|senior|junior|professional|proven|hands[- ]on|deep"
    r"|experience|experienced|knowledge|skills?|proficien\w+|familiar\w*|expertise|understanding"
    r"|working|development|developer|programming|language|framework|years?|yrs?|with|in|of|using)\b"
)
_NUMBERS = re.compile(r"\bv?\d+(\.\d+)*\+?(?=\s|$)")
_BRACKETS = re.compile(r"\([^)]{0,200}+\)")


class NameWord(NamedTuple):
    """A normalized word, and its place in the text as it was written."""

    text: str
    start: int
    end: int


def normalize_name(text: str) -> str:
    """Return the letters, digits, ``+`` and ``#`` of a name, for comparisons of whole names."""
    return re.sub(r"[^a-z0-9+#]", "", normalize_text(text))


def split_phrase(text: str) -> tuple[str, ...]:
    """Return the words of a text as names are compared within it: ``node.js`` is one word."""
    return tuple(_WORD.findall(normalize_text(text)))


def locate_words(text: str) -> list[NameWord]:
    """Return the words of ``split_phrase`` with their places."""
    if text.isascii():  # fast path for most texts
        return [
            NameWord(word.group(), word.start(), word.end())
            for word in _WORD.finditer(normalize_text(text))
        ]
    pieces = [normalize_text(character) for character in text]
    places = [at for at, piece in enumerate(pieces) for _ in piece]
    return [
        NameWord(word.group(), places[word.start()], places[word.end() - 1] + 1)
        for word in _WORD.finditer("".join(pieces))
    ]


def compute_stem_key(text: str) -> str:
    """Return the stems of a name without function words, sorted and separated by spaces."""
    return " ".join(
        sorted({stem_word(word) for word in split_phrase(text) if word not in FUNCTION_WORDS})
    )


def are_forms(words: Sequence[str], name: Sequence[str]) -> bool:
    """Return whether words with the stems of a name can be its forms: "objects" are no "objections".

    A word beside a gerund is a noun of its own, so it differs from one with "-ion".
    """
    if not any(word.endswith("ing") for word in words):
        return True
    of_name = {stem_word(word): word.removesuffix("s") for word in name}
    pairs = ((word.removesuffix("s"), of_name.get(stem_word(word))) for word in words)
    return all(f"{word}ion" != other for word, other in pairs)


def rank_key(query: str, name: str) -> int:
    """Return how well a normalized query fits a normalized name: 0 exact, 1 beginning, 3 part, 5 not."""
    if query == name:
        return 0
    if name.startswith(query):
        return 1
    return 3 if len(query) > 2 and query in name else NO_MATCH_RANK


def remove_filler_words(text: str) -> str:
    """Return a typed skill without what says how well it is known: "strong Python skills" is "python"."""
    plain = _NUMBERS.sub(" ", _BRACKETS.sub(" ", normalize_text(text)))
    stripped = " ".join(_FILLER_WORDS.sub(" ", plain).split())
    return stripped or plain.strip()
