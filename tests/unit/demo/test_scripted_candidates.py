"""The demos' people have an answer of their own for each question that the demos ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.app.demo.scripted_candidates import (
    ScriptedCandidate,
    StrongCandidate,
    WeakCandidate,
)

JOB = Path(__file__).parents[3] / "examples" / "jobs" / "warehouse-shift-lead.md"
PRACTICE = (
    "Tell me about one thing you had to learn for a job, for school or for a club that you had never done "
    "before.",
    "Tell me about one time when you had to stand up in front of people with bad numbers or bad news.",
    "Tell me about a rule that you kept although it made you unpopular.",
)


def ask_all(candidate: ScriptedCandidate, questions: list[str]) -> list[str]:
    """Return the questions that the candidate has no answer of their own for."""
    return [
        text for text in questions if not any(w in text for w in candidate.find_answer(text).asked)
    ]


@pytest.mark.parametrize("minutes", [10, 20])
@pytest.mark.parametrize("seed", ["", "a", "1", "2", "3"])
@pytest.mark.parametrize("candidate", [StrongCandidate, WeakCandidate])
def test_each_question_of_the_demo_has_an_answer_of_its_own(
    minutes: int, seed: str, candidate: type[ScriptedCandidate]
) -> None:
    job = JOB.read_text("utf-8")
    plan = planned(
        replace(
            BRIEF,
            position="Shift lead, distribution warehouse",
            level="MID",
            skills=("Inventory control", "Order picking", "Shift planning"),
            job_description=job,
            duration_minutes=minutes,
            form_seed=seed,
        )
    )

    assert ask_all(candidate(), [question.text for question in plan.questions]) == []


def test_who_practices_answers_the_practice_questions() -> None:
    assert ask_all(StrongCandidate("sam"), list(PRACTICE)) == []


def test_no_answer_is_given_twice_and_the_first_one_is_vague() -> None:
    dana = StrongCandidate()
    question = "Which cost or stock that you were in charge of had gotten out of hand?"

    vague, more, again = (
        dana.answer(question, is_follow_up=False),
        dana.answer("What did you do?", is_follow_up=True),
        dana.answer(question, is_follow_up=False),
    )

    assert "Brake discs" not in vague
    assert more.startswith("Brake discs")
    assert not again.startswith("Brake discs")
