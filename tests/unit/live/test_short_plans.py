"""A short plan given to a case is an answer, and a request in like words stays a request."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from vivavoce.live.domain.interviewer.understanding.detection import understand

ROWS = tomllib.loads((Path(__file__).parents[2] / "data" / "short_plans.toml").read_text("utf-8"))
ANSWERS = [(case["question"], said) for case in ROWS["case"] for said in case["answers"]]
MOST_MISREAD_ANSWERS, MOST_MISSED_REQUESTS = 3, 8
"""Of 160 and of 70. Before there was a rule for plans, 53 answers were taken for something else."""
CASE = "The scale shows 4 grams more than an hour ago. What do you do?"


def test_short_plans_are_answers() -> None:
    misread = [
        said for asked, said in ANSWERS if understand(said, question=asked).acts != ("answer",)
    ]

    assert len(ANSWERS) == 160
    assert len(misread) <= MOST_MISREAD_ANSWERS, misread


def test_requests_in_like_words_are_requests() -> None:
    missed = [said for said in ROWS["requests"] if "answer" in understand(said, question=CASE).acts]

    assert len(ROWS["requests"]) == 70
    assert len(missed) <= MOST_MISSED_REQUESTS, missed


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("I'd skip that one and come back to it after lunch.", "answer"),
        ("I'd skip this question, thanks.", "wants_skip"),
        ("I'd take a break and look at it again.", "answer"),
        ("I'd love a short break now.", "wants_pause"),
        ("I'd wait till the foreman is here?", "answer"),
        ("I'd not share that, it's confidential.", "answer"),
        ("I'd rather not talk about that.", "refuses_other"),
        ("Maybe measure it again?", "answer"),
        ("Maybe repeat the question?", "wants_repeat"),
    ],
)
def test_the_same_words_are_a_step_of_the_case_or_a_wish(said: str, act: str) -> None:
    assert understand(said, question=CASE).acts == (act,)


def test_a_request_behind_a_plan_is_found() -> None:
    found = understand("I'd call the technician. Can we skip this question?", question=CASE)

    assert "wants_skip" in found.acts
