"""The lines about tasks are told from those about the company and its offer."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_analysis.unspoken_tasks import cut_dangling
from vivavoce.planning.domain.requirements import parse_requirements


def test_nothing_about_the_company_or_its_offer_counts_as_a_task() -> None:
    text = """Northgate is a leader in safety software.
About us
- We mentor each other and our patients trust us
Your tasks
- Sort parcels
What we offer
- Training and a team that plans together
"""
    assert parse_requirements(text).task_lines == ("Sort parcels",)


def test_a_description_that_speaks_to_nobody_is_read_as_a_whole() -> None:
    assert parse_requirements("Look after patients. We are a hospital.").task_lines == (
        "Look after patients.",
    )


def test_a_sentence_that_orders_something_is_a_task_beside_bullets() -> None:
    text = "Look after patients on the ward. Harbourview looks after its people.\n- A license"

    assert parse_requirements(text).task_lines == ("Look after patients on the ward.", "A license")


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ("train the staff and", "train the staff"),
        ("check the tools, and", "check the tools"),
        ("clean the tools and, where necessary", "clean the tools"),
        ("clean the tools and where needed", "clean the tools"),
        ("check the brakes after each", "check the brakes"),
        ("check the brakes, tires", "check the brakes"),
        ("wash, dry, iron", "wash, dry, iron"),
        ("wash, dry, and", "wash, dry"),
        ("inspect valves and pumps, and, where necessary", "inspect valves and pumps"),
        ("wash or dry the towels, after each", "wash or dry the towels"),
        ("train and", "train and"),
    ],
)
def test_an_end_that_nothing_follows_is_cut(said: str, cut: str) -> None:
    assert cut_dangling(said) == cut


@pytest.mark.parametrize(
    ("line", "tasks"),
    [
        ("Mornings are for the handover and the rota.", ["Mornings are for the handover and the rota."]),
        ("The first hour is for putting people where they are needed.",
         ["putting people where they are needed."]),
        ("You will have two assistants and a group of volunteers to look after.",
         ["You will have two assistants and a group of volunteers to look after."]),
        ("You hold talks about absence, train new starters and write the rota.",
         ["hold talks about absence", "train new starters", "write the rota."]),
        ("In between you choose and buy books for a budget of $18,000, weed the shelves, and help parents.",
         ["choose and buy books for a budget of $18,000", "weed the shelves", "help parents."]),
        ("Feet: trimming twice a year, lame cows in between.",
         ["Feet: trimming twice a year, lame cows in between."]),
        ("Medicines: weekly audit with the deputy.", ["Medicines: weekly audit with the deputy."]),
        ("you: 60 dials a day. book site visits. keep the list clean. chase quotes that went quiet.",
         ["60 dials a day.", "book site visits.", "keep the list clean.", "chase quotes that went quiet."]),
        ("Rota: every second weekend off.", []),
        ("Weekends are free.", []),
        ("You hold a license for the boat.", []),
    ],
)  # fmt: skip
def test_prose_and_fragments_say_work(line: str, tasks: list[str]) -> None:
    analysis = analyze_job(f"We are a small place.\n\n{line}", title="Worker")

    assert [one.fact.text for one in analysis.tasks] == tasks


@pytest.mark.parametrize(
    "line",
    [
        "Checking commercial invoices, packing lists and certificates of origin",
        "The rest of the move to the new system, without stopping the desk",
    ],
)
def test_a_list_of_things_and_how_it_is_done_stay_one_task(line: str) -> None:
    analysis = analyze_job(f"Your tasks:\n- {line}\n- Answering calls", title="Clerk")

    assert analysis.tasks[0].fact.text == line
