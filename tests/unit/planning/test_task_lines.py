"""The lines about tasks are told from those about the company and its offer."""

from __future__ import annotations

import pytest

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
