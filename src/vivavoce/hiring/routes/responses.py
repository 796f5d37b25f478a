"""Response bodies for interviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from vivavoce.hiring.domain.hiring_decision import DecisionStatus, HiringDecision, HiringOutcome
from vivavoce.hiring.domain.interview import Interview, TransitionRecord, gap_to_json
from vivavoce.hiring.domain.workflow import InterviewState, list_staff_transitions
from vivavoce.hiring.usecases.approve_plan import PlanDecisionResult
from vivavoce.hiring.usecases.dispatch_transition import TransitionResult
from vivavoce.hiring.usecases.read_interviews import InterviewListing, InterviewWithResults
from vivavoce.infra.web.request_models import CamelModel
from vivavoce.kernel.clock import format_timestamp

JsonObject = dict[str, Any]  # Any: another slice's JSON


class MissingFieldResponse(CamelModel):
    """A missing fact, and the question to ask for it."""

    field: str
    severity: str
    message: str
    question: str


class InterviewReceiptResponse(CamelModel):
    """The response to a request for an interview."""

    id: str
    interview_id: str
    run_id: str
    state: InterviewState
    workflow_state: InterviewState
    message: str
    data_quality: str
    missing_fields: list[MissingFieldResponse]
    warnings: list[MissingFieldResponse]


class InterviewStateResponse(CamelModel):
    """An interview after a decision."""

    interview_id: str
    run_id: str
    state: InterviewState
    message: str
    missing_fields: list[MissingFieldResponse] | None = None
    interview_link: str | None = None
    scheduled_at: str | None = None
    cancel_reason: str | None = None
    not_understood: list[str] | None = None
    """For a change request: the parts that were not understood and change nothing."""
    rejected_parts: list[str] | None = None
    """For a change request: demands that an employer must not make, each with its reason."""


class CompetencyLevelResponse(CamelModel):
    """A person's level of one competency, from 1 to 5."""

    competency: str
    level: float


class HiringDecisionResponse(CamelModel):
    """What a person decided about the candidate, beside the state of the interview."""

    decision_id: str
    assessment_id: str
    outcome: HiringOutcome
    status: DecisionStatus
    """``pending`` can be undone until ``takesEffectAt``; only ``final`` was sent."""
    levels: list[CompetencyLevelResponse]
    comments: str | None
    """The reason. Lists leave it out."""
    needs_second_person: bool
    decided_by: str
    decided_by_id: str
    decided_at: str
    takes_effect_at: str
    confirmed_by: str | None
    final_at: str | None
    replaces: str | None


class InterviewItemResponse(CamelModel):
    """An interview in a list."""

    id: str
    interview_id: str
    run_id: str
    profile: str
    state: InterviewState
    workflow_state: InterviewState
    candidate_name: str | None
    candidate_email: str | None
    candidate_ref: str | None
    position: str | None
    level: str | None
    company_name: str | None
    data_quality: str
    missing_fields: list[MissingFieldResponse]
    created_at: str
    updated_at: str
    waiting_since: str | None
    scheduled_at: str | None
    cancel_reason: str | None
    recommendation: str | None = Field(
        None,
        description="What the newest assessment proposes: STRONG_HIRE, HIRE, MAYBE or NO_HIRE.",
    )
    interview_link: str | None = None
    failure: JsonObject | None = None
    is_erased: bool
    hiring_decision: HiringDecisionResponse | None = None


class InterviewListResponse(CamelModel):
    """One page of a list. ``searched`` explains what a search matches, because names are encrypted."""

    data: list[InterviewItemResponse]
    total: int = Field(description="The number of matching interviews, at most 10,000.")
    is_total_exact: bool = Field(description="False if more than 10,000 interviews match.")
    next_cursor: str | None = Field(
        description="Send it as `cursor` to get the next page; null on the last page."
    )
    page: int
    limit: int
    searched: str


class TransitionResponse(CamelModel):
    """One row of the history."""

    seq: int
    transition: str
    before: InterviewState | None = Field(alias="from")
    after: InterviewState = Field(alias="to")
    actor: str
    actor_kind: str
    on_behalf_of: str | None
    at: str
    reason: str | None
    event: str


class InterviewDetailResponse(InterviewItemResponse):
    """One interview with all its facts and its history."""

    skills: list[str]
    qualifications: list[str]
    job_description: str | None
    company_description: str | None
    candidate_profile: JsonObject | None
    resume_text: str | None
    callback_url: str | None
    external_id: str | None
    duration_minutes: int
    language: str
    abilities: dict[str, bool]
    warnings: list[MissingFieldResponse]
    plan_id: str | None
    assessment_id: str | None
    session_id: str | None
    attempt: int
    attempts_left: int
    available_transitions: list[str]
    transitions: list[TransitionResponse]


class InterviewStatusResponse(CamelModel):
    """The status of an interview with its plan and its assessment."""

    run_id: str
    interview_id: str
    state: InterviewState
    message: str
    data_quality: str
    plan: JsonObject | None = None
    assessment: JsonObject | None = None
    hiring_decision: HiringDecisionResponse | None = None
    interview_link: str | None = None
    missing_fields: list[MissingFieldResponse] | None = None
    cancel_reason: str | None = None
    failure: JsonObject | None = None
    created_at: str
    updated_at: str


class TransitionResultResponse(CamelModel):
    """The result of a transition by name."""

    interview_id: str
    run_id: str
    previous_state: InterviewState | None
    new_state: InterviewState
    state: InterviewState
    transition: str
    triggered_by: str
    on_behalf_of: str | None
    reason: str | None
    timestamp: str


class InterviewHistoryResponse(CamelModel):
    """All transitions of an interview, oldest first."""

    interview_id: str
    run_id: str
    state: InterviewState
    transitions: list[TransitionResponse]


class InterviewWorkflowResponse(CamelModel):
    """The workflow state of an interview and the transitions that a user may make."""

    interview_id: str
    run_id: str
    state: InterviewState
    is_terminal: bool
    since: str
    waiting_since: str | None
    available_transitions: list[str]


class InterviewCountsResponse(CamelModel):
    """The number of interviews in each state."""

    counts: dict[InterviewState, int]
    total: int


SEARCH_DESCRIPTION = (
    "Matches the whole e-mail address, id, run id, external id or candidate reference, whole "
    "words of the name, or part of the position."
)
_STATE_MESSAGES = {
    InterviewState.RECEIVED: "The request was received.",
    InterviewState.INFO_NEEDED: "Information is missing; see missingFields.",
    InterviewState.VALIDATING_SKILLS: "The skills are being validated.",
    InterviewState.GENERATING_PLAN: "The plan is being written.",
    InterviewState.PENDING: "The plan is waiting for approval.",
    InterviewState.APPROVED: "The plan is approved; the candidate can start.",
    InterviewState.REJECTED: "The plan was rejected.",
    InterviewState.SCHEDULED: "The interview is scheduled.",
    InterviewState.IN_PROGRESS: "The interview is in progress.",
    InterviewState.COMPLETED: "The interview is over; the assessment is being prepared.",
    InterviewState.ASSESSMENT_PENDING: "The assessment is waiting for approval.",
    InterviewState.ASSESSMENT_APPROVED: "The assessment was approved.",
    InterviewState.CANCELLED: "The interview was canceled.",
}


def describe_state(interview: Interview) -> str:
    """Return the state in one sentence."""
    return _STATE_MESSAGES[_state_of(interview)]


def to_state_response(interview: Interview, link: str | None = None) -> InterviewStateResponse:
    """Return the response for an interview after a decision."""
    is_asking = interview.state is InterviewState.INFO_NEEDED
    return InterviewStateResponse(
        interview_id=str(interview.id),
        run_id=interview.run_id,
        state=_state_of(interview),
        message=describe_state(interview),
        missing_fields=_missing_fields(interview) if is_asking else None,
        interview_link=link,
        scheduled_at=_format_time(interview.request.scheduled_at),
        cancel_reason=interview.cancel_reason,
    )


def to_plan_decision_response(result: PlanDecisionResult) -> InterviewStateResponse:
    """Return the response for an interview after a decision about its plan."""
    response = to_state_response(result.interview, result.link)
    response.not_understood = list(result.change_reading.not_understood) or None
    response.rejected_parts = list(result.change_reading.removed) or None
    return response


def to_hiring_decision_response(decision: HiringDecision) -> HiringDecisionResponse:
    """Return a decision about a candidate."""
    return HiringDecisionResponse.model_validate(decision.to_json())


def to_item_response(
    interview: Interview, link: str | None, decision: HiringDecision | None = None
) -> InterviewItemResponse:
    """Return an interview as a list item."""
    return InterviewItemResponse(**_item_fields(interview, link, decision))


def to_list_response(listing: InterviewListing, page: int, limit: int) -> InterviewListResponse:
    """Return one page of a list."""
    items = [
        to_item_response(
            interview, listing.links.get(interview.id), listing.decisions.get(interview.id)
        )
        for interview in listing.page.interviews
    ]
    return InterviewListResponse(
        data=items,
        total=listing.page.total,
        is_total_exact=listing.page.is_total_exact,
        next_cursor=listing.page.next_cursor,
        page=page,
        limit=limit,
        searched=SEARCH_DESCRIPTION,
    )


def to_detail_response(result: InterviewWithResults) -> InterviewDetailResponse:
    """Return the details of one interview."""
    interview, request = result.interview, result.interview.request
    profile = request.candidate_profile
    return InterviewDetailResponse(
        **_item_fields(interview, result.link, result.decision),
        skills=list(request.skills),
        qualifications=list(request.qualifications),
        job_description=request.job_description,
        company_description=request.company_description,
        candidate_profile=None if profile is None else dict(profile),
        resume_text=request.resume_text,
        callback_url=request.callback_url,
        external_id=request.external_id,
        duration_minutes=request.minutes,
        language=request.language,
        abilities=dict(request.abilities),
        warnings=[MissingFieldResponse(**gap_to_json(gap)) for gap in interview.warnings],
        plan_id=interview.plan_id,
        assessment_id=interview.assessment_id,
        session_id=interview.session_id,
        attempt=interview.attempt,
        attempts_left=interview.attempts_left,
        available_transitions=_available_transitions(interview),
        transitions=[to_transition_response(record) for record in result.history],
    )


def to_status_response(result: InterviewWithResults) -> InterviewStatusResponse:
    """Return the status of an interview."""
    interview = result.interview
    return InterviewStatusResponse(
        run_id=interview.run_id,
        interview_id=str(interview.id),
        state=_state_of(interview),
        message=describe_state(interview),
        data_quality=str(interview.quality),
        plan=result.plan,
        assessment=result.assessment,
        hiring_decision=_decision_or_none(result.decision),
        interview_link=result.link,
        missing_fields=_missing_fields(interview) if interview.gaps else None,
        cancel_reason=interview.cancel_reason,
        failure=None if interview.failure is None else dict(interview.failure),
        created_at=format_timestamp(interview.created_at),
        updated_at=format_timestamp(interview.updated_at),
    )


def to_transition_response(record: TransitionRecord) -> TransitionResponse:
    """Return one row of the history."""
    return TransitionResponse(
        seq=record.seq,
        transition=str(record.transition),
        before=record.before,
        after=record.after,
        actor=record.actor.name,
        actor_kind=record.actor.kind,
        on_behalf_of=record.actor.on_behalf_of,
        at=format_timestamp(record.at),
        reason=record.reason,
        event=record.topic,
    )


def to_transition_result_response(result: TransitionResult) -> TransitionResultResponse:
    """Return the result of a transition by name."""
    transition = result.record
    return TransitionResultResponse(
        interview_id=str(result.interview.id),
        run_id=result.interview.run_id,
        previous_state=transition.before,
        new_state=transition.after,
        state=_state_of(result.interview),
        transition=str(transition.transition),
        triggered_by=transition.actor.name,
        on_behalf_of=transition.actor.on_behalf_of,
        reason=transition.reason,
        timestamp=format_timestamp(transition.at),
    )


def to_history_response(result: InterviewWithResults) -> InterviewHistoryResponse:
    """Return all transitions of an interview."""
    return InterviewHistoryResponse(
        interview_id=str(result.interview.id),
        run_id=result.interview.run_id,
        state=_state_of(result.interview),
        transitions=[to_transition_response(record) for record in result.history],
    )


def to_workflow_response(interview: Interview) -> InterviewWorkflowResponse:
    """Return the workflow state of an interview."""
    return InterviewWorkflowResponse(
        interview_id=str(interview.id),
        run_id=interview.run_id,
        state=_state_of(interview),
        is_terminal=interview.is_over,
        since=format_timestamp(interview.state_since),
        waiting_since=_format_time(interview.waiting_since),
        available_transitions=_available_transitions(interview),
    )


def _decision_or_none(decision: HiringDecision | None) -> HiringDecisionResponse | None:
    return None if decision is None else to_hiring_decision_response(decision)


def _item_fields(
    interview: Interview, link: str | None, decision: HiringDecision | None
) -> dict[str, Any]:  # Any: fields of InterviewItemResponse
    request = interview.request
    return {
        "id": str(interview.id),
        "interview_id": str(interview.id),
        "run_id": interview.run_id,
        "profile": request.profile,
        "state": _state_of(interview),
        "workflow_state": _state_of(interview),
        "candidate_name": request.candidate_name,
        "candidate_email": request.candidate_email,
        "candidate_ref": request.candidate_ref,
        "position": request.position,
        "level": request.level,
        "company_name": request.company_name,
        "data_quality": str(interview.quality),
        "missing_fields": _missing_fields(interview),
        "created_at": format_timestamp(interview.created_at),
        "updated_at": format_timestamp(interview.updated_at),
        "waiting_since": _format_time(interview.waiting_since),
        "scheduled_at": _format_time(request.scheduled_at),
        "cancel_reason": interview.cancel_reason,
        "recommendation": interview.recommendation,
        "interview_link": link,
        "failure": None if interview.failure is None else dict(interview.failure),
        "is_erased": interview.is_erased,
        "hiring_decision": _decision_or_none(decision),
    }


def _available_transitions(interview: Interview) -> list[str]:
    return [str(transition) for transition in list_staff_transitions(_state_of(interview))]


def _state_of(interview: Interview) -> InterviewState:
    return interview.state or InterviewState.RECEIVED


def _missing_fields(interview: Interview) -> list[MissingFieldResponse]:
    return [MissingFieldResponse(**gap_to_json(gap)) for gap in interview.gaps]


def _format_time(moment: datetime | None) -> str | None:
    return None if moment is None else format_timestamp(moment)
