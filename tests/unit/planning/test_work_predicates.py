"""A sentence about a task ends in words that name no work: the task is said without them, or not at all."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.job_tasks import read_tasks
from vivavoce.planning.domain.hiring.said_words import find_said_fault, leave_out_faulty_tasks
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_analysis.application_lines import is_about_applying, is_call
from vivavoce.planning.domain.job_analysis.task_facts import find_tasks
from vivavoce.planning.domain.job_analysis.task_phrases import phrase
from vivavoce.planning.domain.job_analysis.work_predicates import cut_predicate


def say(line: str) -> list[str]:
    tasks = leave_out_faulty_tasks(
        tuple(read_tasks(analyze_job(f"Tasks\n- {line}", title="Worker"), []))
    )
    return [one.gerund for one in tasks if one.gerund]


@pytest.mark.parametrize(
    ("line", "gerund"),
    [
        ("Supervision of two junior fitters falls to the role.", "supervising two junior fitters"),
        ("Training and coaching six new starters forms part of the job.",
         "training and coaching six new starters"),
        ("Preparation of the wage statements shall also be entrusted to him/her.",
         "preparing the wage statements"),
        ("Talent reviews for the region fall within the remit.",
         "carrying out talent reviews for the region"),
        ("Working the permit queue is therefore your job as well.", "working the permit queue"),
        ("Queries with the suppliers about missing parts are yours to sort by noon.",
         "handling queries with the suppliers about missing parts"),
    ],
)  # fmt: skip
def test_work_that_is_the_subject_of_its_sentence_is_said_alone(line: str, gerund: str) -> None:
    assert phrase(find_tasks(line, 0)[0], "gerund") == gerund


@pytest.mark.parametrize(
    "line",
    [
        "Wash down and complete the shift",
        "If the gate is part of the job, lock it",
        "Check that the labels are yours",
        "You make up part of the team",
        "Count the stock",
    ],
)
def test_an_order_or_a_clause_keeps_all_its_words(line: str) -> None:
    assert cut_predicate(line) == line


@pytest.mark.parametrize(
    "line",
    [
        "Patching happens at night, on a schedule that the plant approves",
        "Requests from the council are to be answered the same day",
        "Under the direction of the head, the incumbent provides circulation",
        "Nothing with a red tag goes in the tank, ever",
        "Gloves, boots and helmets come from the company",
    ],
)
def test_a_sentence_about_something_else_is_no_task(line: str) -> None:
    assert say(line) == []


@pytest.mark.parametrize(
    ("words", "is_whole"),
    [
        ("patching happens at night", False),
        ("carrying out everyone takes a class", False),
        ("When a light comes on, you stop and read the code", True),
        ("explaining what happens to the ovens", True),
        ("making sure everyone signs in", True),
        ("refuelling and the housekeeping", False),
        ("budgeting and monthly forecast", False),
        ("handling invoices approved on the last day", False),
        ("making of it short films", False),
        ("forecasting go to the executive team", False),
        ("helping come to a decision", True),
        ("progressing notes go home before each break", False),
        ("ordering from the brewery", False),
        ("Order from the brewery on Mondays", False),
        ("You go on patrol at night", True),
        ("replacing on the spot", False),
        ("freeing to work two Saturdays", False),
        ("fixing the new one into the wall", False),
        ("running to the cold store", True),
        ("handling forklift ticket", False),
        ("handling the tickets of the day", True),
    ],
)
def test_a_verb_without_its_own_subject_or_object_is_found(words: str, is_whole: bool) -> None:
    assert (find_said_fault(words) is None) is is_whole


def test_faulty_words_stay_out_even_if_they_are_the_only_ones() -> None:
    assert say("Pay sits between 27,000 and 32,000 according to tickets held") == []


@pytest.mark.parametrize(
    ("line", "gerund"),
    [
        ("Safeguarding reports to the area meeting",
         "preparing safeguarding reports to the area meeting"),
        ("Onboarding checks of new suppliers", "carrying out onboarding checks of new suppliers"),
        ("Reviewing reports from the ward", "reviewing reports from the ward"),
        ("Answering requests from tenants", "answering requests from tenants"),
        ("Booking software for 340 centers", None),
        ("The Thursday payment run", "doing the Thursday payment run"),
        ("The management of all store staff", "managing all store staff"),
        ("Weekly van checks and the book signed", "carrying out weekly van checks"),
        ("Diary of the vicar, the hall and the two chapels",
         "managing the diary of the vicar, the hall and the two chapels"),
        ("Loyalty cards and panel repair", None),
        ("Batch one, in a shed, tasted of plaster", None),
        ("Evening desk once every three weeks", None),
        ("Egg collecting in the barns", "doing the egg collecting in the barns"),
        ("Housekeeping on two floors", "doing housekeeping on two floors"),
        ("Freezer intake of the week", "handling the freezer intake of the week"),
        ("Follow up of leads given by the team", "following up leads given by the team"),
        ("Orders for schools", "handling orders for schools"),
        ("From first letter to last crate", None),
        ("Stocktake on the last Sunday", "carrying out the stocktake on the last Sunday"),
        ("Twenty minutes in the chair", None),
        ("Officers patrol the galleries", None),
        ("Then come the budget sheets, calls and notes", None),
        ("Alarm off, plant room, pool test", None),
        ("Stop list, 9.30 every morning", None),
        ("Leaving Cert with honors maths", None),
        ("Sampling rounds on foot", "carrying out sampling rounds on foot"),
        ("Pre-use checks of the crane", "carrying out pre-use checks of the crane"),
        ("Light housekeeping and laundry", "doing light housekeeping and laundry"),
        ("Morning milking 5.30", "doing the morning milking"),
        ("Start 5.30 am", None),
        ("Run shifts and open or lock up when the manager is away", "running shifts"),
        ("Test chlorine every two hours", "testing chlorine every two hours"),
        ("Treatment of complaints and handing over to nights", "treating complaints"),
    ],
)  # fmt: skip
def test_the_kind_of_a_paper_is_no_act_and_a_verb_fits_all_that_it_is_said_of(
    line: str, gerund: str | None
) -> None:
    assert phrase(find_tasks(line, 0, is_verb_list=False)[0], "gerund") == gerund


@pytest.mark.parametrize(
    ("line", "gerunds"),
    [
        ("Set the vats four mornings a week, salt, press and turn",
         ["setting the vats four mornings a week"]),
        ("Load pallets with the forklift and strap and block the load so it cannot shift",
         ["loading pallets with the forklift", "strapping and blocking the load so it cannot shift"]),
        ("Help the vet, and at calvings", ["helping the vet"]),
        ("Get us to handover", []),
        ("Own wet etch and clean process on two lines",
         ["owning wet etch and cleaning process on two lines"]),
        ("Check the drains and push back on a claim when the map denies it",
         ["checking the drains", "pushing back on a claim when the map denies it"]),
    ],
)  # fmt: skip
def test_acts_that_share_their_object_are_said_with_it_or_left_out(
    line: str, gerunds: list[str]
) -> None:
    assert say(line) == gerunds


@pytest.mark.parametrize(
    ("line", "quotes"),
    [
        ("Teach first-time wearers to put in, take out and look after contact lenses",
         ["Teach first-time wearers to put in, take out and look after contact lenses"]),
        ("Help guests to choose, order and return skis, and count the stock at night",
         ["Help guests to choose, order and return skis", "Count the stock at night"]),
    ],
)  # fmt: skip
def test_what_others_learn_to_do_keeps_its_object(line: str, quotes: list[str]) -> None:
    tasks = read_tasks(analyze_job(f"Tasks\n- {line}", title="Worker"), [])

    assert [one.quote for one in tasks] == quotes


@pytest.mark.parametrize(
    "line",
    [
        "Give Kim a bell, and leave a message.",
        "Drop us a line",
        "Lift the phone and ask for Conor.",
        "Pick up an application at the front desk before May.",
        "Finalists will play for the choir on a Wednesday.",
    ],
)
def test_how_to_apply_is_no_work(line: str) -> None:
    assert is_about_applying(line)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Call Jodie 10 am to 2 pm", True),
        ("See Keith behind the bar.", True),
        ("See patients in the clinic", False),
        ("Call suppliers before noon", False),
    ],
)
def test_whom_to_see_about_the_job_is_no_work(line: str, is_one: bool) -> None:
    assert is_call(line) is is_one


def test_the_last_of_two_acts_keeps_no_gerund_behind_a_base_form() -> None:
    [task] = find_tasks("Testing valves and keeping compliance records", 0)

    assert phrase(task, "infinitive") in {
        None,
        "test valves",
        "test valves and keep compliance records",
    }


def test_a_second_gerund_that_does_not_follow_the_first_is_not_mixed_with_a_base_form() -> None:
    [task] = find_tasks("Taking payments and cashing up at close", 0)

    assert phrase(task, "infinitive") is None
    assert phrase(task, "gerund") == "taking payments and cashing up at close"


@pytest.mark.parametrize(
    "line",
    ["Bring me ideas on Tuesday rather than wait for mine", "Stand up in court to explain them"],
)
def test_what_the_employer_says_or_nothing_explains_is_not_quoted(line: str) -> None:
    tasks = read_tasks(analyze_job(f"Tasks\n- {line}\n- Lock the gate", title="Worker"), [])

    assert not any(line.startswith(one.quote or "-") for one in tasks)
