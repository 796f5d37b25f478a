"""Builds phone interviews: outgoing calls, the provider's callbacks, the media stream."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter

from vivavoce.access.adapters.consent_additions import PostgresConsentAdditionRepository
from vivavoce.access.domain.consent_text import ConsentText, build_consent_text
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.app.wiring.voice import VoiceSlice, build_livekit_server
from vivavoce.contracts.call_updates import CallUpdate, CandidatePresence
from vivavoce.contracts.live_session import LiveSessionSpec
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.recordings import CandidateRecordingsFactory
from vivavoce.contracts.video import SPOKEN_OFFER_MARK
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.infra.egress.client import make_outbound_http_client
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.errors import UnavailableError
from vivavoce.kernel.ids import InterviewId, PlanId, SessionId
from vivavoce.kernel.translation import phrase, translate
from vivavoce.live.usecases.session_lifecycle import SessionLifecycle
from vivavoce.live.usecases.session_log_updates import CallUpdateRecorder
from vivavoce.media.domain.video import build_voice_consent_text
from vivavoce.planning.facade import PlanService
from vivavoce.tenancy.facade import TenantReader
from vivavoce.voice.adapters.postgres_calls import PostgresCallFinder, PostgresCallRepository
from vivavoce.voice.adapters.postgres_room_connections import PostgresRoomConnectionRepository
from vivavoce.voice.adapters.twilio import TwilioTelephony
from vivavoce.voice.domain.calls.twilio import MEDIA_STREAM_PATH
from vivavoce.voice.ports.calls import PhoneInterview, TelephonyProvider
from vivavoce.voice.ports.rooms import LiveSessionConnector, StartVoiceConnection
from vivavoce.voice.routes.calls import (
    ATTEMPT_PARAMETER,
    STATUS_PATH,
    VOICE_PATH,
    build_call_router,
    build_telephony_router,
)
from vivavoce.voice.sockets.media_stream import MediaStreamDependencies, build_media_stream_router
from vivavoce.voice.usecases.call_callbacks import (
    PLACE_CALL_JOB,
    CallbackSignatureVerifier,
    CallCallbacks,
    CallLifecycle,
)
from vivavoce.voice.usecases.place_call import PlaceCall
from vivavoce.voice.usecases.room_access import LiveKitTelephony, RoomCalls
from vivavoce.voice.usecases.schedule_call import ScheduleCall
from vivavoce.voice.usecases.sweep_calls import SweepCalls

KEYPAD_INSTRUCTIONS = phrase(
    "If you agree, press one, or say: yes, I agree. If you do not agree, press two, or "
    "say: no, I don't agree. You can press the pound key at any time to finish your "
    "answer."
)


@dataclass(frozen=True, slots=True)
class PhoneSlice:
    """What other wiring needs of phone interviews."""

    routers: tuple[APIRouter, ...]
    place_call: PlaceCall
    sweep: SweepCalls
    callbacks: CallCallbacks
    calls_in_rooms: RoomCalls
    """Calls that a LiveKit server places."""
    _platform: Platform

    def build_stream_routes(
        self,
        sessions: LiveSessionConnector,
        converse: StartVoiceConnection,
        recordings: CandidateRecordingsFactory | None = None,
    ) -> APIRouter:
        """Return the socket for call audio; this process's host serves its sessions."""
        return build_media_stream_router(
            MediaStreamDependencies(
                callbacks=self.callbacks,
                sessions=sessions,
                start_connection=converse,
                clock=self._platform.clock,
                ids=self._platform.ids,
                recordings=recordings,
            )
        )


async def read_spoken_part(policy: TenantPolicies, work: UnitOfWork, language: str) -> ConsentText:
    """Return what callers hear after the consent text, in ``language``, and what it adds to the version.

    These are the keys and, if the organization allows it, the offer of a recording.
    """
    keys = translate(KEYPAD_INSTRUCTIONS, language)
    if not await policy.allows_voice_recording(work):
        return ConsentText(version=".spoken", text=f" {keys}")
    offer = build_voice_consent_text(language, "call")
    return ConsentText(
        version=f".spoken{SPOKEN_OFFER_MARK}{offer.version}", text=f" {offer.text} {keys}"
    )


class InterviewCalls:
    """Phone calls as hiring sees them."""

    def __init__(self, platform: Platform) -> None:
        self._calls = PostgresCallRepository(platform.vault, platform.keys)

    async def has_open_call(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether a call for an interview is in progress or planned."""
        return await self._calls.find_open_call_id(work, interview_id) is not None

    async def cancel_calls(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Enqueue a check of the open call, which ends a call that is no longer wanted."""
        call_id = await self._calls.find_open_call_id(work, interview_id)
        if call_id is not None:
            await work.enqueue(PLACE_CALL_JOB, call_id=str(call_id))


class CallInterviews:
    """Hiring's interviews as the phone slice sees them."""

    def __init__(self, interviews: InterviewFacade, tenants: TenantReader) -> None:
        self._interviews = interviews
        self._tenants = tenants

    async def resolve_interview_id(self, work: UnitOfWork, ref: str) -> InterviewId:
        """Return the id of the interview that ``ref`` names."""
        return await self._interviews.resolve_interview_id(work, ref)

    async def lock(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Lock the interview for the current transaction."""
        await self._interviews.lock_interview(work, interview_id)

    async def get(self, work: UnitOfWork, interview_id: InterviewId) -> PhoneInterview:
        """Return the interview; if it names no company, the organization's name is used."""
        interview = await self._interviews.get_candidate_details(work, interview_id)
        return PhoneInterview(
            interview_id=interview.interview_id,
            run_id=interview.run_id,
            person_id=interview.person_id,
            profile=interview.profile,
            state=interview.state,
            position=interview.position,
            company_name=interview.company_name or (await self._tenants.read(work)).name,
            opens_at=interview.opens_at,
            attempt=interview.attempt,
            attempts_left=interview.attempts_left,
            abilities=interview.abilities,
            persona_id=interview.persona_id,
            transcript_retention_days=interview.transcript_retention_days,
            is_test=interview.is_test,
            number=interview.phone_number,
            time_zone=interview.time_zone,
        )

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: SessionId, attempt: int
    ) -> None:
        """Record that a session waits for the candidate."""
        await self._interviews.open_session(work, interview_id, str(session_id), attempt)


class CallSessions:
    """Live sessions as the phone slice sees them."""

    def __init__(
        self,
        sessions: SessionLifecycle,
        log: CallUpdateRecorder,
        plans: PlanService,
        policy: TenantPolicies,
    ) -> None:
        self._sessions = sessions
        self._log = log
        self._plans = plans
        self._policy = policy

    async def get_or_create(self, work: UnitOfWork, interview: PhoneInterview) -> SessionId:
        """Return the interview's session, with its latest plan; a repeated call returns the same one."""
        plan = await self._plans.current(work, interview.interview_id)
        if plan is None:
            raise UnavailableError("The questions are not ready yet. Try again soon.")
        profile = PROFILES[interview.profile]
        additions = await PostgresConsentAdditionRepository().read_newest(work)
        language = str(plan["document"]["language"])
        consent = build_consent_text(
            interview.transcript_retention_days, language=language, additions=additions
        )
        spoken = await read_spoken_part(self._policy, work, language)
        opened = await self._sessions.open(
            work,
            LiveSessionSpec(
                interview_id=interview.interview_id,
                run_id=interview.run_id,
                person_id=interview.person_id,
                plan_id=PlanId(UUID(str(plan["planId"]))),
                plan_version=int(plan["version"]),
                profile=profile,
                attempt=interview.attempt + 1,
                position=interview.position or "",
                company_name=interview.company_name or "",
                consent_version=consent.version + spoken.version,
                consent_text=consent.text + spoken.text,
                persona_id=interview.persona_id,
                abilities=profile.abilities.with_overrides(interview.abilities),
                transcript_retention_days=interview.transcript_retention_days,
            ),
        )
        return opened.session_id

    async def append_call_event(
        self, work: UnitOfWork, session_id: SessionId, news: CallUpdate
    ) -> bool:
        """Append a call event to the session's log."""
        return await self._log.append_call_event(work, session_id, news)

    async def get_candidate_presence(
        self, work: UnitOfWork, session_id: SessionId
    ) -> CandidatePresence:
        """Return the candidate's presence in the session."""
        return await self._log.get_candidate_presence(work, session_id)


def build_phone(
    platform: Platform,
    *,
    interview_facade: InterviewFacade,
    tenants: TenantReader,
    sessions: SessionLifecycle,
    call_log: CallUpdateRecorder,
    plans: PlanService,
    audit: AuditTrail,
    policy: TenantPolicies,
    voice: VoiceSlice | None,
) -> PhoneSlice:
    """Return phone interviews; without a provider or without voice, no calls are placed."""
    settings, work = platform.settings, platform.open_work
    provider = build_phone_provider(platform) if voice is not None else None
    interviews = CallInterviews(interview_facade, tenants)
    lifecycle = CallLifecycle(
        calls=PostgresCallRepository(platform.vault, platform.keys),
        sessions=CallSessions(sessions, call_log, plans, policy),
        clock=platform.clock,
        ids=platform.ids,
    )
    finder = PostgresCallFinder(platform.database, platform.keys)
    place_call = PlaceCall(
        open_work=work,
        interviews=interviews,
        lifecycle=lifecycle,
        provider=provider,
    )
    schedule_call = ScheduleCall(
        open_work=work, interviews=interviews, lifecycle=lifecycle, provider=provider, audit=audit
    )
    callbacks = CallCallbacks(open_work=work, finder=finder, lifecycle=lifecycle)
    secret = settings.twilio_auth_token
    telephony_router = build_telephony_router(
        callbacks,
        signature_verifier=CallbackSignatureVerifier(
            secret=None if secret is None else secret.get_secret_value(),
            public_url=settings.gateway_url,
        ),
        stream_url=build_stream_url(settings),
        preload=voice.connections.preload if voice is not None else _skip_preload,
    )
    return PhoneSlice(
        routers=(build_call_router(schedule_call), telephony_router),
        place_call=place_call,
        sweep=SweepCalls(finder, place_call),
        callbacks=callbacks,
        calls_in_rooms=RoomCalls(callbacks),
        _platform=platform,
    )


def _skip_preload() -> None:
    """Do nothing: this process has no voice."""


def build_phone_provider(platform: Platform) -> TelephonyProvider | None:
    """Return the configured phone provider, Twilio before LiveKit's trunk; None without any."""
    return _build_twilio_provider(platform) or _build_livekit_provider(platform)


def _build_livekit_provider(platform: Platform) -> TelephonyProvider | None:
    server = build_livekit_server(platform)
    if server is None or platform.settings.livekit_sip_trunk is None:
        return None
    return LiveKitTelephony(
        room_server=server,
        connections=PostgresRoomConnectionRepository(platform.database, platform.open_work),
    )


def _build_twilio_provider(platform: Platform) -> TelephonyProvider | None:
    settings = platform.settings
    secret, account = settings.twilio_auth_token, settings.twilio_account_sid
    if secret is None or account is None or settings.twilio_from_number is None:
        return None
    return TwilioTelephony(
        make_outbound_http_client(platform.clock, is_local=settings.is_local),
        callback_urls=lambda attempt_id: _callback_urls(settings.gateway_url, attempt_id),
        api_url=settings.twilio_api_url,
        account=account,
        secret=secret.get_secret_value(),
        number=settings.twilio_from_number,
    )


def build_stream_url(settings: Settings) -> str:
    """Return the URL for call audio: the callbacks' host with the scheme of a WebSocket."""
    return settings.gateway_url.replace("http", "ws", 1) + MEDIA_STREAM_PATH


def _callback_urls(public_url: str, attempt_id: UUID) -> tuple[str, str]:
    query = urlencode({ATTEMPT_PARAMETER: attempt_id.hex})
    return f"{public_url}{VOICE_PATH}?{query}", f"{public_url}{STATUS_PATH}?{query}"
