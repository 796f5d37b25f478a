"""A task is of a kind of work, and a plan asks about the usual complication of that kind."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from bench.score_samples import FormCase, build_rubric, score_answer
from tests.samples import part_of
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import QUESTION_FORMS, InterviewPlan
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_analysis.stated_duties import states_duty
from vivavoce.planning.domain.question_sets import find_bank_question, load_question_set
from vivavoce.planning.domain.work_kinds import (
    find_kinds_of_skill,
    find_work_kinds,
    is_of_kind,
    load_work_kinds,
)

PORTER = """Tasks
- Take specimens to the laboratory within ten minutes
- Log every transfer of blood units in the register
- Explain delays to patients who are waiting for a scan
- Check the oxygen bottles on each ward
You never move a patient without a second person, whoever is in a hurry.
If a patient collapses in the corridor, you call the crash team.
"""


def plan_for(text: str, *, level: str = "MID", skills: tuple[str, ...] = ()) -> InterviewPlan:
    return planned(
        PlanBrief(position="Hospital porter", level=level, job_description=text, skills=skills)
    )


@pytest.mark.parametrize(
    ("task", "kind"),
    [
        ("strip back an armchair", "clean"),
        ("strip the beds on the ward", "clean"),
        ("wash and dress the deceased", "clean"),
        ("write door schedules for the buyers", "arrange"),
        ("participate in the on-call rota", "alarm"),
        ("participate in the on-call rota", "arrange"),
        ("reconcile medicines at discharge", "reconcile"),
        ("run the weekly tasting and sensory panel", "hands"),
        ("walk tenants through the app", "check"),
        ("lower branches on a rope", "improve"),
        ("ring back callers who were cut off", "date"),
        ("give instructions for first aid by phone", "rescue"),
        ("log pesticide applications", "process"),
        ("manage team targets", "lead"),
        ("recommend improvements to product owners", "sell"),
        ("keep rumors from spreading in the hall", "record"),
        ("drive vans up to 3.5 tons", "improve"),
        ("bring the boxes down to the cellar", "improve"),
    ],
)
def test_a_word_of_a_kind_makes_no_task_of_it_if_the_object_is_another(
    task: str, kind: str
) -> None:
    assert kind not in find_work_kinds(task)


@pytest.mark.parametrize(
    ("task", "kind"),
    [
        ("wash the windows of patient rooms", "clean"),
        ("lower the scrap rate", "improve"),
        ("take bookings by phone", "serve"),
        ("push back on a supplier's dates", "persuade"),
    ],
)
def test_the_object_decides_the_kind(task: str, kind: str) -> None:
    assert kind in find_work_kinds(task)


@pytest.mark.parametrize(
    ("task", "kind"),
    [
        ("explain delays to patients", "bad_news"),
        ("tell owners what comes next, also when the news is bad", "bad_news"),
        ("calm down passengers who have missed the ferry", "complaint"),
        ("handle queries and complaints", "complaint"),
        ("keep the fridge log up to date", "record"),
        ("diagnose faults on ticket machines", "fault"),
        ("lead a crew of six painters", "lead"),
        ("write the rota for the weekend", "arrange"),
        ("train two apprentices", "teach"),
        ("respond to alarms at night", "alarm"),
        ("order spare parts", "supply"),
        ("shape the loaves", "hands"),
        ("tell the baker if a batch smells odd", "message"),
        ("greet guests at the door", "serve"),
        ("scrub the trays", "clean"),
        ("balance the till at night", "reconcile"),
        ("give first aid", "rescue"),
        ("enforce the dress code", "enforce"),
        ("get rid of slow queries", "improve"),
        ("bring returns down from 4 % to under 2 %", "improve"),
        ("bring down the number of accidents", "improve"),
        ("take over when a caller demands to speak to the manager", "complaint"),
        ("keep the pool rules", "enforce"),
        ("explain to managers who are no engineers what the test shows", "teach"),
        ("log the meter readings", "record"),
        ("release people from the cabin lift after entrapments", "rescue"),
        ("lock off the press before clearing a jam", "hazard"),
        ("dive in the harbor to inspect the piles", "hazard"),
        ("open a plan for anyone at risk of self-harm", "harm"),
        ("notice when a caller sounds unwell", "notice"),
        ("work with two apprentices and keep them safe", "teach"),
        ("recommend whether a driver may be licensed", "decide"),
        ("deal with buyers who want their money back", "complaint"),
    ],
)
def test_a_task_is_above_all_of_its_most_serious_kind(task: str, kind: str) -> None:
    assert find_work_kinds(task)[0] == kind


@pytest.mark.parametrize(
    ("task", "other"),
    [
        ("help with complaints by testing the returned lamps", "complaint"),
        ("measure how many complaints come in", "complaint"),
        ("maintain the chain of custody", "upkeep"),
        ("oversee the sign-off of new graduates", "lead"),
        ("set the yearly income budget", "budget"),
        ("keep loading below 30 minutes", "date"),
        ("deal with spam personally", "liaise"),
        ("inform visitors about the exhibitions", "message"),
        ("check the emergency lighting each month", "alarm"),
        ("machine parts to position callouts", "alarm"),
        ("keep a risk register", "bad_news"),
        ("tint the paint till it matches", "till"),
        ("knead till the dough is smooth", "till"),
        ("keep storage cost under control", "bad_news"),
        ("check visitors in and out", "check"),
        ("drive the school route on time", "date"),
        ("write protection plans for vulnerable adults", "harm"),
        ("train two people to lead a shift within 12 months", "date"),
        ("raise purchase orders", "improve"),
        ("prepare pupils for their exams", "hands"),
        ("fill in the test certificate before you leave", "hands"),
        ("run the sterile room in line with the rules", "own"),
        ("explain why the pump is out of use", "persuade"),
        ("check how loads are strapped", "rescue"),
        ("keep the Protel profiles of guests", "record"),
        ("write code that others can read", "alarm"),
        ("manage one part-time assistant", "supply"),
        ("check in late arrivals", "check"),
        ("walk traders through a refund", "money"),
        ("dive into the usage data", "hazard"),
        ("report near misses at height with a harness", "hazard"),
        ("work with one apprentice", "liaise"),
        ("give care where it is needed", "message"),
        ("recommend whether a driver may be licensed", "advise"),
        ("run fittings and dress rehearsals", "hands"),
    ],
)
def test_a_word_alone_does_not_make_a_task_of_a_kind(task: str, other: str) -> None:
    assert other not in find_work_kinds(task)


def test_a_task_of_no_known_kind_has_none() -> None:
    assert find_work_kinds("embody the values of the house") == ()


def test_a_plain_kind_has_every_act_and_comes_after_all_others() -> None:
    plain = [kind.name for kind in load_work_kinds() if kind.is_plain]

    assert all(is_of_kind("embody the values of the house", name) for name in plain)
    assert not any(is_of_kind("own a car", name) for name in plain)
    assert load_work_kinds()[-len(plain) :] == tuple(k for k in load_work_kinds() if k.is_plain)


def test_people_who_know_the_trade_are_not_asked_what_they_would_do_the_first_time() -> None:
    ahead = {kind.name for kind in load_work_kinds() if kind.looks_ahead}
    cases = [
        one
        for one in load_question_set("working_efficiently").questions
        if one.is_plain and one.work_kind not in ahead
    ]

    levels = {one.kind: one.levels for one in cases}

    assert levels["situational"] == {"BEGINNER", "JUNIOR"}
    assert levels["behavioral"].isdisjoint({"BEGINNER", "JUNIOR"})


def test_each_kind_has_levels_points_and_samples_of_its_own() -> None:
    kinds = load_work_kinds()
    stories = [
        question.keep_form(form)
        for question in load_question_set("working_efficiently").questions
        if question.work_kind and question.kind == "behavioral"
        for form in QUESTION_FORMS
    ]

    anchors = [anchor for kind in kinds for anchor in kind.anchors.values()]
    says = Counter(anchor.description for anchor in anchors)
    points = Counter(point for kind in kinds for point in kind.points)
    assert all(sorted(kind.anchors) == list("12345") for kind in kinds)
    assert all(len(one.signals) == 5 for story in stories for one in story.anchors.values())
    assert [text for text, count in says.items() if count > 1] == []
    assert all(len(story.points) == 5 for story in stories)
    assert [point for point, count in points.items() if count > 1] == []
    assert all(set(kind.samples) == {"strong", "decent", "weak"} for kind in kinds)


def test_a_strong_sample_of_a_kind_is_scored_above_a_weak_one() -> None:
    work = load_question_set("working_efficiently")
    cases = [
        FormCase(work, question, "a", build_rubric(work, question, "a"))
        for question in work.questions
        if question.work_kind and question.kind == "behavioral"
    ]

    scores = {
        case.question.work_kind: [
            score_answer(case, case.get_sample(kind)).competencies[0].score
            for kind in ("strong", "decent", "weak")
        ]
        for case in part_of(cases)
    }

    proposed = [s for s in scores.values() if None not in s]
    assert len(proposed) >= 0.85 * len(scores), scores
    assert all(strong > decent > weak for strong, decent, weak in proposed), scores


def test_a_skill_is_shown_by_kinds_of_work() -> None:
    assert "lead" in find_kinds_of_skill("Team leadership")
    assert find_kinds_of_skill("Fortran") == frozenset()


def test_what_people_never_do_and_do_in_an_emergency_are_tasks() -> None:
    texts = [task.fact.text for task in analyze_job(PORTER, title="Hospital porter").tasks]

    assert any(text.startswith("You never move a patient") for text in texts)
    assert any("call the crash team" in text for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "You don't need a degree for this",
        "When a vacancy opens, you get a letter",
        "We never sleep here",
    ],
)
def test_what_people_need_not_have_is_no_duty(text: str) -> None:
    assert not states_duty(text)


def test_a_prohibition_is_asked_about_as_a_limit_and_never_how_it_is_done() -> None:
    plan = plan_for(PORTER)

    sources = {
        question.text: find_bank_question(question.origin.bank_question)
        for question in plan.questions
        if question.origin and "never move a patient" in question.text
    }

    assert len(sources) == 1
    assert all(source is not None and source.is_about_limits for source in sources.values())


@pytest.mark.parametrize("level", ["MID", "JUNIOR"])
def test_each_kind_of_work_has_a_question_of_its_own(level: str) -> None:
    plan = plan_for(PORTER, level=level)

    kinds = [
        source.work_kind
        for question in plan.questions
        if question.origin
        and (source := find_bank_question(question.origin.bank_question))
        and source.work_kind
    ]

    assert len(kinds) >= 2
    assert len(kinds) == len(set(kinds))


def test_juniors_are_not_asked_what_they_did_when_they_led_a_team() -> None:
    text = "Tasks\n- Lead a crew of six porters\n- Write the rota\n- Order spare parts"

    plan = plan_for(text, level="JUNIOR")

    assert not any(re.search(r"your (?:people|team)|on your team", q.text) for q in plan.questions)


def test_a_note_does_not_name_a_skill_that_a_question_shows() -> None:
    plan = plan_for(PORTER, skills=("Communication skills", "Fortran"))

    notes = " ".join(plan.notes)
    assert "Communication" not in notes
    assert "Fortran" in notes
