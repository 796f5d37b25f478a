"""Decides by the rules and a classifier whether a sentence demands what an employer must not ask for."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from vivavoce.contracts.unlawful_demands.demand_rules import find_ground_by_rules
from vivavoce.contracts.unlawful_demands.parsing import (
    PROTECTED_GROUNDS,
    ProtectedGround,
    parse_sentence,
    tokenize,
)
from vivavoce.kernel.text_classifier import TextClassifier

_MIN_CLASSIFIED_WORDS = 5
"""A sentence with fewer words is not classified; it says too little."""
_WAIVES = re.compile(r"\b(?:do not|don['\u2019]t) (?:have|need) to\b", re.IGNORECASE)
"""What is not needed is not demanded: "No, you don't have to be a carpenter."."""
_PREFERS_AMONG_EQUALS = re.compile(
    r"\b(?:preference|preferred|preferential|priority|favou?red)\b.*\b(?:equal|equally|same|comparable)\b"
    r"|\b(?:equal|equally|same|comparable)\b.*\b(?:preference|preferred|preferential|priority|favou?red)\b",
    re.IGNORECASE,
)
"""Lawful positive action: "Severely disabled applicants are given preference if equally qualified."."""
_SHORT_WORDS, _SHORT_SCORE = 7, 3.0
"""A shorter sentence without a protected attribute needs this score: "Who are we looking for?"."""
_CERTAIN_SCORE, _UNLIKELY_SCORE = 2.0, -1.5
"""At or above the first score the classifier alone decides; at or below the second, rule matches are ignored.
Chosen on sentences of authors who are not in the training data: at 2.0 about 2 of 100 lawful look-alikes are
taken for a demand."""


def find_unlawful_ground(sentence: str) -> ProtectedGround | None:
    """Return the protected ground of an unlawful demand in a sentence, or None without one."""
    ground = find_ground_by_rules(sentence)
    scores = _load_classifier().scores(sentence)
    if ground is not None:
        is_lawful = ground in {"disability", "sex"} and _PREFERS_AMONG_EQUALS.search(sentence)
        return None if is_lawful or scores["demands"] <= _UNLIKELY_SCORE else ground
    words = len(sentence.split())
    if scores["demands"] < _CERTAIN_SCORE or words < _MIN_CLASSIFIED_WORDS:
        return None
    is_short = words < _SHORT_WORDS and scores["demands"] < _SHORT_SCORE
    if (is_short or _WAIVES.search(sentence)) and not parse_sentence(tokenize(sentence)).marks:
        return None
    return max(PROTECTED_GROUNDS, key=lambda each: scores[each])


@cache
def _load_classifier() -> TextClassifier:
    return TextClassifier.load(resources.files(__package__).joinpath("classifier.gz"))
