"""Routes of templates: read them, and open interviews from them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from vivavoce.contracts.plan import rubric_to_document
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.planning.ports.intake import StoredTemplate
from vivavoce.planning.usecases.templates import ManageTemplates

ShortText = Annotated[str, Field(min_length=1, max_length=200)]
SeniorityName = Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"]


class CreateTemplateRequest(StrictRequestModel):
    """Settings of interviews from this template; missing fields are taken from the documents."""

    title: ShortText | None = None
    profile: Annotated[str, Field(max_length=40)] | None = None
    level: SeniorityName | None = None
    minutes: Annotated[int, Field(ge=15, le=180)] | None = None


class OpenTemplateInterviewRequest(StrictRequestModel):
    """The candidate, and when and how to report."""

    candidate_name: ShortText
    candidate_email: Annotated[str, Field(min_length=3, max_length=254)]
    candidate_ref: ShortText | None = None
    callback_url: Annotated[str, Field(max_length=2000)] | None = None
    scheduled_at: AwareDatetime | None = None


class TemplateResponse(CamelModel):
    """A template. ``rubric`` is the document that the scorer reads, with snake_case keys."""

    template_id: UUID
    intake_id: UUID | None
    title: str
    company_name: str | None
    level: SeniorityName
    profile: str
    minutes: int
    skills: list[str]
    job_description: str
    questions: list[str]
    rubric: dict[str, Any]  # Any: JSON
    warnings: list[str]
    created_at: datetime


class TemplateListResponse(CamelModel):
    """Templates, newest first."""

    templates: list[TemplateResponse]


class TemplateInterviewResponse(CamelModel):
    """The opened interview; its plan needs approval, like every other plan."""

    template_id: UUID
    interview_id: UUID
    run_id: str


def build_template_router(templates: ManageTemplates) -> APIRouter:
    """Return the routes of templates, below ``/api/v1``."""
    router = ApiRouter(prefix="/api/v1")
    routes = make_strict_router("templates")

    @routes.get("/templates")
    async def list_templates(caller: CurrentCaller) -> TemplateListResponse:
        """List the organization's templates."""
        return TemplateListResponse(
            templates=[
                to_template_response(template)
                for template in await templates.list_templates(caller)
            ]
        )

    @routes.get("/templates/{template_id}")
    async def get_template(template_id: UUID, caller: CurrentCaller) -> TemplateResponse:
        """Get a template."""
        return to_template_response(await templates.get_template(caller, template_id))

    @routes.post("/templates/{template_id}/interviews", status_code=201)
    async def interview_from_template(
        template_id: UUID, body: OpenTemplateInterviewRequest, caller: CurrentCaller
    ) -> TemplateInterviewResponse:
        """Open a candidate's interview with exactly the template's questions and levels."""
        candidate = {
            "candidate_name": body.candidate_name,
            "candidate_email": body.candidate_email,
            "candidate_ref": body.candidate_ref,
            "callback_url": body.callback_url,
            "scheduled_at": body.scheduled_at,
        }
        opened = await templates.open_interview(caller, template_id, candidate)
        return TemplateInterviewResponse(
            template_id=template_id, interview_id=opened.interview_id, run_id=opened.run_id
        )

    router.include_router(routes)
    return router


def to_template_response(stored: StoredTemplate) -> TemplateResponse:
    """Return a template in its API form."""
    template = stored.template
    return TemplateResponse(
        template_id=stored.id,
        intake_id=stored.intake_id,
        title=template.title,
        company_name=template.company_name,
        level=template.level,
        profile=template.profile,
        minutes=template.minutes,
        skills=list(template.skills),
        job_description=template.job_description,
        questions=[question.text for question in template.rubric.questions],
        rubric=rubric_to_document(template.rubric),
        warnings=list(template.warnings),
        created_at=stored.created_at,
    )
