"""Response bodies of practice sessions. JSON names are snake_case, as the seed defines them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

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

    field: str
    requested: str | int | None
    applied: str | int | None
    reason: str


class SessionConfigResponse(BaseModel):
    """The setup of the session; ``context`` is returned as it was received."""

    persona_id: str | None
    interview_type: str | None
    duration_minutes: int
    difficulty: str | None
    mode: str
    framework: str | None
    context: dict[str, Any]  # Any: JSON


class QuestionOutlineResponse(BaseModel):
    """One planned question."""

    index: int
    question: str
    topic: str
    expected_framework: str | None
    time_budget_s: int
    source: Literal["planner", "edited", "template"]


class HistorySummaryResponse(BaseModel):
    """A summary of earlier practice. ``average_score`` is 0-100, from one kind of scorer only."""

    sessions: int
    last_at: datetime | None
    average_score: float | None
    recurring_strengths: list[str]
    recurring_weaknesses: list[str]
    carry_forward: list[str]
    suggested_difficulty: str | None


class FollowUpPolicyResponse(BaseModel):
    """How the interviewer asks follow-up questions."""

    max_per_question: int
    triggers: list[str]
    style: str


class PlanningBriefResponse(BaseModel):
    """The purpose of the plan and the reasons for its content."""

    goal: str
    focus_areas: list[str]
    rationale: str
    excluded_requirements: list[str] = []
    """Demands that an employer must not make: which, why, and what to write instead."""
    not_understood: list[str] = []
    """Parts of the last change request that had no effect."""


class CandidateBriefResponse(BaseModel):
    """What to expect from the interview and how to prepare for it."""

    what_to_expect: str
    how_to_prepare: list[str]
    tips: list[str]


class LaunchResponse(BaseModel):
    """How to start the interview: get a ticket from ``token_url`` and connect to ``ws_url`` with it."""

    ws_url: str
    token_url: str


class PracticeSessionResponse(BaseModel):
    """A practice session. Fields that come from the plan are null or empty until there is a plan."""

    session_id: str
    status: PracticeStatus
    needs_approval: bool
    plan_version: int | None
    edits_remaining: int
    config: SessionConfigResponse
    adjustments: list[SetupAdjustmentResponse]
    planner: str | None
    opening_prompt: str | None
    question_outline: list[QuestionOutlineResponse]
    history_summary: HistorySummaryResponse | None
    follow_up_policy: FollowUpPolicyResponse
    planning_brief: PlanningBriefResponse | None
    candidate_brief: CandidateBriefResponse | None
    assignment_id: str | None
    approved_at: datetime | None
    approved_by: str | None
    created_at: datetime
    expires_at: datetime
    launch: LaunchResponse | None


class ApprovedSessionResponse(BaseModel):
    """An approved session."""

    session_id: str
    status: PracticeStatus
    needs_approval: bool
    approved_at: datetime | None
    approved_by: str | None
    plan_version: int | None
    launch: LaunchResponse


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
    """The status of a review, and its score (0-100) if it has one."""

    status: str
    overall_score: float | None


class ListedSessionResponse(BaseModel):
    """A session in a list; ``review`` is null if there is none yet."""

    session_id: str
    status: PracticeStatus
    interview_type: str | None
    difficulty: str | None
    target_role: str | None
    company_name: str | None
    duration_minutes: int
    created_at: datetime
    review: ReviewSummaryResponse | None


class PracticeSessionListResponse(BaseModel):
    """A person's sessions, newest first."""

    sessions: list[ListedSessionResponse]


def build_session_list_response(
    sessions: Sequence[ListedPracticeSession],
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
            )
            for view, review in ((session.view, session.review) for session in sessions)
        ]
    )
