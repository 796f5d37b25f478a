"""Routes for what an organization demands of a model before it scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from fastapi import APIRouter
from pydantic import Field, field_validator

from vivavoce.assessment.domain.qualification import marks
from vivavoce.assessment.domain.qualification.marks import HIGHEST_MARK, LOWEST_MARK
from vivavoce.assessment.usecases.manage_model_marks import ManageModelMarks
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.translation import phrase

MarkedPropertyValue = Literal[
    "labels",
    "coverage",
    "style",
    "empty",
    "facts",
    "names",
    "orders",
    "abstain",
    "refusals",
    "echo",
]


class ModelMarkValue(CamelModel):
    """What is demanded of one property of a model's certificate."""

    property: MarkedPropertyValue = Field(examples=["empty"])
    """The property, as `GET /model-certificates` names it."""
    minimum: float = Field(ge=LOWEST_MARK, le=HIGHEST_MARK, examples=[0.9])
    """The least `bound` of the property's first figure that has one."""


class ModelMarksResponse(CamelModel):
    """What the organization demands of a model before it scores here, beyond a valid certificate."""

    marks: list[ModelMarkValue]
    """The demands by property; a property that is missing is as the qualification demands it."""


class ReplaceModelMarksRequest(StrictRequestModel):
    """All demands; those before are dropped."""

    marks: list[ModelMarkValue] = Field(max_length=len(get_args(MarkedPropertyValue)))
    """At most one for each property; none demands no more than the qualification."""

    @field_validator("marks")
    @classmethod
    def _names_each_property_once(cls, marks: list[ModelMarkValue]) -> list[ModelMarkValue]:
        if len({mark.property for mark in marks}) < len(marks):
            raise ValueError(phrase("each property may have one mark"))
        return marks


def build_model_mark_router(manage_marks: ManageModelMarks) -> APIRouter:
    """Return the routes of the demands on models."""
    router = make_strict_router("panels")

    @router.get("/api/v1/model-marks")
    async def list_model_marks(caller: CurrentCaller) -> ModelMarksResponse:
        """List what your organization demands of a model before it scores here."""
        return _marks_response(await manage_marks.read(caller))

    @router.put("/api/v1/model-marks")
    async def replace_model_marks(
        body: ReplaceModelMarksRequest, caller: CurrentCaller
    ) -> ModelMarksResponse:
        """Demand more of a model before it scores here: until it shows that, the built-in rules score."""
        wanted = [marks.ModelMark(mark.property, mark.minimum) for mark in body.marks]
        return _marks_response(await manage_marks.replace(caller, wanted))

    return router


def _marks_response(stored: Sequence[marks.ModelMark]) -> ModelMarksResponse:
    return ModelMarksResponse.model_validate(
        {"marks": [{"property": mark.property_name, "minimum": mark.minimum} for mark in stored]}
    )
