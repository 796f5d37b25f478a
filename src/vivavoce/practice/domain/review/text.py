"""Split an answer into sentences and words without changing its text."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*[.!?;]*")
_MAX_QUOTE_LENGTH = 160


def split_words(text: str) -> list[str]:
    """Return the words of ``text``, unchanged."""
    return _WORD.findall(text)


def split_sentences(text: str) -> list[str]:
    """Return the sentences and clauses of ``text`` that contain a word, each an exact substring."""
    pieces = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [piece for piece in pieces if _WORD.search(piece)]


def shorten_quote(quote: str) -> str:
    """Return ``quote``, cut at a word boundary and with an ellipsis if it is longer than 160 characters."""
    if len(quote) <= _MAX_QUOTE_LENGTH:
        return quote
    return quote[:_MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"


def join_names(names: list[str]) -> str:
    """Return the names as an English list: ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
