"""Scores are compared only between sessions of the same kind, and few sessions are no trend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vivavoce.practice.domain.review.progress import ReviewedSession, build_progress

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


def a_session(day: int, score: float | None = 50.0, **more: Any) -> ReviewedSession:
    facts = {
        "scorer_kind": "built-in rules",
        "interview_type": "behavioral",
        "difficulty": "medium",
        "target_role": "Ward nurse",
        "scores": {"Teamwork": 3.0},
    }
    return ReviewedSession(
        session_id=f"int_{day}",
        completed_at=BEGAN + timedelta(days=day),
        overall_score=score,
        **{**facts, **more},  # type: ignore[arg-type]
    )


def test_no_session_has_no_group() -> None:
    assert build_progress([]) == []


@pytest.mark.parametrize(
    "other",
    [
        {"scorer_kind": "model x"},
        {"interview_type": "warm_up"},
        {"difficulty": "hard"},
        {"target_role": "Baker"},
        {"target_role": None},
    ],
)
def test_different_things_are_never_in_one_group(other: dict[str, Any]) -> None:
    groups = build_progress([a_session(1), a_session(2, **other), a_session(3)])

    assert [[point["session_id"] for point in group["overall"]["points"]] for group in groups] == [
        ["int_1", "int_3"],
        ["int_2"],
    ]


def test_the_same_role_in_other_letters_is_the_same() -> None:
    [group] = build_progress([a_session(1), a_session(2, target_role="  ward  Nurse ")])

    assert group["sessions"] == 2


def test_a_trend_needs_three_scores() -> None:
    [two] = build_progress([a_session(1), a_session(2), a_session(3, score=None)])
    [three] = build_progress([a_session(1), a_session(2), a_session(3)])

    assert (two["sessions"], two["overall"]["is_trend"]) == (3, False)
    assert three["overall"]["is_trend"] is True


def test_a_criterion_without_a_score_has_no_point() -> None:
    sessions = [
        a_session(2, scores={"Teamwork": None, "Learning": 2.0}),
        a_session(1, scores={"Teamwork": 4.0}),
    ]

    [group] = build_progress(sessions)

    assert {
        one["criterion"]: [point["score"] for point in one["points"]] for one in group["criteria"]
    } == {"Teamwork": [4.0], "Learning": [2.0]}
