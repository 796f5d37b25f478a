"""Practice sessions: combines practice, the interview and the live session for a signed-in person."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from vivavoce.access.domain.consent_text import build_voice_terms
from vivavoce.contracts.interview import InterviewSnapshot, parse_practice_session_id
from vivavoce.contracts.live_session import LiveSessionSpec
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.video import RecordingConsentText
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.usecases.self_service import SelfServiceInterviews
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError, UnavailableError
from vivavoce.kernel.ids import InterviewId, PlanId, TenantId
from vivavoce.kernel.translation import phrase, translatable
from vivavoce.live.ports import (
    NotSessionOwnerError,
    PlanNotApprovedError,
    SelfServiceSession,
    SelfServiceSessionEndedError,
    SessionAddress,
)
from vivavoce.live.usecases.session_lifecycle import SessionLifecycle
from vivavoce.planning.facade import PlanService
from vivavoce.practice.domain.draft import is_overdue, practice_status, status_details
from vivavoce.practice.usecases.own_practice import PracticeAccess, PracticeSessionNotFoundError

_CONSENT_EDITION = "2026-11-29"
_OPEN_STATUSES = ("draft", "configured", "in_progress")


class PracticeSelfServiceSessions:
    """Finds practice sessions and admits people; see the port ``SelfServiceSessions``."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        owners: PracticeAccess,
        self_service_interviews: SelfServiceInterviews,
        interviews: InterviewFacade,
        sessions: SessionLifecycle,
        plans: PlanService,
        clock: Clock,
        voice: VoiceAvailability,
        build_voice_recording_text: Callable[[str], RecordingConsentText],
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._self_service_interviews = self_service_interviews
        self._interviews = interviews
        self._sessions = sessions
        self._plans = plans
        self._clock = clock
        self._voice = voice
        self._build_voice_recording_text = build_voice_recording_text

    async def find(
        self, caller: Caller, session_id: str, *, is_existence_revealed: bool
    ) -> SelfServiceSession:
        """Return the caller's own session.

        Raises ``PracticeSessionNotFoundError`` or ``NotSessionOwnerError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            try:
                view = await self._owners.load_session(work, caller, session_id)
            except PracticeSessionNotFoundError:
                if is_existence_revealed and await self._exists(work, session_id):
                    raise NotSessionOwnerError from None
                raise
        version, text = _consent_terms(view.transcript_retention_days, self._voice)
        return SelfServiceSession(
            tenant_id=caller.tenant_id,
            interview_id=view.interview_id,
            consent_version=version,
            consent_text=text,
            build_voice_recording_text=self._build_voice_recording_text
            if self._voice.is_available and self._voice.answer_mode != "typed"
            else None,
        )

    async def ensure_open(self, session: SelfServiceSession) -> None:
        """Return if the session could be joined now.

        Raises ``PlanNotApprovedError`` or ``SelfServiceSessionEndedError``.
        """
        async with self._open_work(session.tenant_id) as work:
            view = await self._self_service_interviews.view(work, session.interview_id)
            latest = await self._sessions.find_latest(work, session.interview_id)
            if latest is not None and latest.is_over and not latest.has_technical_failure:
                raise SelfServiceSessionEndedError(extra=status_details(view))
            self._require_open(view)

    async def start(self, tenant_id: TenantId, interview_id: InterviewId) -> SessionAddress:
        """Open the session and record it with the interview in one transaction; see the port."""
        async with self._open_work(tenant_id) as work:
            view = await self._self_service_interviews.view(work, interview_id, is_locked=True)
            latest = await self._sessions.find_latest(work, interview_id)
            if latest is not None and latest.is_over and not latest.has_technical_failure:
                return SessionAddress(tenant_id, latest.session_id)
            self._require_open(view)
            opened = await self._sessions.open(work, await self._request(work, view))
            await self._interviews.open_session(
                work, interview_id, str(opened.session_id), opened.attempt
            )
            return SessionAddress(tenant_id, opened.session_id)

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the person that the interview is about."""
        if not caller.is_person:
            return False
        async with self._open_work(caller.tenant_id) as work:
            try:
                view = await self._self_service_interviews.view(work, interview_id)
            except NotFoundError:
                return False
            return view.person_id == await self._owners.find_own_person(work, caller)

    async def _exists(self, work: UnitOfWork, session_id: str) -> bool:
        interview_id = parse_practice_session_id(session_id)
        if interview_id is None:
            return False
        try:
            await self._self_service_interviews.view(work, interview_id)
        except NotFoundError:
            return False
        return True

    def _require_open(self, view: InterviewSnapshot) -> None:
        status = practice_status(view)
        if is_overdue(view, self._clock.now()) or status not in _OPEN_STATUSES:
            raise SelfServiceSessionEndedError(extra=status_details(view))
        if status == "draft":
            raise PlanNotApprovedError(extra=status_details(view))

    async def _request(self, work: UnitOfWork, view: InterviewSnapshot) -> LiveSessionSpec:
        if view.plan_id is None:
            raise UnavailableError("The questions are not ready yet. Try again soon.")
        plan_id = PlanId(UUID(view.plan_id))
        plan = await self._plans.by_id(work, plan_id)
        profile = PROFILES[view.profile]
        version, text = _consent_terms(view.transcript_retention_days, self._voice)
        return LiveSessionSpec(
            interview_id=view.interview_id,
            run_id=view.run_id,
            person_id=view.person_id,
            plan_id=plan_id,
            plan_version=plan.version,
            profile=profile,
            attempt=view.attempt + 1,
            position=view.position or "",
            company_name=view.company_name or "",
            consent_version=version,
            consent_text=text,
            accepted_consent_version=version,
            consent_method="click",
            transcript_retention_days=view.transcript_retention_days,
            persona_id=view.persona_id,
        )


def _consent_terms(keep_days: int, voice: VoiceAvailability) -> tuple[str, str]:
    """Return version and text of the consent terms; the version identifies exactly this text."""
    sentences = (
        phrase("A computer program conducts this practice interview, not a person."),
        phrase("A program stores and reads what you say or type, and writes a review for you."),
        phrase("Only you can see both."),
        phrase("If someone assigned this practice to you, that person sees its result."),
        translatable("It is deleted after {days} days.", days=keep_days),
        phrase("You can stop at any time."),
        phrase("By entering, you agree to this."),
    )
    text = " ".join(sentences)
    spoken, mark = build_voice_terms(voice)
    return f"practice.{_CONSENT_EDITION}.{keep_days}{mark}", text + spoken
