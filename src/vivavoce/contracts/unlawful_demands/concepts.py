"""Finds the concepts of the thesaurus among the words of a sentence: "old" in "close to his pension"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from vivavoce.contracts.unlawful_demands.parsing import load_data, tokenize

_MAX_PHRASE_WORDS = 4
_PUNCTUATION = frozenset(",;:()?!.")
_IDIOM = "figure"
"""The concept of phrases whose words have another meaning: "black box", "deaf to gossip"."""
TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "young": "age", "old": "age", "age_term": "age", "female": "sex", "male": "sex", "sex_term": "sex",
        "lgbt": "orientation", "trans": "orientation", "child": "family", "pregnancy": "family",
        "partner": "family", "family": "family", "rel_group": "religion", "rel_practice": "religion",
        "origin_people": "origin", "skin": "origin", "origin_term": "origin", "accent": "origin",
        "origin_place": "origin", "condition": "disability", "body": "disability",
        "mental": "disability", "sick_leave": "disability", "politics": "politics",
        "union": "politics", "looks": "appearance", "build": "appearance", "social": "social",
    }
)  # fmt: skip
"""What each concept of an attribute is about."""


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """The concepts of ``words[start:end]``."""

    start: int
    end: int
    concepts: tuple[str, ...]
    is_inside_longer: bool
    """Whether the word is part of a longer phrase, which has a meaning of its own."""


@dataclass(frozen=True, slots=True)
class _Thesaurus:
    phrases: Mapping[tuple[str, ...], frozenset[str]]
    beginnings: Mapping[str, frozenset[str]]
    beginning_lengths: tuple[int, ...]
    sections: Mapping[str, str]


def find_concepts(words: tuple[str, ...]) -> tuple[ConceptMatch, ...]:
    """Return the longest match at each word, in order."""
    return tuple(_find_matches(words, _load_thesaurus()))


def has_topic(words: tuple[str, ...]) -> bool:
    """Return whether any of the words is about a protected attribute."""
    return any(name in TOPICS for match in find_concepts(words) for name in match.concepts)


def section_of(concept: str) -> str:
    """Return "attributes", "frames", "lawful" or "idioms"."""
    return _load_thesaurus().sections[concept]


def _find_matches(words: tuple[str, ...], thesaurus: _Thesaurus) -> Iterator[ConceptMatch]:
    reach, reach_length, idiom_end = 0, 0, 0
    for start, word in enumerate(words):
        if word in _PUNCTUATION or start < idiom_end:
            continue
        for end in range(min(len(words), start + _MAX_PHRASE_WORDS), start, -1):
            found = thesaurus.phrases.get(words[start:end], frozenset())
            if end == start + 1:
                found |= _find_by_beginning(word, thesaurus)
            if not found:
                continue
            if _IDIOM in found:
                found, idiom_end = frozenset({_IDIOM}), end
            is_inside = end <= reach and end == start + 1 and reach_length > 1
            yield ConceptMatch(start, end, tuple(sorted(found)), is_inside)
            if end > reach and not is_inside:
                reach, reach_length = end, end - start
            break


def _find_by_beginning(word: str, thesaurus: _Thesaurus) -> frozenset[str]:
    found = [
        thesaurus.beginnings.get(word[:length], frozenset())
        for length in thesaurus.beginning_lengths
        if length <= len(word)
    ]
    return frozenset().union(*found)


@cache
def _load_thesaurus() -> _Thesaurus:
    phrases: dict[tuple[str, ...], set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    sections: dict[str, str] = {}
    data = load_data("thesaurus.toml")
    for section in ("attributes", "frames", "lawful", "idioms"):
        for concept, listed in data[section].items():
            sections[concept] = section
            for entry in " ".join(listed.split()).split(","):
                _add_entry(entry.strip(), concept, phrases, beginnings)
    return _Thesaurus(
        {phrase: frozenset(concepts) for phrase, concepts in phrases.items()},
        {beginning: frozenset(concepts) for beginning, concepts in beginnings.items()},
        tuple(sorted({len(beginning) for beginning in beginnings}, reverse=True)),
        sections,
    )


def _add_entry(
    entry: str,
    concept: str,
    phrases: dict[tuple[str, ...], set[str]],
    beginnings: dict[str, set[str]],
) -> None:
    bare = entry.removesuffix("*")
    if entry != bare and " " not in bare:
        beginnings.setdefault(bare, set()).add(concept)
        return
    words = tuple(word for word in tokenize(bare) if word not in {".", ","})
    if words:
        phrases.setdefault(words, set()).add(concept)
        if entry != bare:
            phrases.setdefault((*words[:-1], f"{words[-1]}s"), set()).add(concept)
