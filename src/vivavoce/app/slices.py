"""Builds and connects all slices, and lists their routes in the order of the OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter

from vivavoce.app.admin_metrics import build_admin_metrics_router
from vivavoce.app.bus_status import BusStatusReader
from vivavoce.app.bus_status import router as bus_routes
from vivavoce.app.certificate_routes import build_certificate_router
from vivavoce.app.dead_letter_routes import router as admin_routes
from vivavoce.app.installation_routes import build_installation_router
from vivavoce.app.platform import Platform
from vivavoce.app.qualification_routes import build_qualification_router
from vivavoce.app.runs.run import RunKind
from vivavoce.app.wiring.access import (
    AccessSlice,
    build_access,
    build_access_router,
    build_consent_routes,
)
from vivavoce.app.wiring.analytics import AnalyticsSlice, build_analytics
from vivavoce.app.wiring.assessment import (
    AssessmentSlice,
    PanelSlice,
    build_assessment_reader,
    build_assessment_slice,
    build_panel,
)
from vivavoce.app.wiring.ats import AtsSlice, build_ats
from vivavoce.app.wiring.calendars import CalendarSlice, build_calendars
from vivavoce.app.wiring.delivery import (
    DeliverySlice,
    StaffEmails,
    build_delivery,
    build_delivery_routers,
)
from vivavoce.app.wiring.hiring import HiringSlice, build_hiring
from vivavoce.app.wiring.hiring.dependencies import HiringDependencies
from vivavoce.app.wiring.hiring.erasers import (
    build_interview_data_erasers,
    build_subject_data_eraser,
)
from vivavoce.app.wiring.intake import (
    IntakeSlice,
    SelfServiceSessionRouter,
    build_intakes,
    build_self_service_sessions,
)
from vivavoce.app.wiring.live import LiveSlice, build_live
from vivavoce.app.wiring.media import MediaSlice, build_media
from vivavoce.app.wiring.model_qualification import (
    ModelQualifications,
    build_model_qualifications,
)
from vivavoce.app.wiring.model_scoring import (
    ModelScoring,
    build_certificate_end_reader,
    build_model_scoring,
)
from vivavoce.app.wiring.phone import (
    InterviewCalls,
    PhoneSlice,
    build_phone,
    read_spoken_part,
)
from vivavoce.app.wiring.planning import (
    PlanningSlice,
    build_plan_reader,
    build_planning,
    uses_model,
)
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.app.wiring.practice import PracticeSlice, build_practice
from vivavoce.app.wiring.practice.assistant import PracticeAssistant, build_assistant
from vivavoce.app.wiring.practice.self_service import PracticeSelfServiceSessions
from vivavoce.app.wiring.runs import (
    build_external_plan_handler,
    build_run_routes,
    external_run_kinds,
)
from vivavoce.app.wiring.tenancy import TenancySlice, build_tenancy
from vivavoce.app.wiring.voice import (
    LiveKitSlice,
    VoiceSlice,
    build_livekit,
    build_speech_routes,
    voice_availability,
)
from vivavoce.infra.bus import EventHandler
from vivavoce.media.domain.video import VIDEO_CONSENT_TEXT, build_voice_consent_text


@dataclass(frozen=True, slots=True)
class Slices:
    """All slices, ready to be served by roles."""

    tenancy: TenancySlice
    policies: TenantPolicies
    delivery: DeliverySlice
    access: AccessSlice
    hiring: HiringSlice
    planning: PlanningSlice
    live: LiveSlice
    assessment: AssessmentSlice
    model_scoring: ModelScoring | None
    """Scoring with a certified model; None if no model is configured."""
    qualifications: ModelQualifications
    panel: PanelSlice
    practice: PracticeSlice
    assistant: PracticeAssistant
    media: MediaSlice
    runs: APIRouter
    """The runs API; the gateway and the agents serve it."""
    external_kinds: frozenset[RunKind]
    """The kinds of work that external agents do here."""
    receive_external_plan: EventHandler
    bus_status: BusStatusReader
    analytics: AnalyticsSlice
    self_service_sessions: SelfServiceSessionRouter
    intake: IntakeSlice
    ats: AtsSlice
    calendars: CalendarSlice
    voice: VoiceSlice | None
    """The voice pipelines; None if interviews are in text only."""
    phone: PhoneSlice
    livekit: LiveKitSlice


def build_slices(platform: Platform, voice: VoiceSlice | None = None) -> Slices:
    """Connect every consumer's port to its provider's facade; without ``voice``, only text interviews.

    One list in order of dependency, without a branch: splitting it would only pass the same slices on.
    """
    delivery = build_delivery(platform)
    tenancy = build_tenancy(platform, delivery.emails)
    policies = TenantPolicies(tenancy.reader, asks_for_codes=platform.settings.otp_required)
    offer = voice_availability(voice)
    plans = build_plan_reader(platform)
    access = build_access(
        platform,
        tenants=tenancy.reader,
        emails=delivery.emails,
        policy=policies,
        read_message=plans.read_invitation_message,
        voice=offer,
        video_consent=VIDEO_CONSENT_TEXT,
        build_voice_notice=build_voice_consent_text,
        on_candidate_expected=voice.connections.preload if voice else None,
    )
    live = build_live(
        platform,
        plans=plans,
        audit=tenancy.audit,
        voice_connections=voice.connections if voice else None,
    )
    calendars = build_calendars(
        platform,
        tenants=tenancy.reader,
        rate_limiter=tenancy.rate_limiter,
        audit=tenancy.audit,
    )
    model_scoring = build_model_scoring(platform)
    hiring = build_hiring(
        HiringDependencies(
            platform=platform,
            webhook_publisher=delivery.webhook_publisher,
            on_interview_changed=delivery.push_notifications.on_interview_changed,
            validate_callback_url=delivery.validate_callback_url,
            audit=tenancy.audit,
            candidate_links=access.candidate_links,
            calls=InterviewCalls(platform),
            plans=plans,
            assessments=build_assessment_reader(platform),
            live_sessions=live.sessions,
            count_transcript_words=live.transcripts.count_words,
            count_live_sessions=live.staff.dashboards.count_live,
            policy=policies,
            erase_subject_data=build_subject_data_eraser(platform),
            data_erasers=build_interview_data_erasers(platform, plans),
            staff_mail=StaffEmails(
                tenancy.members, delivery.emails, console_url=platform.settings.gateway_url
            ),
            candidate_mail=delivery.emails,
            host_calendars=calendars.hosts,
            read_certificate_end=build_certificate_end_reader(model_scoring),
            has_model=uses_model(platform.settings),
        )
    )
    access.interviews.bind(hiring.interviews)
    live.staff.names.interviews = hiring.interviews
    external_kinds = external_run_kinds(platform.settings)
    planning = build_planning(platform, interviews=hiring.interviews)
    assessment = build_assessment_slice(
        platform,
        interviews=hiring.interviews,
        plans=plans,
        transcripts=live.transcripts,
        model_scoring=model_scoring,
    )
    panel = build_panel(
        platform,
        interviews=hiring.interviews,
        plans=plans,
        feed=live.panel_feed,
        model_scoring=model_scoring,
    )
    runs = build_run_routes(
        platform, hiring, planning, assessment, audit=tenancy.audit, external_kinds=external_kinds
    )
    practice = build_practice(
        platform,
        tenancy=tenancy,
        policies=policies,
        hiring=hiring,
        planning=planning,
        plans=plans,
        interview_transcripts=live.interview_transcripts,
        assessments=build_assessment_reader(platform),
        score_answers=assessment.score_answers,
        voice=offer,
    )
    practice_sessions = PracticeSelfServiceSessions(
        open_work=platform.open_work,
        owners=practice.sessions.owners,
        self_service_interviews=hiring.self_service_interviews,
        interviews=hiring.interviews,
        sessions=live.sessions,
        plans=plans,
        clock=platform.clock,
        voice=offer,
        build_voice_recording_text=partial(build_voice_consent_text, setting="person"),
    )
    intake = build_intakes(
        platform, hiring=hiring, tenancy=tenancy, interview_transcripts=live.interview_transcripts
    )
    self_service_sessions = build_self_service_sessions(
        platform,
        intake,
        practice=practice_sessions,
        hiring=hiring,
        sessions=live.sessions,
        plans=plans,
        voice=offer,
    )
    phone = build_phone(
        platform,
        interview_facade=hiring.interviews,
        tenants=tenancy.reader,
        sessions=live.sessions,
        call_log=live.call_log,
        plans=plans,
        audit=tenancy.audit,
        policy=policies,
        voice=voice,
    )
    media = build_media(
        platform,
        owners=practice.sessions.owners,
        interviews=hiring.self_service_interviews,
        transcripts=live.transcripts,
        assignments=practice.sessions.assignments,
        recording_feed=live.recording_feed,
        video_policy=policies,
        view_session=live.build_view_session(self_service_sessions),
        rate_limiter=tenancy.rate_limiter,
    )
    live.recordings.recordings = media.recordings
    return Slices(
        tenancy=tenancy,
        policies=policies,
        delivery=delivery,
        access=access,
        hiring=hiring,
        planning=planning,
        live=live,
        assessment=assessment,
        model_scoring=model_scoring,
        qualifications=build_model_qualifications(
            platform, model_scoring=model_scoring, audit=tenancy.audit
        ),
        panel=panel,
        practice=practice,
        assistant=build_assistant(platform, practice, media, rate_limiter=tenancy.rate_limiter),
        media=media,
        runs=runs,
        external_kinds=external_kinds,
        receive_external_plan=build_external_plan_handler(
            planning.accept_plan,
            hiring.handlers.on_plan_generated,
            is_enabled="plan" in external_kinds,
        ),
        bus_status=BusStatusReader(platform),
        analytics=build_analytics(
            platform, delivery=delivery, audit=tenancy.audit, model_scoring=model_scoring
        ),
        self_service_sessions=self_service_sessions,
        intake=intake,
        ats=build_ats(
            platform,
            templates=intake.templates,
            interviews=hiring.interviews,
            assessments=build_assessment_reader(platform),
            cancel_interview=hiring.use_cases.cancel,
            audit=tenancy.audit,
        ),
        calendars=calendars,
        voice=voice,
        phone=phone,
        livekit=build_livekit(
            platform,
            admit=live.socket_dependencies.authenticate,
            self_service_sessions=self_service_sessions,
            room_calls=phone.calls_in_rooms,
        ),
    )


def build_api_routers(platform: Platform, slices: Slices) -> tuple[APIRouter, ...]:
    """Return all routers that the gateway serves."""
    interviews, limits = slices.hiring.interviews, slices.tenancy.rate_limiter
    candidate_access = build_access_router(
        platform,
        slices.access,
        sessions=slices.live.candidate_sessions,
        emails=slices.delivery.emails,
        rate_limiter=limits,
        candidate_page=slices.hiring.candidate_page,
        read_transcript=slices.live.interview_transcripts,
    )
    return (
        slices.tenancy.router,
        *slices.practice.routers,
        *slices.planning.routers,
        *slices.intake.routers,
        *slices.ats.routers,
        slices.calendars.router,
        slices.live.routes(slices.self_service_sessions, voice_availability(slices.voice)),
        slices.livekit.router,
        slices.live.staff.router,
        *slices.panel.routers,
        *build_delivery_routers(
            platform,
            slices.delivery,
            interviews.resolve_interview_id,
            slices.tenancy.rules,
            audit=slices.tenancy.audit,
            attempts=limits,
        ),
        build_consent_routes(
            platform,
            read_retention_days=slices.policies.interview_retention_days,
            audit=slices.tenancy.audit,
            voice=voice_availability(slices.voice),
            read_spoken_part=partial(read_spoken_part, slices.policies),
        ),
        candidate_access,
        slices.hiring.router,
        slices.hiring.retention_router,
        admin_routes(platform.open_work, slices.tenancy.audit),
        bus_routes(slices.bus_status),
        build_certificate_router(
            platform,
            model_scoring=slices.model_scoring,
            qualifications=slices.qualifications.manage,
        ),
        build_qualification_router(slices.qualifications.manage),
        build_installation_router(platform, attempts=limits),
        slices.runs,
        *slices.analytics.routers,
        build_admin_metrics_router(
            platform, slices.hiring.use_cases.read_dashboard, slices.analytics.reports
        ),
        *slices.media.routers,
        *slices.phone.routers,
        slices.assistant.router,
        build_speech_routes(slices.voice, rate_limiter=limits),
    )
