"""How far an answer goes beyond a plain one, sentence by sentence: each is a quote that a person can check.

A quote goes beyond a plain answer if it meets an anchor of level 4 or 5, or tells an act or fact with two of
these: a reason, a result, a number or name, spoken words, a change that lasts. With one of them it is half.
Two halves are no quote in an answer that only lists what was done.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from vivavoce.assessment.domain.rules.answer_facts import UnitFacts
from vivavoce.assessment.domain.rules.findings import EvidenceFinding
from vivavoce.assessment.domain.rules.question_anchors import QuestionAnchors

TOP_LEVEL = 4
RICH_SIGNS = 2
"""So many kinds of signs beside an act make a quote of level 4."""
_HALF = 0.5
MIN_QUOTES_ABOVE = {3: 1, 4: 2}
"""Level 4 needs one quote that goes beyond a plain answer, and level 5 two separate ones."""
_BONUS_OF_ANCHOR, _BONUS_OF_SIGN_AT_ANCHOR, _DEPTH_OF_PLAIN = 0.2, 0.25, 0.3
_DEPTH_OF_MORE_ACTS, _MAX_MORE_ACTS = 0.4, 3
_DEPTH_OF_MORE_SIGNS, _DEPTH_OF_MORE_DETAILS, _MAX_MORE_DETAILS = 0.4, 0.2, 2
"""The same facts count nearly as much in one sentence as in several: its further acts, kinds of signs, and
numbers and names."""
_MAX_DETAILS_OF_LIST = 1
_FREE_DEPTH, _FULL_DEPTH = 1.7, 2.0
"""A plain answer has a reason and a detail too, so the first ``_FREE_DEPTH`` does not count; ``_FULL_DEPTH``
more is ``_FULL_DEPTH_SHARE`` of the way from level 3 to 5, and the rest is never quite reached."""
_FULL_DEPTH_SHARE = 0.95


def list_quote_weights(
    facts: Sequence[UnitFacts], met: Sequence[EvidenceFinding], anchors: QuestionAnchors
) -> list[tuple[float, float]]:
    """Return for each telling sentence how much of a quote beyond a plain answer it is, and its depth."""
    levels = {(finding.turn, finding.start): finding.level for finding in met}
    return [
        _weigh_quote(fact, levels)
        for fact in facts
        if fact.has_fact
        or anchors.measure_relevance(fact.unit) > 0
        or (fact.unit.turn, fact.unit.start) in levels
    ]


def measure_depth(quotes: Sequence[tuple[float, float]]) -> float:
    """Return how far an answer goes beyond a plain one, 0 to 1."""
    share = max(0.0, sum(depth for _, depth in quotes) - _FREE_DEPTH) / _FULL_DEPTH
    if share < 1:
        return _FULL_DEPTH_SHARE * share
    return 1 - (1 - _FULL_DEPTH_SHARE) * math.exp(1 - share)


def find_highest_level(quotes: Sequence[tuple[float, float]]) -> int:
    """Return the highest level for which an answer has enough quotes: 3, 4 or 5."""
    count = sum(weight for weight, _ in quotes)
    return next((level for level, least in MIN_QUOTES_ABOVE.items() if count < least), 5)


def only_lists_acts(facts: Sequence[UnitFacts], met: Sequence[EvidenceFinding]) -> bool:
    """Return whether an answer has nothing beside what was done, how it ended, and one number or name.

    It gives no reason, no spoken words and no lasting change, and meets no anchor of level 4 or 5.
    """
    is_explained = any(
        fact.has_reason or fact.has_quoted_words or fact.has_lasting_change for fact in facts
    )
    details = sum(len(fact.details) for fact in facts)
    is_good = any(finding.level >= TOP_LEVEL for finding in met)
    return not is_explained and not is_good and details <= _MAX_DETAILS_OF_LIST


def is_rich(facts: UnitFacts) -> bool:
    """Return whether a sentence tells an act or a fact with several kinds of signs beside it."""
    return facts.has_fact and facts.depth_signs >= RICH_SIGNS


def _weigh_quote(facts: UnitFacts, levels: Mapping[tuple[int, int], int]) -> tuple[float, float]:
    more = _measure_density(facts)
    if levels.get((facts.unit.turn, facts.unit.start), 0) >= TOP_LEVEL:
        has_sign = facts.depth_signs > 0
        return 1.0, 1.0 + _BONUS_OF_ANCHOR + _BONUS_OF_SIGN_AT_ANCHOR * has_sign + more
    if facts.depth_signs >= RICH_SIGNS:
        return 1.0, 1.0 + _DEPTH_OF_MORE_SIGNS * (facts.depth_signs - RICH_SIGNS) + more
    return (_HALF, _HALF + more) if facts.depth_signs else (0.0, _DEPTH_OF_PLAIN + more)


def _measure_density(facts: UnitFacts) -> float:
    """Return the depth of what a sentence tells beside its first act and its first number or name."""
    acts = min(_MAX_MORE_ACTS, max(0, len(facts.acts) - 1))
    details = min(_MAX_MORE_DETAILS, max(0, len(facts.details) - 1))
    return _DEPTH_OF_MORE_ACTS * acts + _DEPTH_OF_MORE_DETAILS * details
