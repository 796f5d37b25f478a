"""Response bodies for the state of an interview and the steps that lead from state to state."""

from __future__ import annotations

from pydantic import Field

from vivavoce.hiring.domain.completeness import DataQuality
from vivavoce.hiring.domain.interview import Interview, TransitionRecord, gap_to_json
from vivavoce.hiring.domain.workflow import (
    InterviewState,
    InterviewTransition,
    list_staff_transitions,
)
from vivavoce.hiring.usecases.approve_plan import PlanDecisionResult
from vivavoce.hiring.usecases.dispatch_transition import TransitionResult
from vivavoce.hiring.usecases.read_interviews import InterviewWithResults
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp


class MissingFieldResponse(CamelModel):
    """A missing fact, and the question to ask for it."""

    field: str = Field(examples=["jobDescription"])
    """The name of the fact, as in a request."""
    severity: str = Field(examples=["CRITICAL"])
    """How much a plan needs the fact."""
    message: str
    """What is missing, in a sentence."""
    question: str = Field(examples=["What will this person do every day?"])
    """The question to ask for it; empty for an unknown member."""


class InterviewReceiptResponse(CamelModel):
    """The response to a request for an interview."""

    id: str
    """The interview's id, a UUID."""
    interview_id: str
    """The same as `id`."""
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id. Use it or the id in every path."""
    state: InterviewState
    """The state of the interview."""
    workflow_state: InterviewState
    """The same as `state`."""
    message: str = Field(examples=["The skills are being validated."])
    """The state in a sentence."""
    data_quality: DataQuality = Field(examples=["GOOD"])
    """How complete the facts are."""
    missing_fields: list[MissingFieldResponse]
    """The facts that are missing for a plan; empty if a plan can be written."""
    warnings: list[MissingFieldResponse]
    """Facts that would make the plan better, and members of the request that are not known."""
    is_test: bool = False
    """Whether it is a test, created with a test key: nothing about it is mailed, called or counted."""


class InterviewStateResponse(CamelModel):
    """An interview after a decision."""

    interview_id: str
    """The interview's id, a UUID."""
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id."""
    state: InterviewState
    """The state after the decision."""
    message: str = Field(examples=["The plan is approved; the candidate can start."])
    """The state in a sentence."""
    missing_fields: list[MissingFieldResponse] | None = None
    """The facts that are still missing; null unless the state is `INFO_NEEDED`."""
    interview_link: str | None = Field(
        None, examples=["https://interviews.example.com/interview/9f2c4e51b7"]
    )
    """The candidate's link after an approval; null otherwise, and for kinds of interviews without
    one."""
    scheduled_at: UtcTimestamp | None = Field(None, examples=["2026-12-01T08:00:00.000Z"])
    """When the interview is to start, in UTC; null if it is not scheduled."""
    cancel_reason: str | None = None
    """Why the interview was canceled; null unless it was."""
    not_understood: list[str] | None = None
    """For a change request: the parts that were not understood and change nothing; null if there
    are none."""
    rejected_parts: list[str] | None = None
    """For a change request: demands that an employer must not make, each with its reason; null if
    there are none."""


class TransitionResponse(CamelModel):
    """One row of the history."""

    seq: int
    """The number of the step, from 1."""
    transition: InterviewTransition = Field(examples=["APPROVE"])
    """The name of the step."""
    before: InterviewState | None = Field(alias="from")
    """The state before; null for the request."""
    after: InterviewState = Field(alias="to")
    """The state after."""
    actor: str = Field(examples=["Ada Lovelace"])
    """The name of who made the step: a person, an API key, `candidate`, or the platform."""
    actor_kind: str = Field(examples=["account"])
    """What kind of actor made the step."""
    on_behalf_of: str | None
    """On whose behalf the caller says they act; null if none. It is the caller's own text, not an
    identity."""
    at: UtcTimestamp = Field(examples=["2026-11-22T09:31:12.000Z"])
    """When the step was made, in UTC."""
    reason: str | None
    """The reason that the actor gave; null if none was given, or after it was erased."""
    event: str = Field(examples=["approval.approved"])
    """The topic of the event that announced the step."""


class TransitionResultResponse(CamelModel):
    """The result of a transition by name."""

    interview_id: str
    """The interview's id, a UUID."""
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id."""
    previous_state: InterviewState | None
    """The state before the step; null for the first."""
    new_state: InterviewState
    """The state after the step."""
    state: InterviewState
    """The interview's state now; it can already be a later one."""
    transition: InterviewTransition = Field(examples=["SCHEDULE"])
    """The step that was made."""
    triggered_by: str = Field(examples=["Ada Lovelace"])
    """The name of who made it."""
    on_behalf_of: str | None
    """On whose behalf the caller says they act; null if none."""
    reason: str | None
    """What the caller wrote; null if nothing."""
    timestamp: UtcTimestamp = Field(examples=["2026-11-22T09:31:12.000Z"])
    """When the step was made, in UTC."""


class InterviewHistoryResponse(CamelModel):
    """All transitions of an interview, oldest first."""

    interview_id: str
    """The interview's id, a UUID."""
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id."""
    state: InterviewState
    """The state of the interview."""
    transitions: list[TransitionResponse]
    """The steps, oldest first."""


class InterviewWorkflowResponse(CamelModel):
    """The workflow state of an interview and the transitions that a user may make."""

    interview_id: str
    """The interview's id, a UUID."""
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id."""
    state: InterviewState
    """The state of the interview."""
    is_terminal: bool
    """Whether the interview is over: no step leads out of this state."""
    since: UtcTimestamp = Field(examples=["2026-11-22T09:31:12.000Z"])
    """When it entered this state, in UTC."""
    waiting_since: UtcTimestamp | None
    """When the interview began to wait for staff, in UTC; null if it is not waiting."""
    available_transitions: list[InterviewTransition] = Field(
        examples=[["APPROVE", "REJECT", "MODIFY", "CANCEL"]]
    )
    """The steps that staff can make now."""


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
    return _STATE_MESSAGES[get_state(interview)]


def to_state_response(interview: Interview, link: str | None = None) -> InterviewStateResponse:
    """Return the response for an interview after a decision."""
    is_asking = interview.state is InterviewState.INFO_NEEDED
    return InterviewStateResponse(
        interview_id=str(interview.id),
        run_id=interview.run_id,
        state=get_state(interview),
        message=describe_state(interview),
        missing_fields=list_missing_fields(interview) if is_asking else None,
        interview_link=link,
        scheduled_at=format_optional_timestamp(interview.request.scheduled_at),
        cancel_reason=interview.cancel_reason,
    )


def to_plan_decision_response(result: PlanDecisionResult) -> InterviewStateResponse:
    """Return the response for an interview after a decision about its plan."""
    response = to_state_response(result.interview, result.link)
    response.not_understood = list(result.change_reading.not_understood) or None
    response.rejected_parts = list(result.change_reading.removed) or None
    return response


def to_transition_response(record: TransitionRecord) -> TransitionResponse:
    """Return one row of the history."""
    return TransitionResponse(
        seq=record.seq,
        transition=record.transition,
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
        state=get_state(result.interview),
        transition=transition.transition,
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
        state=get_state(result.interview),
        transitions=[to_transition_response(record) for record in result.history],
    )


def to_workflow_response(interview: Interview) -> InterviewWorkflowResponse:
    """Return the workflow state of an interview."""
    return InterviewWorkflowResponse(
        interview_id=str(interview.id),
        run_id=interview.run_id,
        state=get_state(interview),
        is_terminal=interview.is_over,
        since=format_timestamp(interview.state_since),
        waiting_since=format_optional_timestamp(interview.waiting_since),
        available_transitions=list_available_transitions(interview),
    )


def list_available_transitions(interview: Interview) -> list[InterviewTransition]:
    """Return the steps that staff can make now."""
    return list(list_staff_transitions(get_state(interview)))


def get_state(interview: Interview) -> InterviewState:
    """Return the state; ``RECEIVED`` before the first step."""
    return interview.state or InterviewState.RECEIVED


def list_missing_fields(interview: Interview) -> list[MissingFieldResponse]:
    """Return the facts that are missing for a plan."""
    return [MissingFieldResponse(**gap_to_json(gap)) for gap in interview.gaps]
