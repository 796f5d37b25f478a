"""Decides whether a sentence demands what an employer must not ask for.

The decision is a trained classifier's; what the rules found is one of its features.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from vivavoce.contracts.unlawful_demands.classifier_features import extract_demand_features
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
_LEAST_SCORES = {"by rules": 0.25, "listed": 0.75, "unlisted": 1.5}
"""From these scores of the classifier on, a sentence is a demand: one in which the rules find one, one with
an attribute of the lexicon, and any other. Chosen on sentences of authors left out of the training."""


def find_unlawful_ground(sentence: str) -> ProtectedGround | None:
    """Return the protected ground of an unlawful demand in a sentence, or None without one."""
    return decide_ground(sentence, _load_classifier())


def decide_ground(sentence: str, classifier: TextClassifier) -> ProtectedGround | None:
    """Return what ``find_unlawful_ground`` returns, for a given classifier."""
    words = sentence.split()
    starts = range(0, max(1, len(words) - _OVERLAP_WORDS), _PIECE_WORDS - _OVERLAP_WORDS)
    pieces = (" ".join(words[at : at + _PIECE_WORDS]) for at in starts)
    return next((ground for each in pieces if (ground := _decide_piece(each, classifier))), None)


def _decide_piece(sentence: str, classifier: TextClassifier) -> ProtectedGround | None:
    scores = classifier.scores(sentence, extract_demand_features(sentence))
    ground = find_ground_by_rules(sentence)
    if ground is not None:
        found = "by rules"
    else:
        found = "listed" if parse_sentence(tokenize(sentence)).marks else "unlisted"
    if scores["demands"] < _LEAST_SCORES[found]:
        return None
    likeliest = max(PROTECTED_GROUNDS, key=lambda each: scores[each])
    ground = ground or likeliest
    is_lawful = ground in {"disability", "sex"} and _PREFERS_AMONG_EQUALS.search(sentence)
    return None if is_lawful else ground


@cache
def _load_classifier() -> TextClassifier:
    return TextClassifier.load(resources.files(__package__).joinpath("classifier.gz"))
