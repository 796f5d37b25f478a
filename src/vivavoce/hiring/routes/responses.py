"""Response bodies for interviews."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from vivavoce.contracts.transcript import Recommendation
from vivavoce.hiring.domain.completeness import DataQuality
from vivavoce.hiring.domain.hiring_decision import DecisionStatus, HiringDecision, HiringOutcome
from vivavoce.hiring.domain.interview import Interview, gap_to_json
from vivavoce.hiring.domain.workflow import InterviewState, InterviewTransition
from vivavoce.hiring.routes.workflow_responses import (
    MissingFieldResponse,
    TransitionResponse,
    describe_state,
    get_state,
    list_available_transitions,
    list_missing_fields,
    to_transition_response,
)
from vivavoce.hiring.usecases.read_interviews import InterviewListing, InterviewWithResults
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp

JsonObject = dict[str, Any]  # Any: another slice's JSON


class TestCodeResponse(CamelModel):
    """A one-time code for the candidate's link of a test."""

    code: str = Field(examples=["481516"])
    """The six digits. They are shown only here."""
    expires_at: UtcTimestamp = Field(examples=["2026-11-22T09:40:00.000Z"])
    """When the code expires, in UTC."""


class CompetencyLevelResponse(CamelModel):
    """A person's level of one competency, from 1 to 5."""

    competency: str
    """The name of the competency."""
    level: float
    """The person's own level, from 1 to 5 in steps of 0.5."""


class HiringDecisionResponse(CamelModel):
    """What a person decided about the candidate, beside the state of the interview."""

    decision_id: str
    """The id of the decision, a UUID."""
    assessment_id: str
    """The assessment that the person had read."""
    outcome: HiringOutcome
    """What the person decided about the candidate."""
    status: DecisionStatus
    """``pending``: it can be undone until ``takesEffectAt``. ``awaiting_second_person``: another person has
    to confirm it. ``final``: it was sent."""
    levels: list[CompetencyLevelResponse]
    """The person's own levels, where they differ from the proposed ones; may be empty."""
    comments: str | None
    """The reason; null in lists, which leave it out."""
    needs_second_person: bool
    """Whether a second person has to confirm it before it is final."""
    decided_by: str
    """The name of the person who decided."""
    decided_by_id: str
    """The user id of the person who decided."""
    decided_at: UtcTimestamp
    """When the person decided, in UTC."""
    takes_effect_at: UtcTimestamp
    """When the decision can no longer be undone, in UTC: ten seconds after it was made."""
    confirmed_by: str | None
    """The name of the second person who confirmed it; null if none did."""
    final_at: UtcTimestamp | None
    """When the decision became final, in UTC; null before."""
    replaces: str | None
    """The id of the final decision that this one changes; null for a first decision."""


class InterviewItemResponse(CamelModel):
    """An interview in a list."""

    id: str
    """The interview's id, a UUID."""
    interview_id: str
    """The same as `id`."""
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id."""
    profile: str = Field(examples=["hiring"])
    """The kind of interview."""
    state: InterviewState
    """The state of the interview."""
    workflow_state: InterviewState
    """The same as `state`."""
    candidate_name: str | None = Field(examples=["Ada Lovelace"])
    """The candidate's name; null if it is not known or was erased."""
    candidate_email: str | None = Field(examples=["ada@example.com"])
    """The candidate's e-mail address; null if it is not known or was erased."""
    candidate_ref: str | None = Field(examples=["cand-4711"])
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    position: str | None = Field(examples=["Backend engineer"])
    """The title of the position; null if it is not known yet."""
    level: str | None = Field(examples=["SENIOR"])
    """The seniority; null if it is not known yet."""
    company_name: str | None = Field(examples=["Example Logistics"])
    """The company that hires; null if it is not known."""
    data_quality: DataQuality = Field(examples=["GOOD"])
    """How complete the facts are."""
    missing_fields: list[MissingFieldResponse]
    """The facts that are missing for a plan; empty if a plan can be written."""
    created_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the interview was requested, in UTC."""
    updated_at: UtcTimestamp = Field(examples=["2026-11-22T09:31:12.000Z"])
    """When the interview last changed, in UTC."""
    waiting_since: UtcTimestamp | None
    """When the interview began to wait for staff, in UTC; null if it is not waiting."""
    scheduled_at: UtcTimestamp | None = Field(examples=["2026-12-01T08:00:00.000Z"])
    """When the interview is to start, in UTC; null if no time is set."""
    cancel_reason: str | None = Field(examples=["EXPIRED"])
    """Why the interview was canceled; null unless it was."""
    recommendation: Recommendation | None = Field(None, examples=["HIRE"])
    """What the newest assessment proposes: `STRONG_HIRE`, `HIRE`, `MAYBE` or `NO_HIRE`; null before
    there is one."""
    flags: list[str] = Field(examples=[["contradiction"]])
    """The kinds of flags of the newest assessment that the list can be filtered by; may be empty."""
    interview_link: str | None = Field(
        None, examples=["https://interviews.example.com/interview/9f2c4e51b7"]
    )
    """The candidate's link, for callers with `interview:update`; null without a valid link."""
    failure: JsonObject | None = Field(
        None, examples=[{"stage": "planning", "code": "planner_failed", "attempts": 3}]
    )
    """What failed last, with `stage`, `code` and `attempts`; the next step clears it. Null if
    nothing failed."""
    is_erased: bool
    """Whether the candidate's personal data were erased."""
    is_test: bool = False
    """Whether it is a test, created with a test key: nothing about it is mailed, called or counted."""
    hiring_decision: HiringDecisionResponse | None = None
    """The newest decision about the candidate; null before there is one."""


class InterviewListResponse(CamelModel):
    """One page of a list. ``searched`` explains what a search matches, because names are encrypted."""

    data: list[InterviewItemResponse]
    """The interviews of this page."""
    total: int
    """How many interviews match on all pages, at most 10,000."""
    is_total_exact: bool
    """False if more than 10,000 interviews match."""
    next_cursor: str | None = Field(examples=["eyJhdCI6IjIwMjYtMTEtMjIifQ"])
    """Send it as `cursor` to get the next page; null on the last page."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many interviews a page has at most."""
    searched: str
    """What `search` matches, in a sentence; names are encrypted, so parts of them are not found."""


class DraftedCompetencyResponse(CamelModel):
    """A competency of a plan that is being written."""

    name: str = Field(examples=["Planning and scheduling"])
    """The name of the competency."""
    questions: list[str] = Field(examples=[["How do you plan a week with two people on leave?"]])
    """The questions that are written for it."""


class InterviewDetailResponse(InterviewItemResponse):
    """One interview with all its facts and its history."""

    skills: list[str] = Field(examples=[["Python", "PostgreSQL"]])
    """The skills as the request named them."""
    qualifications: list[str]
    """The qualifications as the request named them."""
    job_description: str | None
    """The job description; null if there is none."""
    company_description: str | None
    """What the company does; null if there is none."""
    candidate_profile: JsonObject | None
    """Your own data about the candidate, as you sent it; null if there is none or it was erased."""
    resume_text: str | None
    """The text of the candidate's resume; null if there is none or it was erased."""
    callback_url: str | None
    """The address that receives the webhooks of this interview; null for the organization's own."""
    external_id: str | None = Field(examples=["req-2291"])
    """Your own id for the request; null if it had none."""
    duration_minutes: int = Field(examples=[30])
    """The planned length, in minutes."""
    language: str = Field(examples=["en"])
    """The language of the interview, as a language tag."""
    abilities: dict[str, bool] = Field(examples=[{"evaluations": True}])
    """The session features that the request switched on or off."""
    warnings: list[MissingFieldResponse]
    """Facts that would make the plan better."""
    plan_id: str | None
    """The id of the current plan; null until there is one."""
    drafted_competencies: list[DraftedCompetencyResponse]
    """What a model has written of the next plan so far; empty for other planners and once it is there. The
    plan can still differ."""
    assessment_id: str | None
    """The id of the newest assessment; null until there is one."""
    session_id: str | None
    """The id of the newest session; null until the candidate opened one."""
    attempt: int
    """The number of the newest session, from 1; 0 before the first."""
    attempts_left: int
    """How many more times the candidate may start."""
    available_transitions: list[InterviewTransition] = Field(
        examples=[["APPROVE", "REJECT", "MODIFY", "CANCEL"]]
    )
    """The steps that staff can make now."""
    transitions: list[TransitionResponse]
    """The history, oldest first."""


class InterviewStatusResponse(CamelModel):
    """The status of an interview with its plan and its assessment."""

    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id."""
    interview_id: str
    """The interview's id, a UUID."""
    state: InterviewState
    """The state of the interview."""
    is_test: bool = False
    """Whether it is a test, created with a test key: nothing about it is mailed, called or counted."""
    message: str = Field(examples=["The plan is waiting for approval."])
    """The state in a sentence."""
    data_quality: DataQuality = Field(examples=["GOOD"])
    """How complete the facts are."""
    plan: JsonObject | None = None
    """The current plan with the decision about it; null until there is one."""
    assessment: JsonObject | None = None
    """The newest assessment with the decision about it; null until there is one."""
    hiring_decision: HiringDecisionResponse | None = None
    """The newest decision about the candidate; null before there is one."""
    interview_link: str | None = Field(
        None, examples=["https://interviews.example.com/interview/9f2c4e51b7"]
    )
    """The candidate's link, for callers with `interview:update`; null without a valid link."""
    missing_fields: list[MissingFieldResponse] | None = None
    """The facts that are missing for a plan; null if none are."""
    cancel_reason: str | None = None
    """Why the interview was canceled; null unless it was."""
    failure: JsonObject | None = None
    """What failed last, with `stage`, `code` and `attempts`; the next step clears it. Null if
    nothing failed."""
    created_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the interview was requested, in UTC."""
    updated_at: UtcTimestamp = Field(examples=["2026-11-22T09:31:12.000Z"])
    """When the interview last changed, in UTC."""


class InterviewCountsResponse(CamelModel):
    """The number of interviews in each state."""

    counts: dict[InterviewState, int]
    """How many interviews are in each state; all thirteen states are present."""
    total: int
    """How many interviews the organization has, in all states together."""


SEARCH_DESCRIPTION = (
    "Matches the whole e-mail address, id, run id, external id or candidate reference, whole "
    "words of the name, or part of the position."
)


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
        drafted_competencies=[DraftedCompetencyResponse(**each) for each in result.drafted],
        assessment_id=interview.assessment_id,
        session_id=interview.session_id,
        attempt=interview.attempt,
        attempts_left=interview.attempts_left,
        available_transitions=list_available_transitions(interview),
        transitions=[to_transition_response(record) for record in result.history],
    )


def to_status_response(result: InterviewWithResults) -> InterviewStatusResponse:
    """Return the status of an interview."""
    interview = result.interview
    return InterviewStatusResponse(
        run_id=interview.run_id,
        interview_id=str(interview.id),
        state=get_state(interview),
        is_test=interview.is_test,
        message=describe_state(interview),
        data_quality=interview.quality,
        plan=result.plan,
        assessment=result.assessment,
        hiring_decision=_decision_or_none(result.decision),
        interview_link=result.link,
        missing_fields=list_missing_fields(interview) if interview.gaps else None,
        cancel_reason=interview.cancel_reason,
        failure=None if interview.failure is None else dict(interview.failure),
        created_at=format_timestamp(interview.created_at),
        updated_at=format_timestamp(interview.updated_at),
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
        "state": get_state(interview),
        "workflow_state": get_state(interview),
        "candidate_name": request.candidate_name,
        "candidate_email": request.candidate_email,
        "candidate_ref": request.candidate_ref,
        "position": request.position,
        "level": request.level,
        "company_name": request.company_name,
        "data_quality": interview.quality,
        "missing_fields": list_missing_fields(interview),
        "created_at": format_timestamp(interview.created_at),
        "updated_at": format_timestamp(interview.updated_at),
        "waiting_since": format_optional_timestamp(interview.waiting_since),
        "scheduled_at": format_optional_timestamp(request.scheduled_at),
        "cancel_reason": interview.cancel_reason,
        "recommendation": interview.recommendation,
        "flags": list(interview.flags),
        "interview_link": link,
        "failure": None if interview.failure is None else dict(interview.failure),
        "is_erased": interview.is_erased,
        "is_test": interview.is_test,
        "hiring_decision": _decision_or_none(decision),
    }
