"""The use cases that the hiring routes call, and the calls that several routes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.routes.requests import (
    AssessmentCommentsRequest,
    AssessmentDecisionRequest,
    InterviewFactsRequest,
    PlanCommentsRequest,
    PlanDecisionRequest,
)
from vivavoce.hiring.routes.workflow_responses import (
    InterviewReceiptResponse,
    InterviewStateResponse,
    to_plan_decision_response,
    to_state_response,
)
from vivavoce.hiring.usecases.bulk_actions import ApplyBulkAction
from vivavoce.hiring.usecases.candidate_messages import ManageCandidateMessages
from vivavoce.hiring.usecases.check_request import CheckRequest
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.correct_level import CorrectLevel
from vivavoce.hiring.usecases.correct_resume import CorrectResume
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_candidate import DecideCandidate
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.dispatch_transition import DispatchTransition
from vivavoce.hiring.usecases.edit_plan import EditPlan
from vivavoce.hiring.usecases.embed_interview import EmbedInterview
from vivavoce.hiring.usecases.end_interview import CancelInterview, EraseCandidateData
from vivavoce.hiring.usecases.human_tasks import ManageHumanTasks
from vivavoce.hiring.usecases.import_interviews import ImportInterviews
from vivavoce.hiring.usecases.notifications import MarkNotifications, ReadNotifications
from vivavoce.hiring.usecases.offer_times import OfferTimes
from vivavoce.hiring.usecases.read_dashboard import ReadDashboard
from vivavoce.hiring.usecases.read_interviews import ReadInterviews
from vivavoce.hiring.usecases.read_positions import ReadPositions
from vivavoce.hiring.usecases.read_queue import ManageQueueClaims, ReadQueue
from vivavoce.hiring.usecases.read_rankings import ReadRankings
from vivavoce.hiring.usecases.request_interview import RequestInterview
from vivavoce.hiring.usecases.retry_steps import RetryInterviewSteps
from vivavoce.hiring.usecases.saved_views import ManageSavedViews
from vivavoce.hiring.usecases.selection_rates import CountSelectionRates
from vivavoce.hiring.usecases.share_scorecard import ShareScorecard
from vivavoce.hiring.usecases.try_plan import TryPlan
from vivavoce.kernel.caller import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class HiringUseCases:
    """The use cases behind the hiring routes."""

    request_interview: RequestInterview
    complete_info: CompleteInfo
    decide_plan: DecidePlan
    edit_plan: EditPlan
    try_plan: TryPlan
    decide_assessment: DecideAssessment
    decide_candidate: DecideCandidate
    correct_level: CorrectLevel
    correct_resume: CorrectResume
    cancel: CancelInterview
    erase: EraseCandidateData
    retry_steps: RetryInterviewSteps
    dispatch_transition: DispatchTransition
    read_interviews: ReadInterviews
    read_positions: ReadPositions
    read_dashboard: ReadDashboard
    read_rankings: ReadRankings
    check_request: CheckRequest
    import_interviews: ImportInterviews
    apply_bulk_action: ApplyBulkAction
    manage_tasks: ManageHumanTasks
    read_queue: ReadQueue
    manage_claims: ManageQueueClaims
    manage_views: ManageSavedViews
    read_notifications: ReadNotifications
    mark_notifications: MarkNotifications
    manage_messages: ManageCandidateMessages
    selection_rates: CountSelectionRates
    share_scorecard: ShareScorecard
    embed_interview: EmbedInterview
    offer_times: OfferTimes


CREATED_BEFORE: dict[int | str, dict[str, Any]] = {  # Any: FastAPI's type
    200: {"model": InterviewReceiptResponse, "description": "The interview existed already."}
}
"""The response to a request for an interview that was made before."""


async def request_interview(
    use_cases: HiringUseCases,
    caller: Caller,
    body: InterviewFactsRequest,
    response: Response,
    idempotency_key: str | None,
) -> InterviewReceiptResponse:
    """Request an interview: status 201 for a new one, 200 for one that already exists."""
    receipt = await use_cases.request_interview(
        caller,
        body.facts,
        raw_body=body.raw_json,
        idempotency_key=idempotency_key,
        on_behalf_of=body.user_id,
    )
    response.status_code = 201 if receipt.is_new else 200
    if receipt.is_replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return InterviewReceiptResponse.model_validate(receipt.body)


async def decide_plan(
    use_cases: HiringUseCases, caller: Caller, key: str, body: PlanDecisionRequest
) -> InterviewStateResponse:
    """Approve or reject a plan, or request changes, as the body says."""
    must_haves = body.must_haves
    if body.chosen_action == "approve":
        approved = await use_cases.decide_plan.approve(
            caller,
            key,
            comments=body.comment_text,
            plan_id=body.plan_id,
            on_behalf_of=body.user_id,
            must_haves=must_haves,
        )
        return to_plan_decision_response(approved)
    decide = (
        use_cases.decide_plan.reject
        if body.chosen_action == "reject"
        else use_cases.decide_plan.modify
    )
    decided = await decide(
        caller, key, comments=body.comment_text, plan_id=body.plan_id, on_behalf_of=body.user_id
    )
    return to_plan_decision_response(decided)


async def complete_info(
    use_cases: HiringUseCases, caller: Caller, key: str, body: InterviewFactsRequest
) -> InterviewStateResponse:
    """Add missing facts."""
    return to_state_response(
        await use_cases.complete_info(caller, key, body.facts, on_behalf_of=body.user_id)
    )


async def request_plan_changes(
    use_cases: HiringUseCases, caller: Caller, key: str, body: PlanCommentsRequest
) -> InterviewStateResponse:
    """Request changes to a plan, described in the comments."""
    return to_plan_decision_response(
        await use_cases.decide_plan.modify(
            caller, key, comments=body.comment_text, plan_id=body.plan_id, on_behalf_of=body.user_id
        )
    )


async def decide_assessment(
    use_cases: HiringUseCases,
    caller: Caller,
    key: str,
    transition: InterviewTransition,
    body: AssessmentCommentsRequest | AssessmentDecisionRequest,
) -> InterviewStateResponse:
    """Make a decision about an assessment."""
    return to_state_response(
        await use_cases.decide_assessment(
            caller,
            key,
            transition,
            comments=body.comment_text,
            assessment_id=body.assessment_id,
            on_behalf_of=body.user_id,
        )
    )
