"""What the route of study mode returns."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vivavoce.practice.domain.draft import PracticeSession
from vivavoce.practice.domain.study import build_study_guide


class StudyPartResponse(BaseModel):
    """One part of a good answer."""

    name: str = Field(examples=["Situation"])
    """The name of the part."""
    hint: str = Field(examples=["where and when this was, and who was there"])
    """What belongs to it."""


class StudyQuestionResponse(BaseModel):
    """One question with what a good answer contains."""

    index: int
    """The number of the question, from 1."""
    question: str
    """The question as it would be asked."""
    topic: str = Field(examples=["Handling pressure"])
    """What the question is about."""
    framework: str = Field(examples=["STAR"])
    """The structure of a good answer."""
    parts: list[StudyPartResponse]
    """The parts of that structure, in their order."""
    points: list[str]
    """What to mention; empty if the plan expects no certain points."""
    strong_answer: str | None
    """What an answer of the highest level does; null if the plan does not say."""


class StudyGuideResponse(BaseModel):
    """The questions of a practice plan, to study without an interview."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    questions: list[StudyQuestionResponse]
    """The questions in their order; empty until there is a plan."""


def build_study_response(session: PracticeSession) -> StudyGuideResponse:
    """Return the questions of the session's plan with what a good answer contains."""
    plan = None if session.plan is None else session.plan.plan
    guide = () if plan is None else build_study_guide(plan)
    return StudyGuideResponse(
        session_id=session.session_id,
        questions=[
            StudyQuestionResponse(
                index=one.index,
                question=one.question,
                topic=one.topic,
                framework=one.framework,
                parts=[StudyPartResponse(name=part.name, hint=part.hint) for part in one.parts],
                points=list(one.points),
                strong_answer=one.strong_answer,
            )
            for one in guide
        ],
    )
