"""Features of the classifier of demands: which concepts a sentence has, and which of them stand together.

"Skip the ones with a stammer" is a rejection beside the body, as "no deaf people" is: what the classifier
learns from one also holds for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from vivavoce.contracts.unlawful_demands.concepts import (
    TOPICS,
    ConceptMatch,
    find_concepts,
    section_of,
)
from vivavoce.contracts.unlawful_demands.parsing import tokenize
from vivavoce.kernel.text_classifier import MAX_TOKENS

_WINDOW_WORDS = 5
_CONTEXT_WORDS = 3
_SHORT_WORDS = 4
_OUTLINE_LENGTHS = (2, 3)
_PUNCTUATION = frozenset(",;:()?!.")
_AGES, _BIRTH_YEARS = range(16, 76), range(1940, 2013)
_MAX_DIGITS = 4
_Placed = tuple[int, int, str]


def extract_concept_features(sentence: str) -> Iterator[str]:
    """Yield the concepts of a sentence, alone, in pairs, with the words around them, and in order."""
    words = tokenize(sentence)[-MAX_TOKENS:]
    matches = find_concepts(words)
    placed = [(each.start, each.end, name) for each in matches for name in each.concepts]
    counts = Counter(name for _, _, name in placed)
    yield from _describe_counts(counts, len(words))
    yield from _describe_numbers(words, counts)
    yield from _describe_neighbors(words, placed)
    for start, end, name in placed:
        if name in TOPICS:
            yield from _describe_surroundings(words, start, end, TOPICS[name])
    yield from _describe_outline(words, matches)


def _describe_counts(counts: Counter[str], length: int) -> Iterator[str]:
    topics = {TOPICS[name] for name in counts if name in TOPICS}
    others = [name for name in counts if name not in TOPICS]
    yield f"ng{min(len(topics), 4)}"
    yield f"K{'+'.join(sorted({section_of(name) for name in counts}))}"
    if length <= _SHORT_WORDS:
        yield "short"
    for name, count in counts.items():
        yield f"c{name}"
        if count > 1:
            yield f"c2{name}"
        yield f"g{TOPICS[name]}" if name in TOPICS else f"k{section_of(name)}"
        if name in TOPICS:
            yield "gANY"
            yield from (f"x{name} {other}" for other in others)
    if topics:
        yield from (f"X{other}" for other in others)


def _describe_numbers(words: Sequence[str], counts: Counter[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        if not (word.isdigit() and len(word) <= _MAX_DIGITS):
            continue
        value = int(word)
        kind = "age" if value in _AGES else "year" if value in _BIRTH_YEARS else "num"
        before = words[at - 1] if at else "^"
        after = words[at + 1] if at + 1 < len(words) else "$"
        yield f"N{kind}"
        yield f"N{before} {kind}"
        yield f"N{kind} {after}"
        yield f"N{before} {kind} {after}"
        if at > 1:
            yield f"N{words[at - 2]} {before} {kind}"
        yield from (f"Nx{kind} {name}" for name in counts)


def _describe_neighbors(words: Sequence[str], placed: Sequence[_Placed]) -> Iterator[str]:
    """Yield each attribute with the concepts near it and with those of the same clause."""
    clauses: list[int] = []
    for word in words:
        clauses.append((clauses[-1] if clauses else 0) + (word in _PUNCTUATION))
    for start, end, name in placed:
        if name not in TOPICS:
            continue
        for other_start, other_end, other_name in placed:
            other = TOPICS.get(other_name, other_name)
            is_same_place = (start, end) == (other_start, other_end)
            if clauses[start] == clauses[other_start] and not (
                is_same_place and other_name in TOPICS
            ):
                yield f"l{TOPICS[name]} {other}"
                yield f"lA {other}"
            side = "<" if other_start < start else ">"
            distance = other_start - end if other_start >= end else start - other_end
            if 0 <= distance <= _WINDOW_WORDS:
                yield f"w{TOPICS[name]}{side}{other}"
                yield f"wA{side}{other}"
                if distance <= 1:
                    yield f"v{name}{side}{other}"
                    yield f"vA{side}{other}"


def _describe_surroundings(words: Sequence[str], start: int, end: int, topic: str) -> Iterator[str]:
    for distance in range(1, _CONTEXT_WORDS + 1):
        if start >= distance:
            yield f"p{topic}{distance} {words[start - distance]}"
            yield f"pA- {words[start - distance]}"
        if end + distance <= len(words):
            yield f"n{topic}{distance} {words[end + distance - 1]}"
            yield f"nA+ {words[end + distance - 1]}"
    before = ("^", "^", *words[:start])[-2:]
    after = (*words[end : end + 2], "$", "$")[:2]
    yield f"L {before[1]} A"
    yield f"L {' '.join(before)} A"
    yield f"R A {after[0]}"
    yield f"R A {' '.join(after)}"
    yield f"B {before[1]} A {after[0]}"
    yield f"t{topic} {' '.join(words[start:end])}"


def _describe_outline(words: Sequence[str], matches: Sequence[ConceptMatch]) -> Iterator[str]:
    """Yield the order of topics, other concepts and punctuation, with and without gaps for other words."""
    labels: list[str | None] = [word if word in _PUNCTUATION else None for word in words]
    for match in matches:
        if not match.is_inside_longer:
            topics = [TOPICS[name] for name in match.concepts if name in TOPICS]
            label = f"A{topics[0]}" if topics else f"F{match.concepts[0]}"
            labels[match.start : match.end] = [label] * (match.end - match.start)
    gapped, dense = ["^"], ["^"]
    for each in labels:
        if (each or "*") != gapped[-1]:
            gapped.append(each or "*")
        if each is not None and each != dense[-1]:
            dense.append(each)
    for kind, outline in (("o", [*gapped, "$"]), ("q", [*dense, "$"])):
        for length in _OUTLINE_LENGTHS:
            for at in range(len(outline) - length + 1):
                piece = outline[at : at + length]
                yield f"{kind}{' '.join(piece)}"
                yield f"{kind}~{' '.join('A' if each[0] == 'A' else each for each in piece)}"
