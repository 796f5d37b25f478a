"""Cases of a trade are asked where the title is plain, or where the posting has words of the trade."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.planning.domain.hiring.nearest_sets import list_trade_questions
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.trade_words import has_trade_words

DYEHOUSE = """Dyehouse colorist

Our customers send a ribbon or a curtain and want 80 kilos of carpet yarn in the same shade.

Your tasks
- Measure the sample and work up the recipe
- Run the lab dyeings and judge them under three lamps
- Agree the standard with the customer
- Check each delivery of dyestuff for strength
- Keep the recipe archive in order

You need three years in a textile lab and normal color vision. Early shifts from six, every second Friday off.
"""
OYSTERS = """Oyster farm worker

Work goes by the tide. When the water is out we turn bags, grade by hand and bring all to the shed.

Your tasks
- Turn and shake the bags on the trestles
- Grade oysters by size and shell
- Pack baskets for the van and wash down the shed

You have to be fit, able to lift 15 kg all day and not mind cold hands. We supply oilskins and a lifejacket.
Start in April, forty hours by the tide table, weekends now and then. Ask for Mairi at the shed.
"""
SALON = """Unisex hair salon stylist

You cut, color and style the hair of about eight clients a day in our salon, from bob to beard trim.

Your tasks
- Consult with each client in front of the mirror
- Cut dry and wet, with scissors, comb and clippers
- Dye roots, gloss and foil strands, and rinse at the basin
- Keep combs and brushes clean

Two years behind a chair, and a kind way with people. Tuesday to Saturday, tips are yours.
"""


@pytest.mark.parametrize("posting", [DYEHOUSE, OYSTERS])
def test_a_title_that_says_more_than_its_occupation_needs_words_of_the_trade(posting: str) -> None:
    assert list_trade_questions(posting) == ()


def test_with_words_of_the_trade_it_gets_its_cases() -> None:
    assert {one.id.partition(".")[0] for one in list_trade_questions(SALON)} == {"hairdressing"}


def test_a_plain_title_or_a_short_text_needs_none() -> None:
    plain = DYEHOUSE.replace("Dyehouse colorist", "Hairdresser")

    assert list_trade_questions(plain)
    assert list_trade_questions("Dyehouse hairdresser\nYou keep the recipes.")


def test_no_case_of_another_trade_is_in_the_plan() -> None:
    plan = planned(
        PlanBrief(position="Dyehouse colorist", job_description=DYEHOUSE, level="MID", skills=())
    )

    assert not [one.id for one in plan.questions if one.id.startswith("hairdressing")]


def test_a_guess_needs_more_words_than_a_name() -> None:
    text = SALON.partition("\n")[2]
    words = {
        is_guessed: [
            has_trade_words(
                "hairdressing", f"Stylist\n{text[:cut]}{' and' * 60}", is_guessed=is_guessed
            )
            for cut in range(0, len(text), 40)
        ]
        for is_guessed in (False, True)
    }

    assert words[True].index(True) > words[False].index(True)


@pytest.mark.parametrize("title", ["Change Manager", "Gamekeeper's Assistant, Estate"])
def test_a_word_of_another_kind_is_no_misspelled_occupation(title: str) -> None:
    assert analyze_job("You walk the estate.", title=title).occupation is None


def test_every_process_has_the_same_words_of_a_trade() -> None:
    code = (
        "from vivavoce.planning.domain.trade_words import _list_trade_words as words; "
        "print(sorted(words('carpentry')), sorted(words('farming_gardening')))"
    )

    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(said) == 1
