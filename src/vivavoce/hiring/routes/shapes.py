"""How interviews look on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from vivavoce.hiring.domain.interview import Interview, Step
from vivavoce.hiring.domain.receipt import gap_json
from vivavoce.hiring.domain.workflow import State, open_to_staff
from vivavoce.hiring.usecases.approve_plan import Decided
from vivavoce.hiring.usecases.read import Listing, Whole
from vivavoce.hiring.usecases.transition import Moved
from vivavoce.infra.web.bodies import CamelModel
from vivavoce.kernel.clock import iso_ms

JsonObject = dict[str, Any]  # Any: another slice's JSON


class GapShape(CamelModel):
    """A fact that is missing, and the question that fills it."""

    field: str
    severity: str
    message: str
    question: str


class ReceiptShape(CamelModel):
    """The answer to a request for an interview."""

    id: str
    interview_id: str
    run_id: str
    state: State
    workflow_state: State
    message: str
    data_quality: str
    missing_fields: list[GapShape]
    warnings: list[GapShape]


class StateShape(CamelModel):
    """An interview after a decision."""

    interview_id: str
    run_id: str
    state: State
    message: str
    missing_fields: list[GapShape] | None = None
    interview_link: str | None = None
    scheduled_at: str | None = None
    cancel_reason: str | None = None
    not_understood: list[str] | None = None
    """Of a change request: words that were not understood. Nothing is changed for them."""
    left_out: list[str] | None = None
    """Of a change request: demands that an employer must not make, each with its reason."""


class ItemShape(CamelModel):
    """An interview in a list."""

    id: str
    interview_id: str
    run_id: str
    profile: str
    state: State
    workflow_state: State
    candidate_name: str | None
    candidate_email: str | None
    candidate_ref: str | None
    position: str | None
    level: str | None
    company_name: str | None
    data_quality: str
    missing_fields: list[GapShape]
    created_at: str
    updated_at: str
    waiting_since: str | None
    scheduled_at: str | None
    cancel_reason: str | None
    interview_link: str | None = None
    failure: JsonObject | None = None
    is_erased: bool


class PageShape(CamelModel):
    """One page of a list. ``searched`` says what the search compares, because names are encrypted."""

    data: list[ItemShape]
    total: int
    page: int
    limit: int
    searched: str


class StepShape(CamelModel):
    """One row of the history."""

    seq: int
    transition: str
    before: State | None = Field(alias="from")
    after: State = Field(alias="to")
    actor: str
    actor_kind: str
    on_behalf_of: str | None
    at: str
    reason: str | None
    event: str


class DetailShape(ItemShape):
    """One interview with everything that was asked for."""

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
    warnings: list[GapShape]
    plan_id: str | None
    assessment_id: str | None
    session_id: str | None
    attempt: int
    attempts_left: int
    available_transitions: list[str]
    transitions: list[StepShape]


class StatusShape(CamelModel):
    """How an interview stands, with its plan and its assessment."""

    run_id: str
    interview_id: str
    state: State
    message: str
    data_quality: str
    plan: JsonObject | None = None
    assessment: JsonObject | None = None
    interview_link: str | None = None
    missing_fields: list[GapShape] | None = None
    cancel_reason: str | None = None
    failure: JsonObject | None = None
    created_at: str
    updated_at: str


class MovedShape(CamelModel):
    """What a step by name did."""

    interview_id: str
    run_id: str
    previous_state: State | None
    new_state: State
    state: State
    transition: str
    triggered_by: str
    on_behalf_of: str | None
    reason: str | None
    timestamp: str


class HistoryShape(CamelModel):
    """All steps of an interview, oldest first."""

    interview_id: str
    run_id: str
    state: State
    transitions: list[StepShape]


class WorkflowShape(CamelModel):
    """Where an interview stands and what a person may do there."""

    interview_id: str
    run_id: str
    state: State
    is_terminal: bool
    since: str
    waiting_since: str | None
    available_transitions: list[str]


class CountsShape(CamelModel):
    """How many interviews stand in each state."""

    counts: dict[State, int]
    total: int


SEARCHED = (
    "Exact by e-mail address, by each word of the name, by run id, external id and candidate reference;"
    " the position may match in part."
)
_SENTENCES = {
    State.RECEIVED: "The request was taken in.",
    State.INFO_NEEDED: "Facts are missing; see missingFields.",
    State.VALIDATING_SKILLS: "The skills are being validated.",
    State.GENERATING_PLAN: "The plan is being written.",
    State.PENDING: "The plan waits for a person's decision.",
    State.APPROVED: "The plan is approved; the candidate may begin.",
    State.REJECTED: "The plan was rejected.",
    State.SCHEDULED: "The interview is scheduled.",
    State.IN_PROGRESS: "The candidate has begun.",
    State.COMPLETED: "The interview is over; its assessment is being made.",
    State.ASSESSMENT_PENDING: "The assessment waits for a person's decision.",
    State.ASSESSMENT_APPROVED: "The assessment was approved.",
    State.CANCELLED: "The interview was cancelled.",
}


def sentence(interview: Interview) -> str:
    """Return the state in one sentence."""
    return _SENTENCES[_state(interview)]


def state_shape(interview: Interview, link: str | None = None) -> StateShape:
    """Return an interview after a decision."""
    is_asking = interview.state is State.INFO_NEEDED
    return StateShape(
        interview_id=str(interview.id),
        run_id=interview.run_id,
        state=_state(interview),
        message=sentence(interview),
        missing_fields=_gaps(interview) if is_asking else None,
        interview_link=link,
        scheduled_at=_time(interview.request.scheduled_at),
        cancel_reason=interview.cancel_reason,
    )


def decided_shape(decided: Decided) -> StateShape:
    """Return an interview after a decision about its plan."""
    shape = state_shape(decided.interview, decided.link)
    shape.not_understood = list(decided.reading.not_understood) or None
    shape.left_out = list(decided.reading.left_out) or None
    return shape


def item_shape(interview: Interview, link: str | None) -> ItemShape:
    """Return an interview in a list."""
    return ItemShape(**_item(interview, link))


def page_shape(listing: Listing, page: int, limit: int) -> PageShape:
    """Return one page."""
    items = [item_shape(one, listing.links.get(one.id)) for one in listing.interviews]
    return PageShape(data=items, total=listing.total, page=page, limit=limit, searched=SEARCHED)


def detail_shape(whole: Whole) -> DetailShape:
    """Return one interview whole."""
    interview, request = whole.interview, whole.interview.request
    profile = request.candidate_profile
    return DetailShape(
        **_item(interview, whole.link),
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
        warnings=[GapShape(**gap_json(gap)) for gap in interview.warnings],
        plan_id=interview.plan_id,
        assessment_id=interview.assessment_id,
        session_id=interview.session_id,
        attempt=interview.attempt,
        attempts_left=interview.attempts_left,
        available_transitions=_available(interview),
        transitions=[step_shape(step) for step in whole.history],
    )


def status_shape(whole: Whole) -> StatusShape:
    """Return how an interview stands."""
    interview = whole.interview
    return StatusShape(
        run_id=interview.run_id,
        interview_id=str(interview.id),
        state=_state(interview),
        message=sentence(interview),
        data_quality=str(interview.quality),
        plan=whole.plan,
        assessment=whole.assessment,
        interview_link=whole.link,
        missing_fields=_gaps(interview) if interview.gaps else None,
        cancel_reason=interview.cancel_reason,
        failure=None if interview.failure is None else dict(interview.failure),
        created_at=iso_ms(interview.created_at),
        updated_at=iso_ms(interview.updated_at),
    )


def step_shape(step: Step) -> StepShape:
    """Return one row of the history."""
    return StepShape(
        seq=step.seq,
        transition=str(step.transition),
        before=step.before,
        after=step.after,
        actor=step.actor.name,
        actor_kind=step.actor.kind,
        on_behalf_of=step.actor.on_behalf_of,
        at=iso_ms(step.at),
        reason=step.reason,
        event=step.topic,
    )


def moved_shape(moved: Moved) -> MovedShape:
    """Return what a step by name did."""
    step = moved.step
    return MovedShape(
        interview_id=str(moved.interview.id),
        run_id=moved.interview.run_id,
        previous_state=step.before,
        new_state=step.after,
        state=_state(moved.interview),
        transition=str(step.transition),
        triggered_by=step.actor.name,
        on_behalf_of=step.actor.on_behalf_of,
        reason=step.reason,
        timestamp=iso_ms(step.at),
    )


def history_shape(whole: Whole) -> HistoryShape:
    """Return all steps of an interview."""
    return HistoryShape(
        interview_id=str(whole.interview.id),
        run_id=whole.interview.run_id,
        state=_state(whole.interview),
        transitions=[step_shape(step) for step in whole.history],
    )


def workflow_shape(interview: Interview) -> WorkflowShape:
    """Return where an interview stands."""
    return WorkflowShape(
        interview_id=str(interview.id),
        run_id=interview.run_id,
        state=_state(interview),
        is_terminal=interview.is_over,
        since=iso_ms(interview.state_since),
        waiting_since=_time(interview.waiting_since),
        available_transitions=_available(interview),
    )


def _item(interview: Interview, link: str | None) -> dict[str, Any]:  # Any: fields of ItemShape
    request = interview.request
    return {
        "id": str(interview.id),
        "interview_id": str(interview.id),
        "run_id": interview.run_id,
        "profile": request.profile,
        "state": _state(interview),
        "workflow_state": _state(interview),
        "candidate_name": request.candidate_name,
        "candidate_email": request.candidate_email,
        "candidate_ref": request.candidate_ref,
        "position": request.position,
        "level": request.level,
        "company_name": request.company_name,
        "data_quality": str(interview.quality),
        "missing_fields": _gaps(interview),
        "created_at": iso_ms(interview.created_at),
        "updated_at": iso_ms(interview.updated_at),
        "waiting_since": _time(interview.waiting_since),
        "scheduled_at": _time(request.scheduled_at),
        "cancel_reason": interview.cancel_reason,
        "interview_link": link,
        "failure": None if interview.failure is None else dict(interview.failure),
        "is_erased": interview.is_erased,
    }


def _available(interview: Interview) -> list[str]:
    return [str(transition) for transition in open_to_staff(_state(interview))]


def _state(interview: Interview) -> State:
    return interview.state or State.RECEIVED


def _gaps(interview: Interview) -> list[GapShape]:
    return [GapShape(**gap_json(gap)) for gap in interview.gaps]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso_ms(moment)
