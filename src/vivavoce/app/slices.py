"""Builds and connects all slices."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.bus_status import BusStatusReader
from vivavoce.app.platform import Platform
from vivavoce.app.runs.external_plan import ReceiveExternalPlan
from vivavoce.app.runs.run import RunKind
from vivavoce.app.wiring.access import AccessSlice, InterviewsWithCompanyName, build_access
from vivavoce.app.wiring.analytics import AnalyticsSlice, build_analytics
from vivavoce.app.wiring.assessment import (
    AssessmentSlice,
    build_assessment_reader,
    build_assessment_slice,
)
from vivavoce.app.wiring.delivery import DeliverySlice, build_delivery
from vivavoce.app.wiring.hiring import HiringDependencies, HiringSlice, build_hiring
from vivavoce.app.wiring.intake import (
    IntakeSlice,
    SelfServiceSessionRouter,
    build_intakes,
    build_self_service_sessions,
)
from vivavoce.app.wiring.live import LiveSlice, build_live
from vivavoce.app.wiring.livekit import LiveKitSlice, build_livekit
from vivavoce.app.wiring.media import MediaSlice, VideoDependencies, build_media, build_subject_data
from vivavoce.app.wiring.panel import PanelSlice, build_panel
from vivavoce.app.wiring.phone import InterviewCalls, PhoneSlice, SubjectDataWithCalls, build_phone
from vivavoce.app.wiring.planning import (
    PlanningSlice,
    build_plan_reader,
    build_planning,
    uses_model,
)
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.app.wiring.practice import PracticeDependencies, PracticeSlice, build_practice
from vivavoce.app.wiring.practice.self_service import build_practice_self_service_sessions
from vivavoce.app.wiring.retention import build_interview_data_erasers
from vivavoce.app.wiring.runs import build_run_routes, external_run_kinds
from vivavoce.app.wiring.staff_mail import StaffEmails
from vivavoce.app.wiring.tenancy import TenancySlice, build_tenancy
from vivavoce.app.wiring.voice import VoiceSlice, voice_availability
from vivavoce.media.domain.video import VIDEO_CONSENT_TEXT


@dataclass(frozen=True, slots=True)
class Slices:
    """All slices, ready to be served by roles."""

    tenancy: TenancySlice
    delivery: DeliverySlice
    access: AccessSlice
    hiring: HiringSlice
    planning: PlanningSlice
    live: LiveSlice
    assessment: AssessmentSlice
    panel: PanelSlice
    practice: PracticeSlice
    media: MediaSlice
    runs: APIRouter
    """The runs API; the gateway and the agents serve it."""
    external_kinds: frozenset[RunKind]
    """The kinds of work that external agents do here."""
    receive_external_plan: ReceiveExternalPlan
    bus_status: BusStatusReader
    analytics: AnalyticsSlice
    self_service_sessions: SelfServiceSessionRouter
    intake: IntakeSlice
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
    access = build_access(
        platform,
        emails=delivery.emails,
        policy=policies,
        voice=offer,
        video_consent=VIDEO_CONSENT_TEXT,
        on_candidate_expected=voice.connections.preload if voice else None,
    )
    plans = build_plan_reader(platform)
    live = build_live(
        platform,
        plans=plans,
        audit=tenancy.audit,
        voice_connections=voice.connections if voice else None,
    )
    hiring = build_hiring(
        platform,
        HiringDependencies(
            webhook_publisher=delivery.webhook_publisher,
            callbacks=delivery.callback_validator,
            audit=tenancy.audit,
            candidate_links=access.candidate_links,
            calls=InterviewCalls(platform),
            plans=plans,
            assessments=build_assessment_reader(platform),
            live_sessions=live.sessions,
            policy=policies,
            subject_data=SubjectDataWithCalls(platform, build_subject_data(platform)),
            retained_data=build_interview_data_erasers(platform, plans),
            staff_mail=StaffEmails(
                tenancy.members, delivery.emails, console_url=platform.settings.gateway_url
            ),
        ),
        has_model=uses_model(platform.settings),
    )
    access.interviews.interviews = InterviewsWithCompanyName(hiring.interviews, tenancy.reader)
    live.staff.names.interviews = hiring.interviews
    outside = external_run_kinds(platform.settings)
    planning = build_planning(platform, interviews=hiring.interviews)
    assessment = build_assessment_slice(
        platform, interviews=hiring.interviews, plans=plans, transcripts=live.transcripts
    )
    panel = build_panel(platform, interviews=hiring.interviews, plans=plans, feed=live.panel_feed)
    runs = build_run_routes(
        platform, hiring, planning, assessment, audit=tenancy.audit, external_kinds=outside
    )
    practice = build_practice(
        platform,
        PracticeDependencies(
            tenancy=tenancy,
            hiring=hiring,
            planning=planning,
            plans=plans,
            interview_transcripts=live.interview_transcripts,
            assessments=build_assessment_reader(platform),
            voice=offer,
        ),
    )
    practice_rooms = build_practice_self_service_sessions(
        platform,
        owners=practice.sessions.owners,
        hiring=hiring,
        sessions=live.sessions,
        plans=plans,
        voice=offer,
    )
    intake = build_intakes(
        platform, hiring=hiring, tenancy=tenancy, interview_transcripts=live.interview_transcripts
    )
    rooms = build_self_service_sessions(
        platform,
        intake,
        practice=practice_rooms,
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
        voice=voice,
    )
    media = build_media(
        platform,
        owners=practice.sessions.owners,
        interviews=hiring.self_service_interviews,
        transcripts=live.transcripts,
        assigned=practice.sessions.assignment_book,
        video=VideoDependencies(
            feed=live.video_feed,
            policy=policies,
            view_session=live.build_view_session(rooms),
            rate_limiter=tenancy.rate_limiter,
        ),
    )
    live.videos.videos = media.videos
    return Slices(
        tenancy=tenancy,
        delivery=delivery,
        access=access,
        hiring=hiring,
        planning=planning,
        live=live,
        assessment=assessment,
        panel=panel,
        practice=practice,
        media=media,
        runs=runs,
        external_kinds=outside,
        receive_external_plan=ReceiveExternalPlan(
            planning.accept_plan, hiring.handlers.on_plan_generated, is_enabled="plan" in outside
        ),
        bus_status=BusStatusReader(platform),
        analytics=build_analytics(platform, delivery=delivery, audit=tenancy.audit),
        self_service_sessions=rooms,
        intake=intake,
        voice=voice,
        phone=phone,
        livekit=build_livekit(
            platform,
            admit=live.socket_dependencies.authenticate,
            self_service_sessions=rooms,
            room_calls=phone.calls_in_rooms,
        ),
    )
