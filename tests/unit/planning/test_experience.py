"""Nobody is asked for a past that the posting does not expect: in a new trade, or in a coming project."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.hiring.experience import (
    BEGINNER,
    is_still_to_come,
    teaches_the_job,
)
from vivavoce.planning.domain.hiring.job_reading import read_job
from vivavoce.planning.domain.question_sets import SetQuestion, find_bank_question
from vivavoce.planning.domain.requirements import parse_requirements

MASON = """We train you from the first day, and once a week you go to school.

Your tasks
- Help the masons mix mortar and set scaffolds
- Clean tools and machines in the evening
- Carry bricks and blocks to the wall
- Measure openings and write down the dimensions
"""
FITTER = """Your tasks
- Repair pumps and valves in the field
- Plan the yearly services of our plants
- Lead the relocation of our workshop to Lyon
- Write the service reports
"""
BAKERY = """Your tasks
- Lead a team of five bakers
- Train the apprentices at the oven
- Show new sellers how to pack the bread
- Order flour, butter and yeast
- Check the temperature of the cold store
"""


def list_sources(plan: InterviewPlan) -> list[SetQuestion]:
    origins = [question.origin for question in plan.questions if question.origin]
    found = [find_bank_question(origin.bank_question) for origin in origins]
    return [one for one in found if one is not None]


@pytest.mark.parametrize(
    ("title", "text", "level", "is_taught"),
    [
        ("Apprentice joiner", "", "JUNIOR", True),
        ("Trainee buyer", "", "MID", True),
        ("Tram driver", "No licence yet? We train you in four months.", "JUNIOR", True),
        ("Seller", "No sales experience needed.", "JUNIOR", True),
        ("Seller", "Full training is given.", "JUNIOR", True),
        ("Adviser", "No call center background needed.", "JUNIOR", True),
        ("Adviser", "Full training for six weeks, paid.", "JUNIOR", True),
        ("Optician's assistant", "You don't need to know optics.", "JUNIOR", True),
        ("Packer", "We show you everything in the first week.", "JUNIOR", True),
        ("Gardener", "Career changers are very welcome.", "JUNIOR", True),
        ("Gardener", "You do not need to know our software.", "JUNIOR", False),
        (
            "Gardener",
            "You know your plants. Newcomers to the town settle in fast.",
            "JUNIOR",
            False,
        ),
        # A tool, not the trade.
        ("Accountant", "No experience with our tool needed.", "MID", False),
        # Plainly none, whatever level the request has.
        ("Fish counter assistant", "No previous experience needed.", "MID", True),
        ("Packer", "You do not need any experience.", "MID", True),
        ("Packer", "We train you on our line.", "MID", False),
        ("Head packer", "No previous experience needed.", "LEAD", False),
        (
            "Help desk agent",
            "One year of help desk experience. We train you on our tools.",
            "JUNIOR",
            False,
        ),
        ("Training manager", "You train our sellers.", "JUNIOR", False),
        ("Head of apprenticeship", "", "SENIOR", False),
        ("Audit Summer Intern", "", "MID", True),
        ("Product Manager Intern", "", "JUNIOR", True),
        ("Summer Internship Program", "", "JUNIOR", True),
        ("Laboratory Placement Student", "", "MID", True),
        ("Industrial Placement - Chemistry", "", "MID", True),
        ("Vacation Program - Law", "", "MID", True),
        ("Quantity Surveying Cadet", "", "MID", True),
        ("Student Worker, Library", "", "MID", True),
        ("Working Student Data (m/f/d)", "", "MID", True),
        ("Intern Program Manager", "", "MID", False),
        ("Internship Coordinator", "", "MID", False),
        ("Manager of Interns", "", "MID", False),
        ("Internal Auditor", "", "MID", False),
        ("International Sales Manager", "", "MID", False),
        ("Placement Officer", "", "MID", False),
        ("Student Placement Coordinator", "", "MID", False),
        ("Student Recruitment Manager", "", "MID", False),
        ("Student Support Assistant", "", "MID", False),
        ("Cadet Instructor", "", "MID", False),
        ("Vacation Program Leader", "", "MID", False),
        ("Intern Teacher", "", "MID", True),
        ("Intern Counselor", "", "MID", True),
        ("Intern Recruiter", "", "MID", True),
        ("Intern Specialist", "", "MID", True),
        ("Cadet Officer", "", "MID", True),
        ("Intern, Program Manager", "", "MID", False),
        ("Cadet Force Instructor", "", "MID", False),
        ("Internship Program Specialist", "", "MID", False),
        ("Internship Recruiter", "", "MID", False),
        ("Seller", "You have sold shoes before.", "JUNIOR", False),
    ],
)
def test_a_job_is_for_beginners_if_it_teaches_its_trade(
    title: str, text: str, level: str, is_taught: bool
) -> None:
    assert teaches_the_job(title, text, level=level) is is_taught


@pytest.mark.parametrize(
    ("task", "line", "is_coming"),
    [
        ("lead the move and the relocation of our archive", "", True),
        ("introduce a new ticket system", "", True),
        ("support the opening of a shop", "The opening is next spring.", True),
        ("introduce SAP in Venlo", "Introducing SAP in Venlo by September", True),
        ("plan the move of the tape library", "", True),
        ("introduce new dishes", "", False),
        ("plan migrations of customer data", "", False),
        ("launch campaigns", "", False),
        ("open the shop at seven", "", False),
    ],
)
def test_one_project_of_the_future_is_still_to_come(task: str, line: str, is_coming: bool) -> None:
    assert is_still_to_come(task, line) is is_coming


@pytest.mark.parametrize(
    "position",
    [
        "Apprentice bricklayer",
        "Trainee cook",
        "Trainee zorbler",
        "Audit Summer Intern",
        "Laboratory Placement Student",
        "Quantity Surveying Cadet",
    ],
)
def test_beginners_are_asked_only_what_they_can_answer(position: str) -> None:
    plan = planned(PlanBrief(position=position, level="JUNIOR", job_description=MASON))

    assert len(plan.questions) >= 3
    assert all(BEGINNER in question.levels for question in list_sources(plan))


def test_what_can_go_wrong_is_asked_of_juniors_and_not_of_those_who_have_never_seen_the_work() -> (
    None
):
    case = find_bank_question("working_efficiently.complication.plain_ahead")
    assert case is not None

    assert "JUNIOR" in case.levels
    assert BEGINNER not in case.levels


def test_beginners_are_not_asked_about_what_they_learn_later() -> None:
    text = f"{MASON}- Build scaffolds\nLater you will run the tower crane.\n"
    later = PlanBrief(position="Apprentice bricklayer", level="JUNIOR", job_description=text)
    now = PlanBrief(position="Bricklayer", level="MID", job_description=text)

    def list_tasks(brief: PlanBrief) -> str:
        return " ".join(
            task.text for task in read_job(brief, parse_requirements(brief.job_description)).tasks
        )

    assert "crane" in list_tasks(now)
    assert "crane" not in list_tasks(later)


def test_what_apprentices_learn_is_their_work_if_the_posting_names_no_other() -> None:
    text = (
        "What you learn with us\n- Build brick walls\n- Cut zinc for valleys\n- Fit roof windows\n"
    )

    def list_tasks(position: str, level: str) -> tuple[str, ...]:
        brief = PlanBrief(position=position, level=level, job_description=text)
        reading = read_job(brief, parse_requirements(text))
        return tuple(task.text for task in reading.tasks)

    assert list_tasks("Apprentice roofer", "JUNIOR") == (
        "Build brick walls",
        "Cut zinc for valleys",
        "Fit roof windows",
    )
    assert list_tasks("Roofer", "MID") == ()


def test_nobody_tells_a_story_of_a_project_that_is_still_to_come() -> None:
    plan = planned(PlanBrief(position="Fitter", level="SENIOR", job_description=FITTER))
    about_it = [q for q in plan.questions if q.origin and "relocation" in (q.origin.task or "")]

    assert about_it
    assert not [q.text for q in about_it if q.kind == "behavioral"]


def test_an_extra_brings_no_question_about_the_past() -> None:
    text = (
        "Tasks\n- Write services in Python\n- Review code\n- Fix bugs\n\nNice to have\n- Docker\n"
    )
    must = text.replace("Nice to have", "Requirements")

    def ask(posting: str) -> set[str | None]:
        brief = PlanBrief(position="Backend developer", level="MID", job_description=posting)
        return {question.skill for question in planned(brief).questions}

    assert "Docker" in ask(must)
    assert "Docker" not in ask(text)


def test_one_question_about_teaching_others_is_enough_where_teaching_is_not_the_job() -> None:
    plan = planned(PlanBrief(position="Master baker", level="SENIOR", job_description=BAKERY))

    assert sum(question.is_about_teaching for question in list_sources(plan)) <= 1


def test_a_teacher_is_asked_about_teaching_more_than_once() -> None:
    text = (
        "Tasks\n- Teach two classes of beginners\n- Plan lessons and courses for adults\n"
        "- Train new teachers in the first term\n- Prepare students for the exam\n"
    )
    plan = planned(PlanBrief(position="Corporate trainer", level="SENIOR", job_description=text))
    asked = Counter(question.competency for question in plan.questions)

    assert asked["Teaching and training"] > 1
