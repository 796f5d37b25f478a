"""Intakes: open one, see how it stands, read and order its documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from vivavoce.contracts.interview import InterviewView, shown_session
from vivavoce.infra.web.bodies import CamelModel, OwnBody, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.ids import InterviewId
from vivavoce.planning.domain.asking import LONGEST_MINUTES, SHORTEST_MINUTES
from vivavoce.planning.domain.intake.artifacts import ArtifactKind
from vivavoce.planning.ports.intake import Artifact, Intake
from vivavoce.planning.routes.templates import TemplateBody, TemplateCard, template_card
from vivavoce.planning.usecases.open_intake import IntakeWish, OpenIntake
from vivavoce.planning.usecases.order_artifacts import AcceptArtifact, RegenerateArtifact
from vivavoce.planning.usecases.read_intake import IntakeSeen, ReadIntakes
from vivavoce.planning.usecases.templates import MakeTemplate

Text = Annotated[str, Field(min_length=1, max_length=200)]
Kind = Literal["job_description", "interview_questions", "rating_rubric", "job_simulation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCases:
    """What the routes call."""

    open: OpenIntake
    read: ReadIntakes
    regenerate: RegenerateArtifact
    accept: AcceptArtifact
    make_template: MakeTemplate


class IntakeBody(OwnBody):
    """Whom to ask about which position; without an address the caller is asked."""

    title: Text | None = None
    company_name: Text | None = None
    manager_email: Annotated[str, Field(min_length=3, max_length=254)] | None = None
    minutes: Annotated[int, Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)] | None = None


class InstructionBody(OwnBody):
    """What should be different this time."""

    instruction: Annotated[str, Field(max_length=2000)] | None = None


class VersionBody(OwnBody):
    """Which version."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ManagerCard(CamelModel):
    """Who is asked."""

    id: UUID
    name: str | None


class ConceptCard(CamelModel):
    """How much was said about one concept: never a reading of the person."""

    concept: str
    reward: Literal["excellent", "acceptable", "lacking"]
    quote: str | None
    turn: int | None


class IntakeCard(CamelModel):
    """An intake. ``sessionId`` is what the socket and its ticket take."""

    intake_id: UUID
    interview_id: UUID
    session_id: str
    state: str
    title: str | None
    company_name: str | None
    manager: ManagerCard
    concepts: list[ConceptCard]
    created_at: datetime


class IntakeList(CamelModel):
    """Intakes, newest first; what was said in them stands in each alone."""

    intakes: list[IntakeCard]


class TableCard(CamelModel):
    """A table: every row has a cell for every column."""

    columns: list[str]
    rows: list[list[str]]


class ArtifactCard(CamelModel):
    """One version of a document; ``content`` is Markdown. ``notes`` say what was left out, and why."""

    kind: Kind
    title: str | None
    version: int
    status: Literal["queued", "writing", "ready", "failed"]
    content: str | None
    table: TableCard | None
    made_by: str | None
    regenerated_from: int | None
    instruction: str | None
    is_accepted: bool
    created_at: datetime
    failure: str | None
    notes: list[str]


class ArtifactList(CamelModel):
    """All versions of all documents: by kind, the newest version first."""

    artifacts: list[ArtifactCard]


def intake_router(on: IntakeCases) -> APIRouter:
    """Return the routes of intakes, below ``/api/v1``."""
    whole = APIRouter(prefix="/api/v1")
    routes = own_router("intakes")
    _add_intakes(routes, on)
    _add_artifacts(routes, on)
    whole.include_router(routes)
    return whole


def _add_intakes(routes: APIRouter, on: IntakeCases) -> None:
    @routes.post("/intakes", status_code=201)
    async def open_intake(body: IntakeBody, caller: CallerOf) -> IntakeCard:
        """Open a talk with a hiring manager; its questions are there at once."""
        wish = IntakeWish(
            title=body.title,
            company_name=body.company_name,
            manager_email=body.manager_email,
            minutes=body.minutes,
        )
        intake, view = await on.open(caller, wish)
        return _card(intake, view, view.candidate_name)

    @routes.get("/intakes")
    async def list_intakes(caller: CallerOf) -> IntakeList:
        """List the newest intakes that the caller may see."""
        return IntakeList(intakes=[_seen(one) for one in await on.read.listed(caller)])

    @routes.get("/intakes/{intake_id}")
    async def get_intake(intake_id: UUID, caller: CallerOf) -> IntakeCard:
        """Show an intake, with what was said about each concept."""
        return _seen(await on.read.one(caller, InterviewId(intake_id)))

    @routes.post("/intakes/{intake_id}/template", status_code=201)
    async def make_template(intake_id: UUID, body: TemplateBody, caller: CallerOf) -> TemplateCard:
        """Make a template of the accepted documents."""
        made = await on.make_template(
            caller,
            InterviewId(intake_id),
            title=body.title,
            profile=body.profile,
            level=body.level,
            minutes=body.minutes,
        )
        return template_card(made)


def _add_artifacts(routes: APIRouter, on: IntakeCases) -> None:
    @routes.get("/intakes/{intake_id}/artifacts")
    async def list_artifacts(intake_id: UUID, caller: CallerOf) -> ArtifactList:
        """Show every version of every document."""
        found = await on.read.artifacts(caller, InterviewId(intake_id))
        return ArtifactList(artifacts=[_artifact(one) for one in found])

    @routes.post("/intakes/{intake_id}/artifacts/{kind}/regenerate", status_code=202)
    async def regenerate_artifact(
        intake_id: UUID, kind: Kind, body: InstructionBody, caller: CallerOf
    ) -> ArtifactCard:
        """Have a document written once more; the versions before it stay."""
        named: ArtifactKind = kind
        intake = InterviewId(intake_id)
        return _artifact(await on.regenerate(caller, intake, named, body.instruction))

    @routes.post("/intakes/{intake_id}/artifacts/{kind}/accept")
    async def accept_artifact(
        intake_id: UUID, kind: Kind, body: VersionBody, caller: CallerOf
    ) -> ArtifactCard:
        """Make one version the one that templates are made of."""
        named: ArtifactKind = kind
        return _artifact(await on.accept(caller, InterviewId(intake_id), named, body.version))


def _seen(seen: IntakeSeen) -> IntakeCard:
    card = _card(seen.intake, seen.view, seen.manager)
    card.concepts = [
        ConceptCard(concept=one.concept, reward=one.reward, quote=one.quote, turn=one.turn)
        for one in seen.concepts
    ]
    return card


def _card(intake: Intake, view: InterviewView, manager: str | None) -> IntakeCard:
    return IntakeCard(
        intake_id=intake.id,
        interview_id=intake.id,
        session_id=shown_session(intake.id),
        state=view.state,
        title=view.position,
        company_name=view.company_name,
        manager=ManagerCard(id=intake.manager_id, name=manager),
        concepts=[],
        created_at=intake.created_at,
    )


def _artifact(one: Artifact) -> ArtifactCard:
    written = one.written
    table = None if written is None or written.table is None else written.table
    return ArtifactCard(
        kind=one.kind,
        title=None if written is None else written.title,
        version=one.version,
        status=one.status,
        content=None if written is None else written.content,
        table=None
        if table is None
        else TableCard(columns=list(table.columns), rows=[list(row) for row in table.rows]),
        made_by=None if written is None else written.made_by,
        regenerated_from=one.regenerated_from,
        instruction=one.instruction,
        is_accepted=one.is_accepted,
        created_at=one.created_at,
        failure=one.failure,
        notes=[] if written is None else list(written.notes),
    )
