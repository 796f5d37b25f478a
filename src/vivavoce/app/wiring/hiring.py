"""Builds hiring: the workflow, its routes, its consumers and the facade for other slices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.retention import InterviewDataErasers
from vivavoce.contracts.profiles import PROFILES, ApproverKind
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.overdue_interviews import PostgresOverdueInterviewFinder
from vivavoce.hiring.adapters.request_receipts import PostgresRequestReceiptRepository
from vivavoce.hiring.adapters.retention import PostgresRetentionStore
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.handlers import InterviewHandlers
from vivavoce.hiring.ports import (
    CallbackUrlValidator,
    CandidateLinkCommands,
    InterviewAssessments,
    InterviewCallControl,
    InterviewPlans,
    InterviewSessions,
    InterviewWebhookPublisher,
    PlanPolicy,
    RetentionPolicy,
    StaffMail,
    SubjectDataEraser,
)
from vivavoce.hiring.routes import router
from vivavoce.hiring.routes.retention import build_retention_router
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.usecases.apply_retention import ApplyRetention, EraseInterviewContent
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.begin_interview import BeginInterview
from vivavoce.hiring.usecases.close_unfinished import CloseUnfinishedInterview
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.create_interview import CreateInterview
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.dispatch_transition import DispatchTransition, ScheduleInterview
from vivavoce.hiring.usecases.end_interview import CancelInterview, EndInterview, EraseCandidateData
from vivavoce.hiring.usecases.end_overdue import EndOverdueInterviews
from vivavoce.hiring.usecases.human_tasks import ManageHumanTasks, OpenHumanTask
from vivavoce.hiring.usecases.read_interviews import ReadInterviews
from vivavoce.hiring.usecases.register_interview import RegisterInterview
from vivavoce.hiring.usecases.request_interview import RequestInterview, RequestRules
from vivavoce.hiring.usecases.retry_steps import RetryInterviewSteps
from vivavoce.hiring.usecases.self_service import SelfServiceInterviews
from vivavoce.infra.audit_trail import AuditTrail

_BUILT_IN_LANGUAGES = ("en",)
_ALL_APPROVERS: tuple[ApproverKind, ...] = ("self", "none", "staff")
_PROFILES_WITHOUT_LINK = [one for one in PROFILES.values() if not one.has_link]
_STAFF_PROFILES = [one.name for one in PROFILES.values() if one.visibility == "staff"]


class HiringPolicy(PlanPolicy, RetentionPolicy, Protocol):
    """The organization's settings for its interviews."""


@dataclass(frozen=True, slots=True)
class HiringDependencies:
    """The ports of other slices that hiring needs."""

    webhook_publisher: InterviewWebhookPublisher
    callbacks: CallbackUrlValidator
    audit: AuditTrail
    candidate_links: CandidateLinkCommands
    calls: InterviewCallControl
    plans: InterviewPlans
    assessments: InterviewAssessments
    live_sessions: InterviewSessions
    policy: HiringPolicy
    subject_data: SubjectDataEraser
    retained_data: InterviewDataErasers
    staff_mail: StaffMail


@dataclass(frozen=True, slots=True)
class HiringSlice:
    """What other wiring needs of hiring."""

    router: APIRouter
    retention_router: APIRouter
    use_cases: HiringUseCases
    interviews: InterviewFacade
    handlers: InterviewHandlers
    self_service_interviews: SelfServiceInterviews
    """Interviews of profiles whose plans the interviewed person approves."""
    intake_interviews: SelfServiceInterviews
    """Interviews of profiles whose plans need no approval."""
    open_interview: CreateInterview
    end_overdue: EndOverdueInterviews
    erase: EraseCandidateData
    """Erases interviews of all profiles."""
    retention: ApplyRetention


def build_hiring(
    platform: Platform, dependencies: HiringDependencies, *, has_model: bool
) -> HiringSlice:
    """Return hiring with its production adapters. Without a model only English can be planned."""
    interviews = PostgresInterviewRepository(platform.vault, platform.keys, platform.clock)
    shown = PostgresInterviewRepository(
        platform.vault, platform.keys, platform.clock, profiles=_STAFF_PROFILES
    )
    step = ApplyTransition(
        interviews, dependencies.webhook_publisher, dependencies.audit, platform.clock
    )
    end = EndInterview(step, dependencies.candidate_links, dependencies.calls)
    close = CloseUnfinishedInterview(dependencies.live_sessions, end)
    approve = ApprovePlan(step, dependencies.candidate_links, dependencies.plans, platform.clock)
    work = platform.open_work
    rules = RequestRules(
        languages=None if has_model else _BUILT_IN_LANGUAGES,
        may_call_loopback=platform.settings.is_local,
        callback_validator=dependencies.callbacks,
    )
    take_in = RegisterInterview(interviews, step, platform.clock, platform.ids, dependencies.policy)
    complete = CompleteInfo(work, shown, step, rules)
    plan = DecidePlan(work, shown, step, approve, dependencies.policy, dependencies.plans)
    assessment = DecideAssessment(work, shown, step)
    cancel = CancelInterview(work, shown, end)
    replays, tasks = PostgresRequestReceiptRepository(platform.keys), PostgresHumanTaskRepository()
    cases = HiringUseCases(
        request_interview=RequestInterview(work, shown, replays, take_in, rules),
        complete_info=complete,
        decide_plan=plan,
        decide_assessment=assessment,
        cancel=cancel,
        erase=EraseCandidateData(
            work,
            shown,
            end,
            dependencies.candidate_links,
            dependencies.audit,
            dependencies.subject_data,
        ),
        retry_steps=RetryInterviewSteps(
            work, shown, dependencies.candidate_links, dependencies.assessments, dependencies.audit
        ),
        dispatch_transition=DispatchTransition(
            work,
            shown,
            complete_info=complete,
            decide_plan=plan,
            schedule=ScheduleInterview(
                work, shown, step, dependencies.candidate_links, platform.clock
            ),
            decide_assessment=assessment,
            cancel=cancel,
        ),
        read_interviews=ReadInterviews(
            work, shown, dependencies.candidate_links, dependencies.plans, dependencies.assessments
        ),
        manage_tasks=ManageHumanTasks(work, shown, tasks, dependencies.audit, platform.clock),
    )

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

    retention = _build_retention(platform, dependencies, interviews, end)
    begin = BeginInterview(interviews, step, platform.clock)
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
            dependencies.policy,
            platform.clock,
            OpenHumanTask(interviews, tasks, dependencies.staff_mail, platform.ids),
        ),
        self_service_interviews=own("self"),
        intake_interviews=own("none"),
        open_interview=CreateInterview(take_in, rules),
        end_overdue=EndOverdueInterviews(
            overdue=PostgresOverdueInterviewFinder(platform.database),
            self_service=own(*_ALL_APPROVERS),
            calls=dependencies.calls,
            profiles=_PROFILES_WITHOUT_LINK,
            open_work=work,
            clock=platform.clock,
        ),
        erase=EraseCandidateData(
            work,
            interviews,
            end,
            dependencies.candidate_links,
            dependencies.audit,
            dependencies.subject_data,
        ),
        retention=retention,
    )


def _build_retention(
    platform: Platform,
    dependencies: HiringDependencies,
    interviews: PostgresInterviewRepository,
    end: EndInterview,
) -> ApplyRetention:
    store = PostgresRetentionStore(platform.database)
    return ApplyRetention(
        open_work=platform.open_work,
        store=store,
        policy=dependencies.policy,
        erase_content=EraseInterviewContent(
            interviews=interviews,
            end_interview=end,
            candidate_links=dependencies.candidate_links,
            subject_data=dependencies.subject_data,
            data_erasers=dependencies.retained_data.transcript_data,
            store=store,
        ),
        assessments=dependencies.retained_data.assessments,
        recordings=dependencies.retained_data.recordings,
        clock=platform.clock,
    )
