"""Competencies are called for by whole words of the tasks, never by beginnings, names or the offer."""

from __future__ import annotations

import pytest
from tests.fakes.job_lines import LINES
from tests.fakes.job_postings import POSTINGS

from vivavoce.planning.domain.question_bank import load_question_bank
from vivavoce.planning.domain.requirements import parse_requirements
from vivavoce.planning.domain.text_matching import find_matching_phrases, get_word_forms

GENERAL = {competency.name: competency for competency in load_question_bank().general_competencies}
HALVES = [[line for place, line in enumerate(LINES) if place // 2 % 2 == half] for half in (0, 1)]


def is_called_for(name: str, line: str) -> bool:
    lines = parse_requirements(line).task_lines
    return bool(find_matching_phrases(GENERAL[name].task_phrases, lines))


@pytest.mark.parametrize("half", [0, 1], ids=["seen", "put aside"])
def test_a_line_calls_for_what_it_means_and_for_nothing_that_it_only_looks_like(half: int) -> None:
    meant = [(line, name) for line, names, _ in HALVES[half] for name in names]
    not_meant = [(line, name) for line, _, names in HALVES[half] for name in names]
    missed = [(line, name) for line, name in meant if not is_called_for(name, line)]
    wrong = [(line, name) for line, name in not_meant if is_called_for(name, line)]

    assert len(HALVES[half]) >= 25
    assert len(missed) <= 0.08 * len(meant), missed
    assert len(wrong) <= 0.05 * len(not_meant), wrong


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("plan", {"plans", "planned", "planning"}),
        ("organize", {"organizes", "organized", "organizing"}),
        ("family", {"families"}),
        ("crisis", {"crisis"}),
        ("present", {"presented"}),
        ("fix", {"fixes", "fixed", "fixing"}),
    ],
)
def test_words_are_known_in_their_forms(word: str, forms: set[str]) -> None:
    assert forms <= get_word_forms(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [("plan", "plant"), ("care", "career"), ("test", "testimony"), ("cash", "cashmere")],
)
def test_the_beginning_of_another_word_is_no_form(word: str, other: str) -> None:
    assert other not in get_word_forms(word)


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


@pytest.mark.parametrize("name", POSTINGS)
def test_no_competency_of_a_posting_comes_from_a_word_that_only_begins_alike(name: str) -> None:
    wanted = parse_requirements(POSTINGS[name].text)
    text = " ".join(wanted.task_lines).lower()

    for competency in GENERAL.values():
        for phrase in find_matching_phrases(competency.task_phrases, wanted.task_lines):
            head = phrase.replace("-", " ").split(" ")[0]
            assert any(f in text for f in get_word_forms(head)), (phrase, name)
