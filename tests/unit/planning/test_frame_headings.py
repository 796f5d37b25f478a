"""What a question counts for where the words of its task leave the competency in doubt."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from bench.plans.postings import POSTINGS, parse_posting, plan_posting
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import QUESTION_FORMS, PlanQuestion
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion
from vivavoce.planning.domain.hiring.competency_shares import build_share
from vivavoce.planning.domain.hiring.frame_headings import name_by_frame

HALL = """Piano technician

Your tasks
- You tune the concert grands before each performance
- You regulate actions, voice hammers and replace strings
- You keep humidity records for every instrument
- You advise the hall on purchases
- You train one apprentice
"""
CUSTOMS = """Customs compliance manager

Your tasks
- Leading a team of nine declarants and setting priorities
- Auditing 200 declarations a month and correcting wrong tariff codes
- Representing us in audits by Dutch customs
- Keeping our AEO certificate up to date
- Introducing SAP GTS in the Venlo office
"""
OF_ANY_WORK = {"S1.9", "S4.2", "T3.1", "T3.4", "S1.3"}


def ask(position: str, text: str, level: str = "SENIOR") -> tuple[PlanQuestion, ...]:
    return planned(PlanBrief(position=position, job_description=text, level=level)).questions


def group_of(question: PlanQuestion) -> str:
    assert question.origin is not None
    return question.origin.group


def find(questions: tuple[PlanQuestion, ...], words: str) -> PlanQuestion:
    return next(one for one in questions if words in one.text)


def count_for(group: str, shown: str) -> ChosenQuestion:
    """Return a question of a competency that shows another one."""
    share = build_share(group)
    question = replace(share.question_set.questions[0], counts_for=shown)
    return ChosenQuestion(share, question, None, QUESTION_FORMS, fits=True)


@pytest.mark.parametrize("words", ["voicing hammers", "regulating actions"])
def test_a_task_in_words_of_a_rare_trade_counts_for_what_its_question_asks(words: str) -> None:
    question = find(ask("Piano technician", HALL), words)

    assert group_of(question) in OF_ANY_WORK


def test_a_task_in_plain_words_keeps_its_own_competency() -> None:
    questions = ask("Piano technician", HALL)

    assert group_of(find(questions, "humidity records")) == "S2.2"
    assert group_of(find(questions, "one apprentice")) == "S1.3"


def test_the_named_competencies_are_those_of_the_questions_and_weigh_a_hundred() -> None:
    plan = planned(PlanBrief(position="Piano technician", job_description=HALL, level="SENIOR"))

    assert {one.name for one in plan.rubric.competencies} == {q.competency for q in plan.questions}
    assert round(sum(one.weight for one in plan.rubric.competencies), 6) == 1
    assert max(one.weight for one in plan.rubric.competencies) <= 0.35


def test_tasks_come_before_questions_that_could_be_asked_for_any_posting() -> None:
    questions = ask("Customs compliance manager", CUSTOMS, level="LEAD")

    without = [q for q in questions if q.origin and q.origin.task is None]
    trade_and_level = {"audit_and_compliance", "supervising"}
    assert {q.id.partition(".")[0] for q in without} <= trade_and_level


BUYING = """Sourcing lead

In this job you
- set the strategy for paper and film
- lead a team of three buyers based in Graz
- negotiate contracts with mills in Finland
- build cost models for pulp
- deal with whatever else comes up
"""


def test_leading_people_is_never_solving_problems() -> None:
    questions = ask("Sourcing lead", BUYING, level="LEAD")

    assert group_of(find(questions, "three buyers")) in {"S4.5", "S4.6", "S4.8"}


@pytest.mark.parametrize(
    ("position", "text"),
    [
        ("Piano technician", HALL),
        ("Customs compliance manager", CUSTOMS),
        ("Sourcing lead", BUYING),
    ],
)
def test_problems_of_any_kind_bear_little_where_others_can_bear_the_rest(
    position: str, text: str
) -> None:
    plan = planned(PlanBrief(position=position, job_description=text, level="SENIOR"))
    weights = {one.name: one.weight for one in plan.rubric.competencies}
    rest = sum(0.2 for name in weights if name != "Solving problems")

    assert weights.get("Solving problems", 0.0) <= max(0.15, 1 - rest) + 1e-9


def test_a_case_about_safety_counts_for_safety_whatever_work_it_arises_from() -> None:
    text = (
        "Dental nurse\n\nYour tasks\n- Clean and sterilize instruments\n- Assist at the chair\n"
        "- Clean the surgery between patients\n- Chart findings\n- Order materials\n"
    )
    brief = PlanBrief(
        position="Dental nurse", job_description=text, level="JUNIOR", duration_minutes=60
    )
    cases = [one for one in planned(brief).questions if "indicator_white" in one.id]

    assert [group_of(one) for one in cases] == ["T6.1"]


HOUSEKEEPING = """Executive housekeeper

Your tasks
- You lead a department of 54 room attendants
- You schedule staff by forecast occupancy
- You control linen and chemicals and take the monthly inventory
- You inspect fifteen rooms a day
- You settle guest complaints about rooms
"""


def test_an_incident_of_a_common_task_counts_for_what_it_shows() -> None:
    question = find(ask("Executive housekeeper", HOUSEKEEPING, level="LEAD"), "department of 54")

    assert group_of(question) in {"S4.5", "S4.8"}
    assert question.competency in {"Leading and motivating", "Supervising people"}


WARD = """Charge nurse

Your tasks
- You admit people sent up from the hospital at suppertime
- You make the assignments and change them when a colleague goes home sick
- You teach new staff on the ward
"""


def test_that_an_occupation_leads_makes_no_act_one_of_leading() -> None:
    question = find(ask("Charge nurse", WARD), "sent up from the hospital")

    assert group_of(question) not in {"S4.5", "S4.6", "S4.7", "S4.8"}


PUZZLES = """Puzzles editor

Your tasks
- Look after fourteen setters and send their work back with reasons
- Check the proofs by four
- Write the children's page
"""


def test_what_hints_at_leading_counts_for_it_where_the_occupation_leads() -> None:
    question = find(ask("Puzzles editor", PUZZLES, level="MID"), "fourteen setters")

    assert group_of(question) in {"S4.5", "S4.6", "S4.8"}


FITTING = """Electrician

Your tasks
- Finding faults other people have given up on
- Testing and writing certificates the same day
- Talking customers through what they need
"""


def test_of_the_groups_of_a_common_task_that_of_the_occupation_comes_first() -> None:
    question = find(ask("Electrician", FITTING, level="MID"), "given up on")

    assert group_of(question) == "S8.8"


def test_no_competency_is_left_with_nothing_but_a_question_about_a_skill() -> None:
    file = POSTINGS / "24_backend_developer_logistics.toml"

    plan = plan_posting(parse_posting(tomllib.loads(file.read_text("utf-8"))))

    assert plan.violations == ()


@pytest.mark.parametrize("with_skills", [["S1.3", "S2.2"], ["S2.2", "S1.3"]])
def test_each_skill_keeps_a_question_beside_it_in_any_order(with_skills: list[str]) -> None:
    chosen = [count_for("S2.2", "S1.3"), count_for("S1.3", "S4.2")]

    _, named = name_by_frame([one.share for one in chosen], chosen, with_skills=with_skills)

    assert {one.share.group for one in named} == {"S2.2", "S1.3"}


def test_the_only_question_of_a_heading_stays_where_another_one_can_go_back() -> None:
    chosen = [count_for("S2.2", shown) for shown in ("S4.2", "S1.3", "S1.3")]

    _, named = name_by_frame([chosen[0].share], chosen, with_skills=["S2.2"])

    assert sorted(one.share.group for one in named) == ["S1.3", "S2.2", "S4.2"]
