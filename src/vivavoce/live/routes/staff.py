"""HTTP routes for staff: the live dashboard, and actions in a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import Field

from vivavoce.contracts.voice import Transport
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.ids import SessionId
from vivavoce.live.usecases.live_dashboard import LiveDashboardPublisher
from vivavoce.live.usecases.staff_actions import StaffAction, StaffActionResult, SubmitStaffAction

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
NonEmptyText = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffUseCases:
    """The use cases that the routes call."""

    dashboard: LiveDashboardPublisher
    submit_action: SubmitStaffAction


class NoteRequest(StrictRequestModel):
    """A note for the interviewer."""

    text: NonEmptyText = Field(examples=["Ask for the size of the ward."])
    ask: bool = Field(False, description="Ask the note as a question when its turn comes.")


class SayRequest(StrictRequestModel):
    """The message to the candidate."""

    text: NonEmptyText = Field(examples=["Hello, this is Ada of the hiring team. Take your time."])


class EndSessionRequest(StrictRequestModel):
    """Why the interview is ended; for the audit log only."""

    reason: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="A short reason code of your own, like `asked_to_stop`. Do not include names.",
        examples=["asked_to_stop"],
    )


class StaffActionResponse(CamelModel):
    """An accepted staff action."""

    id: UUID
    session_id: UUID
    is_attended: bool = Field(
        description="Whether a live worker runs the session, so that the action takes "
        "effect at once."
    )
    taken_over_by: str | None = Field(
        description="The team member who is in control after the action, if any."
    )


class LiveTotalsResponse(CamelModel):
    """Counts over all sessions of the organization; days start at midnight UTC."""

    live: int
    waiting: int
    queued: int
    longest_queued_seconds: int
    ended_today: int
    completed_today: int
    completion_rate: float | None = Field(
        description="Null if fewer than five interviews have ended."
    )


class LiveQuestionResponse(CamelModel):
    """The current question and the number of questions."""

    index: int
    of: int


class TurnDurationResponse(CamelModel):
    """One turn: who spoke, and for how long."""

    role: Literal["agent", "candidate"]
    seconds: float


class AttentionItemResponse(CamelModel):
    """A reason for staff to look at the session."""

    kind: Literal[
        "reconnecting", "asked_for_human", "stuck", "errors", "slow", "taken_over", "flag"
    ]
    text: str
    since: datetime


class LiveSessionResponse(CamelModel):
    """The status of one live session."""

    session_id: UUID
    interview_id: UUID
    initials: str | None
    position: str
    profile: str
    channel: str
    transport: Transport
    """How the candidate is connected: ``text``, ``voice``, ``phone`` or ``livekit``."""
    state: str
    since: datetime
    started_at: datetime | None
    minute: int
    question: LiveQuestionResponse
    remaining_seconds: int
    turns: int
    last_turn_at: datetime | None
    speaking: Literal["agent", "candidate", "nobody"]
    reply_seconds: float | None = Field(
        description="How long the last reply took; null before the first reply."
    )
    cost: float | None = Field(description="Null if the cost is not known.")
    observers: int
    taken_over_by: str | None
    queue_position: int | None
    turn_durations: list[TurnDurationResponse]
    attention: list[AttentionItemResponse]


class LiveDashboardResponse(CamelModel):
    """All live sessions and their totals."""

    at: datetime
    totals: LiveTotalsResponse
    sessions: list[LiveSessionResponse]


def build_staff_router(use_cases: StaffUseCases) -> APIRouter:
    """Return the live dashboard route, and the action routes under ``/api/v1/sessions``."""
    router = make_strict_router("live")
    _add_dashboard_route(router, use_cases)
    _add_message_routes(router, use_cases)
    _add_takeover_routes(router, use_cases)
    return router


def _add_dashboard_route(router: APIRouter, use_cases: StaffUseCases) -> None:
    @router.get("/api/v1/live")
    async def live_wall(caller: CurrentCaller) -> LiveDashboardResponse:
        """Return every live session of the organization, and how many ended today."""
        return LiveDashboardResponse.model_validate(await use_cases.dashboard.read_snapshot(caller))


def _add_message_routes(router: APIRouter, use_cases: StaffUseCases) -> None:
    @router.post("/api/v1/sessions/{session_id}/notes", status_code=201)
    async def note_session(
        session_id: UUID, caller: CurrentCaller, body: NoteRequest, key: IdempotencyKey = None
    ) -> StaffActionResponse:
        """Leave a note for the interviewer; with `ask` it is proposed as a question."""
        move = StaffAction(kind="note", text=body.text, ask=body.text if body.ask else "")
        return _action_response(
            session_id, await use_cases.submit_action(caller, SessionId(session_id), move, key=key)
        )

    @router.post("/api/v1/sessions/{session_id}/say", status_code=202)
    async def say_in_session(
        session_id: UUID, caller: CurrentCaller, body: SayRequest, key: IdempotencyKey = None
    ) -> StaffActionResponse:
        """Say something to the candidate, after taking over."""
        move = StaffAction(kind="say", text=body.text)
        return _action_response(
            session_id, await use_cases.submit_action(caller, SessionId(session_id), move, key=key)
        )

    @router.post("/api/v1/sessions/{session_id}/end", status_code=202)
    async def end_session(
        session_id: UUID,
        caller: CurrentCaller,
        body: EndSessionRequest | None = None,
        key: IdempotencyKey = None,
    ) -> StaffActionResponse:
        """End an interview politely; one that never began is cancelled."""
        reason = (body.reason if body else None) or ""
        move = StaffAction(kind="end", reason=reason)
        return _action_response(
            session_id, await use_cases.submit_action(caller, SessionId(session_id), move, key=key)
        )


def _add_takeover_routes(router: APIRouter, use_cases: StaffUseCases) -> None:
    @router.post("/api/v1/sessions/{session_id}/takeover", status_code=202)
    async def take_over_session(
        session_id: UUID, caller: CurrentCaller, key: IdempotencyKey = None
    ) -> StaffActionResponse:
        """Speak instead of the interviewer, until you hand back or are away for a minute."""
        move = StaffAction(kind="take_over")
        return _action_response(
            session_id, await use_cases.submit_action(caller, SessionId(session_id), move, key=key)
        )

    @router.post("/api/v1/sessions/{session_id}/handback", status_code=202)
    async def hand_back_session(
        session_id: UUID, caller: CurrentCaller, key: IdempotencyKey = None
    ) -> StaffActionResponse:
        """Hand the session back to the interviewer."""
        move = StaffAction(kind="hand_back")
        return _action_response(
            session_id, await use_cases.submit_action(caller, SessionId(session_id), move, key=key)
        )


def _action_response(session_id: UUID, result: StaffActionResult) -> StaffActionResponse:
    return StaffActionResponse(
        id=result.id,
        session_id=session_id,
        is_attended=result.is_attended,
        taken_over_by=result.taken_over_by,
    )
