"""What a model returns for a revision: the ids of what stays and of the bank, and its own questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.planning.adapters.planner_model_io import (
    CompetencyName,
    DraftCompetency,
    DraftPlan,
    DraftQuestion,
    DraftSubDimension,
    DraftText,
)

QuestionId = Annotated[str, Field(min_length=1, max_length=8)]


class _StrictRevisionModel(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewQuestion(_StrictRevisionModel):
    """A question that the model writes itself."""

    id: QuestionId
    text: Annotated[str, Field(min_length=10, max_length=600)]
    kind: Literal["behavioral", "situational", "knowledge", "work_sample", "failure"]
    skill: str | None
    expected_points: list[DraftText] = Field(max_length=6)
    probes: list[DraftText] = Field(max_length=6)


class RevisedCompetency(_StrictRevisionModel):
    """One competency of the new plan, with the ids of its questions."""

    name: CompetencyName
    importance: int = Field(ge=1, le=5)
    is_required: bool
    sub_dimensions: list[DraftSubDimension] = Field(max_length=2)
    """Empty for a competency of the previous plan, which keeps its own."""
    questions: list[QuestionId] = Field(min_length=1, max_length=20)


class RevisedPlan(_StrictRevisionModel):
    """A changed plan as the model writes it."""

    competencies: list[RevisedCompetency] = Field(min_length=1, max_length=8)
    new_questions: list[NewQuestion] = Field(max_length=8)


def list_known_questions(
    previous: InterviewPlan, bank: Sequence[PlanQuestion]
) -> dict[str, PlanQuestion]:
    """Return the questions that a revision can name, by their ids in the material."""
    return {f"q{place}": question for place, question in enumerate(previous.questions, 1)} | {
        f"b{place}": question for place, question in enumerate(bank, 1)
    }


def find_id_problems(revised: RevisedPlan, known: Mapping[str, PlanQuestion]) -> list[str]:
    """Return a complaint for each id that names no question, or is used more than once."""
    ids = [*known, *(question.id for question in revised.new_questions)]
    used = Counter(one for part in revised.competencies for one in part.questions)
    twice = [one for one, count in (Counter(ids) | used).items() if count > 1]
    return [
        *(f'There is no question "{one}".' for one in used if one not in ids),
        *(f'The id "{one}" stands for one question, once.' for one in twice),
    ]


def expand_revision(revised: RevisedPlan, known: Mapping[str, PlanQuestion]) -> DraftPlan:
    """Return the draft of the whole plan, in which questions that are known have their own words."""
    questions = {one: _repeat(question) for one, question in known.items()}
    questions |= {
        question.id: DraftQuestion.model_validate(question.model_dump(exclude={"id"}))
        for question in revised.new_questions
    }
    parts = [
        DraftCompetency.model_construct(
            **(dict(part) | {"questions": [questions[one] for one in part.questions]})
        )
        for part in revised.competencies
    ]
    return DraftPlan.model_construct(competencies=parts)


def _repeat(question: PlanQuestion) -> DraftQuestion:
    """Return a known question as a draft; unchecked, because a person may have written it longer."""
    return DraftQuestion.model_construct(
        text=question.text,
        kind=question.kind,
        skill=question.skill,
        expected_points=[],
        probes=[],
    )
