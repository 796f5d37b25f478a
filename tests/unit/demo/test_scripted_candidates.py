"""The two candidates of the panel demo are told apart, whichever form of the questions each of them gets."""

from __future__ import annotations

from pathlib import Path

from vivavoce.app.demo.scripted_candidates import (
    ScriptedCandidate,
    StrongCandidate,
    WeakCandidate,
)
from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, Rubric
from vivavoce.contracts.transcript import Transcript, TranscriptTurn
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

_JOB = Path(__file__).parents[3] / "examples" / "jobs" / "warehouse-shift-lead.md"
_SKILLS = ("Inventory control", "Order picking", "Shift planning")


def _plan(form_seed: str) -> InterviewPlan:
    brief = PlanBrief(
        position="Shift lead, distribution warehouse",
        level="MID",
        job_description=_JOB.read_text("utf-8"),
        skills=_SKILLS,
        duration_minutes=10,
        form_seed=form_seed,
    )
    return plan_interview(brief, validate_skills(_SKILLS, load_skill_catalog()))


def _overall_score(candidate: ScriptedCandidate, plan: InterviewPlan) -> float | None:
    lines = [
        line
        for question in plan.questions
        for line in (
            ("agent", question.text, question.id),
            ("candidate", candidate.answer(question.text, is_follow_up=False), question.id),
            ("agent", question.probes[0], question.id),
            ("candidate", candidate.answer(question.probes[0], is_follow_up=True), question.id),
        )
    ]
    turns = tuple(
        TranscriptTurn(
            turn=number,
            role="agent" if role == "agent" else "candidate",
            text=text,
            question_id=question_id,
        )
        for number, (role, text, question_id) in enumerate(lines, 1)
    )
    rubric = Rubric(competencies=plan.rubric.competencies, questions=plan.questions)
    return score(Transcript(language="en", turns=turns), rubric).overall_score


def test_both_are_scored_and_the_detailed_one_is_well_ahead_in_each_form() -> None:
    plans = {tuple(q.text for q in plan.questions): plan for plan in map(_plan, map(str, range(8)))}
    assert len(plans) == 2

    scores = [
        (_overall_score(StrongCandidate(), plan), _overall_score(WeakCandidate(), plan))
        for plan in plans.values()
    ]

    told_apart = [strong and weak and strong > weak + 20 for strong, weak in scores]
    assert told_apart == [True, True], scores
