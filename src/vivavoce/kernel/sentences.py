"""Where the sentences of a text begin and end, for every slice that reads text sentence by sentence.

Job postings and spoken turns have their own rules, because abbreviations and silences count there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
_SENTENCE_OR_CLAUSE_END = re.compile(r"(?<=[.!?;])\s+|\n")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_CLAUSE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*[.!?;]*")


def split_sentences(text: str, *, at_semicolons: bool = False) -> list[str]:
    """Return the parts of a text between line ends and the spaces after ".", "!" and "?".

    The part between two line ends may be empty.
    """
    return (_SENTENCE_OR_CLAUSE_END if at_semicolons else _SENTENCE_END).split(text)


def list_clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run with a word up to ".", "!", "?", ";" or a line end.

    Outer spaces are left out. A period before a digit ends nothing: "version 2.5" is whole.
    """
    for match in _CLAUSE.finditer(text):
        clause = match.group().strip()
        if _LETTER_OR_DIGIT.search(clause):
            start = text.index(clause, match.start())
            yield start, start + len(clause)
