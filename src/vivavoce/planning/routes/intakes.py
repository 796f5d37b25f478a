"""Routes of intakes: open and read them, and make a template of their accepted documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.contracts.interview import InterviewSnapshot, format_practice_session_id
from vivavoce.infra.cursors import read_time_and_id, write_cursor
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.ids import InterviewId
from vivavoce.planning.domain.intake_plan import MAX_INTAKE_MINUTES, MIN_INTAKE_MINUTES
from vivavoce.planning.ports.intake import Intake
from vivavoce.planning.routes.intake_artifacts import add_artifact_routes
from vivavoce.planning.routes.templates import (
    CreateTemplateRequest,
    TemplateResponse,
    to_template_response,
)
from vivavoce.planning.usecases.intake_artifacts import ManageIntakeArtifacts
from vivavoce.planning.usecases.intakes import (
    MAX_INTAKES,
    IntakeDetails,
    IntakeOptions,
    OpenIntake,
    ReadIntakes,
)
from vivavoce.planning.usecases.templates import ManageTemplates

ShortText = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeUseCases:
    """The use cases that the routes call."""

    open: OpenIntake
    read: ReadIntakes
    artifacts: ManageIntakeArtifacts
    templates: ManageTemplates


class OpenIntakeRequest(StrictRequestModel):
    """The position and the hiring manager; without an e-mail address, the caller is the manager."""

    title: ShortText | None = Field(None, examples=["Warehouse supervisor"])
    """The title of the position; if absent, the conversation has to give it."""
    company_name: ShortText | None = Field(None, examples=["Example Logistics"])
    """The company that hires."""
    manager_email: Annotated[str, Field(min_length=3, max_length=254)] | None = Field(
        None, examples=["grace@example.com"]
    )
    """The e-mail address of the member to interview. If absent, the caller is interviewed."""
    minutes: Annotated[int, Field(ge=MIN_INTAKE_MINUTES, le=MAX_INTAKE_MINUTES)] | None = Field(
        None, examples=[25]
    )
    """The planned length of the conversation, in minutes."""


class HiringManagerResponse(CamelModel):
    """The hiring manager who is interviewed."""

    id: UUID
    """The manager's account id."""
    name: str | None = Field(examples=["Grace Hopper"])
    """The manager's name; null if it is not known or was erased."""


class IntakeConceptResponse(CamelModel):
    """How well the answers cover one concept; not an assessment of the person."""

    concept: str = Field(examples=["Responsibilities"])
    """What the answers should tell about the position."""
    reward: Literal["excellent", "acceptable", "lacking"]
    """How well the answers cover it."""
    quote: str | None
    """The words that cover it best; null if none do."""
    turn: int | None
    """The turn that the quote is from; null without a quote."""


class IntakeResponse(CamelModel):
    """An intake: an interview with a hiring manager about a position."""

    intake_id: UUID
    """The intake's id."""
    interview_id: UUID
    """The id of its interview, which is the same."""
    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The id for the WebSocket and its ticket."""
    state: str = Field(examples=["APPROVED"])
    """The state of the interview."""
    title: str | None = Field(examples=["Warehouse supervisor"])
    """The title of the position; null if none was given."""
    company_name: str | None = Field(examples=["Example Logistics"])
    """The company that hires; null if none was given."""
    manager: HiringManagerResponse
    """The member who is interviewed."""
    concepts: list[IntakeConceptResponse]
    """How well the answers cover each concept so far; filled only when a single intake is read."""
    template_id: UUID | None = None
    """The newest template made of its documents; null if there is none, and in the list of intakes."""
    created_at: datetime
    """When the intake was opened."""


class IntakeListResponse(CamelModel):
    """Intakes, newest first."""

    intakes: list[IntakeResponse]
    """Those of the page that the caller may see; there can be fewer than `limit`."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


def build_intake_router(use_cases: IntakeUseCases) -> APIRouter:
    """Return the routes of intakes, below ``/api/v1``."""
    router = ApiRouter(prefix="/api/v1")
    routes = make_strict_router("intakes")
    _add_intake_routes(routes, use_cases)
    add_artifact_routes(routes, use_cases.read, use_cases.artifacts)
    router.include_router(routes)
    return router


def _add_intake_routes(routes: APIRouter, use_cases: IntakeUseCases) -> None:
    @routes.post("/intakes", status_code=201)
    async def open_intake(body: OpenIntakeRequest, caller: CurrentCaller) -> IntakeResponse:
        """Open an intake interview with a hiring manager; its questions are ready immediately."""
        options = IntakeOptions(
            title=body.title,
            company_name=body.company_name,
            manager_email=body.manager_email,
            minutes=body.minutes,
        )
        intake, view = await use_cases.open(caller, options)
        return _to_response(intake, view, view.candidate_name)

    @routes.get("/intakes")
    async def list_intakes(
        caller: CurrentCaller,
        limit: Annotated[int, Query(ge=1, le=MAX_INTAKES)] = MAX_INTAKES,
        cursor: CursorParam = None,
    ) -> IntakeListResponse:
        """List the newest intakes that you may see."""
        found, place = await use_cases.read.list_intakes(
            caller, limit=limit, after=read_time_and_id("intakes", cursor)
        )
        return IntakeListResponse(
            intakes=[_to_detailed_response(details) for details in found],
            next_cursor=None if place is None else write_cursor("intakes", *place),
        )

    @routes.get("/intakes/{intake_id}")
    async def get_intake(intake_id: UUID, caller: CurrentCaller) -> IntakeResponse:
        """Get an intake with the coverage of each concept."""
        return _to_detailed_response(
            await use_cases.read.get_intake(caller, InterviewId(intake_id))
        )

    @routes.post("/intakes/{intake_id}/template", status_code=201)
    async def make_template(
        intake_id: UUID, body: CreateTemplateRequest, caller: CurrentCaller
    ) -> TemplateResponse:
        """Create a template from the accepted documents."""
        template = await use_cases.templates.create_template(
            caller,
            InterviewId(intake_id),
            title=body.title,
            profile=body.profile,
            level=body.level,
            minutes=body.minutes,
        )
        return to_template_response(template)


def _to_detailed_response(details: IntakeDetails) -> IntakeResponse:
    card = _to_response(details.intake, details.view, details.manager_name)
    card.concepts = [
        IntakeConceptResponse(
            concept=concept.concept, reward=concept.reward, quote=concept.quote, turn=concept.turn
        )
        for concept in details.concepts
    ]
    card.template_id = details.template_id
    return card


def _to_response(intake: Intake, view: InterviewSnapshot, manager: str | None) -> IntakeResponse:
    return IntakeResponse(
        intake_id=intake.id,
        interview_id=intake.id,
        session_id=format_practice_session_id(intake.id),
        state=view.state,
        title=view.position,
        company_name=view.company_name,
        manager=HiringManagerResponse(id=intake.manager_id, name=manager),
        concepts=[],
        created_at=intake.created_at,
    )
