"""What hiring needs of the platform and of the other slices."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.hiring.erasers import InterviewDataErasers
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.hiring.ports.candidates import CandidateLinkCommands, DecisionMail, HostCalendars
from vivavoce.hiring.ports.interviews import (
    CallbackUrlValidator,
    InterviewAssessments,
    InterviewCallControl,
    InterviewChangeListener,
    InterviewSessions,
    InterviewWebhookPublisher,
)
from vivavoce.hiring.ports.queue import (
    CertificateEndReader,
    LiveSessionCounter,
    TranscriptWordCounter,
)
from vivavoce.hiring.ports.retention import SubjectDataEraser
from vivavoce.hiring.ports.staff import StaffMail
from vivavoce.infra.unit_of_work import AuditTrail
from vivavoce.planning.facade import PlanService


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringDependencies:
    """The platform, and what other slices give to hiring."""

    platform: Platform
    on_interview_changed: InterviewChangeListener
    webhook_publisher: InterviewWebhookPublisher
    validate_callback_url: CallbackUrlValidator
    audit: AuditTrail
    candidate_links: CandidateLinkCommands
    calls: InterviewCallControl
    plans: PlanService
    assessments: InterviewAssessments
    live_sessions: InterviewSessions
    count_transcript_words: TranscriptWordCounter
    count_live_sessions: LiveSessionCounter
    policy: TenantPolicies
    erase_subject_data: SubjectDataEraser
    data_erasers: InterviewDataErasers
    staff_mail: StaffMail
    candidate_mail: DecisionMail
    host_calendars: HostCalendars
    read_certificate_end: CertificateEndReader
    has_model: bool
    """Without a model only English can be planned."""
