"""Which requested skill a question is about, what the notes say of the others, and weights."""

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion, QuestionOrigin
from vivavoce.planning.domain.hiring.skill_coverage import (
    is_near_skill,
    list_requested_skills,
    shows_skill,
)
from vivavoce.planning.domain.plan_parts import TOUCHED_SKILLS_PREFIX, UNCOVERED_SKILLS_PREFIX
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

MIDWIFE = (
    "You'll monitor mother and baby through labour. You will carry out the newborn examination and check "
    "blood loss. You will plan the discharge of families and write the notes of every visit."
)


def plan(position: str, text: str, *skills: str) -> InterviewPlan:
    brief = replace(BRIEF, position=position, job_description=text, skills=skills)
    return planned(brief)


def ask(text: str, task: str, group: str, line: str = "") -> PlanQuestion:
    question = plan("Midwife", MIDWIFE, "labour care").questions[0]
    origin = QuestionOrigin(
        reason="A test.", group=group, task=task, job_line=line or task, line_number=1
    )
    return replace(question, text=text, origin=origin, skill=None)


def test_a_question_is_about_a_skill_only_if_it_shares_a_word_with_it() -> None:
    question = ask(
        "The mother is in tears. Talk me through your visit.", "visiting families", "S3.2"
    )

    assert not shows_skill(question, "Cardiopulmonary resuscitation")
    assert not shows_skill(question, "Prometheus")


def test_a_general_word_of_a_skill_need_not_be_said() -> None:
    question = ask("What do you do?", "monitoring mother and baby through labour", "S3.2")

    assert shows_skill(question, "labour care")
    assert not shows_skill(question, "wound care")


def test_a_skill_is_shown_by_what_its_words_mean_in_the_work() -> None:
    question = ask(
        "The sauce has split and the pass is full. What do you do?", "finishing plates", "S3.5"
    )

    assert shows_skill(question, "Food preparation")


def test_a_design_of_something_else_does_not_show_a_skill_of_design() -> None:
    question = ask("Who changed your design?", "design rain gardens", "S1.10")

    assert not shows_skill(question, "planting design")


def test_a_skill_of_which_the_line_of_a_question_speaks_is_near_it_and_not_shown() -> None:
    line = "You'll run Kubernetes on two clouds and describe it all in Terraform"
    question = ask("How do you bring a new version to users?", "running clusters", "S5.2", line)

    assert is_near_skill(question, "Terraform")
    assert not shows_skill(question, "Terraform")
    assert not is_near_skill(question, "Wound care")


def test_every_skill_without_a_question_is_in_one_of_the_notes() -> None:
    written = plan("Midwife", MIDWIFE, "labour care", "neonatal resuscitation", "Excel")

    missing = [name for name, is_covered in written.skills_coverage.items() if not is_covered]

    assert "Spreadsheets" in missing
    assert all(
        any(word in note for note in written.notes) for word in ("Excel", "neonatal resuscitation")
    )
    assert not any(name in note for note in written.notes for name in missing)


@pytest.mark.parametrize(
    ("skill", "text", "task"),
    [
        ("working at height", "What do you look for?", "checking the scaffold and the harness"),
        ("customer communication", "What did you say?", "explaining the repair to owners"),
        ("liability assessment", "Each driver blames the other. Whom do you ask?", ""),
        ("infection control", "You get stuck with a used needle. What do you do?", ""),
        ("team leadership", "Who was against it?", "leading a team of three buyers"),
        ("allergen management", "What had others let pass?", "checking the allergy form"),
        ("batch cooking", "What have you changed?", "cooking 320 lunches from scratch"),
        ("record keeping", "What was unclear?", "writing up the daily notes"),
        ("Guidewire ClaimCenter", "What was missing?", "keeping ClaimCenter notes"),
        ("vehicle checks", "What is hard about it?", "doing a walk-round of the bus"),
    ],
)
def test_a_skill_is_asked_about_by_its_parts_forms_and_synonyms(
    skill: str, text: str, task: str
) -> None:
    assert shows_skill(ask(text, task, "S1.1"), skill)


@pytest.mark.parametrize(
    ("skill", "names", "text", "task", "group"),
    [
        # a general word alone is said in many questions
        ("data entry", ("Data entry",), "Two entries contradict each other.", "", "S2.3"),
        ("report writing", ("Report writing",), "What do you write?", "cutting hair", "S1.11"),
        ("patient care", ("Patient care",), "The patient waits.", "clearing the surgery", "S3.2"),
        ("customer service", ("Customer service",), "Your customer saw it.", "", "S3.4"),
        # the competency is the same, and the work another
        ("positive behaviour support", (), "What is hard?", "phoning families", "S3.6"),
        # an alias in the catalog that means other work, and a word that only begins alike
        ("leadwork", ("Gutter installation",), "A gutter leaks.", "fitting gutters", "S7.1"),
        ("Sage Intacct", ("Sage Accounting",), "Who was against it?", "leading accountants", "S4"),
        ("contract law", (), "What do you check?", "controlling the gate", "S1.1"),
        ("CostX", (), "What did it cost?", "planning the costs", "S2.6"),
        ("A/B testing", ("A/B testing",), "How did you test it?", "writing tests", "S5.1"),
    ],
)
def test_a_question_is_not_about_a_skill_for_a_shared_word_or_heading(
    skill: str, names: tuple[str, ...], text: str, task: str, group: str
) -> None:
    assert not shows_skill(ask(text, task, group), skill, *names)


TRADES = {
    "Roofer": (
        "- Dress lead to valleys and chimneys\n- Check the scaffold and your harness every morning\n"
        "- Hang natural slate\n- Find leaks and tell the owner what can wait",
        ("slating", "leadwork", "working at height", "roof inspection"),
    ),
    "Hotel night auditor": (
        "- Run the end-of-day close in Opera\n- Count the cash drawer\n- Handle noise complaints\n"
        "- Check in late arrivals",
        ("guest service", "night audit", "cash handling", "Opera PMS", "conflict resolution"),
    ),
    "Wind turbine technician": (
        "- Find and clear pitch faults\n- Change hydraulic accumulators\n- Torque blade bolts\n"
        "- Write up every job on the tablet",
        ("fault finding", "hydraulic systems", "permit to work", "rope access", "teamwork"),
    ),
}


@pytest.mark.parametrize("position", TRADES)
def test_each_requested_skill_is_asked_or_in_exactly_one_list_in_the_word_of_the_request(
    position: str,
) -> None:
    text, skills = TRADES[position]
    written = plan(position, text, *skills)
    lists = [
        note.partition(": ")[2].rstrip(".").split(", ")
        for note in written.notes
        if note.startswith((UNCOVERED_SKILLS_PREFIX, TOUCHED_SKILLS_PREFIX))
    ]
    listed = [word for words in lists for word in words]
    report = validate_skills(skills, load_skill_catalog())
    asked = [
        one.word
        for one in list_requested_skills(report)
        if any(written.skills_coverage[name] for name in one.names)
    ]

    assert sorted([*listed, *asked]) == sorted(skills)


def test_a_revision_keeps_the_words_of_the_request() -> None:
    text, skills = TRADES["Wind turbine technician"]
    brief = replace(BRIEF, position="Wind turbine technician", job_description=text, skills=skills)
    first = planned(brief)

    second = planned(replace(brief, previous=first, comments="Drop hydraulic systems please."))

    (note,) = [one for one in second.notes if one.startswith(UNCOVERED_SKILLS_PREFIX)]
    assert "permit to work" in note
    assert "hydraulic systems" in note
    assert "Hydraulics" not in note
    assert "Immigration paperwork" not in note


def test_a_skill_named_as_the_reason_for_a_question_is_not_said_to_be_without_one() -> None:
    question = ask("What do you do?", "", "S1.1")
    assert question.origin is not None
    reason = 'Asked because the request names the skill "safeguarding".'
    origin = replace(question.origin, reason=reason)

    assert is_near_skill(replace(question, origin=origin), "safeguarding")


def test_one_question_bears_no_third_of_a_plan_where_others_can_bear_the_rest() -> None:
    written = plan("Midwife", MIDWIFE, "labour care")

    counts = [
        sum(q.competency == c.name for q in written.questions) for c in written.rubric.competencies
    ]
    lone = [c for c, n in zip(written.rubric.competencies, counts, strict=True) if n == 1]

    assert lone
    assert all(one.weight <= 0.26 for one in lone)
    assert sum(one.weight for one in written.rubric.competencies) == pytest.approx(1)
