"""Which requested skill a question is about, what the notes say of the others, and weights."""

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion, QuestionOrigin
from vivavoce.planning.domain.hiring.skill_coverage import is_near_skill, shows_skill

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


def test_a_skill_in_the_name_of_a_competency_is_shown_by_its_questions() -> None:
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
    assert all(any(name in note for note in written.notes) for name in missing)


def test_one_question_bears_no_third_of_a_plan_where_others_can_bear_the_rest() -> None:
    written = plan("Midwife", MIDWIFE, "labour care")

    counts = [
        sum(q.competency == c.name for q in written.questions) for c in written.rubric.competencies
    ]
    lone = [c for c, n in zip(written.rubric.competencies, counts, strict=True) if n == 1]

    assert lone
    assert all(one.weight <= 0.26 for one in lone)
    assert sum(one.weight for one in written.rubric.competencies) == pytest.approx(1)
