"""Builds hiring: the workflow, its routes, its consumers, its facade, and the erasers of each slice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.assessment.adapters.postgres import PostgresAssessmentRetention
from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.plan_trial import PlanTrial
from vivavoce.contracts.profiles import PROFILES, ApproverKind, InterviewProfile
from vivavoce.hiring.adapters.bookings import PostgresBookingRepository
from vivavoce.hiring.adapters.candidate_messages import PostgresCandidateMessageRepository
from vivavoce.hiring.adapters.due_interviews import (
    PostgresOverdueInterviewFinder,
    PostgresRetentionStore,
)
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.idempotency import PostgresRequestReceiptRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.notifications import PostgresNotificationRepository
from vivavoce.hiring.adapters.queue import PostgresQueueRepository
from vivavoce.hiring.adapters.saved_views import PostgresSavedViewRepository
from vivavoce.hiring.adapters.scorecard_links import PostgresScorecardLinkRepository
from vivavoce.hiring.adapters.voluntary_answers import PostgresVoluntaryAnswerRepository
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.handlers import InterviewHandlers
from vivavoce.hiring.jobs import SendDecisionJob
from vivavoce.hiring.ports.assessments import InterviewAssessments
from vivavoce.hiring.ports.candidates import CandidateLinkCommands, DecisionMail, HostCalendars
from vivavoce.hiring.ports.interviews import InterviewChangeListener
from vivavoce.hiring.ports.queue import CertificateEndReader, TranscriptWordCounter
from vivavoce.hiring.ports.retention import (
    InterviewDataEraser,
    RecordingRetention,
    SubjectDataEraser,
)
from vivavoce.hiring.ports.sessions import InterviewCallControl, InterviewSessions
from vivavoce.hiring.ports.staff import StaffMail
from vivavoce.hiring.ports.webhooks import CallbackUrlValidator, InterviewWebhookPublisher
from vivavoce.hiring.routes import router
from vivavoce.hiring.routes.staff import build_retention_router
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan, BeginInterview
from vivavoce.hiring.usecases.book_time import BookTime, HostBookings
from vivavoce.hiring.usecases.bulk_actions import ApplyBulkAction
from vivavoce.hiring.usecases.candidate_messages import ManageCandidateMessages
from vivavoce.hiring.usecases.candidate_page import CandidatePage
from vivavoce.hiring.usecases.check_request import CheckRequest
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.correct_level import CorrectLevel
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
from vivavoce.hiring.usecases.expire_interviews import (
    ApplyRetention,
    EndOverdueInterviews,
    EraseInterviewContent,
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
from vivavoce.hiring.usecases.self_service import (
    CreateInterview,
    SelfServiceInterviews,
    to_interview_details,
)
from vivavoce.hiring.usecases.share_scorecard import ShareScorecard
from vivavoce.hiring.usecases.try_plan import TryPlan
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId
from vivavoce.live.adapters.postgres_event_store import PostgresTranscriptEraser
from vivavoce.live.domain.plan_trial import conduct_trial
from vivavoce.media.adapters.artifacts_postgres import (
    PostgresArtifactRepository,
    PostgresMediaRetention,
)
from vivavoce.planning.adapters.postgres_intakes import PostgresIntakeRepository
from vivavoce.planning.facade import PlanService, read_job_text
from vivavoce.planning.ports.intake import StaffInterviewReader
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.adapters.new_answers import PostgresNewAnswerRepository
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.voice.adapters.postgres_calls import PostgresCallRepository


@dataclass(frozen=True, slots=True)
class InterviewDataErasers:
    """The slices' erasers for interview data."""

    transcript_data: tuple[InterviewDataEraser, ...]
    assessments: InterviewDataEraser
    recordings: RecordingRetention


def build_interview_data_erasers(platform: Platform, plans: PlanService) -> InterviewDataErasers:
    """Return the erasers of all stored transcripts, recordings and assessments."""
    media, assessments = PostgresMediaRetention(), PostgresAssessmentRetention()
    reviews = PostgresReviewRepository(platform.vault)
    decisions = PostgresHiringDecisionRepository(platform.vault)

    async def erase_assessments(work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        await assessments.forget(work, interview_ids)
        await decisions.erase_levels(work, interview_ids)

    return InterviewDataErasers(
        transcript_data=(
            PostgresTranscriptEraser().forget,
            media.forget,
            plans.forget,
            PostgresPracticeDraftRepository(platform.keys).forget,
            reviews.forget_interviews,
            PostgresNewAnswerRepository(platform.vault).forget_interviews,
            decisions.erase_reasons,
            PostgresCandidateMessageRepository(platform.vault).forget,
        ),
        assessments=erase_assessments,
        recordings=media,
    )


def build_subject_data_eraser(platform: Platform) -> SubjectDataEraser:
    """Return a function that deletes a person's calls, recordings and documents, and counts them."""
    calls = PostgresCallRepository(platform.vault, platform.keys)
    voluntary = PostgresVoluntaryAnswerRepository(platform.vault, CANDIDATE_PROFILES)
    artifacts = PostgresArtifactRepository(platform.vault)

    async def erase(work: UnitOfWork, person_id: PersonId) -> int:
        count = await calls.forget_person(work, person_id)
        count += await voluntary.forget_person(work, person_id)
        return count + await artifacts.delete_person_data(work, person_id)

    return erase


_BUILT_IN_LANGUAGES = ("en",)
_ALL_APPROVERS: tuple[ApproverKind, ...] = ("self", "none", "staff")
_PROFILES_WITHOUT_LINK = [profile for profile in PROFILES.values() if not profile.has_link]
_STAFF_PROFILES = [profile.name for profile in PROFILES.values() if profile.visibility == "staff"]


@dataclass(frozen=True, slots=True)
class HiringSlice:
    """What other wiring needs of hiring."""

    router: APIRouter
    retention_router: APIRouter
    use_cases: HiringUseCases
    interviews: InterviewFacade
    handlers: InterviewHandlers
    candidate_page: CandidatePage
    send_decision: SendDecisionJob
    self_service_interviews: SelfServiceInterviews
    """Interviews of profiles whose plans the interviewed person approves."""
    intake_interviews: SelfServiceInterviews
    """Interviews of profiles whose plans need no approval."""
    open_interview: CreateInterview
    read_staff_interview: StaffInterviewReader
    """Reads interviews of profiles that staff may see."""
    find_staff_interview: Callable[[UnitOfWork, InterviewId], Awaitable[Interview]]
    """Finds interviews of profiles that staff may see."""
    end_overdue: EndOverdueInterviews
    erase: EraseCandidateData
    """Erases interviews of all profiles."""
    erase_content: EraseInterviewContent
    """Erases the words of one interview."""
    retention: ApplyRetention


def build_hiring(
    platform: Platform,
    *,
    on_interview_changed: InterviewChangeListener,
    webhook_publisher: InterviewWebhookPublisher,
    validate_callback_url: CallbackUrlValidator,
    audit: AuditTrail,
    candidate_links: CandidateLinkCommands,
    calls: InterviewCallControl,
    plans: PlanService,
    assessments: InterviewAssessments,
    live_sessions: InterviewSessions,
    count_transcript_words: TranscriptWordCounter,
    policy: TenantPolicies,
    erase_subject_data: SubjectDataEraser,
    retained_data: InterviewDataErasers,
    staff_mail: StaffMail,
    candidate_mail: DecisionMail,
    host_calendars: HostCalendars,
    read_certificate_end: CertificateEndReader,
    has_model: bool,
) -> HiringSlice:
    """Return hiring with its production adapters. Without a model only English can be planned."""
    interviews = PostgresInterviewRepository(platform.vault, platform.keys, platform.clock)
    staff_interviews = PostgresInterviewRepository(
        platform.vault, platform.keys, platform.clock, profiles=_STAFF_PROFILES
    )
    step = ApplyTransition(
        interviews, webhook_publisher, audit, platform.clock, on_interview_changed
    )
    bookings = PostgresBookingRepository(platform.clock)
    hosts = HostBookings(bookings, staff_mail, policy)
    book_time = BookTime(
        interviews=interviews,
        open_work=platform.open_work,
        bookings=bookings,
        calendars=host_calendars,
        hosts=hosts,
        apply_transition=step,
        candidate_links=candidate_links,
        audit=audit,
        clock=platform.clock,
    )
    end = EndInterview(step, candidate_links, calls, hosts)
    close = CloseUnfinishedInterview(live_sessions, end)
    approve = ApprovePlan(step, candidate_links, plans, platform.clock)
    work = platform.open_work
    rules = RequestRules(
        languages=None if has_model else _BUILT_IN_LANGUAGES,
        may_call_loopback=platform.settings.is_local,
        callback_validator=validate_callback_url,
    )
    take_in = RegisterInterview(interviews, step, platform.clock, platform.ids, policy)
    complete = CompleteInfo(work, staff_interviews, step, rules)
    plan = DecidePlan(work, staff_interviews, step, approve, policy, plans)
    assessment = DecideAssessment(work, staff_interviews, step)
    cancel = CancelInterview(work, staff_interviews, end, candidate_links)
    decisions = PostgresHiringDecisionRepository(platform.vault)
    messages = PostgresCandidateMessageRepository(platform.vault)
    voluntary = PostgresVoluntaryAnswerRepository(platform.vault, CANDIDATE_PROFILES)
    selection_rates = CountSelectionRates(work, voluntary, policy, platform.clock)
    replays, tasks = PostgresRequestReceiptRepository(platform.keys), PostgresHumanTaskRepository()
    queue = PostgresQueueRepository(_STAFF_PROFILES)
    notifications = PostgresNotificationRepository(_STAFF_PROFILES)
    list_own_intakes = PostgresIntakeRepository(platform.vault).list_open_ids
    open_task = OpenHumanTask(interviews, tasks, staff_mail, platform.ids)

    async def try_plan(
        work: UnitOfWork,
        plan_id: str,
        profile: InterviewProfile,
        answers: Sequence[str | None],
        *,
        position: str,
        company_name: str,
    ) -> PlanTrial:
        return conduct_trial(
            await plans.by_id(work, PlanId(UUID(plan_id))),
            profile,
            answers,
            position=position,
            company_name=company_name,
            at=platform.clock.now(),
        )

    request = RequestInterview(work, staff_interviews, replays, take_in, rules)
    retry = RetryInterviewSteps(work, staff_interviews, candidate_links, assessments, audit)
    cases = HiringUseCases(
        request_interview=request,
        complete_info=complete,
        decide_plan=plan,
        decide_assessment=assessment,
        decide_candidate=DecideCandidate(
            work,
            staff_interviews,
            decisions,
            assessments,
            replays,
            step,
            policy,
            audit,
            platform.clock,
            platform.ids,
            open_task,
            tasks,
            SendDecisionNews(candidate_mail, candidate_links, policy),
        ),
        edit_plan=EditPlan(work, staff_interviews, plans, audit, platform.clock),
        try_plan=TryPlan(work, staff_interviews, try_plan),
        correct_level=CorrectLevel(
            work, staff_interviews, decisions, assessments, audit, platform.clock, platform.ids
        ),
        cancel=cancel,
        erase=EraseCandidateData(
            work,
            staff_interviews,
            end,
            candidate_links,
            audit,
            erase_subject_data,
        ),
        retry_steps=retry,
        dispatch_transition=DispatchTransition(
            work,
            staff_interviews,
            complete_info=complete,
            decide_plan=plan,
            schedule=ScheduleInterview(
                work, staff_interviews, step, candidate_links, hosts, audit, platform.clock
            ),
            decide_assessment=assessment,
            cancel=cancel,
        ),
        read_interviews=ReadInterviews(
            work, staff_interviews, candidate_links, plans, assessments, decisions
        ),
        read_positions=ReadPositions(work, staff_interviews, plans, assessments, decisions),
        read_dashboard=ReadDashboard(work, staff_interviews, platform.clock),
        read_rankings=ReadRankings(work, staff_interviews, assessments),
        check_request=CheckRequest(rules, read_job_text),
        import_interviews=ImportInterviews(work, replays, request, rules),
        apply_bulk_action=ApplyBulkAction(cancel, retry, plan),
        manage_tasks=ManageHumanTasks(work, staff_interviews, tasks, queue, audit, platform.clock),
        read_queue=ReadQueue(
            work,
            staff_interviews,
            queue,
            assessments,
            policy,
            WordCounts(plans, count_transcript_words),
            list_own_intakes,
            platform.clock,
        ),
        manage_claims=ManageQueueClaims(work, staff_interviews, queue, audit, platform.clock),
        manage_views=ManageSavedViews(
            work,
            PostgresSavedViewRepository(),
            staff_interviews,
            audit,
            platform.clock,
            platform.ids,
        ),
        read_notifications=ReadNotifications(
            work,
            staff_interviews,
            notifications,
            read_certificate_end,
            list_own_intakes,
            platform.clock,
        ),
        mark_notifications=MarkNotifications(work, notifications, platform.clock),
        manage_messages=ManageCandidateMessages(
            work,
            staff_interviews,
            messages,
            tasks,
            candidate_mail,
            candidate_links,
            policy,
            audit,
            platform.clock,
        ),
        selection_rates=selection_rates,
        share_scorecard=ShareScorecard(
            work,
            staff_interviews,
            assessments,
            decisions,
            messages,
            PostgresScorecardLinkRepository(),
            audit,
            platform.clock,
            platform.ids,
            signing_key=platform.keys.derive("scorecard-link"),
            public_url=platform.settings.gateway_url,
        ),
        offer_times=OfferTimes(
            work, staff_interviews, bookings, host_calendars, book_time, audit, platform.clock
        ),
        embed_interview=EmbedInterview(work, staff_interviews, candidate_links, audit),
    )

    async def read_staff_interview(
        work: UnitOfWork, interview_id: InterviewId
    ) -> InterviewSnapshot:
        return to_interview_details(await find_staff_interview(work, interview_id))

    async def find_staff_interview(work: UnitOfWork, interview_id: InterviewId) -> Interview:
        return await staff_interviews.find(work, str(interview_id))

    def own(*approved_by: ApproverKind) -> SelfServiceInterviews:
        return SelfServiceInterviews(
            interviews,
            register_interview=take_in,
            apply_transition=step,
            approve_plan=approve,
            end_interview=end,
            close_unfinished=close,
            rules=rules,
            clock=platform.clock,
            ids=platform.ids,
            approved_by=approved_by,
        )

    async def count_and_erase(work: UnitOfWork, person_id: PersonId) -> int:
        await selection_rates.count(work)
        return await erase_subject_data(work, person_id)

    retention_store = PostgresRetentionStore(platform.database)
    erase_content = EraseInterviewContent(
        interviews=interviews,
        end_interview=end,
        candidate_links=candidate_links,
        erase_subject_data=count_and_erase,
        data_erasers=(selection_rates.forget, *retained_data.transcript_data),
        store=retention_store,
    )
    retention = ApplyRetention(
        open_work=platform.open_work,
        store=retention_store,
        policy=policy,
        erase_content=erase_content,
        erase_assessments=retained_data.assessments,
        recordings=retained_data.recordings,
        clock=platform.clock,
    )
    begin = BeginInterview(interviews, step, platform.clock)
    erase = EraseCandidateData(work, interviews, end, candidate_links, audit, erase_subject_data)
    candidate_page = CandidatePage(
        interviews=interviews,
        messages=messages,
        decisions=decisions,
        assessments=assessments,
        tasks=tasks,
        policy=policy,
        open_task=open_task,
        end_interview=end,
        apply_transition=step,
        erase=erase,
        candidate_links=candidate_links,
        calls=calls,
        voluntary=VoluntaryAnswers(voluntary, policy),
        bookings=bookings,
        book_time=book_time,
        audit=audit,
        clock=platform.clock,
    )
    return HiringSlice(
        router=router(cases),
        retention_router=build_retention_router(retention),
        use_cases=cases,
        interviews=InterviewFacade(interviews, step, close, begin, platform.clock),
        handlers=InterviewHandlers(
            interviews,
            step,
            approve,
            close,
            begin,
            policy,
            platform.clock,
            open_task,
            candidate_links,
            assessments,
        ),
        candidate_page=candidate_page,
        send_decision=SendDecisionJob(cases.decide_candidate),
        self_service_interviews=own("self"),
        intake_interviews=own("none"),
        open_interview=CreateInterview(take_in, rules),
        read_staff_interview=read_staff_interview,
        find_staff_interview=find_staff_interview,
        end_overdue=EndOverdueInterviews(
            overdue=PostgresOverdueInterviewFinder(platform.database),
            self_service=own(*_ALL_APPROVERS),
            calls=calls,
            profiles=_PROFILES_WITHOUT_LINK,
            open_work=work,
            clock=platform.clock,
        ),
        erase=erase,
        erase_content=erase_content,
        retention=retention,
    )
