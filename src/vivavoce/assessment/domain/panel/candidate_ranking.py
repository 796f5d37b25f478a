"""Rank assessments by score; candidates with overlapping score ranges share a rank group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.panel.pairwise_ranking import PairwiseRanking, rank_pairwise
from vivavoce.contracts.scorecard import Scorecard
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import AssessmentId, InterviewId

NOT_ASSESSED = "not_assessed"
_POINTS_PER_LEVEL = 25.0
_DIGITS = 2


class MixedScorersError(ConflictError):
    """Assessments by different kinds of scorer cannot be ranked together."""

    code = "mixed_scorers"


class UnknownCriterionError(NotFoundError):
    """None of these interviews was assessed by that criterion."""

    code = "criterion_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingCandidate:
    """One interview with its newest assessment, if any."""

    interview_id: InterviewId
    assessment_id: AssessmentId | None = None
    version: int | None = None
    rubric_version: str | None = None
    scorecard: Scorecard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCandidate:
    """A ranked interview with its score range; indistinguishable interviews share ``rank_group``."""

    candidate: RankingCandidate
    score: float
    low: float
    high: float
    rank_group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRanking:
    """A ranking, best first, and the candidates without a score, with reasons."""

    criterion: str | None
    scorer_kind: str | None
    ranked: tuple[RankedCandidate, ...]
    unranked: tuple[tuple[RankingCandidate, str], ...]
    comparisons: int
    cycles: tuple[tuple[InterviewId, ...], ...]


def rank_candidates(
    candidates: Sequence[RankingCandidate], criterion: str | None = None
) -> CandidateRanking:
    """Return the ranking, or raise ``MixedScorersError`` or ``UnknownCriterionError``.

    Without ``criterion``, candidates are ranked by overall score.
    """
    kinds = sorted({one.scorecard.scorer.kind for one in candidates if one.scorecard is not None})
    if len(kinds) > 1:
        raise MixedScorersError(
            f"These interviews were assessed by {' and by '.join(kinds)}. Rank each group "
            "separately."
        )
    _check_criterion(candidates, criterion)
    ranged = {}
    apart = []
    for one in candidates:
        found = _compute_score_range(one, criterion)
        if isinstance(found, str):
            apart.append((one, found))
        else:
            ranged[one.interview_id] = (one, *found)
    ranked: PairwiseRanking[InterviewId] = rank_pairwise(
        list(ranged), lambda a, b: _sign(ranged[a][1] - ranged[b][1])
    )
    return CandidateRanking(
        criterion=criterion,
        scorer_kind=kinds[0] if kinds else None,
        ranked=_assign_rank_groups([ranged[each] for each in ranked.order]),
        unranked=tuple(apart),
        comparisons=ranked.comparisons,
        cycles=ranked.cycles,
    )


def _check_criterion(candidates: Sequence[RankingCandidate], criterion: str | None) -> None:
    known = {
        each.name
        for one in candidates
        if one.scorecard is not None
        for each in one.scorecard.competencies
    }
    if criterion is not None and known and criterion not in known:
        raise UnknownCriterionError(
            f"No interview was assessed by this criterion. Choose from: {', '.join(sorted(known))}."
        )


def _compute_score_range(
    candidate: RankingCandidate, criterion: str | None
) -> tuple[float, float, float] | str:
    """Return score, low and high, or the reason why there is no score.

    The range extends by 1 - confidence levels to each side, at most one level.
    """
    if candidate.scorecard is None:
        return NOT_ASSESSED
    scored = [each for each in candidate.scorecard.competencies if each.score is not None]
    if criterion is None:
        score = candidate.scorecard.overall_score
        if score is None:
            return "no_evidence"
        weight = sum(each.weight for each in scored) or 1.0
        unsure = sum(each.weight * (1 - (each.confidence or 0.0)) for each in scored) / weight
        return _build_bounded_range(score, unsure * _POINTS_PER_LEVEL, 0.0, 100.0)
    found = next(
        (each for each in candidate.scorecard.competencies if each.name == criterion), None
    )
    if found is None:
        return "not_asked"
    if found.score is None:
        return found.insufficient_evidence or "no_evidence"
    return _build_bounded_range(found.score, 1 - (found.confidence or 0.0), 1.0, 5.0)


def _build_bounded_range(
    score: float, margin: float, minimum: float, maximum: float
) -> tuple[float, float, float]:
    return (
        score,
        round(max(minimum, score - margin), _DIGITS),
        round(min(maximum, score + margin), _DIGITS),
    )


def _assign_rank_groups(
    ranged: Sequence[tuple[RankingCandidate, float, float, float]],
) -> tuple[RankedCandidate, ...]:
    """Return the ranked candidates; a new group begins where a range lies below all ranges of the group."""
    places: list[RankedCandidate] = []
    group, lowest = 0, 0.0
    for contender, score, low, high in ranged:
        if not places or high < lowest:
            group += 1
            lowest = low
        lowest = min(lowest, low)
        places.append(
            RankedCandidate(candidate=contender, score=score, low=low, high=high, rank_group=group)
        )
    return tuple(places)


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)
