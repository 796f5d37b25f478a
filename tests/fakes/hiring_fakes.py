"""The other slices as hiring sees them: fakes that record calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.fakes.hiring_webhooks import RecordingWebhookPublisher

from vivavoce.access.domain.embedding import OriginNotRegisteredError
from vivavoce.contracts.booking import HostCalendarTimes
from vivavoce.contracts.candidate_page import ConsentAnswer
from vivavoce.contracts.embedding import EmbedAddress
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import ChangeRequestPreview, IgnoredChangeRequestParts
from vivavoce.contracts.job_analysis import JobCorrection
from vivavoce.contracts.plan_edit import PlanEdit
from vivavoce.contracts.profiles import InterviewProfile, RetentionDays
from vivavoce.hiring.domain.human_task import HumanTaskKind
from vivavoce.hiring.ports.candidates import CandidatePageRules, VoluntaryQuestionRules
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.planning.domain.change_preview import ChangeNotUnderstoodError


def refuse_one_callback(url: str) -> None:
    """Takes every address but one."""
    if "refused.example" in url:
        raise InvalidRequestError("This address cannot be called.")


@dataclass
class RecordingAuditLog:
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    async def record(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        self.rows.append((caller.name if caller else "", action, subject))


@dataclass
class RecordingSubjectData:
    forgotten: list[PersonId] = field(default_factory=list)

    async def forget(self, work: UnitOfWork, person_id: PersonId) -> int:
        self.forgotten.append(person_id)
        return 0


@dataclass
class RecordingStaffEmail:
    sent: list[tuple[InterviewId, UUID | None]] = field(default_factory=list)
    kinds: list[HumanTaskKind] = field(default_factory=list)
    appointments: list[dict[str, Any]] = field(default_factory=list)

    async def send_task(
        self,
        work: UnitOfWork,
        *,
        kind: HumanTaskKind,
        interview_id: InterviewId,
        person_id: PersonId,
        position: str,
        creator_id: UUID | None,
        except_id: UUID | None = None,
    ) -> int:
        self.sent.append((interview_id, creator_id))
        self.kinds.append(kind)
        return 1

    async def send_host_appointment(self, work: UnitOfWork, **email: Any) -> None:
        self.appointments.append(email)


@dataclass
class RecordingCandidateEmail:
    answers: list[dict[str, Any]] = field(default_factory=list)
    news: list[dict[str, Any]] = field(default_factory=list)

    async def send_decision_news(self, work: UnitOfWork, **email: Any) -> None:
        self.news.append(email)

    async def send_review_answered(self, work: UnitOfWork, **email: Any) -> None:
        self.answers.append(email)


@dataclass
class FakeCalls:
    called_off: list[InterviewId] = field(default_factory=list)

    async def has_open_call(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        return False

    async def cancel_calls(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        self.called_off.append(interview_id)


@dataclass
class FakeHostCalendars:
    """Busy times by the address of the host; refreshing records who was asked, and how old is enough."""

    known: dict[str, HostCalendarTimes] = field(default_factory=dict)
    refreshed: list[tuple[str, timedelta]] = field(default_factory=list)

    async def list_busy(self, work: UnitOfWork, host_email: str) -> HostCalendarTimes:
        return self.known.get(host_email, HostCalendarTimes())

    async def refresh(
        self, tenant_id: TenantId, host_email: str, *, max_age: timedelta, wait_s: float
    ) -> None:
        self.refreshed.append((host_email, max_age))


@dataclass
class FakeCandidateLinks:
    opened: dict[InterviewId, str] = field(default_factory=dict)
    invited: list[InterviewId] = field(default_factory=list)
    moved: list[InterviewId] = field(default_factory=list)
    called_off: list[InterviewId] = field(default_factory=list)
    withdrawn: list[InterviewId] = field(default_factory=list)
    kept: dict[InterviewId, datetime] = field(default_factory=dict)
    revoked: list[InterviewId] = field(default_factory=list)
    consents: dict[InterviewId, tuple[ConsentAnswer, ...]] = field(default_factory=dict)
    embed_origins: frozenset[str] = frozenset({"https://careers.example"})

    async def list_consents(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[ConsentAnswer, ...]:
        return self.consents.get(interview_id, ())

    async def get_or_create(
        self, work: UnitOfWork, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> str:
        renewed = f"#{self.revoked.count(interview_id)}" if interview_id in self.revoked else ""
        url = f"https://door.example/{interview_id}?{days}{renewed}"
        return self.opened.setdefault(interview_id, url)

    async def issue_code_of_test(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, datetime] | None:
        return None

    async def embed(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        *,
        days: int,
        origin: str,
        is_vouched: bool,
    ) -> EmbedAddress:
        if origin not in self.embed_origins:
            raise OriginNotRegisteredError
        return EmbedAddress(
            token=f"embed-{interview_id}",
            url=f"https://door.example/embed/{interview_id}",
            origin=origin,
            replaces_code=is_vouched,
            expires_at=datetime(2026, 11, 24, tzinfo=UTC),
        )

    async def links(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, str]:
        return {one: self.opened[one] for one in interview_ids if one in self.opened}

    async def invite(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_moved: bool = False
    ) -> str:
        self.invited.append(interview_id)
        if is_moved:
            self.moved.append(interview_id)
        return self.opened[interview_id]

    async def call_off(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_withdrawn: bool = False
    ) -> None:
        self.called_off.append(interview_id)
        if is_withdrawn:
            self.withdrawn.append(interview_id)

    async def extend_expiry(
        self, work: UnitOfWork, interview_id: InterviewId, until: datetime
    ) -> None:
        self.kept[interview_id] = until

    async def revoke(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        if self.opened.pop(interview_id, None):
            self.revoked.append(interview_id)


@dataclass
class FakeLiveSessions:
    """Sessions that are live, and interviews of which enough was said."""

    live: set[InterviewId] = field(default_factory=set)
    enough: set[InterviewId] = field(default_factory=set)
    concluded: list[InterviewId] = field(default_factory=list)

    async def has_open_session(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        return interview_id in self.live

    async def complete_if_sufficient(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        if interview_id in self.enough:
            self.concluded.append(interview_id)
        return interview_id in self.enough


@dataclass
class FakeTranscriptLengths:
    """The words of sessions, and which sessions were read."""

    words: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, tenant_id: TenantId, session_id: str) -> int:
        self.asked.append(session_id)
        return self.words.get(session_id, 0)


@dataclass
class FakePlans:
    plans: dict[InterviewId, Json] = field(default_factory=dict)
    drafts: dict[InterviewId, list[Json]] = field(default_factory=dict)
    approved: list[tuple[InterviewId, str]] = field(default_factory=list)
    must_haves: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    corrected: list[tuple[JobCorrection, ...]] = field(default_factory=list)
    edited: list[tuple[PlanEdit, str]] = field(default_factory=list)
    job_texts: dict[InterviewId, Json] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Wishes of which nothing is understood."""

    async def current(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        return self.plans.get(interview_id)

    async def drafted(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        return self.drafts.get(interview_id, [])

    async def list_versions(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        plan = self.plans.get(interview_id)
        return [] if plan is None else [plan]

    async def edit(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        edit: PlanEdit,
        *,
        edited_by: str,
        job_description: str,
    ) -> str:
        if any(question.text == "Is it right?" for question in edit.questions):
            raise InvalidRequestError("This question suggests its answer.")
        self.edited.append((edit, edited_by))
        return f"plan-{len(self.edited) + 1}"

    async def preview_change(
        self, work: UnitOfWork, interview_id: InterviewId, change_request: str, **facts: str
    ) -> ChangeRequestPreview:
        if change_request in self.refused:
            raise ChangeNotUnderstoodError(f'"{change_request}" was not understood.')
        return ChangeRequestPreview(
            changes=("Removed a question.",),
            ignored=IgnoredChangeRequestParts(
                not_understood=("make it pop",) if "make it pop" in change_request else ()
            ),
        )

    async def approve(
        self, work: UnitOfWork, interview_id: InterviewId, *, approved_by: str
    ) -> None:
        self.approved.append((interview_id, approved_by))

    async def set_must_haves(
        self, work: UnitOfWork, interview_id: InterviewId, names: Sequence[str], *, level: str
    ) -> str:
        self.must_haves.append((tuple(names), level))
        return "plan-with-must-haves"

    async def read_job_text(
        self, work: UnitOfWork, interview_id: InterviewId, *, position: str, job_description: str
    ) -> Json | None:
        return self.job_texts.get(interview_id)

    async def correct_job_analysis(
        self, work: UnitOfWork, interview_id: InterviewId, corrections: Sequence[JobCorrection]
    ) -> str:
        if any(correction.group == "X9.9" for correction in corrections):
            raise InvalidRequestError("There is no competency group 'X9.9'.")
        self.corrected.append(tuple(corrections))
        return "plan-with-corrections"


@dataclass
class FakeAssessments:
    assessments: dict[InterviewId, Json] = field(default_factory=dict)
    asked: list[InterviewId] = field(default_factory=list)

    async def latest(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        return self.assessments.get(interview_id)

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        self.asked.append(interview_id)


@dataclass
class FixedPolicy:
    is_automatic: bool = False
    is_retrying: bool = False
    needs_two: bool = False
    retention: RetentionDays | None = None
    due_hours: int = 48
    voluntary: VoluntaryQuestionRules = field(
        default_factory=lambda: VoluntaryQuestionRules(questions="off", minimum=10)
    )
    page_rules: CandidatePageRules = field(
        default_factory=lambda: CandidatePageRules(
            allows_review=True,
            explains_decisions=False,
            reply_days=0,
            contact_email="",
            organization_name="Larkfield",
            sends_decision_news=False,
        )
    )

    async def decision_due_hours(self, work: UnitOfWork) -> int:
        return self.due_hours

    async def candidate_page_rules(self, work: UnitOfWork) -> CandidatePageRules:
        return self.page_rules

    async def voluntary_questions(self, work: UnitOfWork) -> VoluntaryQuestionRules:
        return self.voluntary

    async def needs_second_decider(self, work: UnitOfWork) -> bool:
        return self.needs_two

    async def auto_approves_plans(self, work: UnitOfWork) -> bool:
        return self.is_automatic

    async def retries_rejected_plans(self, work: UnitOfWork) -> bool:
        return self.is_retrying

    async def retention_days(self, work: UnitOfWork, profile: InterviewProfile) -> RetentionDays:
        return self.retention or RetentionDays(profile.pii_days, profile.assessment_days)

    async def recording_days(self, work: UnitOfWork) -> int:
        return 30


@dataclass
class FixedCertificate:
    """When the certificate of the model ends."""

    ends_at: datetime | None = None

    async def read_end(self) -> datetime | None:
        return self.ends_at


@dataclass
class FakeOwnIntakes:
    """The intakes that have not ended, by the person who is interviewed."""

    ids: dict[UUID, list[InterviewId]] = field(default_factory=dict)

    async def __call__(self, work: UnitOfWork, manager_id: UUID) -> Sequence[InterviewId]:
        return self.ids.get(manager_id, [])


@dataclass
class FakeLiveCount:
    """How many interviews each organization holds now."""

    live: dict[TenantId, int] = field(default_factory=dict)

    async def __call__(self, work: UnitOfWork) -> int:
        return self.live.get(work.tenant_id, 0)


@dataclass(kw_only=True)
class HiringFakes:
    """Everything that hiring calls outside itself."""

    webhooks: RecordingWebhookPublisher = field(default_factory=RecordingWebhookPublisher)
    audit: RecordingAuditLog = field(default_factory=RecordingAuditLog)
    candidate_links: FakeCandidateLinks = field(default_factory=FakeCandidateLinks)
    plans: FakePlans = field(default_factory=FakePlans)
    assessments: FakeAssessments = field(default_factory=FakeAssessments)
    transcript_lengths: FakeTranscriptLengths = field(default_factory=FakeTranscriptLengths)
    own_intakes: FakeOwnIntakes = field(default_factory=FakeOwnIntakes)
    live_count: FakeLiveCount = field(default_factory=FakeLiveCount)
    policy: FixedPolicy = field(default_factory=FixedPolicy)
    live_sessions: FakeLiveSessions = field(default_factory=FakeLiveSessions)
    subject_data: RecordingSubjectData = field(default_factory=RecordingSubjectData)
    calls: FakeCalls = field(default_factory=FakeCalls)
    staff_mail: RecordingStaffEmail = field(default_factory=RecordingStaffEmail)
    candidate_mail: RecordingCandidateEmail = field(default_factory=RecordingCandidateEmail)
    host_calendars: FakeHostCalendars = field(default_factory=FakeHostCalendars)
    certificate: FixedCertificate = field(default_factory=FixedCertificate)
