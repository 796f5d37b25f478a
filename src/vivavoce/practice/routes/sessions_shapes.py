"""How a practice session is told, snake_case as the seed writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from vivavoce.contracts.interview import shown_session
from vivavoce.contracts.plan import Plan
from vivavoce.practice.domain.draft import PracticeSession, Status, expires_at, status
from vivavoce.practice.domain.draft_brief import candidate_brief, planning_brief, topic_of
from vivavoce.practice.domain.history import HistorySummary
from vivavoce.practice.usecases.list_sessions import Practised


class AdjustmentShape(BaseModel):
    """One thing that is done differently than asked for."""

    field: str
    requested: str | int | None
    applied: str | int | None
    reason: str


class ConfigShape(BaseModel):
    """How the session is set up; ``context`` stands as it came."""

    persona_id: str | None
    interview_type: str | None
    duration_minutes: int
    difficulty: str | None
    mode: str
    framework: str | None
    context: dict[str, Any]  # Any: JSON


class OutlineShape(BaseModel):
    """One planned question."""

    index: int
    question: str
    topic: str
    expected_framework: str | None
    time_budget_s: int
    source: Literal["planner", "edited", "template"]


class HistorySummaryShape(BaseModel):
    """Earlier practice in short."""

    sessions: int
    last_at: datetime | None
    average_score: float | None
    recurring_strengths: list[str]
    recurring_weaknesses: list[str]
    carry_forward: list[str]
    suggested_difficulty: str | None


class FollowUpShape(BaseModel):
    """How the interviewer asks further."""

    max_per_question: int
    triggers: list[str]
    style: str


class PlanningBriefShape(BaseModel):
    """What the plan is for."""

    goal: str
    focus_areas: list[str]
    rationale: str
    left_out: list[str] = []
    """Demands of the employer that an employer must not make: which, why, and what to write instead."""
    not_understood: list[str] = []
    """Words of the last wish that changed nothing."""


class CandidateBriefShape(BaseModel):
    """How to prepare."""

    what_to_expect: str
    how_to_prepare: list[str]
    tips: list[str]


class LaunchShape(BaseModel):
    """Where the talk is held: a ticket from ``token_url`` opens ``ws_url``."""

    ws_url: str
    token_url: str


class SessionShape(BaseModel):
    """A practice session. What comes of the plan is null until there is one."""

    session_id: str
    status: Status
    needs_approval: bool
    plan_version: int | None
    edits_remaining: int
    config: ConfigShape
    adjustments: list[AdjustmentShape]
    planner: str | None
    opening_prompt: str | None
    question_outline: list[OutlineShape]
    history_summary: HistorySummaryShape | None
    follow_up_policy: FollowUpShape
    planning_brief: PlanningBriefShape | None
    candidate_brief: CandidateBriefShape | None
    assignment_id: str | None
    approved_at: datetime | None
    approved_by: str | None
    created_at: datetime
    expires_at: datetime
    launch: LaunchShape | None


class ApprovedShape(BaseModel):
    """An approved session."""

    session_id: str
    status: Status
    needs_approval: bool
    approved_at: datetime | None
    approved_by: str | None
    plan_version: int | None
    launch: LaunchShape


class Addresses:
    """Where sessions are held, as clients reach them."""

    def __init__(self, *, gateway_url: str, edge_url: str) -> None:
        self._gateway_url = gateway_url
        self._edge_url = edge_url

    def launch(self, session_id: str) -> LaunchShape:
        """Return where this session's talk is held."""
        return LaunchShape(
            ws_url=f"{self._edge_url}/api/v1/session/{session_id}",
            token_url=f"{self._gateway_url}/api/v1/sessions/{session_id}/ticket",
        )


def session_shape(session: PracticeSession, at: Addresses) -> SessionShape:
    """Return everything that its seeker is shown of a session."""
    view, read = session.view, session.plan
    plan = None if read is None else read.plan
    is_open = session.status in ("configured", "in_progress")
    return SessionShape(
        session_id=session.session_id,
        status=session.status,
        needs_approval=session.status == "draft",
        plan_version=None if plan is None else plan.version,
        edits_remaining=session.edits_remaining,
        config=ConfigShape(
            persona_id=view.persona_id,
            interview_type=view.interview_type,
            duration_minutes=view.duration_minutes,
            difficulty=view.difficulty,
            mode=session.mode,
            framework=view.framework,
            context=dict(session.context),
        ),
        adjustments=[AdjustmentShape(**asdict(one)) for one in session.draft.adjustments],
        history_summary=_history(session.history),
        follow_up_policy=FollowUpShape(**_lists(asdict(session.follow_ups))),
        assignment_id=_text(session.draft.assignment_id),
        approved_at=None if read is None else read.approved_at,
        approved_by=None if read is None else read.approved_by,
        created_at=view.created_at,
        expires_at=expires_at(view),
        launch=at.launch(session.session_id) if is_open else None,
        **_planned(session, plan),
    )


def approved_shape(session: PracticeSession, at: Addresses) -> ApprovedShape:
    """Return an approval."""
    read = session.plan
    return ApprovedShape(
        session_id=session.session_id,
        status=session.status,
        needs_approval=False,
        approved_at=None if read is None else read.approved_at,
        approved_by=None if read is None else read.approved_by,
        plan_version=None if read is None else read.plan.version,
        launch=at.launch(session.session_id),
    )


def _planned(session: PracticeSession, plan: Plan | None) -> dict[str, Any]:  # Any: shapes by name
    if plan is None:
        empty = ("planner", "opening_prompt", "planning_brief", "candidate_brief")
        return {"question_outline": [], **dict.fromkeys(empty)}
    purpose = planning_brief(session.view, plan, session.history)
    preparing = candidate_brief(session.view, plan)
    return {
        "planner": plan.planner,
        "opening_prompt": plan.greeting_script,
        "question_outline": [
            OutlineShape(
                index=index,
                question=question.text,
                topic=topic_of(question),
                expected_framework=question.expected_framework,
                time_budget_s=question.time_budget_s,
                source=question.source,
            )
            for index, question in enumerate(plan.questions, start=1)
        ],
        "planning_brief": PlanningBriefShape(**_lists(asdict(purpose))),
        "candidate_brief": CandidateBriefShape(**_lists(asdict(preparing))),
    }


def _history(history: HistorySummary | None) -> HistorySummaryShape | None:
    if history is None:
        return None
    told = asdict(history)
    del told["avoid"]
    return HistorySummaryShape(**_lists(told))


def _lists(told: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in told.items()
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


class ReviewStandingShape(BaseModel):
    """Where a review stands."""

    status: str
    overall_score: float | None


class PractisedSessionShape(BaseModel):
    """One session of a list."""

    session_id: str
    status: Status
    interview_type: str | None
    difficulty: str | None
    target_role: str | None
    company_name: str | None
    duration_minutes: int
    created_at: datetime
    review: ReviewStandingShape | None


class PractisedShape(BaseModel):
    """A person's sessions, newest first."""

    sessions: list[PractisedSessionShape]


def practised_shape(listed: Sequence[Practised]) -> PractisedShape:
    """Return a list of sessions as the wire has it."""
    return PractisedShape(
        sessions=[
            PractisedSessionShape(
                session_id=shown_session(view.interview_id),
                status=status(view),
                interview_type=view.interview_type,
                difficulty=view.difficulty,
                target_role=view.position,
                company_name=view.company_name,
                duration_minutes=view.duration_minutes,
                created_at=view.created_at,
                review=None
                if review is None
                else ReviewStandingShape(status=review.status, overall_score=review.overall_score),
            )
            for view, review in ((one.view, one.review) for one in listed)
        ]
    )
