"""Builds intakes: the interview with a hiring manager, the resulting documents, and templates."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from vivavoce.access.domain.consent_text import build_voice_terms
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.hiring import HiringSlice
from vivavoce.app.wiring.planning import uses_model
from vivavoce.app.wiring.tenancy import TenancySlice
from vivavoce.contracts.interview import InterviewSnapshot, parse_practice_session_id
from vivavoce.contracts.live_session import LiveSessionSpec
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.usecases.self_service import SelfServiceInterviews
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFoundError, UnavailableError
from vivavoce.kernel.ids import InterviewId, PlanId, TenantId
from vivavoce.kernel.translation import translatable
from vivavoce.live.ports import (
    NotSessionOwnerError,
    PlanNotApprovedError,
    SelfServiceSession,
    SelfServiceSessionEndedError,
    SelfServiceSessions,
    SessionAddress,
)
from vivavoce.live.usecases.read_session import ReadInterviewTranscript
from vivavoce.live.usecases.session_lifecycle import SessionLifecycle
from vivavoce.planning.adapters.artifact_writers import ModelArtifactWriter, write_by_rules
from vivavoce.planning.adapters.postgres_intakes import PostgresIntakeRepository
from vivavoce.planning.adapters.postgres_plans import PostgresPlanRepository
from vivavoce.planning.facade import PlanService
from vivavoce.planning.handlers import IntakeHandlers, WriteArtifactJob
from vivavoce.planning.ports.intake import IntakeNotFoundError, IntakeRepository
from vivavoce.planning.routes import IntakeUseCases, build_intake_router, build_template_router
from vivavoce.planning.usecases.accept_plan import AttachPlan
from vivavoce.planning.usecases.edit_templates import EditTemplates
from vivavoce.planning.usecases.intake_artifacts import ManageIntakeArtifacts
from vivavoce.planning.usecases.intakes import OpenIntake, ReadIntakes
from vivavoce.planning.usecases.templates import ManageTemplates
from vivavoce.planning.usecases.write_artifact import WriteArtifact

_SESSION_OVER = translatable("This conversation has ended. See its documents.")
_TERMS_VERSION = "intake.2026-11-29"
_STARTED_STATES = frozenset({"APPROVED", "SCHEDULED", "IN_PROGRESS"})
_PLANNING_STATES = frozenset({"RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN", "PENDING"})


@dataclass(frozen=True, slots=True)
class IntakeSlice:
    """What other wiring needs of intakes."""

    routers: tuple[APIRouter, ...]
    templates: ManageTemplates
    handlers: IntakeHandlers
    job: WriteArtifactJob
    store: IntakeRepository


class IntakeSelfServiceSessions:
    """Admits only the hiring manager to the session; see the port ``SelfServiceSessions``."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        intakes: IntakeRepository,
        self_service_interviews: SelfServiceInterviews,
        interviews: InterviewFacade,
        sessions: SessionLifecycle,
        plans: PlanService,
        voice: VoiceAvailability,
    ) -> None:
        self._open_work = open_work
        self._intakes = intakes
        self._self_service_interviews = self_service_interviews
        self._interviews = interviews
        self._sessions = sessions
        self._plans = plans
        self._voice = voice

    async def find(
        self, caller: Caller, session_id: str, *, is_existence_revealed: bool
    ) -> SelfServiceSession:
        """Return the session of the intake in which the caller is interviewed."""
        caller.require(Permission.INTAKE_USE)
        interview_id = parse_practice_session_id(session_id)
        async with self._open_work(caller.tenant_id) as work:
            intake = interview_id and await self._intakes.find(work, interview_id)
            if not intake:
                raise IntakeNotFoundError
            if intake.manager_id != caller.id:
                raise NotSessionOwnerError if is_existence_revealed else IntakeNotFoundError
            view = await self._self_service_interviews.view(work, intake.id)
        spoken, mark = build_voice_terms(self._voice)
        return SelfServiceSession(
            tenant_id=caller.tenant_id,
            interview_id=intake.id,
            consent_version=_TERMS_VERSION + mark,
            consent_text=_terms_text(view) + spoken,
        )

    async def ensure_open(self, session: SelfServiceSession) -> None:
        """Return if the session could be joined now.

        Raises ``PlanNotApprovedError`` or ``SelfServiceSessionEndedError``.
        """
        async with self._open_work(session.tenant_id) as work:
            view = await self._self_service_interviews.view(work, session.interview_id)
            latest = await self._sessions.find_latest(work, session.interview_id)
        if latest is not None and latest.is_completed:
            raise SelfServiceSessionEndedError(_SESSION_OVER)
        _require_open(view)

    async def start(self, tenant_id: TenantId, interview_id: InterviewId) -> SessionAddress:
        """Open the session and record it with the interview in one transaction; see the port."""
        async with self._open_work(tenant_id) as work:
            view = await self._self_service_interviews.view(work, interview_id, is_locked=True)
            latest = await self._sessions.find_latest(work, interview_id)
            # Its end may not have been processed yet: then the interview is still marked as in progress.
            if latest is not None and (latest.is_completed or view.state not in _STARTED_STATES):
                return SessionAddress(tenant_id, latest.session_id)
            _require_open(view)
            opened = await self._sessions.open(work, await self._request(work, view))
            await self._interviews.open_session(
                work, interview_id, str(opened.session_id), opened.attempt
            )
            return SessionAddress(tenant_id, opened.session_id)

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the hiring manager of the intake."""
        async with self._open_work(caller.tenant_id) as work:
            intake = await self._intakes.find(work, interview_id)
        return intake is not None and intake.manager_id == caller.id

    async def _request(self, work: UnitOfWork, view: InterviewSnapshot) -> LiveSessionSpec:
        if view.plan_id is None:
            raise UnavailableError("The questions are not ready yet. Try again soon.")
        plan_id = PlanId(UUID(view.plan_id))
        plan = await self._plans.by_id(work, plan_id)
        return LiveSessionSpec(
            interview_id=view.interview_id,
            run_id=view.run_id,
            person_id=view.person_id,
            plan_id=plan_id,
            plan_version=plan.version,
            profile=PROFILES[view.profile],
            attempt=view.attempt + 1,
            position=view.position or "",
            company_name=view.company_name or "",
            # This profile asks for no consent: retention is explained before the session starts.
            consent_version="",
            consent_text="",
            transcript_retention_days=view.transcript_retention_days,
        )


class SelfServiceSessionRouter:
    """Practice and intakes behind one socket: the interview's profile decides who may join."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: InterviewFacade,
        practice: SelfServiceSessions,
        intakes: SelfServiceSessions,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self.practice = practice
        self._intakes = intakes

    async def find(
        self, caller: Caller, session_id: str, *, is_existence_revealed: bool
    ) -> SelfServiceSession:
        """Return the caller's own session."""
        sessions = await self._sessions_of(caller.tenant_id, parse_practice_session_id(session_id))
        return await sessions.find(caller, session_id, is_existence_revealed=is_existence_revealed)

    async def ensure_open(self, session: SelfServiceSession) -> None:
        """Return if the session could be joined now."""
        await (await self._sessions_of(session.tenant_id, session.interview_id)).ensure_open(
            session
        )

    async def start(self, tenant_id: TenantId, interview_id: InterviewId) -> SessionAddress:
        """Open the session and start the interview."""
        return await (await self._sessions_of(tenant_id, interview_id)).start(
            tenant_id, interview_id
        )

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the person that the interview is about."""
        sessions = await self._sessions_of(caller.tenant_id, interview_id)
        return await sessions.is_own(caller, interview_id)

    async def _sessions_of(
        self, tenant_id: TenantId, interview_id: InterviewId | None
    ) -> SelfServiceSessions:
        if interview_id is None:
            return self.practice
        async with self._open_work(tenant_id) as work:
            try:
                interview = await self._interviews.get_candidate_details(work, interview_id)
            except NotFoundError:
                return self.practice
        approved_by = PROFILES[interview.profile].plan_approved_by
        return self._intakes if approved_by == "none" else self.practice


def build_intakes(
    platform: Platform,
    *,
    hiring: HiringSlice,
    tenancy: TenancySlice,
    interview_transcripts: ReadInterviewTranscript,
) -> IntakeSlice:
    """Return intakes with production adapters, and the configured model or the built-in rules."""
    store = PostgresIntakeRepository(platform.vault)
    language_model = platform.language_model if uses_model(platform.settings) else None
    own, work = hiring.intake_interviews, platform.open_work
    attach_plan = AttachPlan(
        interviews=hiring.interviews,
        plans=PostgresPlanRepository(platform.clock),
        clock=platform.clock,
        ids=platform.ids,
    )
    artifacts = ManageIntakeArtifacts(
        open_work=work,
        intakes=store,
        audit=tenancy.audit,
        clock=platform.clock,
        ids=platform.ids,
        is_rule_based=language_model is None,
    )
    templates = ManageTemplates(
        open_work=work,
        interviews=own,
        intakes=store,
        open_interview=hiring.open_interview,
        attach_plan=attach_plan,
        audit=tenancy.audit,
        clock=platform.clock,
        ids=platform.ids,
    )
    edit_templates = EditTemplates(
        open_work=work,
        templates=store,
        plans=PostgresPlanRepository(platform.clock),
        read_interview=hiring.read_staff_interview,
        members=tenancy.members,
        audit=tenancy.audit,
        clock=platform.clock,
        ids=platform.ids,
    )
    cases = IntakeUseCases(
        open=OpenIntake(
            open_work=work,
            interviews=own,
            attach_plan=attach_plan,
            intakes=store,
            members=tenancy.members,
            audit=tenancy.audit,
            clock=platform.clock,
            ids=platform.ids,
        ),
        read=ReadIntakes(
            open_work=work,
            interviews=own,
            intakes=store,
            members=tenancy.members,
            transcripts=interview_transcripts,
        ),
        artifacts=artifacts,
        templates=templates,
    )
    write = WriteArtifact(
        open_work=work,
        interviews=own,
        intakes=store,
        transcripts=interview_transcripts,
        writer=ModelArtifactWriter(
            language_model, deadline_s=platform.settings.llm_deadline_s
        ).write
        if language_model
        else write_by_rules,
        clock=platform.clock,
    )
    return IntakeSlice(
        routers=(
            build_intake_router(cases),
            build_template_router(templates, edit_templates),
        ),
        templates=templates,
        handlers=IntakeHandlers(artifacts),
        job=WriteArtifactJob(write),
        store=store,
    )


def build_self_service_sessions(
    platform: Platform,
    intakes: IntakeSlice,
    *,
    practice: SelfServiceSessions,
    hiring: HiringSlice,
    sessions: SessionLifecycle,
    plans: PlanService,
    voice: VoiceAvailability,
) -> SelfServiceSessionRouter:
    """Return the sessions of all signed-in people."""
    return SelfServiceSessionRouter(
        open_work=platform.open_work,
        interviews=hiring.interviews,
        practice=practice,
        intakes=IntakeSelfServiceSessions(
            open_work=platform.open_work,
            intakes=intakes.store,
            self_service_interviews=hiring.intake_interviews,
            interviews=hiring.interviews,
            sessions=sessions,
            plans=plans,
            voice=voice,
        ),
    )


def _require_open(view: InterviewSnapshot) -> None:
    if view.state in _PLANNING_STATES:
        raise PlanNotApprovedError("The questions are not ready yet. Try again soon.")
    if view.state not in _STARTED_STATES:
        raise SelfServiceSessionEndedError(_SESSION_OVER)


def _terms_text(view: InterviewSnapshot) -> str:
    days = view.transcript_retention_days
    return (
        "A computer program asks you about a position. What you say or type is stored "
        f"for your organization and used to write drafts. It is deleted after {days} "
        "days. Your answers are not scored."
    )
