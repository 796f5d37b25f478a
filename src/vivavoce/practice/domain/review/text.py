"""Sentences and words of an answer, cut without changing a letter."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*[.!?;]*")
_MAX_QUOTE_LENGTH = 160


def split_words(text: str) -> list[str]:
    """Return the words of ``text`` as they were said."""
    return _WORD.findall(text)


def split_sentences(text: str) -> list[str]:
    """Return the pieces of ``text`` that have a word in them, each a part of it as it stands."""
    pieces = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [piece for piece in pieces if _WORD.search(piece)]


def shorten_quote(quote: str) -> str:
    """Return ``quote``, or its beginning up to a whole word with an ellipsis."""
    if len(quote) <= _MAX_QUOTE_LENGTH:
        return quote
    return quote[:_MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"


def join_names(names: list[str]) -> str:
    """Return names as a person would list them: ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
