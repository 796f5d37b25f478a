"""Decides whether a sentence demands what an employer must not ask for.

The decision is a trained classifier's; what the rules found is one of its features.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from vivavoce.contracts.unlawful_demands.classifier_features import hash_demand_features
from vivavoce.contracts.unlawful_demands.concepts import has_topic
from vivavoce.contracts.unlawful_demands.demand_rules import find_ground_by_rules
from vivavoce.contracts.unlawful_demands.parsing import (
    PROTECTED_GROUNDS,
    ProtectedGround,
    parse_sentence,
    tokenize,
)
from vivavoce.kernel.text_classifier import TextClassifier

_PIECE_WORDS, _OVERLAP_WORDS = 40, 20
"""A longer text without an end of a sentence is read in overlapping pieces."""
_PREFERS_AMONG_EQUALS = re.compile(
    r"\b(?:preference|preferred|preferential|priority|favou?red)\b.*\b(?:equal|equally|same|comparable)\b"
    r"|\b(?:equal|equally|same|comparable)\b.*\b(?:preference|preferred|preferential|priority|favou?red)\b",
    re.IGNORECASE,
)
"""Lawful positive action: "Severely disabled applicants are given preference if equally qualified."."""
_LEAST_SCORE, _LEAST_UNNAMED_SCORE = 1.05, 2.0
"""From these scores of the classifier on, a sentence is a demand: one that names a protected attribute, and
any other. Chosen on sentences of authors left out of the training."""


def find_unlawful_ground(sentence: str) -> ProtectedGround | None:
    """Return the protected ground of an unlawful demand in a sentence, or None without one."""
    return decide_ground(sentence, _load_classifier())


def decide_ground(sentence: str, classifier: TextClassifier) -> ProtectedGround | None:
    """Return what ``find_unlawful_ground`` returns, for a given classifier."""
    pieces = split_pieces(sentence)
    return next((ground for each in pieces if (ground := _decide_piece(each, classifier))), None)


def split_pieces(sentence: str) -> Iterator[str]:
    """Yield the sentence in overlapping pieces that are read one by one; a usual one is a single piece."""
    words = sentence.split()
    for at in range(0, max(1, len(words) - _OVERLAP_WORDS), _PIECE_WORDS - _OVERLAP_WORDS):
        yield " ".join(words[at : at + _PIECE_WORDS])


def prefers_among_equals(sentence: str) -> bool:
    """Return whether a sentence prefers a group only among the equally qualified, which is lawful."""
    return _PREFERS_AMONG_EQUALS.search(sentence) is not None


def _decide_piece(sentence: str, classifier: TextClassifier) -> ProtectedGround | None:
    parts = hash_demand_features(sentence, len(classifier.weights[0]))
    score = classifier.score_parts(parts, only="demands")["demands"]
    if score < _LEAST_SCORE or (score < _LEAST_UNNAMED_SCORE and not _names_attribute(sentence)):
        return None
    scores = classifier.score_parts(parts)
    likeliest = max(PROTECTED_GROUNDS, key=lambda each: scores[each])
    ground = find_ground_by_rules(sentence) or likeliest
    is_lawful = ground in {"disability", "sex"} and prefers_among_equals(sentence)
    return None if is_lawful else ground


def _names_attribute(sentence: str) -> bool:
    words = tokenize(sentence)
    return has_topic(words) or bool(parse_sentence(words).marks)


@cache
def _load_classifier() -> TextClassifier:
    return TextClassifier.load(resources.files(__package__).joinpath("classifier.gz"))
