"""The demos' people have an answer of their own for each question that the demos ask."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.app.demo.scripted_candidates import (
    ScriptedCandidate,
    StrongCandidate,
    WeakCandidate,
)
from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.transcript import Transcript, TranscriptTurn
from vivavoce.planning.adapters.documents import extract_document_text

JOB = Path(__file__).parents[3] / "examples" / "jobs" / "warehouse-shift-lead.md"
PRACTICE = (
    "Tell me about one thing you had to learn for a job, for school or for a club that you had never done "
    "before.",
    "Tell me about one time when you had to stand up in front of people with bad numbers or bad news.",
    "Tell me about a rule that you kept although it made you unpopular.",
)


def plan_demo(*, minutes: int, seed: str) -> InterviewPlan:
    """Return the plan of what the demos request: the file's text as the upload reads it, no company."""
    job = asyncio.run(extract_document_text(JOB.read_bytes()))
    return planned(
        replace(
            BRIEF,
            position="Shift lead, distribution warehouse",
            level="MID",
            skills=("Inventory control", "Order picking", "Shift planning"),
            job_description=job,
            company_name=None,
            duration_minutes=minutes,
            form_seed=seed,
        )
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
    plan = plan_demo(minutes=minutes, seed=seed)

    assert ask_all(candidate(), [question.text for question in plan.questions]) == []


@pytest.mark.parametrize("minutes", [10, 20])
@pytest.mark.parametrize("seed", ["", "1"])
def test_the_answers_of_who_prepared_well_are_enough_for_a_score(minutes: int, seed: str) -> None:
    plan = plan_demo(minutes=minutes, seed=seed)
    dana, turns = StrongCandidate(), list[TranscriptTurn]()
    for question in plan.questions:
        for text, is_follow_up in ((question.text, False), ("How did it end?", True)):
            answer = dana.answer(text, is_follow_up=is_follow_up)
            for role, said in (("agent", text), ("candidate", answer)):
                turns.append(
                    TranscriptTurn(
                        turn=len(turns) + 1,
                        role="agent" if role == "agent" else "candidate",
                        text=said,
                        question_id=question.id,
                    )
                )

    scorecard = score(Transcript(language="en", turns=tuple(turns)), plan.rubric)

    assert scorecard.overall_range is not None


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
