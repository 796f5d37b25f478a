"""Hiring with its real repositories; the other slices are fakes that record calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.fakes.live_session import a_plan
from tests.infrastructure import Ground

from vivavoce.access.domain.embedding import OriginNotRegisteredError
from vivavoce.app.api_document.webhook_events import WEBHOOK_BODIES
from vivavoce.app.api_document.webhook_examples import WEBHOOK_EXAMPLES
from vivavoce.contracts.booking import HostCalendarTimes
from vivavoce.contracts.candidate_page import ConsentAnswer
from vivavoce.contracts.embedding import EmbedAddress
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import ChangeRequestPreview, IgnoredChangeRequestParts
from vivavoce.contracts.job_analysis import JobCorrection
from vivavoce.contracts.plan_edit import PlanEdit
from vivavoce.contracts.plan_trial import PlanTrial
from vivavoce.contracts.profiles import PROFILES, InterviewProfile, RetentionDays
from vivavoce.delivery.domain.webhook import WebhookMessage, serialize_message
from vivavoce.hiring.adapters.bookings import PostgresBookingRepository
from vivavoce.hiring.adapters.candidate_messages import PostgresCandidateMessageRepository
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.idempotency import PostgresRequestReceiptRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.notifications import PostgresNotificationRepository
from vivavoce.hiring.adapters.queue import PostgresQueueRepository
from vivavoce.hiring.adapters.saved_views import PostgresSavedViewRepository
from vivavoce.hiring.adapters.scorecard_links import PostgresScorecardLinkRepository
from vivavoce.hiring.adapters.voluntary_answers import PostgresVoluntaryAnswerRepository
from vivavoce.hiring.domain.human_task import HumanTaskKind
from vivavoce.hiring.domain.workflow import TRANSITION_RULES
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.handlers import InterviewHandlers
from vivavoce.hiring.ports.candidates import CandidatePageRules, VoluntaryQuestionRules
from vivavoce.hiring.routes import HiringUseCases
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan, BeginInterview
from vivavoce.hiring.usecases.book_time import BookTime, HostBookings
from vivavoce.hiring.usecases.bulk_actions import ApplyBulkAction
from vivavoce.hiring.usecases.candidate_messages import ManageCandidateMessages
from vivavoce.hiring.usecases.candidate_page import CandidatePage
from vivavoce.hiring.usecases.check_request import CheckRequest
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.correct_level import CorrectLevel
from vivavoce.hiring.usecases.correct_resume import CorrectResume
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_candidate import DecideCandidate
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.decision_news import SendDecisionNews
from vivavoce.hiring.usecases.dispatch_transition import DispatchTransition, ScheduleInterview
from vivavoce.hiring.usecases.edit_plan import EditPlan
from vivavoce.hiring.usecases.embed_interview import EmbedInterview
from vivavoce.hiring.usecases.end_interview import (
    CancelInterview,
    CloseUnfinishedInterview,
    EndInterview,
    EraseCandidateData,
)
from vivavoce.hiring.usecases.human_tasks import ManageHumanTasks, OpenHumanTask
from vivavoce.hiring.usecases.import_interviews import ImportInterviews
from vivavoce.hiring.usecases.notifications import MarkNotifications, ReadNotifications
from vivavoce.hiring.usecases.offer_times import OfferTimes
from vivavoce.hiring.usecases.read_dashboard import ReadDashboard
from vivavoce.hiring.usecases.read_interviews import ReadInterviews
from vivavoce.hiring.usecases.read_positions import CANDIDATE_PROFILES, ReadPositions
from vivavoce.hiring.usecases.read_queue import ManageQueueClaims, ReadQueue, WordCounts
from vivavoce.hiring.usecases.read_rankings import ReadRankings
from vivavoce.hiring.usecases.request_interview import (
    RegisterInterview,
    RequestInterview,
    RequestRules,
)
from vivavoce.hiring.usecases.retry_steps import RetryInterviewSteps
from vivavoce.hiring.usecases.saved_views import ManageSavedViews
from vivavoce.hiring.usecases.selection_rates import CountSelectionRates, VoluntaryAnswers
from vivavoce.hiring.usecases.share_scorecard import ShareScorecard
from vivavoce.hiring.usecases.try_plan import TryPlan
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.live.domain.plan_trial import conduct_trial
from vivavoce.planning.domain.change_preview import ChangeNotUnderstoodError
from vivavoce.planning.facade import read_job_text

_EVENT_STATES = {
    event: {str(rule.target) for rule in TRANSITION_RULES.values() if rule.webhook == event}
    for event in WEBHOOK_EXAMPLES
}
# A plan that is approved automatically never waits.
_EVENT_STATES["interview.plan_generated"].add("GENERATING_PLAN")


def check_webhook(event: str, state: str, data: Mapping[str, Any]) -> None:
    """Raise an error unless the API document describes such a webhook and its example has its members."""
    example = WEBHOOK_EXAMPLES[event]
    assert set(data) <= set(example["data"]), (event, data)
    if states := _EVENT_STATES[event]:
        assert {state, example["state"]} <= states, (event, state)
    message = WebhookMessage(
        id=UUID(int=1),
        event=event,
        run_id="run_1",
        interview_id=InterviewId(UUID(int=2)),
        tenant_id=TenantId(UUID(int=3)),
        candidate_ref=None,
        state=state,
        at=datetime(2026, 11, 22, tzinfo=UTC),
        sequence=1,
        data=data,
    )
    WEBHOOK_BODIES[event].model_validate_json(serialize_message(message))


@dataclass
class RecordingWebhookPublisher:
    recorded: list[dict[str, Any]] = field(default_factory=list)

    async def publish(self, work: UnitOfWork, **what: Any) -> None:
        check_webhook(what["event"], what["state"], what["data"])
        self.recorded.append(what)

    def events(self, interview_id: UUID) -> list[str]:
        return [what["event"] for what in self.recorded if what["interview_id"] == interview_id]


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
    approved: list[tuple[InterviewId, str]] = field(default_factory=list)
    must_haves: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    corrected: list[tuple[JobCorrection, ...]] = field(default_factory=list)
    edited: list[tuple[PlanEdit, str]] = field(default_factory=list)
    job_texts: dict[InterviewId, Json] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Wishes of which nothing is understood."""

    async def current(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        return self.plans.get(interview_id)

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
class HiringWorld:
    ground: Ground
    interviews: PostgresInterviewRepository
    cases: HiringUseCases
    facade: InterviewFacade
    handlers: InterviewHandlers
    webhooks: RecordingWebhookPublisher
    audit: RecordingAuditLog
    candidate_links: FakeCandidateLinks
    plans: FakePlans
    assessments: FakeAssessments
    transcript_lengths: FakeTranscriptLengths
    own_intakes: FakeOwnIntakes
    policy: FixedPolicy
    live_sessions: FakeLiveSessions
    subject_data: RecordingSubjectData
    calls: FakeCalls
    staff_mail: RecordingStaffEmail
    candidate_mail: RecordingCandidateEmail
    page: CandidatePage
    hosts: HostBookings
    host_calendars: FakeHostCalendars
    certificate: FixedCertificate


def hiring_world(ground: Ground, *, clock: Clock | None = None) -> HiringWorld:
    """Wire hiring as the product does, with played neighbours."""
    now, open_work = clock or ground.clock, ground.open_work
    webhooks, audit, candidate_links = (
        RecordingWebhookPublisher(),
        RecordingAuditLog(),
        FakeCandidateLinks(),
    )
    plans, assessments, policy = FakePlans(), FakeAssessments(), FixedPolicy()
    live_sessions, subject_data = FakeLiveSessions(), RecordingSubjectData()
    tasks, staff_mail = PostgresHumanTaskRepository(), RecordingStaffEmail()
    candidate_mail = RecordingCandidateEmail()
    messages = PostgresCandidateMessageRepository(ground.vault)
    voluntary = PostgresVoluntaryAnswerRepository(ground.vault, CANDIDATE_PROFILES)

    async def try_plan(
        work: UnitOfWork,
        plan_id: str,
        profile: InterviewProfile,
        answers: Sequence[str | None],
        *,
        position: str,
        company_name: str,
    ) -> PlanTrial:
        """Try a small plan, whatever the interview's own plan is."""
        return conduct_trial(
            a_plan(),
            profile,
            answers,
            position=position,
            company_name=company_name,
            at=ground.clock.now(),
        )

    async def forget_person(work: UnitOfWork, person_id: PersonId) -> int:
        """Delete what other slices stored, and the voluntary answers, as the wiring does."""
        return await subject_data.forget(work, person_id) + await voluntary.forget_person(
            work, person_id
        )

    rules = RequestRules(
        callback_validator=refuse_one_callback, languages=("en",), may_call_loopback=False
    )
    interviews = PostgresInterviewRepository(ground.vault, ground.keys, now)
    step = ApplyTransition(interviews, webhooks, audit, now)
    approve = ApprovePlan(step, candidate_links, plans, now)
    calls = FakeCalls()
    bookings = PostgresBookingRepository(now)
    hosts = HostBookings(bookings, staff_mail, policy)
    host_calendars = FakeHostCalendars()
    book_time = BookTime(
        interviews=interviews,
        open_work=open_work,
        bookings=bookings,
        calendars=host_calendars,
        hosts=hosts,
        apply_transition=step,
        candidate_links=candidate_links,
        audit=audit,
        clock=now,
    )
    end = EndInterview(step, candidate_links, calls, hosts)
    close = CloseUnfinishedInterview(live_sessions, end)
    complete = CompleteInfo(open_work, interviews, step, rules)
    plan = DecidePlan(open_work, interviews, step, approve, policy, plans)
    assessment = DecideAssessment(open_work, interviews, step)
    cancel = CancelInterview(open_work, interviews, end, candidate_links)
    receipts = PostgresRequestReceiptRepository(ground.keys)
    decisions = PostgresHiringDecisionRepository(ground.vault)
    queue = PostgresQueueRepository(tuple(PROFILES))
    certificate = FixedCertificate()
    notifications = PostgresNotificationRepository(tuple(PROFILES))
    transcript_lengths = FakeTranscriptLengths()
    own_intakes = FakeOwnIntakes()
    open_task = OpenHumanTask(interviews, tasks, staff_mail, ground.ids)
    request_interview = RequestInterview(
        open_work,
        interviews,
        receipts,
        RegisterInterview(interviews, step, now, ground.ids, policy),
        rules,
    )
    retry_steps = RetryInterviewSteps(open_work, interviews, candidate_links, assessments, audit)
    cases = HiringUseCases(
        request_interview=request_interview,
        complete_info=complete,
        decide_plan=plan,
        decide_assessment=assessment,
        decide_candidate=DecideCandidate(
            open_work,
            interviews,
            decisions,
            assessments,
            receipts,
            step,
            policy,
            audit,
            now,
            ground.ids,
            open_task,
            tasks,
            SendDecisionNews(candidate_mail, candidate_links, policy),
        ),
        edit_plan=EditPlan(open_work, interviews, plans, audit, now),
        correct_level=CorrectLevel(
            open_work, interviews, decisions, assessments, audit, now, ground.ids
        ),
        correct_resume=CorrectResume(open_work, interviews, audit),
        cancel=cancel,
        erase=EraseCandidateData(open_work, interviews, end, candidate_links, audit, forget_person),
        retry_steps=retry_steps,
        dispatch_transition=DispatchTransition(
            open_work,
            interviews,
            complete_info=complete,
            decide_plan=plan,
            schedule=ScheduleInterview(
                open_work, interviews, step, candidate_links, hosts, audit, now
            ),
            decide_assessment=assessment,
            cancel=cancel,
        ),
        read_interviews=ReadInterviews(
            open_work, interviews, candidate_links, plans, assessments, decisions
        ),
        read_positions=ReadPositions(open_work, interviews, plans, assessments, decisions),
        read_dashboard=ReadDashboard(open_work, interviews, now),
        read_rankings=ReadRankings(open_work, interviews, assessments),
        check_request=CheckRequest(rules, read_job_text),
        import_interviews=ImportInterviews(open_work, receipts, request_interview, rules),
        apply_bulk_action=ApplyBulkAction(cancel, retry_steps, plan),
        manage_tasks=ManageHumanTasks(open_work, interviews, tasks, queue, audit, now),
        read_queue=ReadQueue(
            open_work,
            interviews,
            queue,
            assessments,
            policy,
            WordCounts(plans, transcript_lengths),
            own_intakes,
            now,
        ),
        manage_claims=ManageQueueClaims(open_work, interviews, queue, audit, now),
        manage_views=ManageSavedViews(
            open_work, PostgresSavedViewRepository(), interviews, audit, now, ground.ids
        ),
        read_notifications=ReadNotifications(
            open_work, interviews, notifications, certificate.read_end, own_intakes, now
        ),
        mark_notifications=MarkNotifications(open_work, notifications, now),
        manage_messages=ManageCandidateMessages(
            open_work,
            interviews,
            messages,
            tasks,
            candidate_mail,
            candidate_links,
            policy,
            audit,
            now,
        ),
        try_plan=TryPlan(open_work, interviews, try_plan),
        selection_rates=CountSelectionRates(open_work, voluntary, policy, now),
        share_scorecard=ShareScorecard(
            open_work,
            interviews,
            assessments,
            decisions,
            messages,
            PostgresScorecardLinkRepository(),
            audit,
            now,
            ground.ids,
            signing_key=ground.keys.derive("scorecard-link"),
            public_url="http://edge",
        ),
        offer_times=OfferTimes(
            open_work, interviews, bookings, host_calendars, book_time, audit, now
        ),
        embed_interview=EmbedInterview(open_work, interviews, candidate_links, audit),
    )
    begin = BeginInterview(interviews, step, now)
    page = CandidatePage(
        interviews=interviews,
        messages=messages,
        decisions=decisions,
        assessments=assessments,
        tasks=tasks,
        policy=policy,
        open_task=open_task,
        end_interview=end,
        apply_transition=step,
        erase=cases.erase,
        candidate_links=candidate_links,
        calls=calls,
        voluntary=VoluntaryAnswers(voluntary, policy),
        bookings=bookings,
        book_time=book_time,
        audit=audit,
        clock=now,
    )
    return HiringWorld(
        ground=ground,
        interviews=interviews,
        cases=cases,
        facade=InterviewFacade(interviews, step, close, begin, now),
        handlers=InterviewHandlers(
            interviews,
            step,
            approve,
            close,
            begin,
            policy,
            now,
            open_task,
            candidate_links,
            assessments,
        ),
        staff_mail=staff_mail,
        candidate_mail=candidate_mail,
        page=page,
        hosts=hosts,
        host_calendars=host_calendars,
        webhooks=webhooks,
        audit=audit,
        candidate_links=candidate_links,
        plans=plans,
        assessments=assessments,
        transcript_lengths=transcript_lengths,
        own_intakes=own_intakes,
        policy=policy,
        live_sessions=live_sessions,
        subject_data=subject_data,
        calls=calls,
        certificate=certificate,
    )


def person(tenant: TenantId, role: Role = Role.RECRUITER, name: str = "Rita Recruiter") -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=UUID(int=7),
        name=name,
        permissions=ROLE_PERMISSIONS[role],
        role=role,
    )


def partner(tenant: TenantId) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="api_key",
        id=UUID(int=8),
        name="ATS key",
        permissions=ROLE_PERMISSIONS[Role.RECRUITER],
    )


FACTS: dict[str, Any] = {
    "candidate_name": "Zoë Müller-Okafor",
    "candidate_email": "zoe@example.com",
    "position": "Backend engineer",
    "level": "SENIOR",
    "skills": ["Python", "PostgreSQL", "Kafka"],
    "job_description": "You build and run the services behind our booking platform. " * 3,
}
BODY: dict[str, Any] = {
    "candidateName": FACTS["candidate_name"],
    "candidateEmail": FACTS["candidate_email"],
    "position": FACTS["position"],
    "level": FACTS["level"],
    "skills": FACTS["skills"],
    "jobDescription": FACTS["job_description"],
}
