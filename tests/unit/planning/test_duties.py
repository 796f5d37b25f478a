"""A duty with two acts is two tasks, and what is at stake in a duty decides how much it weighs."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.duty_stakes import rate_stakes, sets_limit
from vivavoce.planning.domain.job_analysis.task_acts import list_acts
from vivavoce.planning.domain.job_analysis.task_facts import find_tasks
from vivavoce.planning.domain.job_analysis.task_groups import rank_groups
from vivavoce.planning.domain.job_analysis.task_phrases import phrase
from vivavoce.planning.domain.job_analysis.unspoken_tasks import is_unspeakable


def acts_of(text: str) -> list[str]:
    return [act.text for fact in find_tasks(text, 0) for act in list_acts(fact)]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        (
            "Weigh the pallets and send back goods that are wet",
            ["Weigh the pallets", "send back goods that are wet"],
        ),
        (
            "Inspecting the ladders and taking loose rungs out",
            ["Inspecting the ladders", "taking loose rungs out"],
        ),
        (
            "Coach clerks on refunds, and intervene when a caller becomes rude",
            ["Coach clerks on refunds", "intervene when a caller becomes rude"],
        ),
        ("Keep the visitor and Working Hours sheets tidy", None),
        ("Drain the tank and refill it with clean water", None),
        ("Show guests how to fold and store the chairs", None),
        ("Order flour and sugar for the week", None),
        ("Strip and make the beds", None),
    ],
)
def test_a_second_act_with_its_own_object_is_a_task(text: str, acts: list[str] | None) -> None:
    assert acts_of(text) == (acts or [text])


def test_acts_keep_their_place_in_the_posting() -> None:
    text = "Weigh the pallets and send back goods that are wet"
    (fact,) = find_tasks(text, 100)

    first, second = list_acts(fact)

    assert text[second.start - 100 : second.end - 100] == second.text
    assert (first.verb, second.verb) == ("weigh", "send")


@pytest.mark.parametrize(
    "duty",
    [
        "Close the pool when the water is cloudy, even if guests complain",
        "Refuse deliveries without papers",
        "Stop the belt when a guard is missing",
        "Taking a ladder out of use when a rung is loose",
        "If the ground is too wet, you stop the lift",
        "Client money is never accepted in cash",
        "Samples must not be opened in the hall",
    ],
)
def test_a_duty_that_others_push_against_sets_a_limit(duty: str) -> None:
    assert sets_limit(duty)
    assert rate_stakes(duty) > rate_stakes("Handle complaints about noise") > 1.0


@pytest.mark.parametrize(
    "duty",
    [
        "Stop at each farm",
        "Order paper",
        "Water the plantsThe job is never just desk work",
        "The hall is never quiet in August",
    ],
)
def test_ordinary_duties_weigh_no_more(duty: str) -> None:
    assert not sets_limit(duty)
    assert rate_stakes(duty) == 1.0


@pytest.mark.parametrize(
    ("duty", "group"),
    [
        ("train new drivers", "S1.3"),
        ("publish the train schedule", "S4.2"),
        ("clean the treatment rooms", "S6.10"),
        ("clean up the customer records", "S2.3"),
        ("lead a crew of six pavers", "S4.8"),
        ("settle disputes between tenants", "S1.1"),
        ("greet guests and explain our fees", "S3.4"),
        ("mix mortar for the bricklayers", "S6.3"),
        ("mix the summer musical from the script", "S1.13"),
        ("program the firmware of the meter", "S5.1"),
        ("classify goods by the tariff code", "S2.3"),
        ("bring new starters up to speed", "S1.3"),
        ("sweep the yard", "S6.10"),
        ("lock up the building at night", "S3.3"),
        ("keep tenants and owners informed", "S1.2"),
    ],
)
def test_act_and_object_decide_the_group(duty: str, group: str) -> None:
    assert rank_groups(duty)[0].group == group


def test_sessions_are_held_and_whom_a_job_reports_to_is_no_duty() -> None:
    (held,) = find_tasks("Onboarding sessions by phone", 0)
    (answered,) = find_tasks("Answer letters all day, and reports to the head of post", 0)

    assert phrase(held, "gerund") == "running onboarding sessions by phone"
    assert phrase(answered, "gerund") == "answering letters all day"


@pytest.mark.parametrize(
    ("text", "is_place"),
    [
        ("work from the Lawrence, KS hub", True),
        ("work out of our Leeds depot", True),
        ("work from technical drawings", False),
    ],
)
def test_where_people_work_is_no_task(text: str, is_place: bool) -> None:
    assert is_unspeakable(text) is is_place


@pytest.mark.parametrize(
    ("text", "is_none"),
    [
        ("starting salary 38,000", True),
        ("Study leave of up to 45 days a year", True),
        ("Grade EO, flexitime", True),
        ("celebrate wins loudly in the group chat", True),
        ("fit right in if you", True),
        ("Flexitime", True),
        ("annual leave: five weeks", True),
        ("Starting salary of up to £38,000", True),
        ("celebrating the team's wins", True),
        ("Administer flexitime accounts of 300 employees", False),
        ("Flexitime accounts of 300 employees", False),
        ("Starting salary calculation for new hires", False),
        ("Sick leave administration", False),
        ("Celebrate students' successes in assembly", False),
        ("celebrate the milestones of residents", False),
        ("start salary runs on time", False),
        ("celebrate mass twice a week", False),
        ("fit in new windows", False),
    ],
)
def test_what_people_are_paid_and_how_a_team_feels_is_no_task(text: str, *, is_none: bool) -> None:
    assert is_unspeakable(text) is is_none


def test_what_stands_before_an_act_many_times_is_read_without_end() -> None:
    hours, again = "at 9:00 " * 1000, ", and then you will check the pumps" * 1000

    assert find_tasks(f"{hours}open the doors", 0)
    assert len(find_tasks(f"check the pumps{again}", 0)) <= 100
    assert [one.start for one in find_tasks("9:00 - open the doors", 0)] == [7]
