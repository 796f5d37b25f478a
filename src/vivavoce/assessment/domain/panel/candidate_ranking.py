"""Rank assessments by score or by comparing pairs; overlapping score ranges share a rank group.

Pairwise ranking is exact for a consistent comparator, and it reports cycles of an inconsistent one. Merge
sort uses few comparisons. The rest of the comparison budget is spent on items two places apart, which
reveals cycles of three.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from vivavoce.contracts.transcript import Scorecard, ScoreRange, assign_rank_groups
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import AssessmentId, InterviewId
from vivavoce.kernel.translation import translatable

Item = TypeVar("Item")
Comparator = Callable[[Item, Item], int]
"""Returns a positive number if the first item is better, a negative one if the second is, else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairwiseRanking(Generic[Item]):
    """A ranking, best first. In a cycle, each item beats the next, and the last beats the first."""

    order: tuple[Item, ...]
    comparisons: int
    """The number of compared pairs, each compared ``repeats`` times."""
    cycles: tuple[tuple[Item, ...], ...] = ()


def compute_comparison_budget(count: int) -> int:
    """Return the maximum number of pairs for ``count`` items: n * log2(n), rounded down."""
    return 0 if count < 2 else math.floor(count * math.log2(count))


def rank_pairwise(
    items: Sequence[Item], compare: Comparator[Item], *, repeats: int = 1
) -> PairwiseRanking[Item]:
    """Return the items best first; the sort is stable.

    For an unreliable comparator, each pair is compared ``repeats`` times and the majority counts.
    """
    jury = _ComparisonCache(items, compare, repeats)
    order = _merge_sort(list(range(len(items))), jury)
    cycles = []
    for first, second, third in zip(order, order[1:], order[2:], strict=False):
        if jury.comparison_count >= compute_comparison_budget(len(items)):
            break
        if jury.beats(third, first) and jury.beats(first, second) and jury.beats(second, third):
            cycles.append((items[first], items[second], items[third]))
    return PairwiseRanking(
        order=tuple(items[place] for place in order),
        comparisons=jury.comparison_count,
        cycles=tuple(cycles),
    )


class _ComparisonCache(Generic[Item]):
    """Compares each pair of positions once and caches the result."""

    def __init__(self, items: Sequence[Item], compare: Comparator[Item], repeats: int) -> None:
        self._items = items
        self._compare = compare
        self._repeats = repeats
        self._known: dict[tuple[int, int], int] = {}

    @property
    def comparison_count(self) -> int:
        return len(self._known)

    def beats(self, first: int, second: int) -> bool:
        return self.compare(first, second) > 0

    def compare(self, first: int, second: int) -> int:
        if first > second:
            return -self.compare(second, first)
        if (first, second) not in self._known:
            results = [
                self._compare(self._items[first], self._items[second]) for _ in range(self._repeats)
            ]
            self._known[(first, second)] = sum((result > 0) - (result < 0) for result in results)
        return self._known[(first, second)]


def _merge_sort(places: list[int], comparisons: _ComparisonCache[Item]) -> list[int]:
    if len(places) < 2:
        return places
    middle = len(places) // 2
    first_half, second_half = (
        _merge_sort(places[:middle], comparisons),
        _merge_sort(places[middle:], comparisons),
    )
    merged: list[int] = []
    at_left = at_right = 0
    while at_left < len(first_half) and at_right < len(second_half):
        if comparisons.beats(second_half[at_right], first_half[at_left]):
            merged.append(second_half[at_right])
            at_right += 1
        else:
            merged.append(first_half[at_left])
            at_left += 1
    return [*merged, *first_half[at_left:], *second_half[at_right:]]


NOT_ASSESSED = "not_assessed"


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
    kinds = sorted(
        {
            candidate.scorecard.scorer.kind
            for candidate in candidates
            if candidate.scorecard is not None
        }
    )
    if len(kinds) > 1:
        raise MixedScorersError(
            translatable(
                "These interviews were assessed by different kinds of scorer: {kinds}. Rank each "
                "group separately.",
                kinds=", ".join(kinds),
            )
        )
    _check_criterion(candidates, criterion)
    ranged = {}
    apart = []
    for candidate in candidates:
        score_range = _find_score_range(candidate, criterion)
        if isinstance(score_range, str):
            apart.append((candidate, score_range))
        else:
            ranged[candidate.interview_id] = (
                candidate,
                score_range.score,
                score_range.low,
                score_range.high,
            )
    ranked: PairwiseRanking[InterviewId] = rank_pairwise(
        list(ranged), lambda a, b: _sign(ranged[a][1] - ranged[b][1])
    )
    return CandidateRanking(
        criterion=criterion,
        scorer_kind=kinds[0] if kinds else None,
        ranked=_assign_rank_groups([ranged[candidate_id] for candidate_id in ranked.order]),
        unranked=tuple(apart),
        comparisons=ranked.comparisons,
        cycles=ranked.cycles,
    )


def _check_criterion(candidates: Sequence[RankingCandidate], criterion: str | None) -> None:
    known = {
        competency.name
        for candidate in candidates
        if candidate.scorecard is not None
        for competency in candidate.scorecard.competencies
    }
    if criterion is not None and known and criterion not in known:
        raise UnknownCriterionError(
            translatable(
                "No interview was assessed by this criterion. Choose from: {choices}.",
                choices=", ".join(sorted(known)),
            )
        )


def _find_score_range(candidate: RankingCandidate, criterion: str | None) -> ScoreRange | str:
    """Return the score with its range, or the reason why there is none."""
    if candidate.scorecard is None:
        return NOT_ASSESSED
    if criterion is None:
        return candidate.scorecard.overall_range or "no_evidence"
    for competency in candidate.scorecard.competencies:
        if competency.name == criterion:
            return competency.score_range or competency.insufficient_evidence or "no_evidence"
    return "not_asked"


def _assign_rank_groups(
    ranged: Sequence[tuple[RankingCandidate, float, float, float]],
) -> tuple[RankedCandidate, ...]:
    ranks = assign_rank_groups([(low, high) for _, _, low, high in ranged])
    return tuple(
        RankedCandidate(candidate=candidate, score=score, low=low, high=high, rank_group=rank)
        for (candidate, score, low, high), rank in zip(ranged, ranks, strict=True)
    )


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)
