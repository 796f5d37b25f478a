"""How likely a sentence of a posting is a task, a demand or a problem, read among its neighbors.

A linear classifier of the words of the sentence, of those beside it and above it, and of what the rules take
it for. ``scripts/train_sentence_classifier.py`` trains it offline on labeled postings; here it only adds up
weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Literal

from vivavoce.kernel.text_classifier import TextClassifier, read_tokens

SentenceKind = Literal["task", "demand", "problem", "other"]
KINDS: tuple[SentenceKind, ...] = ("task", "demand", "problem", "other")
BUCKETS = 2**15
_AT = range(len(KINDS))
_BESIDE = ((1.6, 0.7, 1.1, 0.4), (0.2, 1.6, 0.5, 1.0), (0.5, 0.7, 2.7, 0.3), (0.8, 0.3, 0.6, 1.4))
"""How much likelier the next sentence of a paragraph is of each kind than elsewhere, by the kind of this one.

The roots of the factors that ``scripts/train_sentence_classifier.py`` counts and prints: the neighbors'
words have their part too.
"""
_APART = ((1.5, 1.0, 0.7, 0.5), (0.5, 1.6, 0.5, 0.8), (0.7, 1.3, 1.5, 0.8), (0.9, 0.6, 0.5, 1.4))
"""The same for the first sentence of the next paragraph, and for the next item of a list."""
_MAX_NEIGHBOR_WORDS, _MAX_HEADING_WORDS = 12, 8


@dataclass(frozen=True, slots=True)
class PostingSentence:
    """A sentence or item of a posting, the heading above it, and what the rules take it for."""

    text: str
    heading: str = ""
    is_item: bool = False
    rule_kind: str = "context"
    heading_kind: str = ""
    line_number: int = 0


def list_context(sentences: Sequence[PostingSentence], at: int) -> Iterator[str]:
    """Yield the features of a sentence beside those of its own words."""
    one = sentences[at]
    form = "item" if one.is_item else "prose"
    yield f"~r{one.rule_kind}"
    yield f"~r{one.rule_kind} {one.heading_kind} {form}"
    yield f"~k{one.heading_kind}"
    yield f"~f{form}"
    heading = read_tokens(one.heading)[:_MAX_HEADING_WORDS]
    yield from (f"~h{word}" for word in heading)
    yield from (f"~h{first} {second}" for first, second in pairwise(heading))
    for step in (-2, -1, 1, 2):
        near = sentences[at + step] if 0 <= at + step < len(sentences) else None
        if near is None:
            yield f"~{step}none"
            continue
        is_beside = near.line_number == one.line_number
        yield f"~{step}{near.rule_kind} {is_beside}"
        if abs(step) == 1:
            words = read_tokens(near.text)[:_MAX_NEIGHBOR_WORDS]
            yield from (f"~{step}w{word}" for word in words)
    yield f"~p{min(3, 4 * at // len(sentences))}"


@cache
def load_sentence_classifier() -> TextClassifier:
    """Return the classifier that is part of the package."""
    folder = resources.files("vivavoce.planning.domain.job_analysis")
    return TextClassifier.load(folder / "sentence_kinds.gz")


def rate_sentences(
    sentences: Sequence[PostingSentence], classifier: TextClassifier | None = None
) -> list[dict[SentenceKind, float]]:
    """Return the probability of each kind for each sentence of a posting, in its order.

    What the neighbors most likely are counts too: each sentence is read alone, and then forward and backward
    along the posting (the forward-backward algorithm of hidden Markov models).
    """
    if not sentences:
        return []
    used = classifier or load_sentence_classifier()
    alone = [_rate(used, sentences, at) for at in range(len(sentences))]
    steps = [
        _BESIDE if first.line_number == second.line_number else _APART
        for first, second in pairwise(sentences)
    ]
    before, after = [alone[0]], [(1.0,) * len(KINDS)]
    for rated, step in zip(alone[1:], steps, strict=True):
        reached = (sum(x * row[to] for x, row in zip(before[-1], step, strict=True)) for to in _AT)
        before.append(_share(x * y for x, y in zip(rated, reached, strict=True)))
    for rated, step in zip(reversed(alone[1:]), reversed(steps), strict=True):
        seen = [x * y for x, y in zip(rated, after[-1], strict=True)]
        after.append(_share(sum(x * y for x, y in zip(row, seen, strict=True)) for row in step))
    both = zip(before, reversed(after), strict=True)
    shares = (_share(x * y for x, y in zip(*pair, strict=True)) for pair in both)
    return [dict(zip(KINDS, one, strict=True)) for one in shares]


def _rate(
    classifier: TextClassifier, sentences: Sequence[PostingSentence], at: int
) -> tuple[float, ...]:
    features = classifier.read(sentences[at].text, list_context(sentences, at))
    scores = [classifier.score(kind, features) for kind in KINDS]
    return _share(math.exp(score - max(scores)) for score in scores)


def _share(values: Iterable[float]) -> tuple[float, ...]:
    parts = tuple(values)
    return tuple(one / sum(parts) for one in parts)
