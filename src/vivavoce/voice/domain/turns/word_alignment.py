"""Aligns a text with its audio: how much of it was heard when part of the audio was played."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.?!…]*[.?!…]+[\"')\]]*\s*|[^.?!…]+$")
_MIN_SENTENCE_CHARS = 12


@dataclass(frozen=True, slots=True)
class PositionedWord:
    """A word of a text: its position in the text and in the audio."""

    end: int
    """Index of the character after it."""
    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word with its times as an engine reports them."""

    text: str
    start_ms: float
    end_ms: float


def find_sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end index of each sentence of ``text``; together they cover all of it."""
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        if spans and spans[-1][1] - spans[-1][0] < _MIN_SENTENCE_CHARS:
            spans[-1] = (spans[-1][0], match.end())
        elif match.group().strip():
            spans.append((match.start(), match.end()))
    if spans:
        spans[0] = (0, spans[0][1])
        spans[-1] = (spans[-1][0], len(text))
    return tuple(spans)


def locate_words(
    text: str, words: Iterable[TimedWord], *, start: int, offset_ms: float
) -> tuple[PositionedWord, ...]:
    """Find ``words`` in ``text`` from ``start`` on; words that are not found are left out."""
    lowered, at = text.lower(), start
    placed: list[PositionedWord] = []
    for word in words:
        bare = word.text.strip().strip(".,;:?!\"'()").lower()
        position = lowered.find(bare, at) if bare else -1
        if position < 0:
            continue
        at = position + len(bare)
        placed.append(
            PositionedWord(_word_end(text, at), offset_ms + word.start_ms, offset_ms + word.end_ms)
        )
    return tuple(placed)


def estimate_word_times(
    text: str, *, start: int, end: int, offset_ms: float, length_ms: float
) -> tuple[PositionedWord, ...]:
    """Estimate the times of the words in ``text[start:end]``: spread over ``length_ms`` by characters."""
    size = max(1, end - start)
    return tuple(
        PositionedWord(
            start + match.end(),
            offset_ms + length_ms * match.start() / size,
            offset_ms + length_ms * match.end() / size,
        )
        for match in re.finditer(r"\S+", text[start:end])
    )


def count_heard_chars(placed: Sequence[PositionedWord], played_ms: float) -> int:
    """Return how many characters were heard: up to the last word whose midpoint was played."""
    word_ends = [word.end for word in placed if (word.start_ms + word.end_ms) / 2 <= played_ms]
    return max(word_ends, default=0)


def _word_end(text: str, at: int) -> int:
    """Return the index after the punctuation that follows the word."""
    while at < len(text) and not text[at].isspace() and not text[at].isalnum():
        at += 1
    return at
