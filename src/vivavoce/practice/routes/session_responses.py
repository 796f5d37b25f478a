"""Response bodies of practice sessions. JSON names are snake_case, as the seed defines them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from vivavoce.contracts.interview import format_practice_session_id
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.practice.domain.draft import (
    HistorySummary,
    PracticeSession,
    PracticeStatus,
    expires_at,
    practice_status,
)
from vivavoce.practice.domain.draft_brief import (
    build_candidate_brief,
    build_planning_brief,
    topic_of,
)
from vivavoce.practice.usecases.read_session import ListedPracticeSession


class SetupAdjustmentResponse(BaseModel):
    """A requested setting that was replaced by another, and why."""

    field: str = Field(examples=["context.difficulty"])
    """The setting that was replaced, as the request names it."""
    requested: str | int | None = Field(examples=["advanced"])
    """What the request named; null if it named nothing."""
    applied: str | int | None = Field(examples=["hard"])
    """What applies instead; null if nothing does."""
    reason: str = Field(examples=["A length of 12 minutes is not offered."])
    """Why, in a sentence."""


class SessionConfigResponse(BaseModel):
    """The setup of the session."""

    persona_id: str | None = Field(examples=["emma"])
    """The interviewer's persona; null for the default."""
    interview_type: str | None = Field(examples=["behavioral"])
    """What is practiced; null if not chosen."""
    duration_minutes: int = Field(examples=[10])
    """The planned length, in minutes."""
    difficulty: str | None = Field(examples=["medium"])
    """The difficulty; null if none was set. The request can also name `advanced`, which is `hard`."""
    mode: str = Field(examples=["text"])
    """How the session is held."""
    framework: str | None = Field(examples=["STAR"])
    """How good answers are structured, if one framework was asked for; null otherwise."""
    language: str = Field(examples=["en"])
    """The language of the questions, as a language tag."""
    context: dict[str, Any] = Field(  # Any: JSON
        examples=[{"target_role": "Ward nurse", "difficulty": "medium"}]
    )
    """The request's `context`, as it was received."""


class QuestionOutlineResponse(BaseModel):
    """One planned question."""

    index: int
    """The number of the question, from 1."""
    question: str
    """The question as it will be asked."""
    topic: str = Field(examples=["Handling pressure"])
    """What the question is about."""
    expected_framework: str | None = Field(examples=["STAR"])
    """How a good answer is structured; null if any structure is good."""
    time_budget_s: int = Field(examples=[150])
    """The time for the question and its follow-ups, in seconds."""
    source: Literal["planner", "edited", "template"]
    """Whether the planner wrote the question, the person, or a template."""


class PracticeDraftedCompetencyResponse(BaseModel):
    """A competency of a plan that is being written."""

    name: str = Field(examples=["Handling pressure"])
    """The name of the competency."""
    questions: list[str] = Field(examples=[["Tell me about a shift that went wrong."]])
    """The questions that are written for it. The finished plan can leave some out."""


class HistorySummaryResponse(BaseModel):
    """A summary of earlier practice."""

    sessions: int
    """How many reviewed sessions the summary is about."""
    last_at: datetime | None
    """When the newest reviewed session was reviewed; null if there is none."""
    average_score: float | None
    """The mean overall score, from 0 to 100, of reviews by one kind of scorer; null without any."""
    recurring_strengths: list[str]
    """What was strong in several sessions."""
    recurring_weaknesses: list[str]
    """What was weak in several sessions."""
    carry_forward: list[str]
    """The competencies that the next plan should put first."""
    suggested_difficulty: str | None
    """The difficulty that fits the last scores; null without any."""


class FollowUpPolicyResponse(BaseModel):
    """How the interviewer asks follow-up questions."""

    max_per_question: int
    """How many follow-up questions one question can get."""
    triggers: list[str]
    """What makes the interviewer ask one, in words."""
    style: str
    """How the interviewer asks them, in words."""


class PlanningBriefResponse(BaseModel):
    """The purpose of the plan and the reasons for its content."""

    goal: str
    """What the plan is for, in a sentence."""
    focus_areas: list[str]
    """The topics of the questions."""
    rationale: str
    """Why the plan is as it is, in sentences."""
    excluded_requirements: list[str] = []
    """Demands that an employer must not make: which, why, and what to write instead."""
    not_understood: list[str] = []
    """Parts of the last change request that had no effect."""


class CandidateBriefResponse(BaseModel):
    """What to expect from the interview and how to prepare for it."""

    what_to_expect: str
    """What will happen, in sentences for the person."""
    how_to_prepare: list[str]
    """What to prepare, one sentence each."""
    tips: list[str]
    """Advice for the interview, one sentence each."""


class LaunchResponse(BaseModel):
    """How to start the interview."""

    ws_url: str = Field(
        examples=[
            "wss://interviews.example.com/api/v1/session/int_0198c1f26f5b7a609d4e2b7f3c1a9e55"
        ]
    )
    """The address of the socket that holds the interview; connect to it with a ticket."""
    token_url: str = Field(
        examples=[
            "https://interviews.example.com/api/v1/sessions/int_0198c1f26f5b7a609d4e2b7f3c1a9e55/ticket"
        ]
    )
    """Where `POST` returns the ticket that opens the socket."""


class PracticeSessionResponse(BaseModel):
    """A practice session. Fields that come from the plan are null or empty until there is a plan."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    status: PracticeStatus
    """How far the session is; a `draft` waits for its approval, a `configured` session for its
    start."""
    needs_approval: bool
    """Whether the person still has to approve the questions."""
    plan_version: int | None
    """The version of the plan, from 1; null until there is a plan."""
    edits_remaining: int
    """How many more times the questions can be edited."""
    config: SessionConfigResponse
    """The setup of the session."""
    adjustments: list[SetupAdjustmentResponse]
    """The requested settings that were replaced by others."""
    planner: str | None = Field(examples=["built-in rules v2"])
    """What wrote the plan; null until there is a plan."""
    opening_prompt: str | None
    """What the interviewer says first; null until there is a plan."""
    question_outline: list[QuestionOutlineResponse]
    """The planned questions in order; empty until there is a plan."""
    drafted_competencies: list[PracticeDraftedCompetencyResponse]
    """While a language model writes the plan: each competency whose questions are there. Otherwise empty."""
    history_summary: HistorySummaryResponse | None
    """Earlier practice that the plan takes into account; null without any."""
    follow_up_policy: FollowUpPolicyResponse
    """How the interviewer asks follow-up questions."""
    planning_brief: PlanningBriefResponse | None
    """Why the plan is as it is; null until there is a plan."""
    candidate_brief: CandidateBriefResponse | None
    """How to prepare; null until there is a plan."""
    assignment_id: str | None
    """The assignment that the session was set up for; null for the person's own practice."""
    approved_at: datetime | None
    """When the questions were approved; null until then."""
    approved_by: str | None
    """The id of the person or API key that approved the questions; null until then."""
    created_at: datetime
    """When the session was set up."""
    expires_at: datetime
    """When the session can no longer be approved and started: 7 days after it was set up."""
    launch: LaunchResponse | None
    """How to start the session; null unless it can be started or resumed."""


class ApprovedSessionResponse(BaseModel):
    """An approved session."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    status: PracticeStatus
    """How far the session is."""
    needs_approval: bool
    """Always false."""
    approved_at: datetime | None
    """When the questions were approved; null if there is no plan."""
    approved_by: str | None
    """The id of the person or API key that approved the questions; null if there is no plan."""
    plan_version: int | None
    """The version of the approved plan; null if there is no plan."""
    launch: LaunchResponse
    """How to start the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUrls:
    """Builds the public URLs of sessions."""

    gateway_url: str
    edge_url: str

    def build_launch(self, session_id: str) -> LaunchResponse:
        """Return the WebSocket and ticket URLs of a session."""
        return LaunchResponse(
            ws_url=f"{self.edge_url}/api/v1/session/{session_id}",
            token_url=f"{self.gateway_url}/api/v1/sessions/{session_id}/ticket",
        )


def build_session_response(session: PracticeSession, urls: SessionUrls) -> PracticeSessionResponse:
    """Return the response body with everything that a seeker sees of a session."""
    view, stored_plan = session.view, session.plan
    plan = None if stored_plan is None else stored_plan.plan
    is_open = session.status in ("configured", "in_progress")
    return PracticeSessionResponse(
        session_id=session.session_id,
        status=session.status,
        needs_approval=session.status == "draft",
        plan_version=None if plan is None else plan.version,
        edits_remaining=session.edits_remaining,
        config=SessionConfigResponse(
            persona_id=view.persona_id,
            interview_type=view.interview_type,
            duration_minutes=view.duration_minutes,
            difficulty=view.difficulty,
            mode=session.mode,
            framework=view.framework,
            language=view.language,
            context=dict(session.context),
        ),
        adjustments=[
            SetupAdjustmentResponse(**asdict(adjustment))
            for adjustment in session.draft.adjustments
        ],
        history_summary=_history_response(session.history),
        follow_up_policy=FollowUpPolicyResponse(**_tuples_to_lists(asdict(session.follow_ups))),
        assignment_id=_to_optional_text(session.draft.assignment_id),
        approved_at=None if stored_plan is None else stored_plan.approved_at,
        approved_by=None if stored_plan is None else stored_plan.approved_by,
        created_at=view.created_at,
        expires_at=expires_at(view),
        launch=urls.build_launch(session.session_id) if is_open else None,
        drafted_competencies=[
            PracticeDraftedCompetencyResponse(**each) for each in session.drafted
        ],
        **_plan_members(session, plan),
    )


def build_approval_response(session: PracticeSession, urls: SessionUrls) -> ApprovedSessionResponse:
    """Return the response body of an approval."""
    stored_plan = session.plan
    return ApprovedSessionResponse(
        session_id=session.session_id,
        status=session.status,
        needs_approval=False,
        approved_at=None if stored_plan is None else stored_plan.approved_at,
        approved_by=None if stored_plan is None else stored_plan.approved_by,
        plan_version=None if stored_plan is None else stored_plan.plan.version,
        launch=urls.build_launch(session.session_id),
    )


def _plan_members(
    session: PracticeSession, plan: InterviewPlan | None
) -> dict[str, Any]:  # Any: shapes by name
    if plan is None:
        empty = ("planner", "opening_prompt", "planning_brief", "candidate_brief")
        return {"question_outline": [], **dict.fromkeys(empty)}
    planning_brief = build_planning_brief(session.view, plan, session.history)
    candidate_brief = build_candidate_brief(session.view, plan)
    return {
        "planner": plan.planner,
        "opening_prompt": plan.greeting_script,
        "question_outline": [
            QuestionOutlineResponse(
                index=index,
                question=question.text,
                topic=topic_of(question),
                expected_framework=question.expected_framework,
                time_budget_s=question.time_budget_s,
                source=question.source,
            )
            for index, question in enumerate(plan.questions, start=1)
        ],
        "planning_brief": PlanningBriefResponse(**_tuples_to_lists(asdict(planning_brief))),
        "candidate_brief": CandidateBriefResponse(**_tuples_to_lists(asdict(candidate_brief))),
    }


def _history_response(history: HistorySummary | None) -> HistorySummaryResponse | None:
    if history is None:
        return None
    summary = asdict(history)
    del summary["avoid"]
    return HistorySummaryResponse(**_tuples_to_lists(summary))


def _tuples_to_lists(members: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in members.items()
    }


def _to_optional_text(value: object) -> str | None:
    return None if value is None else str(value)


class ReviewSummaryResponse(BaseModel):
    """A review in short."""

    status: str = Field(examples=["completed"])
    """The status of the review."""
    overall_score: float | None = Field(examples=[72.5])
    """The overall score, from 0 to 100; null without one."""


class ListedSessionResponse(BaseModel):
    """A session in a list."""

    session_id: str = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The session's id."""
    status: PracticeStatus
    """How far the session is."""
    interview_type: str | None = Field(examples=["behavioral"])
    """What is practiced; null if it was not set."""
    difficulty: str | None = Field(examples=["medium"])
    """The difficulty; null if it was not set."""
    target_role: str | None = Field(examples=["Ward nurse"])
    """The role that is practiced for; null if none was named."""
    company_name: str | None
    """The company that is practiced for; null if none was named."""
    duration_minutes: int = Field(examples=[10])
    """The planned length, in minutes."""
    created_at: datetime
    """When the session was set up."""
    review: ReviewSummaryResponse | None
    """The review in short; null if there is none yet."""
    is_erased: bool
    """Whether its answers and its review were deleted; then only these facts are left."""


class PracticeSessionListResponse(BaseModel):
    """A person's sessions, newest first."""

    sessions: list[ListedSessionResponse]
    """The sessions, newest first."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


def build_session_list_response(
    sessions: Sequence[ListedPracticeSession], next_cursor: str | None = None
) -> PracticeSessionListResponse:
    """Return the response body of a list of sessions."""
    return PracticeSessionListResponse(
        sessions=[
            ListedSessionResponse(
                session_id=format_practice_session_id(view.interview_id),
                status=practice_status(view),
                interview_type=view.interview_type,
                difficulty=view.difficulty,
                target_role=view.position,
                company_name=view.company_name,
                duration_minutes=view.duration_minutes,
                created_at=view.created_at,
                review=None
                if review is None
                else ReviewSummaryResponse(
                    status=review.status, overall_score=review.overall_score
                ),
                is_erased=is_erased,
            )
            for view, review, is_erased in (
                (session.view, session.review, session.is_erased) for session in sessions
            )
        ],
        next_cursor=next_cursor,
    )
