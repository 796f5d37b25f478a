"""Features of the classifier of demands: what the rules see in a sentence, beside its words.

An attribute of the lexicon counts as its kind and a frame phrase as its name, so what the classifier learns
from "must be under 35" also holds for words that no training line has.
"""

from __future__ import annotations

from collections.abc import Iterator

from vivavoce.contracts.unlawful_demands.age_detection import WORKING_AGES, YEARS_OF_BIRTH
from vivavoce.contracts.unlawful_demands.demand_rules import SentenceReading
from vivavoce.contracts.unlawful_demands.parsing import (
    ParsedSentence,
    is_person_noun,
    spelled_numbers,
)

_MAX_KEPT_LETTERS = 4
"""Longer words that are in no list become one placeholder."""
_NGRAM_LENGTHS = range(1, 5)


def extract_demand_features(reading: SentenceReading) -> Iterator[str]:
    """Yield the outline of a sentence in n-grams, its attributes and frames, and the rules' decision."""
    parsed = reading.end
    outline = ("^", *_outline(parsed), "$")
    for length in _NGRAM_LENGTHS:
        for at in range(len(outline) - length + 1):
            yield f"o{' '.join(outline[at : at + length])}"
    frames = sorted(name for name, found in parsed.frames.items() if found)
    yield from (f"f{frame}" for frame in frames)
    kinds: list[str] = sorted({mark.kind for mark in parsed.marks})
    for kind in kinds or ["none"]:
        yield f"a{kind}"
        yield from (f"a{kind} f{frame}" for frame in frames)
    for ground in {mark.ground for mark in parsed.marks}:
        yield from (f"g{ground} f{frame}" for frame in frames)
    yield from {f"g{mark.kind} {mark.ground}" for mark in parsed.marks}
    yield f"r{reading.ground or 'none'}"


def _outline(parsed: ParsedSentence) -> Iterator[str]:
    """Yield the short words, and in place of the others what they are; a phrase counts once."""
    listed: list[str | None] = [None] * len(parsed.words)
    for name, found in parsed.frames.items():
        for frame in found:
            listed[frame.start : frame.end] = [f"F{name}"] * (frame.end - frame.start)
    for mark in parsed.marks:
        listed[mark.start : mark.end] = [f"A{mark.kind}"] * (mark.end - mark.start)
    before: str | None = None
    for word, label in zip(parsed.words, listed, strict=True):
        if label is None:
            yield _outline_word(word)
        elif label != before:
            yield label
        before = label


def _outline_word(word: str) -> str:
    """Return what an unlisted word is: a number of a kind, somebody, a short word itself, or any other."""
    digits = word.removesuffix("s") if word[:1].isdigit() else ""
    if digits.isascii() and digits.isdigit() and len(digits) <= _MAX_KEPT_LETTERS:
        return _number_kind(int(digits))
    if (number := spelled_numbers().get(word)) is not None:
        return _number_kind(number)
    if len(word) <= _MAX_KEPT_LETTERS:
        return word
    return "P" if is_person_noun(word) else "*"


def _number_kind(number: int) -> str:
    """Return whether a number may be the age of somebody who works, a year of birth, or neither."""
    if number in WORKING_AGES:
        return "#age"
    return "#year" if number in YEARS_OF_BIRTH else "#"
