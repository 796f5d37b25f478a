"""Builds intakes: the talk with a hiring manager, the documents that follow, and templates."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from vivavoce.access.domain.consent import voice_terms
from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.hiring import Hiring
from vivavoce.app.wiring.planning import has_model
from vivavoce.app.wiring.tenancy import Tenancy
from vivavoce.contracts.interview import InterviewView, read_session
from vivavoce.contracts.live import SessionRequest
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.sound import VoiceOffer
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.hiring.usecases.own_interviews import OwnInterviews
from vivavoce.infra.thinker.apart import ApartThinker
from vivavoce.infra.thinker.open import open_thinker
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound, Unavailable
from vivavoce.kernel.ids import InterviewId, PlanId, TenantId
from vivavoce.live.facade import SessionDesk, StoryReader
from vivavoce.live.ports import Address, Room, RoomNotOpen, RoomNotYours, RoomOver, Rooms
from vivavoce.planning.adapters.intakes import PostgresIntakes, PostgresTemplates
from vivavoce.planning.adapters.postgres import PostgresOrders, PostgresPlans
from vivavoce.planning.adapters.writers import ModelWriter, RulesWriter
from vivavoce.planning.facade import PlanReader
from vivavoce.planning.handlers import WorkshopHandlers
from vivavoce.planning.jobs import ArtifactJob
from vivavoce.planning.ports.intake import IntakeStore, UnknownIntake
from vivavoce.planning.routes import IntakeCases, intake_router, template_router
from vivavoce.planning.usecases.give_plan import GivePlan
from vivavoce.planning.usecases.open_intake import OpenIntake
from vivavoce.planning.usecases.order_artifacts import (
    AcceptArtifact,
    RegenerateArtifact,
    StartWorkshop,
)
from vivavoce.planning.usecases.read_intake import ReadIntakes
from vivavoce.planning.usecases.templates import InterviewFromTemplate, MakeTemplate, ReadTemplates
from vivavoce.planning.usecases.write_artifact import WriteArtifact

_OVER = "This talk has ended. Look at its documents."
_TERMS = "intake.2026-11-20"
_BEGUN = frozenset({"APPROVED", "SCHEDULED", "IN_PROGRESS"})
_WAITING = frozenset({"RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN", "PENDING"})


@dataclass(frozen=True, slots=True)
class Intakes:
    """What the roof needs of intakes."""

    routers: tuple[APIRouter, ...]
    handlers: WorkshopHandlers
    job: ArtifactJob
    store: IntakeStore


class IntakeRooms:
    """Lets the manager who is asked into the talk, and nobody else; see ``live.ports.Rooms``."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        intakes: IntakeStore,
        own: OwnInterviews,
        desk: InterviewDesk,
        sessions: SessionDesk,
        plans: PlanReader,
        voice: VoiceOffer,
    ) -> None:
        self._open_work = open_work
        self._intakes = intakes
        self._own = own
        self._desk = desk
        self._sessions = sessions
        self._plans = plans
        self._voice = voice

    async def find(self, caller: Caller, session_id: str, *, is_told_apart: bool) -> Room:
        """Return the room of a talk that the caller is asked in."""
        caller.require(Permission.INTAKE)
        interview_id = read_session(session_id)
        async with self._open_work(caller.tenant_id) as work:
            intake = interview_id and await self._intakes.find(work, interview_id)
            if not intake:
                raise UnknownIntake
            if intake.manager_id != caller.id:
                raise RoomNotYours if is_told_apart else UnknownIntake
            view = await self._own.view(work, intake.id)
        spoken, mark = voice_terms(self._voice)
        return Room(
            tenant_id=caller.tenant_id,
            interview_id=intake.id,
            consent_version=_TERMS + mark,
            consent_text=_terms(view) + spoken,
        )

    async def check(self, room: Room) -> None:
        """Return if one could go in now, else raise ``RoomNotOpen`` or ``RoomOver``."""
        async with self._open_work(room.tenant_id) as work:
            view = await self._own.view(work, room.interview_id)
            latest = await self._sessions.latest(work, room.interview_id)
        if latest is not None and latest.is_completed:
            raise RoomOver(_OVER)
        _refuse_closed(view)

    async def enter(self, tenant_id: TenantId, interview_id: InterviewId) -> Address:
        """Open the session and note it with the interview, both or neither; see the port."""
        async with self._open_work(tenant_id) as work:
            view = await self._own.view(work, interview_id, is_locked=True)
            latest = await self._sessions.latest(work, interview_id)
            # Its end may not have been heard yet: then the interview still says that it goes on.
            if latest is not None and (latest.is_completed or view.state not in _BEGUN):
                return Address(tenant_id, latest.session_id)
            _refuse_closed(view)
            opened = await self._sessions.open(work, await self._request(work, view))
            await self._desk.open_session(
                work, interview_id, str(opened.session_id), opened.attempt
            )
            return Address(tenant_id, opened.session_id)

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the manager who is asked."""
        async with self._open_work(caller.tenant_id) as work:
            intake = await self._intakes.find(work, interview_id)
        return intake is not None and intake.manager_id == caller.id

    async def _request(self, work: Work, view: InterviewView) -> SessionRequest:
        if view.plan_id is None:
            raise Unavailable("The questions are not ready yet. Try again soon.")
        plan_id = PlanId(UUID(view.plan_id))
        plan = await self._plans.by_id(work, plan_id)
        return SessionRequest(
            interview_id=view.interview_id,
            run_id=view.run_id,
            person_id=view.person_id,
            plan_id=plan_id,
            plan_version=plan.version,
            profile=PROFILES[view.profile],
            attempt=view.attempt + 1,
            position=view.position or "",
            company_name=view.company_name or "",
            # This door asks for no consent: what is kept is told before going in.
            consent_version="",
            consent_text="",
            keep_words_days=view.keep_words_days,
        )


class SignedInRooms:
    """Practice and intakes behind one socket: the interview's own door decides who may go in."""

    def __init__(
        self, *, open_work: OpenWork, desk: InterviewDesk, practice: Rooms, intakes: Rooms
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self.practice = practice
        self._intakes = intakes

    async def find(self, caller: Caller, session_id: str, *, is_told_apart: bool) -> Room:
        """Return the caller's own room."""
        rooms = await self._rooms(caller.tenant_id, read_session(session_id))
        return await rooms.find(caller, session_id, is_told_apart=is_told_apart)

    async def check(self, room: Room) -> None:
        """Return if one could go in now."""
        await (await self._rooms(room.tenant_id, room.interview_id)).check(room)

    async def enter(self, tenant_id: TenantId, interview_id: InterviewId) -> Address:
        """Open the session and start the interview."""
        return await (await self._rooms(tenant_id, interview_id)).enter(tenant_id, interview_id)

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the person that the interview is about."""
        rooms = await self._rooms(caller.tenant_id, interview_id)
        return await rooms.is_own(caller, interview_id)

    async def _rooms(self, tenant_id: TenantId, interview_id: InterviewId | None) -> Rooms:
        if interview_id is None:
            return self.practice
        async with self._open_work(tenant_id) as work:
            try:
                card = await self._desk.card(work, interview_id)
            except NotFound:
                return self.practice
        approved_by = PROFILES[card.profile].plan_approved_by
        return self._intakes if approved_by == "none" else self.practice


def build_intakes(
    on: Foundation, *, hiring: Hiring, tenancy: Tenancy, stories: StoryReader
) -> Intakes:
    """Return intakes on real adapters, with the model of the settings or the built-in rules."""
    store, templates = PostgresIntakes(on.vault), PostgresTemplates()
    found = open_thinker(on.settings, on.clock) if has_model(on.settings) else None
    thinker = found and ApartThinker(found)
    own, work = hiring.unapproved, on.open_work
    give_plan = GivePlan(
        desk=hiring.desk,
        orders=PostgresOrders(on.clock),
        plans=PostgresPlans(on.clock),
        clock=on.clock,
        ids=on.ids,
    )
    cases = IntakeCases(
        open=OpenIntake(
            open_work=work,
            desk=own,
            give_plan=give_plan,
            intakes=store,
            members=tenancy.members,
            audit=tenancy.audit,
            clock=on.clock,
            ids=on.ids,
        ),
        read=ReadIntakes(
            open_work=work, desk=own, intakes=store, members=tenancy.members, stories=stories
        ),
        regenerate=RegenerateArtifact(
            open_work=work,
            intakes=store,
            audit=tenancy.audit,
            clock=on.clock,
            ids=on.ids,
            is_by_rules=thinker is None,
        ),
        accept=AcceptArtifact(open_work=work, intakes=store, audit=tenancy.audit),
        make_template=MakeTemplate(
            open_work=work,
            desk=own,
            intakes=store,
            templates=templates,
            audit=tenancy.audit,
            clock=on.clock,
            ids=on.ids,
        ),
    )
    interview = InterviewFromTemplate(
        open_work=work, templates=templates, open_interview=hiring.open, give_plan=give_plan
    )
    write = WriteArtifact(
        open_work=work,
        desk=own,
        intakes=store,
        stories=stories,
        writer=ModelWriter(thinker, deadline_s=on.settings.llm_deadline_s)
        if thinker
        else RulesWriter(),
        clock=on.clock,
    )
    return Intakes(
        routers=(intake_router(cases), template_router(ReadTemplates(work, templates), interview)),
        handlers=WorkshopHandlers(StartWorkshop(store, on.clock, on.ids)),
        job=ArtifactJob(write),
        store=store,
    )


def build_signed_in_rooms(
    on: Foundation,
    intakes: Intakes,
    *,
    practice: Rooms,
    hiring: Hiring,
    sessions: SessionDesk,
    plans: PlanReader,
    voice: VoiceOffer,
) -> SignedInRooms:
    """Return the rooms of everybody who signs in."""
    return SignedInRooms(
        open_work=on.open_work,
        desk=hiring.desk,
        practice=practice,
        intakes=IntakeRooms(
            open_work=on.open_work,
            intakes=intakes.store,
            own=hiring.unapproved,
            desk=hiring.desk,
            sessions=sessions,
            plans=plans,
            voice=voice,
        ),
    )


def _refuse_closed(view: InterviewView) -> None:
    if view.state in _WAITING:
        raise RoomNotOpen("The questions are not ready yet. Try again soon.")
    if view.state not in _BEGUN:
        raise RoomOver(_OVER)


def _terms(view: InterviewView) -> str:
    days = view.keep_words_days
    return (
        "You talk with a computer program about a position. What you say or type is kept for your "
        f"organisation and written into drafts; it is deleted after {days} days. You are not rated."
    )
