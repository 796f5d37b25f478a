from __future__ import annotations

from uuid import UUID

import pytest

from vivavoce.assessment.domain.panel.candidate_ranking import (
    MixedScorersError,
    RankingCandidate,
    UnknownCriterionError,
    rank_candidates,
)
from vivavoce.contracts.transcript import AbstainReason, CompetencyScore, Scorecard, ScorerInfo
from vivavoce.kernel.ids import AssessmentId, InterviewId


def contender(
    number: int,
    score: float | None,
    *,
    confidence: float = 1.0,
    kind: str = "built-in rules",
    reason: AbstainReason | None = None,
) -> RankingCandidate:
    part = CompetencyScore(
        name="Care",
        weight=1.0,
        is_required=False,
        minimum_acceptable_score=None,
        score=None if score is None else 1 + score / 25,
        insufficient_evidence=reason,
        confidence=None if score is None else confidence,
    )
    return RankingCandidate(
        interview_id=InterviewId(UUID(int=number)),
        assessment_id=AssessmentId(UUID(int=100 + number)),
        version=1,
        rubric_version="plan v1",
        scorecard=Scorecard(
            overall_score=score,
            recommendation=None,
            competencies=(part,),
            flags=(),
            scorer=ScorerInfo(kind=kind, version="1"),
        ),
    )


def test_sure_scores_stand_apart_best_first() -> None:
    ranking = rank_candidates([contender(1, 40), contender(2, 90), contender(3, 60)])

    assert [ranked.candidate.interview_id.int for ranked in ranking.ranked] == [2, 3, 1]
    assert [ranked.rank_group for ranked in ranking.ranked] == [1, 2, 3]
    assert [(ranked.low, ranked.high) for ranked in ranking.ranked] == [
        (90, 90),
        (60, 60),
        (40, 40),
    ]


def test_ranges_that_overlap_are_one_group_also_through_a_third() -> None:
    ranking = rank_candidates(
        [
            contender(1, 70, confidence=0.8),
            contender(2, 62, confidence=0.8),
            contender(3, 54, confidence=0.8),
            contender(4, 20, confidence=0.8),
        ]
    )

    assert [ranked.rank_group for ranked in ranking.ranked] == [1, 1, 1, 2]


def test_a_wide_range_joins_what_lies_in_it() -> None:
    ranking = rank_candidates(
        [contender(1, 60, confidence=0.2), contender(2, 59), contender(3, 45)]
    )

    assert [ranked.rank_group for ranked in ranking.ranked] == [1, 1, 1]


def test_by_a_criterion_the_range_is_on_its_own_scale() -> None:
    [first, second] = rank_candidates(
        [contender(1, 75, confidence=0.5), contender(2, 100)], "Care"
    ).ranked

    assert (first.score, first.low, first.high) == (5.0, 5.0, 5.0)
    assert (second.score, second.low, second.high) == (4.0, 3.5, 4.5)


def test_who_has_no_number_stands_apart_with_the_reason() -> None:
    silent = contender(2, None, reason="no_answer")
    none = RankingCandidate(interview_id=InterviewId(UUID(int=3)))

    ranking = rank_candidates([contender(1, 50), silent, none], "Care")

    assert [ranked.candidate.interview_id.int for ranked in ranking.ranked] == [1]
    assert [(unranked.interview_id.int, why) for unranked, why in ranking.unranked] == [
        (2, "no_answer"),
        (3, "not_assessed"),
    ]


def test_two_kinds_of_scorer_are_never_in_one_list() -> None:
    with pytest.raises(MixedScorersError, match=r"built-in rules, model x") as refused:
        rank_candidates([contender(1, 50), contender(2, 60, kind="model x")])
    assert refused.value.code == "mixed_scorers"


def test_a_criterion_that_nobody_was_assessed_by_is_refused() -> None:
    with pytest.raises(UnknownCriterionError, match="Care"):
        rank_candidates([contender(1, 50), contender(2, 60)], "Charm")
