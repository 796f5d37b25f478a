"""The study guide: every question of a plan with what a good answer contains."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes.live_session import a_plan

from vivavoce.contracts.plan import AnswerAnchor, InterviewPlan
from vivavoce.practice.domain.study import build_study_guide


def with_first_question(plan: InterviewPlan, **changes: object) -> InterviewPlan:
    first, *others = plan.questions
    changed = replace(first, **changes)  # type: ignore[arg-type]
    return replace(plan, rubric=replace(plan.rubric, questions=(changed, *others)))


def test_every_question_is_there_in_its_order_with_the_parts_of_a_good_answer() -> None:
    plan = with_first_question(a_plan(), kind="behavioral", expected_framework="STAR")

    guide = build_study_guide(plan)

    assert [one.question for one in guide] == [question.text for question in plan.questions]
    assert [one.index for one in guide] == list(range(1, len(plan.questions) + 1))
    assert guide[0].framework == "STAR"
    assert [part.name for part in guide[0].parts][:4] == ["Situation", "Task", "Action", "Result"]
    assert all(part.hint for one in guide for part in one.parts)


def test_the_highest_level_and_the_expected_points_stand_beside_them() -> None:
    plan = with_first_question(
        a_plan(),
        kind="behavioral",
        expected_framework=None,
        expected_points=("Calls the depot",),
        anchors={
            "2": AnswerAnchor(description="Waits."),
            "4": AnswerAnchor(description="Calls before six."),
        },
    )

    first = build_study_guide(plan)[0]

    assert (first.points, first.strong_answer) == (("Calls the depot",), "Calls before six.")


def test_points_that_are_the_parts_are_not_said_twice_and_nothing_is_made_up() -> None:
    plan = with_first_question(
        a_plan(),
        kind="knowledge",
        expected_framework=None,
        expected_points=("Locks the row",),
        anchors={},
    )

    first = build_study_guide(plan)[0]

    assert [part.name for part in first.parts] == ["Locks the row"]
    assert (first.points, first.strong_answer) == ((), None)
