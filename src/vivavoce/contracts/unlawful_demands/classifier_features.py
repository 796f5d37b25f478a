"""Features of the classifier of demands: what the rules see in a sentence, beside its words.

An attribute of the lexicon counts as its kind and a frame phrase as its name, so what the classifier learns
from "must be under 35" also holds for words that no training line has.
"""

from __future__ import annotations

from collections.abc import Iterator

from vivavoce.contracts.unlawful_demands.demand_rules import SentenceReading
from vivavoce.contracts.unlawful_demands.parsing import ParsedSentence

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
            yield word if len(word) <= _MAX_KEPT_LETTERS else "*"
        elif label != before:
            yield label
        before = label
