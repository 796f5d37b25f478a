"""What goes wrong in a job is found in any words, and cited in whole sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.planning.domain.hiring.own_problem import find_own_problem
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_analysis.trouble_passages import (
    MAX_TROUBLE_WORDS,
    find_trouble,
    is_aside,
)

POSTING = """Signwriter

You cut and fit vinyl for shops and vans. You measure shop fronts and draw what the customer wants.

{told}

What we ask for
- Two years in a sign shop
- A driving license
- A steady hand

We pay $24 an hour and close at four on Fridays.
"""
VANS = (
    "October was grim. A garage ordered lettering for nine vans, the proof said 01563 and the vans went out"
    " saying 01536, and nobody had read it back to the man. We redid all nine at our own cost."
)
LADDER = (
    "The wide-format printer bands every afternoon once the roof heats up, and two engineers have blamed the"
    " ink. Since June we have thrown away one banner in eight."
)


def find(told: str) -> str | None:
    text = POSTING.format(told=told)
    problem = find_own_problem(analyze_job(text).statements, text)
    return None if problem is None else problem.text


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        (VANS, "A garage ordered", "our own cost"),
        (LADDER, "The wide-format printer bands", "one banner in eight"),
        (f"We are a shop of six. {LADDER} You would be the one who prints.", "The wide", "eight"),
    ],
)
def test_what_goes_wrong_is_cited_whole(told: str, first: str, last: str) -> None:
    found = find(told)

    assert found is not None
    assert first in found
    assert found.endswith(last)


@pytest.mark.parametrize(
    "told",
    [
        "In 1998 two brothers began with one plotter and no money. Today we are a shop of eleven.",
        "Last year we cut waiting times from nine days to two, and everybody kept their weekends.",
        "You will have worked in a shop that was short of people, and never lost your temper in it.",
        "If lettering was damaged on the way, you call the customer on the same day.",
        "Last winter a fitter died in a fall from a ladder, and we have not replaced him since.",
    ],
)
def test_history_pride_demands_duties_and_deaths_are_no_trouble(told: str) -> None:
    assert find(told) is None


@pytest.mark.parametrize(
    "aside",
    [
        "Big chains lose half of their orders, and customers wait weeks and still get wrong letters.",
        "Other workshops redo every second sign, because nobody reads the proof.",
        "Printers elsewhere throw away one banner in eight and still run late every week.",
        "Since June one sign in eight is eaten by the goat next door, and that is not our fault.",
        "Two customers in five go away each week, and we would rather lose them than sleep.",
        "The cat walks over every second wet sign, though she thinks that is her job.",
        "Our proofing app shows shops where letters are wrong, and which one sign in eight will fail.",
    ],
)
def test_what_others_do_what_is_meant_to_be_so_and_jokes_are_no_trouble(aside: str) -> None:
    assert find(aside) is None


@pytest.mark.parametrize(
    ("sentence", "is_meant"),
    [
        ("No one teaches behind a closed door", True),
        ("Nobody works alone here", True),
        ("Nobody is left behind on a job", True),
        ("Since May nobody stands behind the counter on Mondays", False),
        ("Nobody works on the orders left behind", False),
    ],
)
def test_who_is_never_left_alone_is_so_by_choice_and_work_that_is_left_is_not(
    sentence: str, is_meant: bool
) -> None:
    assert is_aside(sentence) is is_meant


@pytest.mark.parametrize(
    ("told", "is_trouble"),
    [
        (
            "This post went unfilled for a year and the files pile up by the window every week.",
            True,
        ),
        (
            "This role lost its holder in May, and since then every second sign goes out wrong.",
            True,
        ),
        (
            "This post stays unfilled, and every second sign has gone out wrong since May.",
            True,
        ),
        (
            "This person closes out the day and redoes every second sign that goes out wrong.",
            False,
        ),
        (
            "The right candidate will run the press and redo every second sign that is wrong.",
            False,
        ),
    ],
)
def test_what_the_person_does_is_a_duty_and_what_became_of_the_post_is_not(
    told: str, is_trouble: bool
) -> None:
    assert (find(f"We are a shop of six. {told}") is not None) is is_trouble


def test_a_product_that_fails_is_trouble() -> None:
    told = (
        "Our app shows shops where letters are wrong, but since June it fails on every second sign."
    )

    assert find(told) is not None


def test_one_sentence_that_is_only_likely_is_no_trouble() -> None:
    sentence = "The press bands each day in the summer heat"

    assert find_trouble([sentence], [0.7]) is None
    assert find_trouble([sentence], [0.8]) is not None


def test_sentences_that_follow_one_another_are_taken_from_one_that_says_what_it_is_about() -> None:
    sentences = ["We print banners", "The press bands each day in the heat", "It did so all June"]

    whole = find_trouble(sentences, [0.0, 0.9, 0.8])
    behind = find_trouble(sentences, [0.0, 0.1, 0.9])

    assert whole is not None
    assert whole.sentences == tuple(sentences[1:])
    assert behind is not None
    assert behind.sentences == tuple(sentences[1:])  # "It" says nothing without the sentence before


def test_a_passage_is_never_longer_than_can_be_read_aloud() -> None:
    sentences = [
        f"In week {number} the press stood for a day and orders went out late"
        for number in range(20)
    ]

    found = find_trouble(sentences, [0.9] * 20)

    assert found is not None
    assert sum(len(one.split()) for one in found.sentences) <= MAX_TROUBLE_WORDS


@pytest.mark.parametrize(
    "sentence",
    [
        "Since 2019 the press has stopped twice a week",
        "Complaints rose from 1900 to 2600 a month",
        "We have reduced the night team to two, and pallets now stand for a day",
        "Half of the batteries in our hand scanners are dead by noon",
    ],
)
def test_what_still_goes_on_is_trouble(sentence: str) -> None:
    assert find_trouble([sentence], [0.99]) is not None


def test_nothing_certain_is_no_trouble() -> None:
    assert find_trouble(["The press bands each day in the summer heat"], [0.4]) is None


def test_a_plan_asks_what_people_would_do_about_it() -> None:
    text = POSTING.format(told=VANS)
    brief = replace(BRIEF, position="Signwriter", job_description=text, level="SENIOR", skills=())

    citing = [one for one in planned(brief).questions if "the vans went out" in one.text]

    assert len(citing) == 1
    assert citing[0].kind == "situational"
    assert citing[0].origin is not None
    assert "tells this in line 5" in citing[0].origin.reason


def test_one_doubtful_sentence_between_likely_ones_is_cited_with_them() -> None:
    sentences = [
        "The press bands each afternoon",
        "It is a good press",
        "One banner in eight is lost",
    ]

    found = find_trouble(sentences, [0.9, 0.1, 0.8])

    assert found is not None
    assert found.sentences == tuple(sentences)


def test_what_makes_it_hard_is_cited_behind_it_and_what_turns_to_the_candidate_is_not() -> None:
    sentences = [
        "Two hundred books a month never come back",
        "Each time the guards want the shelves closed",
        "We want somebody calm",
        "The library opens at nine",
    ]

    found = find_trouble(sentences, [0.9, 0.1, 0.0, 0.0], [True] * 4)
    apart = find_trouble(sentences, [0.9, 0.1, 0.0, 0.0], [True, False, True, True])

    assert found is not None
    assert found.sentences == tuple(sentences[:2])
    assert apart is not None
    assert apart.sentences == tuple(sentences[:1])


def test_a_word_that_joins_a_sentence_to_the_one_before_is_not_cited() -> None:
    found = find_trouble(["But we lose one banner in eight to the heat"], [0.9])

    assert found is not None
    assert found.sentences == ("we lose one banner in eight to the heat",)
