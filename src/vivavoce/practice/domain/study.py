"""Study mode: each question of a practice plan with what a good answer contains. Pure; nothing is scored."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.practice.domain.draft_brief import topic_of
from vivavoce.practice.domain.review.frameworks import framework_for


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPart:
    """One part of a good answer: its name, and what belongs to it."""

    name: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyQuestion:
    """A question with what a good answer to it contains."""

    index: int
    question: str
    topic: str
    framework: str
    parts: tuple[StudyPart, ...]
    points: tuple[str, ...]
    """What to mention, if the plan expects certain points; those that are parts are not repeated."""
    strong_answer: str | None
    """What an answer of the highest level does; None if the plan does not say."""


def build_study_guide(plan: InterviewPlan) -> tuple[StudyQuestion, ...]:
    """Return the questions of the plan in their order."""
    return tuple(_study(index, question) for index, question in enumerate(plan.questions, start=1))


def _study(index: int, question: PlanQuestion) -> StudyQuestion:
    framework = framework_for(question)
    named = {part.name for part in framework.parts}
    best = max(question.anchors, default=None)
    return StudyQuestion(
        index=index,
        question=question.text,
        topic=topic_of(question),
        framework=framework.name,
        parts=tuple(StudyPart(name=part.name, hint=part.gap) for part in framework.parts),
        points=tuple(point for point in question.expected_points if point not in named),
        strong_answer=None if best is None else question.anchors[best].description,
    )
