"""Qualifications of the installation's model that operators start and cancel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from vivavoce.assessment.domain.qualification.started import (
    QualificationStatus,
    StartedQualification,
)
from vivavoce.assessment.usecases.run_qualification import ManageQualifications
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import RequestLanguage
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.translation import translate_paragraph


class QualificationResponse(CamelModel):
    """A qualification that an operator started."""

    id: UUID = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The qualification's id; cancel it by this id."""
    model: str = Field(examples=["gpt-5"])
    """The model as it was configured at the start."""
    endpoint: str = Field(examples=["api.openai.com/v1"])
    """Host, port and path of the endpoint."""
    status: QualificationStatus
    """`waiting` or `running`; `completed`, with a certificate, passed or not; `failed`; or `canceled`."""
    started_at: datetime = Field(examples=["2026-11-22T09:12:04Z"])
    """When an operator started it."""
    ended_at: datetime | None = Field(examples=["2026-11-22T09:33:04Z"])
    """When it ended; null while it waits or runs."""
    answers_read: int = Field(examples=[240])
    """How many answers the model has read."""
    answers_total: int = Field(examples=[615])
    """How many answers it reads in all; 0 until that is known."""
    certificate_id: UUID | None = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """Its certificate; null if it has not ended with one."""
    reason: str | None = Field(examples=["The endpoint did not answer."])
    """Why it ended without a certificate, in the language that the request asked for if it is
    available; null otherwise."""


def build_qualification_router(qualifications: ManageQualifications) -> APIRouter:
    """Return the routes that start and cancel a qualification."""
    routes = make_strict_router("operations")

    @routes.post("/api/v1/model-qualifications", status_code=202)
    async def start_model_qualification(
        caller: CurrentCaller, language: RequestLanguage
    ) -> QualificationResponse:
        """Start a qualification of the configured model: about 1,800 requests, which may cost money.

        For operators of the installation; one at a time. `GET /model-certificates` shows how far it is.
        """
        return respond_qualification(await qualifications.start(caller), language)

    @routes.post("/api/v1/model-qualifications/{qualification_id}/cancel")
    async def cancel_model_qualification(
        caller: CurrentCaller, qualification_id: UUID, language: RequestLanguage
    ) -> QualificationResponse:
        """Cancel a qualification that waits or runs: within seconds, no further request is sent.

        For operators of the installation. Nothing is certified.
        """
        canceled = await qualifications.cancel(caller, qualification_id)
        return respond_qualification(canceled, language)

    return routes


def respond_qualification(
    qualification: StartedQualification, language: str
) -> QualificationResponse:
    """Return a qualification as the API shows it, its reason in ``language``."""
    response = QualificationResponse.model_validate(qualification, from_attributes=True)
    if response.reason is not None:
        response.reason = translate_paragraph(response.reason, language)
    return response
