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


def test_what_others_are_helped_to_do_in_a_list_is_no_task() -> None:
    tasks = tasks_of("Help people wash, dress, use the toilet and get to bed")

    assert [task.text.split()[0] for task in tasks] == ["Help"]


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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Check deliveries for weight, origin and labeling errors before they go to the shop",
            "checking deliveries for weight, origin and labeling errors before they go to the shop",
        ),
        (
            "Investigate reported and suspected cheque, voucher and gift-card fraud",
            "investigating reported and suspected cheque, voucher and gift-card fraud",
        ),
        (
            "Give advice on burns, bleeding and choking",
            "giving advice on burns, bleeding and choking",
        ),
        (
            "Inspect shops for shutters, access control and cameras",
            "inspecting shops for shutters, access control and cameras",
        ),
        ("Pour plaster and clean moulds", "pouring plaster and cleaning moulds"),
        ("Handle lease and loan files under a partner", None),
        ("Work with the desk on attendance, leave requests and overtime", None),
    ],
)
def test_a_noun_that_the_members_of_a_list_share_stays(line: str, said: str | None) -> None:
    assert tasks_of(line)[0].gerund == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Stop the lift when fog, hail or ice makes the slings unsafe, even if we lose the day",
            "stopping the lift when fog, hail or ice makes the slings unsafe",
        ),
        (
            "Assemble flat-packed sheds to the point where a carpenter hangs the doors and locks",
            "assembling flat-packed sheds to the point where a carpenter hangs the doors and locks",
        ),
        (
            "Note how a child copes with dressing, meals, stairs and going home",
            "noting how a child copes with dressing, meals, stairs and going home",
        ),
        ("Leave the garden as we found it", None),
        ("Close the slide if hail, heat or staff sickness makes it unsafe", None),
        (
            "Keep owners, lenders and builders informed along the way, especially when nothing moves",
            "keeping owners, lenders and builders informed along the way",
        ),
    ],
)
def test_no_clause_is_left_without_its_verb(line: str, said: str | None) -> None:
    assert tasks_of(line)[0].gerund == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Cross-check figures with the bank", "cross-checking figures with the bank"),
        ("Test-drive cars with customers", "test-driving cars with customers"),
        (
            "Mend torn nets, or know when to scrap one",
            "mending torn nets, or knowing when to scrap one",
        ),
        ("Trim hedges and hand-strip ivy", None),
    ],
)
def test_each_verb_takes_its_form_or_the_line_is_quoted(line: str, said: str | None) -> None:
    [task] = tasks_of(line)

    assert task.gerund == said
    assert said or task.quote == line


@pytest.mark.parametrize(
    "line",
    [
        "Finding out why when it isn't",
        "Get rid of the broken ones",
        "Pull nurses and doctors into rounds so they hear it first hand",
    ],
)
def test_what_only_another_line_names_is_not_said(line: str) -> None:
    assert not any(task.is_sayable for task in tasks_of(line))


def test_an_act_with_an_open_pronoun_stays_with_the_act_that_names_it() -> None:
    [task] = tasks_of("Watch the budget and tell the guests early when it is slipping")

    assert task.text == "Watch the budget and tell the guests early when it is slipping"


def test_what_was_taken_is_said_with_the_place_where() -> None:
    said = [
        task.gerund
        for task in tasks_of("You sort mail, refill the shelves and report what was taken.")
    ]

    assert said[-1] == "refilling the shelves and reporting what was taken"


def test_a_pronoun_whose_noun_is_said_is_no_open_one() -> None:
    [task] = tasks_of("Test the pumps of the old plant until they hold")

    assert task.gerund == "testing the pumps of the old plant until they hold"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Extend the pattern archive together with Ines, our cutter",
            "extending the pattern archive",
        ),
        ("Run the yard on the days Piet is at the auction", "running the yard"),
        ("Ship parts to Chile, our largest market", "shipping parts to Chile"),
    ],
)
def test_a_colleague_whom_only_the_employer_knows_is_not_named(line: str, said: str) -> None:
    assert tasks_of(line)[0].gerund == said


def test_who_takes_charge_of_something_does_not_do_charge() -> None:
    [task] = tasks_of("Day-to-day charge of the kennels, the puppies and dog training")

    assert task.gerund == "taking day-to-day charge of the kennels, the puppies and dog training"


def test_the_manner_at_the_end_of_a_line_stays() -> None:
    [first] = tasks_of("Talk to soloists about where they stand, with tact")
    [second] = tasks_of("Teach parents, patiently and more than once, on how the ramp folds")

    assert first.gerund == "talking to soloists about where they stand, with tact"
    assert second.gerund == "teaching parents on how the ramp folds"


def test_who_pushes_back_does_so_in_an_act_of_its_own() -> None:
    tasks = tasks_of(
        "Assign parcels to the right zone, and push back on a label when the map denies it"
    )

    assert [task.gerund for task in tasks][1:] == ["pushing back on a label when the map denies it"]


@pytest.mark.parametrize(
    "line",
    [
        "Communicate in Dutch and English",
        "Use German and English daily",
        "Speak Spanish with guests",
        "Sit with the pricing and claims teams",
        "Take part in the safety culture of the yard",
        "Take one week in four on call",
        "Take your breaks",
        "Correct ourselves in public",
    ],
)
def test_a_language_a_seat_and_a_culture_are_no_acts(line: str) -> None:
    assert not any(task.is_sayable for task in tasks_of(line))


def test_what_is_written_in_a_language_is_work() -> None:
    assert tasks_of("Write the menu in French")[0].gerund == "writing the menu in French"


def test_the_name_of_a_part_of_the_employer_is_no_task() -> None:
    posting = (
        "City of Elm Park\nDepartment of Public Housing, Rent Arbitration Division\n\n"
        "GENERAL DUTIES\n1. Hears tenants and landlords.\n2. Manage the Appeals Section.\n"
    )

    tasks = read_tasks(analyze_job(posting, title="Housing officer"), [])

    assert [task.gerund for task in tasks] == [
        "hearing tenants and landlords",
        "managing the Appeals Section",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Inspect the ropes and be there for the auditor", "inspecting the ropes"),
        ("Write the weekly menus and be on the early team", "writing the weekly menus"),
        (
            "Collect deposits and proof of address for the tenancy files",
            "collecting deposits and proof of address for the tenancy files",
        ),
        ("Set the stage together with Jolanta", "setting the stage"),
        ("Set the stage together with Operations", "setting the stage together with Operations"),
        ("Coach learners on their portfolios", "coaching learners on their portfolios"),
        ("Cook for those who live alone", "cooking for those who live alone"),
    ],
)  # fmt: skip
def test_a_second_verb_and_a_name_are_left_out(line: str, said: str) -> None:
    assert tasks_of(line)[0].gerund == said


@pytest.mark.parametrize(
    "line",
    [
        "Sign off their portfolios",
        "Look after these at the weekend",
        "Give a refund where it is our mistake",
        "Carry out a yearly review of it",
        "Coach the three who started in spring",
        "Train the new clerks who joined in May",
    ],
)
def test_a_line_that_leans_on_what_only_the_employer_knows_is_not_said(line: str) -> None:
    assert not any(task.is_sayable for task in tasks_of(line))


def test_a_cut_that_leaves_an_abbreviation_is_not_said() -> None:
    (task,) = tasks_of("Run HPLC, ion traps, titrators and photometers, including calibration")

    assert task.gerund != "running HPLC"
