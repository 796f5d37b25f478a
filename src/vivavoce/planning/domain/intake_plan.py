"""The plan of an intake interview: one question for each concept."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion, Rubric, SubDimension
from vivavoce.planning.domain.intake_concepts import INTAKE_CONCEPTS, IntakeConcept
from vivavoce.planning.domain.plan_parts import compute_weights
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.scripts import format_company, format_duration
from vivavoce.planning.domain.text_normalization import to_single_line

MIN_INTAKE_MINUTES, MAX_INTAKE_MINUTES = 10, 60
_INDICATOR_TEMPLATES = {
    "1": 'Nothing was said about "{name}".',
    "2": '"{name}" was only mentioned briefly.',
    "3": 'One part of "{name}" was described.',
    "4": '"{name}" was described in full, without an example.',
    "5": '"{name}" was described in full, with figures or an example.',
}


def plan_intake(brief: PlanBrief, *, planner: str) -> InterviewPlan:
    """Return the plan of an interview with a hiring manager, one question for each concept."""
    seconds = compute_question_budget_s(brief.duration_minutes, len(INTAKE_CONCEPTS))
    weights = compute_weights([1.0] * len(INTAKE_CONCEPTS))
    return InterviewPlan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=planner,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=_build_greeting(brief),
        closing_script=(
            "Thank you. I will now use your answers to write four drafts: a job "
            "description, interview questions, a rating rubric and a work sample. You "
            "can have each of them rewritten. Goodbye."
        ),
        rubric=Rubric(
            competencies=tuple(
                _build_competency(one, weight)
                for one, weight in zip(INTAKE_CONCEPTS, weights, strict=True)
            ),
            questions=tuple(_build_question(one, seconds) for one in INTAKE_CONCEPTS),
        ),
        notes=("These questions need no approval, because they are the same for every intake.",),
    )


def _build_greeting(brief: PlanBrief) -> str:
    about = to_single_line(brief.position, max_length=80)
    employer = format_company(brief)
    at = f" at {employer}" if employer else ""
    for_what = f" as {about}{at}" if about else at
    return (
        "Hello. I am a computer program, and I will ask you about the person you want to "
        f"hire{for_what}. This takes {format_duration(brief.duration_minutes)}. What you "
        "say is used only to write drafts. There is an example next to each question, "
        "and you can skip anything you don't know."
    )


def _build_competency(concept: IntakeConcept, weight: float) -> Competency:
    indicators = {
        level: text.format(name=concept.name) for level, text in _INDICATOR_TEMPLATES.items()
    }
    return Competency(
        name=concept.name,
        weight=weight,
        sub_dimensions=(SubDimension(name="What was described", indicators=indicators),),
    )


def _build_question(concept: IntakeConcept, seconds: int) -> PlanQuestion:
    return PlanQuestion(
        id=concept.key,
        text=concept.question,
        competency=concept.name,
        kind="knowledge",
        expected_points=tuple(point.text for point in concept.expected_points),
        probes=tuple(point.probe for point in concept.expected_points),
        time_budget_s=seconds,
        topic=concept.name,
        sample_answer=concept.sample_answer,
        options=concept.options,
    )
