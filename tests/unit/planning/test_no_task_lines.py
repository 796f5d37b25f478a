"""What is no work of the job is not asked about: superiors, letterheads, vacancies and told trouble."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.job_reading import list_requirements
from vivavoce.planning.domain.hiring.own_problem import find_own_problem
from vivavoce.planning.domain.job_analysis import JobAnalysis, analyze_job
from vivavoce.planning.domain.job_analysis.application_lines import is_no_work, names_superior
from vivavoce.planning.domain.job_analysis.statement_kinds import classify_statement
from vivavoce.planning.domain.job_analysis.statement_splitting import split_blocks

POSTING = """Charge Hand, Orchard
{top}

What you will do:
- Prune the old trees and graft new ones
- Lead the pickers from August to October
- Keep the spray book and order the boxes
{more}

{below}

What we ask for:
- Two seasons in an orchard
- A tractor licence

We pay 17 euros an hour. Apply by letter to the office.
"""


def read(top: str = "", more: str = "", below: str = "") -> JobAnalysis:
    return analyze_job(
        POSTING.format(top=top, more=more, below=below), title="Charge Hand, Orchard"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Position reports to: Farm Director",
        "You report to Hilde, head of the orchard.",
        "Reporting to the Farm Manager.",
        "Reports to the Director, Fruit and Wine",
        "Hazel Bank Farm, Kent KT",
        "Department: Orchard Operations",
        "Permanent",
        "Hazel Bank, a farm of 40 hectares, is looking for a charge hand who reports to the farm manager.",
    ],
)
def test_whom_somebody_is_under_and_what_a_letterhead_says_is_no_task(line: str) -> None:
    statements = read(top=line).statements

    assert any(one.text.strip(" .") in line for one in statements)
    assert all(one.kind != "task" for one in statements if one.text in line)


@pytest.mark.parametrize(
    "line",
    [
        "Closing date: 9 a.m., Monday 4 May.",
        "Interviews: Wednesday 13 May",
        "Interviews will be held on 13 and 14 May.",
        "Start early March.",
        "Starting on 1 June.",
        "Start date: asap",
        "Paid half-day trial.",
        "A trial shift is part of the process.",
        "We're looking for somebody for Mondays and Fridays, 7 to 3.",
        "Looking for an experienced grafter for the slopes around Wye.",
        "Hazel Bank is hiring two pickers for the autumn.",
        "Ring after 7 in the evening, 01234 567 890",
        "Post title: Grounds worker (2 openings)",
        "Position: Grounds worker",
    ],
)
def test_dates_of_the_process_whom_to_ring_and_that_somebody_is_sought_are_no_task(
    line: str,
) -> None:
    assert is_no_work(line)
    assert all(one.kind != "task" for one in read(below=line).statements if one.text in line)


@pytest.mark.parametrize(
    "line",
    [
        "Interviews with members for the magazine",
        "Trial pressings with new varieties",
        "Interviews are held with growers on Mondays",
        "Closing the till on Sundays",
        "Closing of accounts by 5 January",
        "Starting the presses at six",
        "Start of the week stock count on Monday",
        "Start engines on cold mornings in January",
        "Looking for new growers and agreeing on prices",
        "Looking for a supplier for the canteen",
        "We're looking for somebody for weekends who prunes and grafts.",
        "We are looking for a grafter to run the nursery.",
        "Call growers after 5 about the next day's boxes",
        "Post: open, sort and hand out what comes in by noon",
        "Position: you keep the spray book, order the boxes and lead the pickers.",
    ],
)
def test_acts_with_such_words_stay_work(line: str) -> None:
    assert not is_no_work(line)


def test_numbers_of_paragraphs_are_no_part_of_a_task() -> None:
    more = "2.1 Preparation of the spray plan\n2.2 Checking of the boxes and labels"
    facts = [one.fact.text for one in read(more=more).tasks]

    assert "Preparation of the spray plan" in facts
    assert not any(fact.startswith("2") for fact in facts)


@pytest.mark.parametrize(
    "line", ["1.5 Tesla MRI scans", "7.5 Tonne lorry deliveries", "2.5 Days a week"]
)
def test_one_decimal_number_is_part_of_its_line(line: str) -> None:
    more = f"{line}\n9.30 Open the shop"
    blocks = {
        block.text: block.is_bullet
        for block in split_blocks(POSTING.format(top="", more=more, below=""))
    }

    assert blocks[line] is False
    assert blocks["Open the shop"] is True


def test_numbers_of_paragraphs_are_bullets_where_two_lines_have_them() -> None:
    text = "  2.6 Market research\nWe meet on Mondays.\n2.7.1 Price lists\n"

    assert [(block.text, block.is_bullet) for block in split_blocks(text)] == [
        ("Market research", True),
        ("We meet on Mondays.", False),
        ("Price lists", True),
    ]


def test_what_is_a_plus_is_welcome_and_no_task() -> None:
    [plus] = [
        one
        for one in read(more="- Pruning saws and lifts a big plus").statements
        if "plus" in one.text
    ]

    assert (plus.kind, plus.need) == ("requirement", "nice")


PAYROLL = (
    "Calculate each driver's bonus",
    "Keep the register of every asset",
    "Run the payroll, including overtime and bonus",
    "Answer drivers' questions about their slips",
)


def test_a_bonus_that_is_calculated_and_an_asset_that_is_registered_are_work() -> None:
    for sign in ("", "- "):
        text = "Payroll Clerk\n\n" + "".join(f"{sign}{line}\n" for line in PAYROLL)
        kinds = {one.text: one.kind for one in analyze_job(text, title="Payroll Clerk").statements}

        assert kinds == dict.fromkeys(PAYROLL, "task")


@pytest.mark.parametrize(
    "line",
    [
        "Motor controls and VFDs a big plus",
        "Operating a crane is a definite plus!",
        "Weld pipes would be a real advantage",
        "Diesel engines, an asset.",
    ],
)
def test_what_is_a_plus_a_bonus_or_an_asset_is_welcome(line: str) -> None:
    found = classify_statement(line, is_bullet=True, heading="task")

    assert (found.kind, found.need) == ("requirement", "nice")


def test_what_is_done_while_somebody_is_at_a_place_is_told_apart() -> None:
    below = "You'd be on the stall, putting out fruit, weighing plums and folding boxes."
    facts = [one.fact.text for one in read(below=below).tasks]

    assert {"putting out fruit", "weighing plums", "folding boxes."} <= set(facts)


@pytest.mark.parametrize(
    "line",
    [
        "Report to the store manager any loss you see",
        "Reports to the board of directors and writes the minutes",
        "Reporting to lenders and rating agencies",
        "Report to the authorities in charge accidents and near misses",
        "Report to the duty officer faults of the lift",
        "Reporting to the regulator",
    ],
)
def test_to_report_something_or_to_act_besides_is_no_superior(line: str) -> None:
    assert not names_superior(line)


@pytest.mark.parametrize(
    "line",
    [
        "Reports to the board of directors",
        "Reporting to the sales and marketing director",
        "Reports directly to the CEO",
        "Reports to the Head of Accounts and Claims",
        "Report to the shift lead",
    ],
)
def test_a_title_alone_is_a_superior(line: str) -> None:
    assert names_superior(line)


def test_to_report_on_something_is_a_task() -> None:
    tasks = read(more="- Report to the board on the yield every month").tasks

    assert any("yield" in one.fact.text for one in tasks)


def test_what_stands_before_the_work_is_cut_off() -> None:
    more = (
        "- 6:30 load the trailers and check the brakes\n- Reporting to the owner, you plan picking"
    )
    facts = [one.fact.text for one in read(more=more).tasks]

    assert "load the trailers and check the brakes" in facts
    assert "plan picking" in facts


TOLD = (
    "Because the rows are picked twice and nobody notes which, one box in nine goes back with bruised "
    "fruit. "
    "The buyer counts on Monday at 7 and the lorry must leave at noon; boxes found later cost 40 euros each."
)


@pytest.mark.parametrize("place", ["more", "below"])
def test_a_paragraph_of_trouble_among_the_tasks_is_no_task_and_is_cited_whole(place: str) -> None:
    text = f"{TOLD} The charge hand is expected to reduce this."
    posting = {place: f"- {text}" if place == "more" else text}
    analysis = read(**posting)

    assert all("buyer" not in one.fact.text for one in analysis.tasks)
    whole = POSTING.format(**{"top": "", "more": "", "below": "", **posting})
    problem = find_own_problem(analysis.statements, whole)
    assert problem is not None
    assert "one box in nine" in problem.text
    assert "the lorry must leave at noon" in problem.text


def test_a_short_order_in_the_middle_of_trouble_belongs_to_it() -> None:
    below = (
        "It is Friday. The two weather stations disagree by six degrees, and frost has burnt the blossom in "
        "three of the last four springs. At ten you must choose one number. Too low and we burn 4,000 euros "
        "of candles for nothing; too high and the crop is lost."
    )
    analysis = read(below=below)
    problem = find_own_problem(analysis.statements, POSTING.format(top="", more="", below=below))

    assert problem is not None
    assert "At ten you must choose one number. Too low" in problem.text


def test_a_duty_before_the_trouble_is_no_part_of_it() -> None:
    below = (
        "The picking goes by the weather, and in a wet week half the crop is lost. You will shake the trees, "
        "gather the fruit, sort it by size and fill in the harvest book. Worst thing is the hail. It has "
        "broken two of the last three harvests, and each time nobody was warned."
    )
    analysis = read(below=below)
    problem = find_own_problem(analysis.statements, POSTING.format(top="", more="", below=below))

    assert problem is not None
    assert "fill in the harvest book" not in problem.text
    assert any("fill in the harvest book" in one.fact.text for one in analysis.tasks)


@pytest.mark.parametrize(
    "line",
    [
        "You will be under pressure to let something through.",
        "We need people who don't.",
        "We want someone who enjoys that sort of thing.",
        "Caravan available.",
    ],
)
def test_what_it_is_like_there_is_no_must_have(line: str) -> None:
    analysis = read(below=line)

    assert not any(one in line for one in list_requirements(analysis, "essential"))


def test_who_has_taught_brings_it_along() -> None:
    statements = read(below="Candidates will have taught, in whatever setting.").statements

    needs = {one.need for one in statements if "taught" in one.text}
    assert needs == {"essential"}


def test_what_would_be_lovely_is_no_must_have() -> None:
    statements = read(below="It'd be lovely if you knew bees.").statements

    assert {one.need for one in statements if "bees" in one.text} <= {"nice", None}


def test_you_will_and_a_thing_before_a_colon_are_one_task() -> None:
    below = "You will run a crew of nine: two charge hands, six pickers and a driver."

    assert "run a crew of nine" in " ".join(one.fact.text for one in read(below=below).tasks)


def test_who_does_it_may_stand_behind_a_word_or_two() -> None:
    below = (
        "And you look after the archive of 40 photographs. Off season you check the wires, and mentor the "
        "newest hand. They also feed the bees and decide what may be sprayed."
    )
    said = " ".join(one.fact.text for one in read(more=f"- {below}").tasks)

    assert "look after the archive" in said
    assert "And you look" not in said
