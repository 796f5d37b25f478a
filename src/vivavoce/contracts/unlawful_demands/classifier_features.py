"""Features of the classifier of demands: what the rules see in a sentence, beside its words.

An attribute of the lexicon counts as its kind, a frame phrase as its name and a word of ``topics.toml`` as
its topics, so what the classifier learns from "must be under 35" also holds for words that no training line
has.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import combinations

from vivavoce.contracts.unlawful_demands.age_detection import WORKING_AGES, YEARS_OF_BIRTH
from vivavoce.contracts.unlawful_demands.demand_rules import SentenceReading
from vivavoce.contracts.unlawful_demands.parsing import (
    ParsedSentence,
    is_person_noun,
    spelled_numbers,
)

_TOPICS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    resources.files(__package__).joinpath("topics.toml").read_text("utf-8")
)
_MAX_KEPT_LETTERS = 4
"""Longer words that are in no list become one placeholder."""
_NGRAM_LENGTHS = range(1, 5)
_MOST_COUNTED = 4
"""More protected topics in one sentence make no difference."""
_MOST_LETTERS, _KEPT_WORDS = 24, 8_192
"""How much of a word is compared with the topics, and of how many words the topics are kept at hand."""


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
    words = set(parsed.words)
    yield from (f"w{frame} {word}" for frame in frames for word in words)
    yield from _extract_topic_features(words, frames)


def _extract_topic_features(words: Collection[str], frames: Sequence[str]) -> Iterator[str]:
    """Yield the topics of the words, each also beside the others and the frames."""
    topics = sorted({topic for word in words for topic in _find_topics(word[:_MOST_LETTERS])})
    protected = [topic for topic in topics if topic in _TOPICS["protected"]]
    yield f"n{min(len(protected), _MOST_COUNTED)}"
    yield from (f"t{topic}" for topic in topics)
    yield from (f"t{' '.join(pair)}" for pair in combinations(topics, 2))
    for topic in (*protected, *(["any"] if protected else [])):
        yield from (f"t{topic} f{frame}" for frame in frames)
    if protected:
        yield from (f"tany {topic}" for topic in topics if topic not in protected)


@lru_cache(_KEPT_WORDS)
def _find_topics(word: str) -> frozenset[str]:
    """Return the topics that list the word, or a beginning of it with "*"."""
    beginnings = (f"{word[:length]}*" for length in range(2, len(word) + 1))
    listed = _topics_by_word()
    return frozenset(topic for each in (word, *beginnings) for topic in listed.get(each, ()))


@cache
def _topics_by_word() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for topics in _TOPICS.values():
        for topic, words in topics.items():
            for word in words.split():
                found.setdefault(word, set()).add(topic)
    return {word: frozenset(topics) for word, topics in found.items()}


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
