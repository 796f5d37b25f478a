"""From findings to numbers. Few constants, and nothing is fitted per rubric."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.find import CURVE
from vivavoce.assessment.domain.rules.findings import Finding
from vivavoce.contracts.plan import Rubric
from vivavoce.contracts.scorecard import CompetencyScore, Evidence, Recommendation

FREE_PAID = 1.0
"""The first paid word of a question is free of charge: one stray word moves nothing."""
DOUBT_CURVE = 1.5
MOST_DOUBT = 0.6
EVIDENCE_PAID = 0.5
MOST_EVIDENCE = 4
LEAST_WEIGHT_SCORED = 0.5
_SCORE_DIGITS, _OVERALL_DIGITS = 2, 1


@dataclass(frozen=True, slots=True)
class Computed:
    """A competency's score on 1-5, unrounded, with how much speaks for and against it, 0-1."""

    score: float
    positive: float
    deficit: float


def compute(findings: Sequence[Finding], rubric: Rubric) -> Computed | None:
    """Return the score that verified findings of one competency bear, or None without any.

    Questions with expected points count by their points; all the others together by the anchors,
    as many times as they are.
    """
    points = {f"question {one.id}": len(one.expected_points) for one in rubric.questions}
    by_opportunity: dict[str, list[Finding]] = {}
    for one in findings:
        by_opportunity.setdefault(one.opportunity, []).append(one)
    scores: list[tuple[float, int]] = []
    paid: list[float] = []
    doubt = 0.0
    for opportunity, found in by_opportunity.items():
        if any(one.kind in {"point", "unknown"} for one in found):
            share = sum(one.amount for one in found if one.kind == "point")
            scores.append((1 + 4 * share / max(1, points.get(opportunity, 1)), 1))
            continue
        paid.append(max(0.0, sum(one.amount for one in found if one.kind == "shown") - FREE_PAID))
        doubt += sum(one.amount for one in found if one.kind == "deficit")
    return _together(scores, paid, doubt)


def overall(scores: Sequence[CompetencyScore], computed: Mapping[str, Computed]) -> float | None:
    """Return the weighted mean on 0-100, or None when less than half of the weight is scored."""
    whole = sum(one.weight for one in scores)
    scored = [(one.weight, computed[one.name].score) for one in scores if one.score is not None]
    weight = sum(share for share, _ in scored)
    if weight <= 0 or weight < LEAST_WEIGHT_SCORED * whole:
        return None
    mean = sum(share * score for share, score in scored) / weight
    return round((mean - 1) * 25, _OVERALL_DIGITS)


def recommend(
    overall_score: float | None, scores: Sequence[CompetencyScore], rubric: Rubric
) -> Recommendation | None:
    """Return what the plan's thresholds say; a person decides in any case."""
    required = [one for one in scores if one.is_required]
    if overall_score is None or any(one.score is None for one in required):
        return None
    if any(is_below_minimum(one) for one in required):
        return "NO_HIRE"
    strong, hire, maybe = rubric.thresholds
    if overall_score >= strong:
        return "STRONG_HIRE"
    if overall_score >= hire:
        return "HIRE"
    return "MAYBE" if overall_score >= maybe else "NO_HIRE"


def is_below_minimum(one: CompetencyScore) -> bool:
    """Tell whether a scored competency misses its minimum."""
    minimum = one.minimum_acceptable_score
    return one.score is not None and minimum is not None and one.score < minimum


def shown_score(computed: Computed) -> float:
    """Return the score as it is shown."""
    return round(computed.score, _SCORE_DIGITS)


def evidence(findings: Sequence[Finding]) -> tuple[Evidence, ...]:
    """Return the items to show: the best few of every answer and every doubt, as they were told."""
    doubts = [one for one in findings if one.kind == "deficit"]
    told: dict[int, list[Finding]] = {}
    for one in findings:
        if one.kind != "deficit":
            told.setdefault(one.answer, []).append(one)
    chosen = [one for answer in sorted(told) for one in _best(told[answer])]
    if not chosen and told:
        chosen = [max((one for found in told.values() for one in found), key=_worth)]
    ordered = sorted([*chosen, *doubts], key=lambda one: (one.turn, one.start, one.kind))
    return tuple(_item(one) for one in ordered)


def _together(scores: list[tuple[float, int]], paid: list[float], doubt: float) -> Computed | None:
    positive, count = _positive(paid)
    answered = max(1, sum(x > 0 for x in paid))
    deficit = 1 - math.exp(-doubt / (DOUBT_CURVE * math.sqrt(answered)))
    if positive > 0 or doubt > 0:
        score = 1 + 4 * positive * (1 - MOST_DOUBT * deficit)
        scores = [*scores, (score, max(1, count))]
    if not scores:
        return None
    mean = sum(score * times for score, times in scores) / sum(times for _, times in scores)
    return Computed(mean, (mean - 1) / 4 if positive == 0 else positive, deficit)


def _positive(paid: list[float]) -> tuple[float, int]:
    """Return the best reading of the answers together, and how many answers it takes in.

    Mediocre answers help each other only as their square root; a weak answer never lowers what
    a strong one showed, because the answers that lower it are left out.
    """
    total, best, count = 0.0, 0.0, 0
    for number, x in enumerate(sorted(paid, reverse=True), 1):
        total += x
        reading = total / (CURVE * math.sqrt(number))
        if x > 0 and reading > best:
            best, count = reading, number
    return 1 - math.exp(-best), count


def _best(found: list[Finding]) -> list[Finding]:
    enough = [one for one in found if one.kind != "shown" or one.amount >= EVIDENCE_PAID]
    return sorted(enough, key=_worth, reverse=True)[:MOST_EVIDENCE]


def _worth(one: Finding) -> tuple[float, int, int]:
    return (one.amount, -one.turn, -one.start)


def _item(one: Finding) -> Evidence:
    return Evidence(
        quote=one.quote,
        turn=one.turn,
        start=one.start,
        end=one.end,
        sub_dimension=one.sub_dimension,
        level=one.level,
        is_deficit=one.kind == "deficit",
        found=one.found,
    )
