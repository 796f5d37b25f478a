"""Compute scores and their confidence from findings, with few constants and no tuning per rubric."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.evidence_finder import CREDIT_CURVE
from vivavoce.assessment.domain.rules.findings import DEFICIT_KINDS, EvidenceFinding
from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.contracts.transcript import CompetencyScore, Evidence, Recommendation

FREE_CREDIT = 1.0
"""The first credit of a question does not count, so that one stray word changes nothing."""
DEFICIT_CURVE = 1.5
MAX_DEFICIT_SHARE = 0.6
MIN_EVIDENCE_CREDIT = 0.5
MAX_EVIDENCE_PER_ANSWER = 4
MIN_SCORED_WEIGHT = 0.5
MAX_WEAK_LEVEL = 2
"""Evidence up to this level shows weakness."""
_SCORE_DIGITS, _OVERALL_DIGITS = 2, 1


@dataclass(frozen=True, slots=True)
class ComputedScore:
    """A competency's unrounded score, 1 to 5, with the strength of evidence for and against it, 0 to 1."""

    score: float
    positive: float
    deficit: float


def compute_score(findings: Sequence[EvidenceFinding], rubric: Rubric) -> ComputedScore | None:
    """Return the score for one competency's verified findings, or None without any.

    Each question with expected points counts once, by its points. The others are combined into one score by
    anchor evidence, weighted by the number of answers that it uses.
    """
    points = {
        f"question {question.id}": len(question.expected_points) for question in rubric.questions
    }
    by_opportunity: dict[str, list[EvidenceFinding]] = {}
    for finding in findings:
        by_opportunity.setdefault(finding.opportunity, []).append(finding)
    scores: list[tuple[float, int]] = []
    paid: list[float] = []
    doubt = 0.0
    for opportunity, group in by_opportunity.items():
        if any(finding.kind in {"point", "unknown"} for finding in group):
            share = sum(finding.amount for finding in group if finding.kind == "point")
            scores.append((1 + 4 * share / max(1, points.get(opportunity, 1)), 1))
            continue
        paid.append(
            max(
                0.0,
                sum(finding.amount for finding in group if finding.kind == "shown") - FREE_CREDIT,
            )
        )
        doubt += sum(finding.amount for finding in group if finding.kind == "deficit")
    return _combine_scores(scores, paid, doubt)


def compute_overall_score(
    scores: Sequence[CompetencyScore], computed: Mapping[str, ComputedScore]
) -> float | None:
    """Return the weighted mean, 0 to 100, or None if less than half of the weight is scored."""
    total_weight = sum(score.weight for score in scores)
    scored = [
        (score.weight, computed[score.name].score) for score in scores if score.score is not None
    ]
    weight = sum(share for share, _ in scored)
    if weight <= 0 or weight < MIN_SCORED_WEIGHT * total_weight:
        return None
    mean = sum(share * score for share, score in scored) / weight
    return round((mean - 1) * 25, _OVERALL_DIGITS)


def derive_recommendation(
    overall_score: float | None, scores: Sequence[CompetencyScore], rubric: Rubric
) -> Recommendation | None:
    """Return the recommendation by the plan's thresholds; a person decides in any case.

    Returns None without an overall score or if a required competency has no score. NO_HIRE needs a quote
    that shows weakness on something that matters; without one, a person decides without a recommendation.
    """
    required = [score for score in scores if score.is_required]
    if overall_score is None or any(score.score is None for score in required):
        return None
    below = [score for score in required if is_below_minimum(score)]
    if below:
        return "NO_HIRE" if any(_shows_weakness(score) for score in below) else None
    strong, hire, maybe = rubric.thresholds
    if overall_score >= strong:
        return "STRONG_HIRE"
    if overall_score >= hire:
        return "HIRE"
    if overall_score >= maybe:
        return "MAYBE"
    mean_weight = sum(score.weight for score in scores) / len(scores)
    matters = (score for score in scores if score.is_required or score.weight >= mean_weight)
    return "NO_HIRE" if any(_shows_weakness(score) for score in matters) else None


def _shows_weakness(competency_score: CompetencyScore) -> bool:
    """Return whether a competency is low, and a quote speaks against it or is at most of level 2."""
    score = competency_score.score
    is_low = score is not None and score < MAX_WEAK_LEVEL + 0.5
    return is_low and any(
        item.is_deficit or item.level <= MAX_WEAK_LEVEL for item in competency_score.evidence
    )


def is_below_minimum(competency_score: CompetencyScore) -> bool:
    """Return whether a scored competency is below its minimum."""
    minimum = competency_score.minimum_acceptable_score
    return (
        competency_score.score is not None
        and minimum is not None
        and competency_score.score < minimum
    )


def round_score(computed: ComputedScore) -> float:
    """Return the score rounded for display."""
    return round(computed.score, _SCORE_DIGITS)


def select_evidence(findings: Sequence[EvidenceFinding]) -> tuple[Evidence, ...]:
    """Return the evidence to show, in transcript order.

    At most ``MAX_EVIDENCE_PER_ANSWER`` findings for each answer, and every deficit. A sentence that meets a
    good anchor is not shown as weak practice beside it.
    """
    good = {(finding.turn, finding.start) for finding in findings if finding.kind == "met"}
    doubts = _keep_best_per_quote(
        [
            finding
            for finding in findings
            if finding.kind in DEFICIT_KINDS
            and not (finding.kind == "weak" and (finding.turn, finding.start) in good)
        ]
    )
    by_answer: dict[int, list[EvidenceFinding]] = {}
    for evidence_finding in _keep_best_per_quote(
        [finding for finding in findings if finding.kind not in DEFICIT_KINDS]
    ):
        by_answer.setdefault(evidence_finding.answer, []).append(evidence_finding)
    chosen = [
        finding for answer in sorted(by_answer) for finding in _select_best(by_answer[answer])
    ]
    if not chosen and by_answer:
        chosen = [
            max(
                (finding for group in by_answer.values() for finding in group),
                key=_evidence_sort_key,
            )
        ]
    ordered = sorted(
        [*chosen, *doubts], key=lambda finding: (finding.turn, finding.start, finding.kind)
    )
    return tuple(_build_evidence(finding) for finding in ordered)


def _combine_scores(
    scores: list[tuple[float, int]], answer_credits: list[float], deficit_amount: float
) -> ComputedScore | None:
    positive, count = _combine_credits(answer_credits)
    answered = max(1, sum(x > 0 for x in answer_credits))
    deficit = 1 - math.exp(-deficit_amount / (DEFICIT_CURVE * math.sqrt(answered)))
    if positive > 0 or deficit_amount > 0:
        score = 1 + 4 * positive * (1 - MAX_DEFICIT_SHARE * deficit)
        scores = [*scores, (score, max(1, count))]
    if not scores:
        return None
    mean = sum(score * times for score, times in scores) / sum(times for _, times in scores)
    return ComputedScore(mean, (mean - 1) / 4 if positive == 0 else positive, deficit)


def _combine_credits(answer_credits: list[float]) -> tuple[float, int]:
    """Return the best combined strength, 0 to 1, and the number of answers that it uses.

    The credits of the k best answers count as their sum divided by the square root of k. The best k is used,
    so a weak answer never lowers the result of a strong one.
    """
    total, best, count = 0.0, 0.0, 0
    for number, x in enumerate(sorted(answer_credits, reverse=True), 1):
        total += x
        reading = total / (CREDIT_CURVE * math.sqrt(number))
        if x > 0 and reading > best:
            best, count = reading, number
    return 1 - math.exp(-best), count


def _select_best(findings: list[EvidenceFinding]) -> list[EvidenceFinding]:
    enough = [
        finding
        for finding in findings
        if finding.kind != "shown" or finding.amount >= MIN_EVIDENCE_CREDIT
    ]
    return sorted(enough, key=_quote_sort_key, reverse=True)[:MAX_EVIDENCE_PER_ANSWER]


def _keep_best_per_quote(findings: Sequence[EvidenceFinding]) -> list[EvidenceFinding]:
    """Return one finding per quote: a sentence that meets two anchors is shown once, at its best match."""
    best: dict[tuple[int, int], EvidenceFinding] = {}
    for finding in findings:
        place = (finding.turn, finding.start)
        if place not in best or best[place].amount < finding.amount:
            best[place] = finding
    return list(best.values())


def _quote_sort_key(finding: EvidenceFinding) -> tuple[int, float, int, int]:
    """Put first what carries a high level of a question with anchors; elsewhere only the credit counts."""
    level = finding.level if finding.kind in {"met", "act"} else 0
    return (level, *_evidence_sort_key(finding))


def _evidence_sort_key(finding: EvidenceFinding) -> tuple[float, int, int]:
    return (finding.amount, -finding.turn, -finding.start)


def _build_evidence(finding: EvidenceFinding) -> Evidence:
    return Evidence(
        quote=finding.quote,
        turn=finding.turn,
        start=finding.start,
        end=finding.end,
        sub_dimension=finding.sub_dimension,
        level=finding.level,
        is_deficit=finding.kind in DEFICIT_KINDS,
        found=finding.found,
    )


LOW_CONFIDENCE_THRESHOLD = 0.6
_MIN_EVIDENCE_ITEMS = 2
_MIXED_SIGNALS_THRESHOLD = 0.4


def compute_confidence(
    findings: Sequence[EvidenceFinding],
    evidence_count: int,
    computed: ComputedScore,
    competency: Competency,
) -> float:
    """Return 0 to 1; lower for a single answer, little evidence, empty sub-dimensions or mixed signals."""
    sure = 1.0
    if len({finding.answer for finding in findings if finding.kind not in DEFICIT_KINDS}) < 2:
        sure *= 0.7
    if evidence_count < _MIN_EVIDENCE_ITEMS:
        sure *= 0.8
    covered = {finding.sub_dimension for finding in findings if finding.kind not in DEFICIT_KINDS}
    if any(side.name not in covered for side in competency.sub_dimensions):
        sure *= 0.8
    if (
        computed.positive >= _MIXED_SIGNALS_THRESHOLD
        and computed.deficit >= _MIXED_SIGNALS_THRESHOLD
    ):
        sure *= 0.7
    return round(sure, 2)
