"""Routes for what was read in the job text of an interview, and for a person's corrections of it."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field, StrictInt, model_validator

from vivavoce.contracts.job_analysis import JobCorrection, StatementKind
from vivavoce.hiring.routes.job_analysis_responses import JobAnalysisResponse
from vivavoce.hiring.routes.requests import ShortText
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.routes.workflow_responses import (
    InterviewStateResponse,
    to_plan_decision_response,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import StrictRequestModel, make_strict_router
from vivavoce.kernel.translation import phrase


class JobCorrectionRequest(StrictRequestModel):
    """What a person corrects about the statement or task that begins at ``start``."""

    start: Annotated[
        StrictInt,
        Field(
            ge=0,
            description="Where the statement or task begins in the job text: the `start` of the job "
            "analysis.",
            examples=[69],
        ),
    ]
    kind: StatementKind | None = Field(
        None, description="What the statement is. If absent, it stays as it is.", examples=["offer"]
    )
    group: ShortText | None = Field(
        None,
        description="The code of the competency group that a task or requirement belongs to. If "
        "absent, it stays as it is.",
        examples=["S8.2"],
    )

    @model_validator(mode="after")
    def _require_a_change(self) -> Self:
        if self.kind is None and self.group is None:
            raise ValueError(phrase("must correct the kind or the group"))
        return self


class JobCorrectionsRequest(StrictRequestModel):
    """Corrections of how the job text was read; ``planId`` is the plan that the caller read."""

    plan_id: ShortText | None = None
    """The `planId` of the plan that you have read. If it is no longer the current plan, the corrections are
    refused with `plan_changed`."""
    corrections: list[JobCorrectionRequest] = Field(min_length=1, max_length=100)
    """What to correct, 1 to 100 statements or tasks."""
    user_id: ShortText | None = None
    """On whose behalf you act; it is stored as your own text and is not an identity."""

    @property
    def job_corrections(self) -> tuple[JobCorrection, ...]:
        """The corrections as values."""
        return tuple(JobCorrection(one.start, one.kind, one.group) for one in self.corrections)


def build_job_analysis_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes under ``/interviews/{key}/job-analysis``."""
    router = make_strict_router("Interviews")

    @router.get("/interviews/{key}/job-analysis")
    async def get_job_analysis(caller: CurrentCaller, key: str) -> JobAnalysisResponse:
        """Return what was read in each line of the job text, also before there is a plan."""
        return JobAnalysisResponse.model_validate(
            await use_cases.read_interviews.job_analysis(caller, key)
        )

    @router.post("/interviews/{key}/job-analysis/corrections")
    async def correct_job_analysis(
        caller: CurrentCaller, key: str, body: JobCorrectionsRequest
    ) -> InterviewStateResponse:
        """Correct how the job text was read, and have the plan written again with the corrections.

        Every later version of the plan keeps them.
        """
        return to_plan_decision_response(
            await use_cases.decide_plan.correct_job_analysis(
                caller,
                key,
                body.job_corrections,
                plan_id=body.plan_id,
                on_behalf_of=body.user_id,
            )
        )

    return router
