"""A person edits a plan: words, order, time, weights, pins; questions of the bank and of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned, revised

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion, PlanScript
from vivavoce.contracts.plan_edit import PlanEdit, PlanQuestionEdit
from vivavoce.planning.domain.plan_edit import (
    edit_plan,
    find_edit_faults,
    is_same_plan,
    keep_edits,
)
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.question_search import list_question_sets, search_questions
from vivavoce.planning.usecases.build_edited_plan import PlanEditRefusedError, build_edited_plan

PLAN = planned(BRIEF)


def as_edit(question: PlanQuestion) -> PlanQuestionEdit:
    return PlanQuestionEdit(
        id=question.id,
        text=question.text,
        time_budget_s=question.time_budget_s,
        is_mandatory=question.is_mandatory,
    )


def edits(plan: InterviewPlan = PLAN) -> list[PlanQuestionEdit]:
    return [as_edit(question) for question in plan.questions]


def written(text: str, *points: str, seconds: int = 60) -> PlanQuestionEdit:
    return PlanQuestionEdit(
        text=text,
        time_budget_s=seconds,
        competency=PLAN.rubric.competencies[0].name,
        good_answer=points,
    )


def codes(edit: PlanEdit, plan: InterviewPlan = PLAN) -> tuple[list[str], list[str]]:
    faults = find_edit_faults(plan, edit, job_text=BRIEF.job_description)
    return [one.code for one in faults.refusals], [one.code for one in faults.warnings]


def edited(
    *questions: PlanQuestionEdit, plan: InterviewPlan = PLAN, **weights: float
) -> InterviewPlan:
    edit = PlanEdit(questions=questions, weights=weights)
    assert codes(edit, plan) == ([], [])
    return edit_plan(plan, edit, job_text=BRIEF.job_description)


def test_the_same_questions_change_nothing() -> None:
    assert is_same_plan(PLAN, edited(*edits()))


def test_words_order_time_and_choice_are_what_the_person_wants() -> None:
    first, *rest = edits()
    text = first.text.rstrip("?.") + ", please?"
    wanted = (*rest, replace(first, text=text, time_budget_s=75, is_mandatory=False))

    plan = edited(*wanted)

    assert [question.text for question in plan.questions] == [one.text for one in wanted]
    last, before = plan.questions[-1], PLAN.questions[0]
    assert (last.time_budget_s, last.is_mandatory) == (75, False)
    assert (last.source, last.is_pinned) == ("edited", True)
    assert (last.anchors, last.probes) == (before.anchors, before.probes)
    assert plan.version == PLAN.version + 1


def test_a_removed_question_takes_its_competency_and_the_weights_sum_to_one() -> None:
    name = PLAN.questions[0].competency
    plan = edited(
        *(one for one, q in zip(edits(), PLAN.questions, strict=True) if q.competency != name)
    )

    assert name not in {one.name for one in plan.rubric.competencies}
    assert sum(one.weight for one in plan.rubric.competencies) == pytest.approx(1)


def test_shares_of_competencies_are_scaled_to_one() -> None:
    names = [one.name for one in PLAN.rubric.competencies]
    plan = edited(*edits(), **{name: 30.0 if name == names[0] else 10.0 for name in names})

    weights = {one.name: one.weight for one in plan.rubric.competencies}
    assert weights[names[0]] == pytest.approx(30 / (30 + 10 * (len(names) - 1)), abs=0.02)
    assert sum(weights.values()) == pytest.approx(1)


def test_a_question_of_the_bank_brings_its_follow_ups_levels_and_competency() -> None:
    (found, *_) = search_questions("late run", question_set="driving_vehicles")
    new = PlanQuestionEdit(
        bank_question=found.question.id,
        text=found.question.forms["b"].plain,
        form="b",
        time_budget_s=60,
    )

    plan = edited(*edits()[1:], new)

    question = plan.questions[-1]
    assert question.competency == found.competency
    assert question.anchors == found.question.anchors
    assert question.probes
    assert not question.is_pinned
    assert find_plan_violations(plan, replace(BRIEF, previous=PLAN, comments="by hand")) == []


def test_a_written_question_is_scored_by_what_a_good_answer_covers() -> None:
    plan = edited(
        *edits()[1:], written("What do you do when a delivery is late?", "Calls the customer")
    )

    question = plan.questions[-1]
    assert question.source == "edited"
    assert question.anchors["4"].signals == ("Calls the customer",)
    assert set(question.anchors) == set("12345")
    assert question.origin is not None
    assert "what a good answer covers" in question.origin.reason


def test_a_written_question_without_points_is_scored_by_its_competency() -> None:
    plan = edited(*edits()[1:], written("What do you do when a delivery is late?"))

    assert plan.questions[-1].anchors == {}
    assert plan.questions[-1].origin is not None
    assert "levels of the competency" in plan.questions[-1].origin.reason


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ((replace(edits()[0], text="Are you married?"),), "unlawful"),
        ((replace(edits()[0], id="gone"),), "unknown"),
        ((PlanQuestionEdit(text="How?", time_budget_s=60, bank_question="no.such"),), "unknown"),
        ((PlanQuestionEdit(text="How do you plan?", time_budget_s=60),), "competency"),
        ((replace(edits()[0], time_budget_s=5),), "time"),
        ((edits()[0], edits()[0]), "duplicate"),
        (tuple(replace(one, time_budget_s=840) for one in edits()), "too_long"),
        ((written("How do you plan your day?", "Is a Christian"),), "unlawful"),
    ],
)
def test_what_cannot_be_in_a_plan_is_refused(
    questions: tuple[PlanQuestionEdit, ...], code: str
) -> None:
    refusals, _ = codes(PlanEdit(questions=questions))

    assert code in refusals


def test_a_weight_of_a_competency_that_the_plan_does_not_have_is_refused() -> None:
    assert codes(PlanEdit(questions=tuple(edits()), weights={"Juggling": 5})) == (["unknown"], [])


def test_a_warning_needs_a_reason_and_the_reason_stays_with_the_plan() -> None:
    closed = written("Have you worked with children?")
    reason = {"closed_question": "The regulator wants exactly these words."}

    assert codes(PlanEdit(questions=(*edits()[1:], closed))) == ([], ["closed_question"])
    plan = edited(*edits()[1:], replace(closed, reasons=reason))

    assert any("The regulator wants" in note for note in plan.notes)
    without = edited(*[as_edit(one) for one in plan.questions[:-1]], plan=plan)
    assert not any("The regulator wants" in note for note in without.notes)


@pytest.mark.parametrize(
    "wish",
    ["remove question 1", "harder", "fewer questions", "replace question 1 with SQL", "10 minutes"],
)
def test_a_pinned_question_survives_a_change_request(wish: str) -> None:
    first, *rest = edits()
    pinned = edited(replace(first, is_pinned=True), *rest)

    plan = revised(pinned, wish)

    assert pinned.questions[0].text in [question.text for question in plan.questions]


def test_a_plan_that_is_written_anew_gets_the_pinned_questions_back_in_place() -> None:
    rest = edits()[1:]
    own = written("What do you do when a delivery is late?", seconds=90)
    pinned = edited(own, *rest)

    again = keep_edits(replace(PLAN, version=3), pinned)

    assert again.questions[0].text == own.text
    assert again.questions[0].is_pinned
    assert again.version == 3
    brief = replace(BRIEF, previous=pinned)
    assert find_plan_violations(again, brief) == []
    assert "pinned_question_missing" in [one.code for one in find_plan_violations(PLAN, brief)]


def test_a_message_is_changed_alone_and_its_words_stay_in_a_plan_that_is_written_anew() -> None:
    invitation = "Hello {{CANDIDATE_NAME}},\n\nStart here: {{INTERVIEW_LINK}}"
    edit = PlanEdit(questions=tuple(edits()), scripts={"inmail_draft": f" {invitation}\n"})

    plan = edit_plan(PLAN, edit, job_text=BRIEF.job_description)
    again = keep_edits(replace(PLAN, version=3), plan)

    assert not is_same_plan(PLAN, plan)
    assert (plan.inmail_draft, plan.edited_scripts) == (invitation, ("inmail_draft",))
    assert (plan.greeting_script, plan.rubric) == (PLAN.greeting_script, PLAN.rubric)
    assert (again.inmail_draft, again.edited_scripts) == (invitation, ("inmail_draft",))
    assert again.greeting_script == PLAN.greeting_script


def test_a_kept_message_follows_a_new_duration() -> None:
    minutes = f"This takes about {PLAN.duration_minutes} minutes."
    greeting = PLAN.greeting_script.replace(
        "Hello and welcome.", f"Good to have you here. {minutes}"
    )
    edit = PlanEdit(questions=tuple(edits()), scripts={"greeting_script": greeting})
    plan = edit_plan(PLAN, edit, job_text=BRIEF.job_description)

    again = keep_edits(replace(PLAN, version=3, duration_minutes=55), plan)

    assert again.greeting_script.startswith("Good to have you here.")
    assert "about 55 minutes" in again.greeting_script


def test_a_message_as_it_was_changes_nothing() -> None:
    edit = PlanEdit(
        questions=tuple(edits()), scripts={"closing_script": PLAN.closing_script + "\n"}
    )

    plan = edit_plan(PLAN, edit, job_text=BRIEF.job_description)

    assert is_same_plan(PLAN, plan)
    assert plan.edited_scripts == ()


@pytest.mark.parametrize(
    ("scripts", "fault"),
    [
        ({"greeting_script": "Hello."}, ("greetingScript", "greeting_hides_machine")),
        ({"greeting_script": " "}, ("greetingScript", "no_greeting")),
        ({"closing_script": ""}, ("closingScript", "no_closing")),
        ({"inmail_draft": "Come in!"}, ("inmailDraft", "no_link")),
        ({"inmail_draft": "{{INTERVIEW_LINK}} {{SALARY}}"}, ("inmailDraft", "unknown_placeholder")),
        (
            {"inmail_draft": "No women, please. {{INTERVIEW_LINK}}"},
            ("inmailDraft", "unlawful"),
        ),
    ],
)
def test_a_message_must_say_what_every_plan_says(
    scripts: dict[PlanScript, str], fault: tuple[str, str]
) -> None:
    edit = PlanEdit(questions=tuple(edits()), scripts=scripts)

    with pytest.raises(PlanEditRefusedError) as refused:
        build_edited_plan(PLAN, edit, job_text=BRIEF.job_description)

    assert fault in [(one.field, one.code) for one in refused.value.errors]


def test_an_invitation_may_be_empty_and_may_offer_an_adjustment() -> None:
    offer = "Start here: {{INTERVIEW_LINK}}\nTell us if you need a wheelchair ramp."
    for text in ("", offer):
        edit = PlanEdit(questions=tuple(edits()), scripts={"inmail_draft": text})
        plan = build_edited_plan(PLAN, edit, job_text=BRIEF.job_description)
        assert plan is not None
        assert plan.inmail_draft == text


def test_the_bank_is_searched_by_words_group_and_set() -> None:
    by_words = search_questions("a late delivery to a customer")
    by_group = search_questions(group="S8.2")
    by_trade = search_questions(question_set="accounting")

    assert by_words
    assert {one.question_set.id for one in by_group} == {"driving_vehicles"}
    assert {one.question_set.group for one in by_trade} == {""}
    assert search_questions("zyzzyva") == []
    assert len(list_question_sets()) > 80


def test_the_german_bank_is_searched_by_itself() -> None:
    german = search_questions(language="de")
    by_words = search_questions("verschwundene Unterlage im Büro", language="de")

    assert {one.question_set.id[:3] for one in german} == {"de_"}
    assert [one.question.id for one in by_words] == ["de_administrative.lost_file"]
    assert by_words[0].competency == "Verwaltungsaufgaben erledigen"
    assert len(list_question_sets("de")) == len({one.question_set.id for one in german})
