"""The verb of a task and its object decide its group together; and what only looks like work is no task."""

from __future__ import annotations

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.planning.domain.job_analysis.act_groups import settle_group
from vivavoce.planning.domain.job_analysis.analysis import find_group
from vivavoce.planning.domain.job_analysis.no_activities import is_no_activity
from vivavoce.planning.domain.job_analysis.task_acts import list_acts
from vivavoce.planning.domain.job_analysis.task_facts import find_tasks


@pytest.mark.parametrize(
    ("task", "group"),
    [
        ("carry out ride-along checks on qualified drivers", "S2.8"),
        ("write development plans for bakers after a complaint", "S4.6"),
        ("manage a records officer and a part-time caseworker", "S4.8"),
        ("look after our apprentice two days a week", "S1.3"),
        ("recruit and lead a team of a deputy and two cooks", "S4.8"),
        ("decide when a trainee is ready to weld alone", "S4.9"),
        ("recommend whether an applicant is suitable", "S4.9"),
        ("keep waste under 4 per cent", "S4.3"),
        ("hold your own caseload of 40 files", "S4.2"),
        ("look after our costume store and its stock", "S4.3"),
        ("write blameless post-mortems", "S1.9"),
        ("cut and fit costumes", "S6.5"),
        ("update the donor database every week", "S2.3"),
    ],
)
def test_verb_and_object_decide_whatever_single_words_hint_at(task: str, group: str) -> None:
    choice = find_group(task, ("S8.2", "S8.3"), tasks_only=True)

    assert choice is not None
    assert choice.group == group
    assert not choice.is_from_one_word


@pytest.mark.parametrize(
    ("task", "found"),
    [
        ("run the scrubber-drier in the hall", "S6.10"),
        ("manage vendors and freelancers", "S1.2"),
        ("inspect trailers", "S8.7"),
        ("lead visitors round the castle", "S1.4"),
    ],
)
def test_machines_firms_and_guests_are_nobody_who_is_led(task: str, found: str) -> None:
    assert settle_group(task, found, ("S8.7",)) in {None, found}


def test_what_is_repaired_is_what_the_trade_repairs_and_a_report_is_no_trade() -> None:
    report = "report drifting boats to the harbour master"

    assert settle_group(report, "S8.3", ("S8.3",)) == "S1.2"
    assert settle_group("close out defects from the report", "S1.12", ("S3.4", "S8.8")) == "S8.8"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("begin with a portfolio of 40 files", "You'll begin with a portfolio of 40 files."),
        ("take the kitchen on", "Our cook is retiring and we need someone to take the kitchen on."),
        ("Courses run for nine weeks", "Courses run for nine weeks."),
        ("run shops", "480 volunteers drive patients, run shops and sit with families."),
        ("take a tie out", "Say no when they want to take a tie out."),
        ("sit next to Ada", "You will sit next to Ada, who trains the crew."),
        ("answer to the head of sales", "Answer to the head of sales for the budget."),
        ("meet each team", "In your first month you will meet each team."),
        ("You don't set rates", "You don't set rates, and you don't clean rooms."),
        ("rehearse the choir", "Finalists will play and rehearse the choir on a Friday."),
    ],
)
def test_a_line_that_only_looks_like_work_is_none(words: str, line: str) -> None:
    assert is_no_activity(words, line)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("build a pipeline", "In the first six months you'll build a pipeline."),
        ("take references", "You'll interview applicants and take references."),
        ("sit in on interviews", "You will sit in on interviews."),
        ("take blood", "Nurses take blood and run the clinic."),
    ],
)
def test_a_line_of_work_stays_one(words: str, line: str) -> None:
    assert not is_no_activity(words, line, {"nurse"})


def test_the_last_noun_of_a_list_is_no_verb() -> None:
    line = (
        "Check licences for gambling, street trading, animal care and scrap metal dealers by visits"
    )
    (fact,) = find_tasks(line, 0)

    assert list_acts(fact) == (fact,)


def test_what_is_grave_weighs_at_least_a_tenth() -> None:
    text = (
        "Your tasks\n- Drive the night tram\n- Drive the museum tram at fairs\n- Drive trams to the depot\n"
        "- Decide when a trainee is ready to carry passengers\n- Write the fault log\n"
    )
    plan = planned(PlanBrief(position="Tram driver", job_description=text, level="SENIOR"))
    weights = {one.name: one.weight for one in plan.rubric.competencies}

    assert weights["Making decisions"] >= 0.1
