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

    title: ShortText | None = Field(None, examples=["Warehouse supervisor"])
    """The title of the position; if absent, that of the intake or of the job description."""
    profile: Annotated[str, Field(max_length=40)] | None = Field(None, examples=["hiring"])
    """The kind of interview: one that candidates open with a link; if absent, `hiring`."""
    level: SeniorityName | None = None
    """The seniority; if absent, it is read from the job description."""
    minutes: Annotated[int, Field(ge=15, le=180)] | None = Field(None, examples=[30])
    """The planned length of the interview, in minutes; if absent, 30."""


class OpenTemplateInterviewRequest(StrictRequestModel):
    """The candidate, and when and how to report."""

    candidate_name: ShortText = Field(examples=["Ada Lovelace"])
    """The candidate's name."""
    candidate_email: Annotated[str, Field(min_length=3, max_length=254)] = Field(
        examples=["ada@example.com"]
    )
    """The address that the invitation is sent to."""
    candidate_ref: ShortText | None = Field(None, examples=["cand-4711"])
    """Your own identifier for the candidate."""
    callback_url: Annotated[str, Field(max_length=2000)] | None = Field(
        None, examples=["https://ats.example.com/vivavoce"]
    )
    """An https address that receives the webhooks of this interview."""
    scheduled_at: AwareDatetime | None = Field(None, examples=["2026-12-01T09:00:00+01:00"])
    """When the interview is to start, with a time zone; if absent, the candidate chooses."""


class TemplateResponse(CamelModel):
    """A template: the questions, the rubric and the settings of interviews for one position."""

    template_id: UUID
    """The template's id."""
    intake_id: UUID | None
    """The intake whose documents it was made from; null if it was made without one."""
    title: str = Field(examples=["Warehouse supervisor"])
    """The title of the position."""
    company_name: str | None = Field(examples=["Example Logistics"])
    """The company that hires; null if none was given."""
    level: SeniorityName
    """The seniority of the position."""
    profile: str = Field(examples=["hiring"])
    """The kind of interview."""
    minutes: int = Field(examples=[30])
    """The planned length of the interview, in minutes."""
    skills: list[str] = Field(examples=[["Inventory management"]])
    """The skills that the interview is about."""
    job_description: str
    """The job description, in Markdown."""
    questions: list[str]
    """The questions in the order of the interview."""
    rubric: dict[str, Any]  # Any: JSON
    """Competencies, questions, levels and thresholds as the scorer reads them, with snake_case
    names."""
    warnings: list[str]
    """Parts of the rubric that the scorer could hardly score, in sentences."""
    created_at: datetime
    """When the template was created."""


class TemplateListResponse(CamelModel):
    """Templates, newest first."""

    templates: list[TemplateResponse]
    """The newest 100 templates."""


class TemplateInterviewResponse(CamelModel):
    """The opened interview; its plan needs approval, like every other plan."""

    template_id: UUID
    """The template that the interview was opened from."""
    interview_id: UUID
    """The interview's id."""
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id."""


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
