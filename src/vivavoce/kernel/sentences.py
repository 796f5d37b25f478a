"""Where the sentences of a text begin and end, for every slice that reads text sentence by sentence.

A period after an abbreviation of English or German ends no sentence. Job postings and spoken turns have more
rules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
_SENTENCE_OR_CLAUSE_END = re.compile(r"(?<=[.!?;])\s+|\n")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_CLAUSE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*[.!?;]*")
_UPPER, _LOWER = "A-Z\u00c4\u00d6\u00dc", "a-z\u00e4\u00f6\u00fc"
_TITLE = r"(?:M(?:r|rs|s|x)|Drs?|Prof|St|Sgt|Capt|Lt|Rev|Fr|Hrn?|Dipl|Ing|Med)"
_ABBREVIATION = re.compile(
    rf"\b{_TITLE}\.(?=\s+[{_UPPER}])(?:\s+[{_UPPER}]\.(?=\s+\w))?"
    r"|\b(?:No|Nos|Nr|Art|Abs|Bd|Fig|pp?|S)\.(?=\s*\d)"
    r"|\b(?:e\.\s?g|i\.\s?e|z\.\s?B|d\.\s?h|u\.\s?a|i\.\s?d\.\s?R|o\.\s?\u00e4)\.(?!\s*\Z)"
    r"|\b(?:bzw|ca|evtl|ggf|inkl|bspw|sog|vgl|zzgl|Tel|Abt)\.(?=\s+\w)"
    rf"|\b(?:[ap]\.m|etc|usw|approx|vs|Inc|Ltd|Co|incl|resp|esp|dept|Str)\.(?=,|\s+[{_LOWER}\d])"
    r"|(?<=\b[ap])\.(?=m\b)"
)
"""An abbreviation with the period that ends no sentence, by what follows it."""
_MASK = "\u2024"


def mask_abbreviations(text: str) -> str:
    """Return ``text`` with a sign of the same length for each period that ends no sentence."""
    return _ABBREVIATION.sub(lambda match: match.group().replace(".", _MASK), text)


def split_sentences(text: str, *, at_semicolons: bool = False) -> list[str]:
    """Return the parts of a text between line ends and the spaces after ".", "!" and "?".

    The part between two line ends may be empty.
    """
    ends = (_SENTENCE_OR_CLAUSE_END if at_semicolons else _SENTENCE_END).finditer(
        mask_abbreviations(text)
    )
    parts, start = [], 0
    for end in ends:
        parts.append(text[start : end.start()])
        start = end.end()
    return [*parts, text[start:]]


def list_clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run with a word up to ".", "!", "?", ";" or a line end.

    Outer spaces are left out. A period before a digit ends nothing: "version 2.5" is whole.
    """
    for match in _CLAUSE.finditer(mask_abbreviations(text)):
        clause = match.group().strip()
        if _LETTER_OR_DIGIT.search(clause):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield start, start + len(clause)
