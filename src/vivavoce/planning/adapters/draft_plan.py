"""The output format of the model planner: competencies and questions; code adds numbers and scripts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

DraftText = Annotated[str, Field(min_length=1, max_length=400)]


class _StrictDraftModel(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftSubDimension(_StrictDraftModel):
    """One sub-dimension of a competency."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    level_1: DraftText
    level_2: DraftText
    level_3: DraftText
    level_4: DraftText
    level_5: DraftText
    said_3: list[DraftText] = Field(max_length=8)
    said_4: list[DraftText] = Field(max_length=8)
    said_5: list[DraftText] = Field(max_length=8)


class DraftQuestion(_StrictDraftModel):
    """One question."""

    text: Annotated[str, Field(min_length=10, max_length=600)]
    kind: Literal["behavioral", "knowledge", "failure"]
    skill: str | None
    expected_points: list[DraftText] = Field(min_length=2, max_length=6)
    probes: list[DraftText] = Field(min_length=2, max_length=6)


class DraftCompetency(_StrictDraftModel):
    """One competency with its questions."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    importance: int = Field(ge=1, le=5)
    is_required: bool
    sub_dimensions: list[DraftSubDimension] = Field(min_length=1, max_length=3)
    questions: list[DraftQuestion] = Field(min_length=1, max_length=8)


class DraftPlan(_StrictDraftModel):
    """A plan as the model writes it."""

    competencies: list[DraftCompetency] = Field(min_length=1, max_length=8)
    greeting: str = Field(max_length=1200)
    closing: str = Field(max_length=1200)
    invitation: str = Field(max_length=3000)
