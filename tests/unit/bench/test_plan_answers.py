"""A scorer that forgets the job misses a figure; ``make prove`` checks what is accepted of each figure."""

from __future__ import annotations

from dataclasses import replace

from bench.plan_answers import KINDS, LEAST, AnsweredPlan, load_answered_plans, measure
from tests.samples import part_of


def test_every_question_has_an_answer_of_each_kind() -> None:
    plans = load_answered_plans()

    assert len(plans) == 12
    for plan in plans:
        assert set(plan.answers) == {question.id for question in plan.rubric.questions}
        assert all(set(answers) == set(KINDS) for answers in plan.answers.values())


def test_without_the_words_of_the_job_a_figure_is_missed() -> None:
    def forget_job(plan: AnsweredPlan) -> AnsweredPlan:
        questions = tuple(replace(one, origin=None) for one in plan.rubric.questions)
        return replace(plan, rubric=replace(plan.rubric, questions=questions))

    count, total = measure([forget_job(plan) for plan in part_of(load_answered_plans(), 2)])[
        "strong with a score"
    ]

    assert count / total < LEAST["strong with a score"]
