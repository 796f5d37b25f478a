"""The use cases behind hiring's routes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vivavoce.app.wiring.hiring.decisions import (
    build_candidate_decisions,
    build_level_corrections,
    build_scorecard_sharing,
)
from vivavoce.app.wiring.hiring.dependencies import HiringDependencies
from vivavoce.app.wiring.hiring.queue import (
    build_messages,
    build_notifications,
    build_queue,
    build_tasks,
    build_views,
)
from vivavoce.app.wiring.hiring.repositories import HiringRepositories
from vivavoce.app.wiring.hiring.workflow import InterviewWorkflow
from vivavoce.contracts.plan_trial import PlanTrial
from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.hiring.ports.plans import PlanTrials
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.usecases.bulk_actions import ApplyBulkAction
from vivavoce.hiring.usecases.check_request import CheckRequest
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.correct_resume import CorrectResume
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.dispatch_transition import DispatchTransition, ScheduleInterview
from vivavoce.hiring.usecases.edit_plan import EditPlan
from vivavoce.hiring.usecases.embed_interview import EmbedInterview
from vivavoce.hiring.usecases.end_interview import CancelInterview, EraseCandidateData
from vivavoce.hiring.usecases.import_interviews import ImportInterviews
from vivavoce.hiring.usecases.notifications import MarkNotifications
from vivavoce.hiring.usecases.offer_times import OfferTimes
from vivavoce.hiring.usecases.read_dashboard import ReadDashboard
from vivavoce.hiring.usecases.read_interviews import ReadInterviews
from vivavoce.hiring.usecases.read_positions import ReadPositions
from vivavoce.hiring.usecases.read_queue import ManageQueueClaims
from vivavoce.hiring.usecases.read_rankings import ReadRankings
from vivavoce.hiring.usecases.request_interview import RequestInterview
from vivavoce.hiring.usecases.retry_steps import RetryInterviewSteps
from vivavoce.hiring.usecases.try_plan import TryPlan
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import PlanId
from vivavoce.live.domain.plan_trial import conduct_trial
from vivavoce.planning.facade import read_job_text


def build_use_cases(
    given: HiringDependencies, stored: HiringRepositories, steps: InterviewWorkflow
) -> HiringUseCases:
    """Return the use cases, for interviews of profiles that staff may see."""
    platform, links, audit = given.platform, given.candidate_links, given.audit
    work, clock, staff = platform.open_work, platform.clock, stored.staff_interviews
    request = RequestInterview(work, staff, stored.receipts, steps.register, steps.rules)
    retry = RetryInterviewSteps(work, staff, links, given.assessments, audit)
    complete, plan, assessment, cancel, dispatch = _build_transitions(given, stored, steps)
    readable = (given.plans, given.assessments, stored.decisions)
    return HiringUseCases(
        request_interview=request,
        complete_info=complete,
        decide_plan=plan,
        decide_assessment=assessment,
        decide_candidate=build_candidate_decisions(given, stored, steps),
        edit_plan=EditPlan(work, staff, given.plans, audit, clock),
        try_plan=TryPlan(work, staff, _build_plan_trials(given)),
        correct_level=build_level_corrections(given, stored),
        correct_resume=CorrectResume(work, staff, audit),
        cancel=cancel,
        erase=EraseCandidateData(work, staff, steps.end, links, audit, given.erase_subject_data),
        retry_steps=retry,
        dispatch_transition=dispatch,
        read_interviews=ReadInterviews(work, staff, links, *readable),
        read_positions=ReadPositions(work, staff, *readable),
        read_dashboard=ReadDashboard(work, staff, clock),
        read_rankings=ReadRankings(work, staff, given.assessments),
        check_request=CheckRequest(steps.rules, read_job_text),
        import_interviews=ImportInterviews(work, stored.receipts, request, steps.rules),
        apply_bulk_action=ApplyBulkAction(cancel, retry, plan),
        manage_tasks=build_tasks(given, stored),
        read_queue=build_queue(given, stored),
        manage_claims=ManageQueueClaims(work, staff, stored.queue, audit, clock),
        manage_views=build_views(given, stored),
        read_notifications=build_notifications(given, stored),
        mark_notifications=MarkNotifications(work, stored.notifications, clock),
        manage_messages=build_messages(given, stored),
        selection_rates=steps.selection_rates,
        share_scorecard=build_scorecard_sharing(given, stored),
        offer_times=_build_time_offers(given, stored, steps),
        embed_interview=EmbedInterview(work, staff, links, audit),
    )


def _build_transitions(
    given: HiringDependencies, stored: HiringRepositories, steps: InterviewWorkflow
) -> tuple[CompleteInfo, DecidePlan, DecideAssessment, CancelInterview, DispatchTransition]:
    """Return the transitions that staff may request, and the use case that finds one by its name."""
    work, staff, step = given.platform.open_work, stored.staff_interviews, steps.apply_transition
    links, clock = given.candidate_links, given.platform.clock
    complete = CompleteInfo(work, staff, step, steps.rules)
    plan = DecidePlan(work, staff, step, steps.approve, given.policy, given.plans)
    assessment = DecideAssessment(work, staff, step)
    cancel = CancelInterview(work, staff, steps.end, links)
    dispatch = DispatchTransition(
        work,
        staff,
        complete_info=complete,
        decide_plan=plan,
        schedule=ScheduleInterview(work, staff, step, links, steps.hosts, given.audit, clock),
        decide_assessment=assessment,
        cancel=cancel,
    )
    return complete, plan, assessment, cancel, dispatch


def _build_time_offers(
    given: HiringDependencies, stored: HiringRepositories, steps: InterviewWorkflow
) -> OfferTimes:
    return OfferTimes(
        given.platform.open_work,
        stored.staff_interviews,
        stored.bookings,
        given.host_calendars,
        steps.book_time,
        given.audit,
        given.platform.clock,
    )


def _build_plan_trials(given: HiringDependencies) -> PlanTrials:
    """Return a function that answers the questions of a stored plan as a candidate would."""

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
            await given.plans.by_id(work, PlanId(UUID(plan_id))),
            profile,
            answers,
            position=position,
            company_name=company_name,
            at=given.platform.clock.now(),
        )

    return try_plan
