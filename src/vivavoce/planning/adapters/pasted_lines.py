"""Finds lines of the job text that a model pasted into a question in place of asking about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MIN_LINE_WORDS, _MAX_COPIED_WORDS = 5, 9


def find_pasted_line(text: str, lines: Iterable[str]) -> str | None:
    """Return the line of the job text that a question repeats as it is written, or None.

    A line is repeated if it stands whole in the question, or ``_MAX_COPIED_WORDS`` words of it or more.
    """
    said = _list_words(text.lower())
    for line in lines:
        bare = line.strip(" .;:-")
        if len(bare.split()) >= _MIN_LINE_WORDS and bare in text:
            return line
        words = _list_words(line.lower())
        runs = range(len(words) - _MAX_COPIED_WORDS + 1)
        if any(_contains(said, words[at : at + _MAX_COPIED_WORDS]) for at in runs):
            return line
    return None


def _list_words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text)


def _contains(words: Sequence[str], run: Sequence[str]) -> bool:
    return any(words[at : at + len(run)] == run for at in range(len(words) - len(run) + 1))
