"""The plan of an intake: one question a concept, in the same shape as every other plan."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import Competency, Plan, PlanQuestion, Rubric, SubDimension
from vivavoce.planning.domain.building import shares
from vivavoce.planning.domain.choice import budget_s
from vivavoce.planning.domain.concepts import CONCEPTS, Concept
from vivavoce.planning.domain.wording import company, duration_phrase
from vivavoce.planning.domain.words import one_line

SHORTEST_MINUTES, LONGEST_MINUTES = 10, 60
_LEVELS = {
    "1": 'Nothing was said about "{name}".',
    "2": '"{name}" was touched on in a word or two.',
    "3": 'One side of "{name}" was told.',
    "4": '"{name}" was told in full, without an example.',
    "5": '"{name}" was told in full, with figures or an example.',
}


def plan_intake(brief: PlanBrief, *, planner: str) -> Plan:
    """Return the plan by which a hiring manager is asked, concept by concept."""
    seconds = budget_s(brief.duration_minutes, len(CONCEPTS))
    weights = shares([1.0] * len(CONCEPTS))
    return Plan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=planner,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=_greeting(brief),
        closing_script=(
            "Thank you. From what you said four drafts are written now: a job description, interview "
            "questions, a rating rubric and a work sample. You can have each written again. Goodbye."
        ),
        rubric=Rubric(
            competencies=tuple(
                _competency(one, weight) for one, weight in zip(CONCEPTS, weights, strict=True)
            ),
            questions=tuple(_question(one, seconds) for one in CONCEPTS),
        ),
        notes=("Nobody approves these questions: they are the same for every intake.",),
    )


def _greeting(brief: PlanBrief) -> str:
    about = one_line(brief.position, limit=80)
    employer = company(brief)
    at = f" at {employer}" if employer else ""
    for_what = f" as {about}{at}" if about else at
    return (
        "Hello. I am a computer program and I ask you about the person whom you want to hire"
        f"{for_what}. This takes {duration_phrase(brief.duration_minutes)}. "
        "What you say is written into drafts, and nothing else is. "
        "Beside each question stands an example; you can leave out what you do not know."
    )


def _competency(concept: Concept, weight: float) -> Competency:
    indicators = {level: text.format(name=concept.name) for level, text in _LEVELS.items()}
    return Competency(
        name=concept.name,
        weight=weight,
        sub_dimensions=(SubDimension(name="What was told", indicators=indicators),),
    )


def _question(concept: Concept, seconds: int) -> PlanQuestion:
    return PlanQuestion(
        id=concept.key,
        text=concept.question,
        competency=concept.name,
        kind="knowledge",
        expected_points=tuple(point.text for point in concept.points),
        probes=tuple(point.probe for point in concept.points),
        time_budget_s=seconds,
        topic=concept.name,
        sample_answer=concept.sample_answer,
        options=concept.options,
    )
