"""The probes of every question set can be asked: they do not give away what the question is scored by.

If a set fails, the message lists its probes with the words that give something away: ask for the same in
other words. An interview asks none of the listed ones; with two of three gone, it soon needs a general one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bench.people.plans import make_plan
from tests.samples import part_of

from vivavoce.contracts.plan import QUESTION_FORMS, InterviewPlan, QuestionForm
from vivavoce.live.domain.interviewer.question_guard import RubricGuard
from vivavoce.live.domain.interviewer.words import content_stems
from vivavoce.planning.domain.hiring.competency_shares import build_share
from vivavoce.planning.domain.hiring.plan_questions import build_question
from vivavoce.planning.domain.hiring.question_choice import ChosenQuestion
from vivavoce.planning.domain.hiring.question_wording import say_question
from vivavoce.planning.domain.hiring.rubric import build_competency
from vivavoce.planning.domain.question_sets import (
    QuestionSet,
    SetQuestion,
    list_set_ids,
    load_question_set,
)

_MOST_OF_ELEMENT = 1
"""Of the three wordings for an answer element; the others can be asked in either form."""


def plan_one(question_set: QuestionSet, question: SetQuestion, form: QuestionForm) -> InterviewPlan:
    """Return the plan that asks only this question, in this form and without a task of a job."""
    share = build_share(question_set.group or min(question.trade_groups))
    chosen = ChosenQuestion(share, question, None, (form,), fits=True)
    worded = say_question(question, None, forms=(form,), preferred=form, leads=())
    plan = make_plan([build_question(chosen, worded, budget_s=180, is_mandatory=True, tasks=())])
    competency = build_competency(share, [question], weight=1.0)
    return replace(plan, rubric=replace(plan.rubric, competencies=(competency,)))


def list_leaks(question_set: QuestionSet, question: SetQuestion) -> list[str]:
    """Return the probes of elements that have more than one which cannot be asked in one of the forms."""
    leaks = []
    for form in QUESTION_FORMS:
        plan = plan_one(question_set, question, form)
        guard = RubricGuard(plan, spoken_stems=content_stems(plan.questions[0].text))
        found = [
            (element, probe)
            for element, wordings in question.keep_form(form).probes.items()
            for probe in wordings
            if guard.leaks(probe)
        ]
        counts = Counter(element for element, _ in found)
        leaks += [
            f"{question.id}, form {form}, {element}: {probe!r} has {_name_words(probe, plan)}"
            for element, probe in found
            if counts[element] > _MOST_OF_ELEMENT
        ]
    return leaks


def _name_words(probe: str, plan: InterviewPlan) -> str:
    """Return the words of a probe that each give something away, or that only all together do."""
    (question,) = plan.questions
    guard = RubricGuard(plan, spoken_stems=content_stems(question.text))
    alone = [word for word in probe.split() if guard.leaks(word)]
    return ", ".join(alone) or "most of the words of an expected point"


def test_at_least_two_wordings_of_each_probe_can_be_asked() -> None:
    questions = [
        (each, one) for each in map(load_question_set, list_set_ids()) for one in each.questions
    ]

    assert [leak for each, one in part_of(questions) for leak in list_leaks(each, one)] == []


def test_probes_that_give_expected_words_away_are_found() -> None:
    """Form a of the question has a drawer itself, so there only one of them gives something away."""
    question_set = load_question_set("shop")
    till = next(one for one in question_set.questions if one.id == "shop.till_dispute")
    loud = ("Do you count the drawer?", "Is there a supervisor?", till.probes["result"][0])
    broken = replace(till, probes={**till.probes, "result": loud})

    leaks = list_leaks(question_set, broken)

    assert leaks == [
        "shop.till_dispute, form b, result: 'Do you count the drawer?' has drawer?",
        "shop.till_dispute, form b, result: 'Is there a supervisor?' has supervisor?",
    ]
