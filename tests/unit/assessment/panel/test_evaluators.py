from __future__ import annotations

import dataclasses
from typing import get_args

import pytest
from tests.fakes.panel import asked, heard
from tests.unit.assessment.stories import GUEST, OUTAGE, RUBRIC, STOCK, Story

from vivavoce.assessment.domain.panel.answer_context import (
    AnswerContext,
    EvaluatorResult,
    build_answer_context,
)
from vivavoce.assessment.domain.panel.exaggeration import evaluate_exaggeration
from vivavoce.assessment.domain.panel.relevance import evaluate_relevance
from vivavoce.assessment.domain.panel.rubric_evaluator import evaluate_by_rubric
from vivavoce.assessment.domain.panel.structure import (
    STEPS_BY_FRAMEWORK,
    evaluate_structure,
    select_framework_steps,
)
from vivavoce.contracts.live_session import Evaluation
from vivavoce.contracts.plan import QuestionKind, Rubric


def only(verdict: EvaluatorResult) -> Evaluation:
    [evaluation] = verdict.evaluations
    return evaluation


def quotes(one: AnswerContext, evaluation: Evaluation) -> list[str]:
    return [one.answered_turn.answer[span.start : span.end] for span in evaluation.quotes]


def framed(answer: str, framework: str) -> AnswerContext:
    questions = tuple(
        dataclasses.replace(question, expected_framework=framework) for question in RUBRIC.questions
    )
    return build_answer_context(
        asked(answer), Rubric(competencies=RUBRIC.competencies, questions=questions)
    )


@pytest.mark.parametrize("story", [OUTAGE, GUEST, STOCK], ids=lambda story: story.question)
def test_an_answer_to_the_question_is_more_relevant_than_one_beside_it(story: Story) -> None:
    plain = only(evaluate_relevance(heard(story.plain, question=story.question))).score
    weak = only(evaluate_relevance(heard(story.weak, question=story.question))).score
    assert plain is not None
    assert plain > 4
    assert weak is None or weak < 3


def test_an_answer_to_another_question_abstains_and_is_asked_about() -> None:
    verdict = evaluate_relevance(
        heard("My hobby is sailing and I like long walks by the sea with my dog.")
    )
    assert (only(verdict).score, only(verdict).abstained) == (None, "no_evidence")
    assert [proposal.reason for proposal in verdict.proposals] == ["CLARIFY"]


@pytest.mark.parametrize("style", OUTAGE.styles)
def test_relevance_is_the_same_in_another_style(style: str) -> None:
    score = only(evaluate_relevance(heard(OUTAGE.styles[style]))).score
    plain = only(evaluate_relevance(heard(OUTAGE.plain))).score
    assert score is not None
    assert plain is not None
    assert abs(score - plain) < 0.3


def test_a_bare_claim_costs_and_the_same_claim_with_what_was_done_does_not() -> None:
    bare = heard("I am the best in the company. Everyone loved it and it was a huge success.")
    borne_out = heard(
        "It was a huge success. Sales rose from 40 to 90 a week because I called every guest back."
    )
    assert only(evaluate_exaggeration(bare)).score == 1.0
    assert only(evaluate_exaggeration(borne_out)).score == 5.0
    assert [proposal.reason for proposal in evaluate_exaggeration(bare).proposals] == ["MEASURE"]
    assert "I am the best in the company." in quotes(bare, only(evaluate_exaggeration(bare)))


def test_an_answer_that_claims_nothing_is_not_judged_for_its_claims() -> None:
    assert only(evaluate_exaggeration(heard(OUTAGE.plain))).abstained == "no_evidence"


def test_two_numbers_for_one_thing_are_quoted_and_asked_about() -> None:
    context = heard(
        "There were nine engineers on the call and I led them.",
        before=(("q1", "We had four engineers on the call that night."),),
    )
    verdict = evaluate_exaggeration(context)
    assert only(verdict).score == 3.0
    assert quotes(context, only(verdict)) == [
        "There were nine engineers on the call and I led them."
    ]
    (asked,) = verdict.proposals
    assert asked.reason == "CLARIFY"
    assert asked.question == (
        "You said “We had four engineers on the call that night”, and later “There were "
        "nine engineers on the call and I led them”. How do those two fit together?"
    )


def test_a_number_of_another_question_contradicts_nothing() -> None:
    context = heard(
        "There were nine engineers on the call and I led them.",
        before=(("q2", "We had four engineers at the desk that night."),),
    )
    assert only(evaluate_exaggeration(context)).score is None


def test_what_exaggeration_says_is_about_statements_and_never_about_a_person() -> None:
    evaluation = repr(
        evaluate_exaggeration(heard("I am the best ever. Everyone loved it."))
    ).lower()
    assert not any(word in evaluation for word in ("lie", "lying", "liar", "honest", "candidate"))


def test_every_step_that_is_taken_counts_and_the_first_missing_one_is_asked_for() -> None:
    context = heard(
        "Last winter our shop went down. I isolated the machine because the others had to run. "
        "In the end the orders came back."
    )
    result = evaluate_structure(context)
    without = evaluate_structure(heard("Last winter our shop went down. I isolated the machine."))
    assert (only(result).score, result.proposals) == (5.0, ())
    assert only(without).score == 3.0
    assert [proposal.reason for proposal in without.proposals] == ["RESULT"]


def test_what_was_not_done_is_no_step() -> None:
    verdict = evaluate_structure(heard("I never repaired or tested or restored anything at all."))
    assert only(verdict).score is None


@pytest.mark.parametrize(
    ("named", "steps"),
    [
        ("STAR", ("situation", "task", "action", "result")),
        ("the CAR method", ("situation", "action", "result")),
        ("Situation, approach, outcome", ("situation", "action", "result")),
        ("anything goes", ("situation", "action", "reason", "result")),
    ],
)
def test_the_steps_are_those_of_the_question_s_framework(
    named: str, steps: tuple[str, ...]
) -> None:
    assert select_framework_steps(framed(OUTAGE.plain, named)) == steps


@pytest.mark.parametrize(
    ("answer", "score", "reasons"),
    [
        ("I would first ask him why he is late, because he may have a reason.", 5.0, []),
        ("I took him aside before the break and asked him why he is late.", 3.0, ["REASON"]),
    ],
)
@pytest.mark.parametrize("kind", ["situational", "work_sample"])
def test_the_steps_of_a_case_are_what_one_does_and_why(
    kind: QuestionKind, answer: str, score: float, reasons: list[str]
) -> None:
    questions = tuple(
        dataclasses.replace(question, kind=kind, expected_framework=None)
        for question in RUBRIC.questions
    )
    verdict = evaluate_structure(
        build_answer_context(
            asked(answer), Rubric(competencies=RUBRIC.competencies, questions=questions)
        )
    )
    assert only(verdict).score == score
    assert [proposal.reason for proposal in verdict.proposals] == reasons


@pytest.mark.parametrize("kind", get_args(QuestionKind))
def test_every_kind_of_question_has_its_steps(kind: str) -> None:
    assert len(STEPS_BY_FRAMEWORK[kind]) > 1


@pytest.mark.parametrize("story", [OUTAGE, GUEST, STOCK], ids=lambda story: story.question)
def test_the_rubric_orders_the_same_story_by_what_was_done(story: Story) -> None:
    scores = [
        only(evaluate_by_rubric(heard(text, question=story.question))).score or 0
        for text in (story.plain, story.middle, story.weak)
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 4
    assert (
        only(evaluate_by_rubric(heard(story.plain, question=story.question))).criterion
        == story.competency
    )


def test_an_evaluator_that_found_nothing_proposes_a_question_about_the_competency() -> None:
    verdict = evaluate_by_rubric(heard(OUTAGE.weak))
    assert only(verdict).abstained == "no_evidence"
    [proposed] = verdict.proposals
    assert (proposed.source, proposed.criterion, proposed.uncertainty) == (
        "evaluator",
        "Incident response",
        1.0,
    )


def test_an_answer_without_a_question_of_the_plan_is_not_read_by_its_rubric() -> None:
    outside = dataclasses.replace(asked(OUTAGE.plain), question_id="unknown")
    assert only(evaluate_by_rubric(build_answer_context(outside, RUBRIC))).abstained == "not_asked"


def test_names_that_the_candidate_told_earlier_earn_nothing() -> None:
    sentence = "Baseline Threshold came to me and we looked at it together for a while."
    context = heard(
        sentence, before=(("q2", "My name is Baseline Threshold and I work at a desk."),)
    )
    assert only(evaluate_by_rubric(context)).score is None
