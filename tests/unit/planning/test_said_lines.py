"""A line of the posting is cut only where its sense stays whole."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.job_tasks import JobTask, read_tasks
from vivavoce.planning.domain.job_analysis import analyze_job


def tasks_of(*lines: str) -> list[JobTask]:
    text = "Tasks\n" + "\n".join(f"- {line}" for line in lines)
    return list(read_tasks(analyze_job(text, title="Worker"), []))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Deliver bread to three shops in Hull on Mondays", "delivering bread"),
        ("Supervise the yard on Tuesdays and Fridays", "supervising the yard"),
        ("Guide visitors in a calm and friendly manner", "guiding visitors"),
        ("Scan prints to a high standard", "scanning prints"),
        (
            "Telling the foreman if the drawing does not match what is on the wall",
            "telling the foreman if the drawing does not match what is on the wall",
        ),
        ("Nurse guests in their own homes", "nursing guests in their own homes"),
        ("Definition and implementation of load tests", "defining and implementing load tests"),
        (
            "Plan supply for four lines at the Ballarat bakery plus two packers in Thailand",
            "planning supply for four lines at the Ballarat bakery",
        ),
        (
            "Measure range of motion and strength at the start and at the end of each of ten weeks",
            None,
        ),
    ],
)
def test_days_places_and_praise_go_and_what_is_said_stays(line: str, said: str | None) -> None:
    found = tasks_of(line)[0].gerund

    assert found == said if said else not (found or "").endswith(" and")


@pytest.mark.parametrize(
    "line",
    [
        "Check the oxygen each week and sign the log",
        "Do gas analysis on every visit and write down the figures",
        "Review the room and bring the findings to the meeting",
    ],
)
def test_an_act_that_points_back_stays_with_the_act_before(line: str) -> None:
    [task] = tasks_of(line)

    assert task.text == line


def test_what_others_do_with_help_is_no_task_of_the_helper() -> None:
    said = [task.gerund for task in tasks_of("Help them wash, dress and use the bathroom")]

    assert said == [None]


def test_a_second_act_has_the_form_of_the_first_one() -> None:
    line = "Coach your team on hard talks, and step in when a client becomes aggressive"

    said = [task.gerund for task in tasks_of(line)]

    assert said == [
        "coaching your team on hard talks",
        "stepping in when a client becomes aggressive",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Arrest under the act is a last resort",
        "Pay according to the agreement of the trade",
        "House on the farm, with a garden",
        "React and TypeScript, Git with other people",
        "Milking (5 a.m. and 2 p.m., on a six-day roster",
    ],
)
def test_what_is_no_act_is_neither_said_nor_quoted(line: str) -> None:
    assert not any(task.is_sayable for task in tasks_of(line))


def test_a_quote_keeps_the_inch_and_its_condition() -> None:
    inch = tasks_of('Hold tolerances to .0005" and true position callouts')[0]
    case = tasks_of(
        "If a bag looks odd \u2013 a stain, a smell, a noise \u2013 you stop and ring the office"
    )[0]

    assert inch.quote == "Hold tolerances to .0005\u2033 and true position callouts"
    assert case.quote == "If a bag looks odd, you stop and ring the office"


def test_attending_is_work_where_something_has_happened() -> None:
    meeting, breakdown = tasks_of("Attend the weekly meeting", "Attend breakdowns at night")

    assert not meeting.is_sayable
    assert breakdown.gerund == "attending breakdowns at night"
