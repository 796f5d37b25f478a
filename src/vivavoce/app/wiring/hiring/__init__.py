"""Builds hiring: the workflow, its routes, its consumers, its facade, and the erasers of each slice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.wiring.hiring.dependencies import HiringDependencies
from vivavoce.app.wiring.hiring.repositories import HiringRepositories, build_repositories
from vivavoce.app.wiring.hiring.retention import build_content_eraser, build_retention
from vivavoce.app.wiring.hiring.use_cases import build_use_cases
from vivavoce.app.wiring.hiring.workflow import (
    InterviewWorkflow,
    build_self_service,
    build_workflow,
)
from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.profiles import PROFILES, ApproverKind
from vivavoce.hiring.adapters.due_interviews import PostgresOverdueInterviewFinder
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.handlers import InterviewHandlers
from vivavoce.hiring.jobs import SendDecisionJob
from vivavoce.hiring.routes import router
from vivavoce.hiring.routes.staff import build_retention_router
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.usecases.candidate_page import CandidatePage
from vivavoce.hiring.usecases.end_interview import EraseCandidateData
from vivavoce.hiring.usecases.expire_interviews import (
    ApplyRetention,
    EndOverdueInterviews,
    EraseInterviewContent,
)
from vivavoce.hiring.usecases.selection_rates import VoluntaryAnswers
from vivavoce.hiring.usecases.self_service import (
    CreateInterview,
    SelfServiceInterviews,
    to_interview_details,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.planning.ports.intake import StaffInterviewReader

_ALL_APPROVERS: tuple[ApproverKind, ...] = ("self", "none", "staff")
_PROFILES_WITHOUT_LINK = [profile for profile in PROFILES.values() if not profile.has_link]


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


def build_hiring(given: HiringDependencies) -> HiringSlice:
    """Return hiring with its production adapters."""
    platform, stored = given.platform, build_repositories(given.platform)
    steps = build_workflow(given, stored)
    cases = build_use_cases(given, stored, steps)
    erase_content = build_content_eraser(given, stored, steps)
    retention = build_retention(given, erase_content)
    erase = EraseCandidateData(
        platform.open_work,
        stored.interviews,
        steps.end,
        given.candidate_links,
        given.audit,
        given.erase_subject_data,
    )

    async def read_staff_interview(
        work: UnitOfWork, interview_id: InterviewId
    ) -> InterviewSnapshot:
        return to_interview_details(await find_staff_interview(work, interview_id))

    async def find_staff_interview(work: UnitOfWork, interview_id: InterviewId) -> Interview:
        return await stored.staff_interviews.find(work, str(interview_id))

    return HiringSlice(
        router=router(cases),
        retention_router=build_retention_router(retention),
        use_cases=cases,
        interviews=InterviewFacade(
            stored.interviews, steps.apply_transition, steps.close, steps.begin, platform.clock
        ),
        handlers=_build_handlers(given, stored, steps),
        candidate_page=_build_candidate_page(given, stored, steps, erase),
        send_decision=SendDecisionJob(cases.decide_candidate),
        self_service_interviews=build_self_service(given, stored, steps, "self"),
        intake_interviews=build_self_service(given, stored, steps, "none"),
        open_interview=CreateInterview(steps.register, steps.rules),
        read_staff_interview=read_staff_interview,
        find_staff_interview=find_staff_interview,
        end_overdue=_build_overdue_endings(given, stored, steps),
        erase=erase,
        erase_content=erase_content,
        retention=retention,
    )


def _build_overdue_endings(
    given: HiringDependencies, stored: HiringRepositories, steps: InterviewWorkflow
) -> EndOverdueInterviews:
    return EndOverdueInterviews(
        overdue=PostgresOverdueInterviewFinder(given.platform.database),
        self_service=build_self_service(given, stored, steps, *_ALL_APPROVERS),
        calls=given.calls,
        profiles=_PROFILES_WITHOUT_LINK,
        open_work=given.platform.open_work,
        clock=given.platform.clock,
    )


def _build_handlers(
    given: HiringDependencies, stored: HiringRepositories, steps: InterviewWorkflow
) -> InterviewHandlers:
    return InterviewHandlers(
        stored.interviews,
        steps.apply_transition,
        steps.approve,
        steps.close,
        steps.begin,
        given.policy,
        given.platform.clock,
        steps.open_task,
        given.candidate_links,
        given.assessments,
    )


def _build_candidate_page(
    given: HiringDependencies,
    stored: HiringRepositories,
    steps: InterviewWorkflow,
    erase: EraseCandidateData,
) -> CandidatePage:
    return CandidatePage(
        interviews=stored.interviews,
        messages=stored.messages,
        decisions=stored.decisions,
        assessments=given.assessments,
        tasks=stored.tasks,
        policy=given.policy,
        open_task=steps.open_task,
        end_interview=steps.end,
        apply_transition=steps.apply_transition,
        erase=erase,
        candidate_links=given.candidate_links,
        calls=given.calls,
        voluntary=VoluntaryAnswers(stored.voluntary_answers, given.policy),
        bookings=stored.bookings,
        book_time=steps.book_time,
        audit=given.audit,
        clock=given.platform.clock,
    )
