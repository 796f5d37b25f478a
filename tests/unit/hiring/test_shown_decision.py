"""Which decision of the history is shown with the current plan or assessment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vivavoce.hiring.domain.interview import Actor, TransitionRecord
from vivavoce.hiring.domain.workflow import TRANSITION_RULES, InterviewTransition
from vivavoce.hiring.usecases.read_interviews import find_decision

T = InterviewTransition
PLAN_DECISIONS = frozenset({T.APPROVE, T.REJECT})
PLAN_CREATIONS = frozenset({T.PLAN_READY, T.MODIFY})


def history(*transitions: InterviewTransition) -> tuple[TransitionRecord, ...]:
    return tuple(
        TransitionRecord(
            seq=number,
            transition=transition,
            before=None,
            after=TRANSITION_RULES[transition].target,
            actor=Actor(kind="account", name="Rita Recruiter"),
            at=datetime(2026, 3, 2, 9, number, tzinfo=UTC),
            topic="",
            reason=f"reason {number}",
        )
        for number, transition in enumerate(transitions)
    )


@pytest.mark.parametrize(("transition", "approved"), [(T.APPROVE, True), (T.REJECT, False)])
def test_the_newest_decision_is_shown_with_its_author_and_reason(
    transition: InterviewTransition, approved: bool
) -> None:
    steps = history(T.PLAN_READY, T.APPROVE, transition, T.SCHEDULE)

    assert find_decision(steps, PLAN_DECISIONS, PLAN_CREATIONS) == {
        "approved": approved,
        "by": "Rita Recruiter",
        "at": "2026-03-02T09:02:00.000Z",
        "comments": "reason 2",
    }


@pytest.mark.parametrize("creation", sorted(PLAN_CREATIONS))
def test_a_rejection_is_not_shown_with_a_plan_that_came_later(
    creation: InterviewTransition,
) -> None:
    steps = history(T.PLAN_READY, T.REJECT, creation)

    assert find_decision(steps, PLAN_DECISIONS, PLAN_CREATIONS) is None


def test_a_plan_without_a_decision_shows_none() -> None:
    assert find_decision(history(T.PLAN_READY), PLAN_DECISIONS, PLAN_CREATIONS) is None
