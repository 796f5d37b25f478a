"""The gate on the house's own plans: ordinary questions pass, what would feed an answer never does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.fakes.simulation.plans import CANARY, all_plans, plan_for
from tests.unit.live.talks import Talk

from vivavoce.assessment.domain.panel.perspectives import PERSPECTIVE_DEFINITIONS
from vivavoce.assessment.domain.rules.lexicon import ENGLISH_LEXICON
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.text_matching import stem_word
from vivavoce.live.domain.interviewer.question_guard import QuestionGuard, RubricGuard
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS

ORDINARY = (
    "What did you do in the first hour of that shift?",
    "Who else of the team was there at that time?",
    "How did the people around you react to it?",
    "What would you do another way next time?",
    "What was the hardest part of that week for you?",
    "When did you notice that something was wrong?",
    "How many people were waiting at that moment?",
    "What did your manager say about it afterwards?",
    "Which of the two did you start with?",
    "How did the customer hear about it?",
    "What happened on the day after?",
    "How long did the whole thing take?",
    "Why did you choose that tool?",
    "How big was the group that you worked with?",
    "Where were you when the call came?",
    *(
        asked
        for seat in PERSPECTIVE_DEFINITIONS
        for topic in seat.topics
        for asked in topic.questions
    ),
)
_MOST_REFUSED = 0.08
"""It was more than half of them before everyday words were let through."""


def gate_of(plan: InterviewPlan) -> QuestionGuard:
    interview = Talk(plan)
    interview.say("We had a hard time once.")
    return QuestionGuard(interview.state, plan)


def told_outright(plan: InterviewPlan) -> Iterator[str]:
    """Give the rubric's upper levels and the expected points as questions."""
    for competency in plan.rubric.competencies:
        for side in competency.sub_dimensions:
            for level in ("4", "5"):
                indicator = side.indicators[level].replace(CANARY, "").strip()
                yield f"Did you do this: {indicator[:150]}?"
    for question in plan.questions:
        yield from (f"Is it about {point}?" for point in question.expected_points)


def test_ordinary_questions_pass_on_every_plan() -> None:
    plans = all_plans()
    refused = [
        (name, asked)
        for name, plan in plans.items()
        for gate in [gate_of(plan)]
        for asked in ORDINARY
        if gate.rejection_reason(asked) is not None
    ]

    assert len(refused) <= _MOST_REFUSED * len(plans) * len(ORDINARY), refused


def test_nothing_that_stands_in_the_rubric_or_the_points_is_asked_outright() -> None:
    asked_outright = []
    for name, plan in all_plans().items():
        gate, leaks, questions = gate_of(plan), RubricGuard(plan).leaks, list(told_outright(plan))
        assert questions, name
        asked_outright += [
            (name, question)
            for question in questions
            if gate.rejection_reason(question) is None or not leaks(question)
        ]

    assert asked_outright == []


def test_no_everyday_word_is_a_word_of_rigour() -> None:
    assert not EVERYDAY_STEMS & {stem_word(word) for word in ENGLISH_LEXICON.rigor}


def test_a_point_of_everyday_words_alone_is_not_told_either() -> None:
    gate = gate_of(_with_point(plan_for("Truck driver", 30), "call a colleague before the shift"))

    assert gate.rejection_reason("Would you call a colleague before the shift?") == "leaks_rubric"
    assert gate.rejection_reason("Which colleague was there?") is None


def _with_point(plan: InterviewPlan, point: str) -> InterviewPlan:
    first, *rest = plan.rubric.questions
    asked = replace(first, kind="knowledge", expected_points=(point,))
    return replace(plan, rubric=replace(plan.rubric, questions=(asked, *rest)))
