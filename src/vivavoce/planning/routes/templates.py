"""Routes of templates: make, read, edit and delete them, and open interviews from them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field, StrictInt

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import rubric_to_document
from vivavoce.infra.cursors import cut_page, read_time_and_id
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.caller import Permission
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import InterviewId
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.template_edit import RewordedQuestion, TemplateChange, TemplateEdit
from vivavoce.planning.ports.intake import InvalidTemplateError, StoredTemplate
from vivavoce.planning.usecases.edit_templates import EditTemplates
from vivavoce.planning.usecases.templates import DEFAULT_MINUTES, MAX_TEMPLATES, ManageTemplates

ShortText = Annotated[str, Field(min_length=1, max_length=200)]
SeniorityName = Literal["JUNIOR", "MID", "SENIOR", "LEAD", "PRINCIPAL"]


class CreateTemplateRequest(StrictRequestModel):
    """Settings of interviews from this template; missing fields are taken from the documents."""

    title: ShortText | None = Field(None, examples=["Warehouse supervisor"])
    """The title of the position, kept as given; if absent, that of the intake or of the job
    description."""
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


JobText = Annotated[str, Field(min_length=1, max_length=20_000)]
Minutes = Annotated[int, Field(ge=15, le=180)]


class MakeTemplateRequest(StrictRequestModel):
    """The interview to take the questions from, or a title and a job description to write them from."""

    interview_id: UUID | None = None
    """An interview with a plan: the template gets its questions and levels."""
    title: ShortText | None = Field(None, examples=["Warehouse supervisor"])
    """The title of the position; required without an interview."""
    job_description: JobText | None = None
    """The job description that the questions are written from; required without an interview, and not
    accepted with one."""
    company_name: ShortText | None = Field(None, examples=["Example Logistics"])
    """The company that hires; not accepted with an interview."""
    level: SeniorityName | None = None
    """The seniority; if absent, `MID`. Not accepted with an interview."""
    minutes: Minutes | None = Field(None, examples=[30])
    """The planned length; if absent, 30 minutes. Not accepted with an interview."""


class TemplateQuestionRequest(StrictRequestModel):
    """A question that stays in the template."""

    question_id: Annotated[str, Field(min_length=1, max_length=200)]
    """The question's id in the template."""
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    """The words to ask it in."""


class EditTemplateRequest(StrictRequestModel):
    """What to change; what is absent stays as it is."""

    version: Annotated[StrictInt, Field(ge=1)]
    """The number of the version that you have read. If there is a newer one, nothing is changed."""
    title: ShortText | None = None
    """The title of the position."""
    company_name: Annotated[str, Field(max_length=200)] | None = None
    """The company that hires; an empty text removes it."""
    level: SeniorityName | None = None
    """The seniority of the position."""
    job_description: JobText | None = None
    """The job description, in Markdown."""
    minutes: Minutes | None = None
    """The planned length of the interview, in minutes."""
    questions: Annotated[list[TemplateQuestionRequest], Field(max_length=100)] | None = None
    """All questions that stay, in their new order; the others are removed."""


class TemplateQuestionResponse(CamelModel):
    """A question of a template."""

    question_id: str
    """The question's id in the template."""
    text: str
    """The words it is asked in."""
    competency: str
    """The competency that it is about."""


class TemplateVersionResponse(CamelModel):
    """One version of a template: who made it when, and what it changed."""

    version: int
    """The version, from 1."""
    changed_by: str | None
    """The name of the person who made it; null if they are no longer a member."""
    changed_at: datetime
    """When it was made."""
    changes: list[TemplateChange]
    """What it changed; empty for version 1."""


class TemplateVersionListResponse(CamelModel):
    """All versions of a template, newest first."""

    data: list[TemplateVersionResponse]
    """The versions of the template."""


class TemplateResponse(CamelModel):
    """A template: the questions, the rubric and the settings of interviews for one position."""

    template_id: UUID
    """The template's id."""
    intake_id: UUID | None
    """The intake whose documents it was made from; null if it was made without one."""
    interview_id: UUID | None
    """The interview whose plan it was made from; null if it was made from none."""
    version: int
    """The version, from 1; every change makes a new one."""
    title: str = Field(examples=["Warehouse supervisor"])
    """The title of the position."""
    company_name: str | None = Field(examples=["Example Logistics"])
    """The company that hires; null if none was given."""
    level: SeniorityName
    """The seniority of the position."""
    profile: str = Field(examples=["hiring"])
    """The kind of interview."""
    language: str = Field(examples=["en"])
    """The language of the questions and of the interviews, as a language tag."""
    minutes: int = Field(examples=[30])
    """The planned length of the interview, in minutes."""
    skills: list[str] = Field(examples=[["Inventory management"]])
    """The skills that the interview is about."""
    job_description: str
    """The job description, in Markdown."""
    questions: list[str]
    """The questions in the order of the interview."""
    question_items: list[TemplateQuestionResponse]
    """The questions in the order of the interview, with their ids and competencies."""
    rubric: dict[str, Any]  # Any: JSON
    """Competencies, questions, levels and thresholds as the scorer reads them, with snake_case
    names."""
    warnings: list[str]
    """Parts of the rubric that the scorer could hardly score, in sentences."""
    created_at: datetime
    """When the template was created."""
    changed_at: datetime
    """When this version was made."""


class TemplateListResponse(CamelModel):
    """Templates, newest first."""

    templates: list[TemplateResponse]
    """The templates of this page."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


class TemplateInterviewResponse(CamelModel):
    """The opened interview; its plan needs approval, like every other plan."""

    template_id: UUID
    """The template that the interview was opened from."""
    interview_id: UUID
    """The interview's id."""
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id."""


def build_template_router(templates: ManageTemplates, edit: EditTemplates) -> APIRouter:
    """Return the routes of templates, below ``/api/v1``."""
    router = ApiRouter(prefix="/api/v1")
    routes = make_strict_router("templates")

    @routes.get("/templates")
    async def list_templates(
        caller: CurrentCaller,
        limit: Annotated[int, Query(ge=1, le=MAX_TEMPLATES)] = MAX_TEMPLATES,
        cursor: CursorParam = None,
    ) -> TemplateListResponse:
        """List the organization's templates, newest first."""
        found = await templates.list_templates(
            caller, limit=limit + 1, after=read_time_and_id("templates", cursor)
        )
        page, next_cursor = cut_page(
            "templates", found, limit, lambda one: (one.created_at, one.id)
        )
        return TemplateListResponse(
            templates=[to_template_response(template) for template in page],
            next_cursor=next_cursor,
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

    _add_edit_routes(routes, edit)
    router.include_router(routes)
    return router


def _add_edit_routes(routes: APIRouter, edit: EditTemplates) -> None:
    @routes.post("/templates", status_code=201)
    async def create_template(body: MakeTemplateRequest, caller: CurrentCaller) -> TemplateResponse:
        """Create a template from an interview's plan, or from a job description."""
        caller.require(Permission.INTAKE_USE)
        if body.interview_id is not None:
            _refuse_job_facts(body)
            interview_id = InterviewId(body.interview_id)
            return to_template_response(
                await edit.create_from_interview(caller, interview_id, title=body.title)
            )
        return to_template_response(await edit.create_from_job_text(caller, _read_brief(body)))

    @routes.patch("/templates/{template_id}")
    async def edit_template(
        template_id: UUID, body: EditTemplateRequest, caller: CurrentCaller
    ) -> TemplateResponse:
        """Change a template. Interviews that were opened from it stay as they are."""
        questions = body.questions
        wanted = TemplateEdit(
            title=body.title,
            company_name=body.company_name,
            level=body.level,
            job_description=body.job_description,
            minutes=body.minutes,
            questions=None
            if questions is None
            else tuple(
                RewordedQuestion(question.question_id, question.text) for question in questions
            ),
        )
        return to_template_response(
            await edit.edit(caller, template_id, wanted, version=body.version)
        )

    @routes.delete("/templates/{template_id}", status_code=204)
    async def delete_template(template_id: UUID, caller: CurrentCaller) -> Response:
        """Delete a template. Interviews that were opened from it stay."""
        await edit.delete(caller, template_id)
        return Response(status_code=204)

    @routes.get("/templates/{template_id}/versions")
    async def list_template_versions(
        template_id: UUID, caller: CurrentCaller
    ) -> TemplateVersionListResponse:
        """List who changed what in a template, newest first."""
        return TemplateVersionListResponse(
            data=[
                TemplateVersionResponse(
                    version=each.version,
                    changed_by=each.changed_by_name,
                    changed_at=each.changed_at,
                    changes=list(each.changes),
                )
                for each in await edit.list_versions(caller, template_id)
            ]
        )


def _refuse_job_facts(body: MakeTemplateRequest) -> None:
    given = {
        "jobDescription": body.job_description,
        "companyName": body.company_name,
        "level": body.level,
        "minutes": body.minutes,
    }
    message = translatable(
        "The interview has this already. Leave it out, and edit the template afterwards."
    )
    if faults := [FieldError(name, "not_accepted", message) for name in given if given[name]]:
        raise InvalidTemplateError(errors=faults)


def _read_brief(body: MakeTemplateRequest) -> PlanBrief:
    title, job_description = body.title or "", body.job_description or ""
    wanted = {"title": title, "jobDescription": job_description}
    if missing := [name for name, text in wanted.items() if not text.strip()]:
        message = translatable("Without an interview, give a title and a job description.")
        raise InvalidTemplateError(
            errors=[FieldError(name, "missing", message) for name in missing]
        )
    return PlanBrief(
        position=title,
        level=body.level or "MID",
        job_description=job_description,
        company_name=body.company_name,
        duration_minutes=body.minutes or DEFAULT_MINUTES,
    )


def to_template_response(stored: StoredTemplate) -> TemplateResponse:
    """Return a template in its API form."""
    template = stored.template
    return TemplateResponse(
        template_id=stored.id,
        intake_id=stored.intake_id,
        interview_id=stored.interview_id,
        version=stored.version,
        title=template.title,
        company_name=template.company_name,
        level=template.level,
        profile=template.profile,
        language=template.language,
        minutes=template.minutes,
        skills=list(template.skills),
        job_description=template.job_description,
        questions=[question.text for question in template.rubric.questions],
        question_items=[
            TemplateQuestionResponse(
                question_id=question.id, text=question.text, competency=question.competency
            )
            for question in template.rubric.questions
        ],
        rubric=rubric_to_document(template.rubric),
        warnings=list(template.warnings),
        created_at=stored.created_at,
        changed_at=stored.changed_at,
    )
