"""Plans to conduct: written by the built-in planner for several trades, short and long."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

CANARY = "quokkalantern"
"""Stands in everything that a candidate must never see."""

TRADES: dict[str, tuple[str, ...]] = {
    "Backend engineer": ("Python", "PostgreSQL"),
    "Registered nurse": (),
    "Hotel front desk manager": (),
    "Sales representative": (),
    "Truck driver": (),
}
MINUTES = (10, 30)


@cache
def plan_for(position: str, minutes: int) -> InterviewPlan:
    """Return the planner's own plan, with the canary in its hidden parts."""
    brief = PlanBrief(
        position=position,
        duration_minutes=minutes,
        skills=TRADES[position],
        job_description="You keep your word, work with others and look after what you are given.",
        company_name="Ferrybook",
    )
    return guarded(plan_interview(brief, validate_skills(brief.skills, load_skill_catalog())))


def all_plans() -> dict[str, InterviewPlan]:
    """Return every plan by its name."""
    return {
        f"{position}, {minutes} min": plan_for(position, minutes)
        for minutes in MINUTES
        for position in TRADES
    }


def guarded(plan: InterviewPlan) -> InterviewPlan:
    """Return ``plan`` with the canary in everything that is for staff only."""
    competencies = tuple(
        replace(
            competency,
            sub_dimensions=tuple(
                replace(
                    side,
                    indicators={level: f"{t} {CANARY}" for level, t in side.indicators.items()},
                )
                for side in competency.sub_dimensions
            ),
        )
        for competency in plan.rubric.competencies
    )
    questions = tuple(_guarded(question) for question in plan.questions)
    rubric = replace(plan.rubric, competencies=competencies, questions=questions)
    return replace(plan, rubric=rubric, notes=(*plan.notes, CANARY), inmail_draft=CANARY)


def _guarded(question: PlanQuestion) -> PlanQuestion:
    return replace(question, look_for=(*question.look_for, CANARY))
