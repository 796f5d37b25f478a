"""HTTP routes for staff: the live dashboard, and actions in a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import Field

from vivavoce.contracts.events import Channel
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
    """The note, at most 2,000 characters. The candidate does not see it."""
    ask: bool = Field(False, description="Ask the note as a question when its turn comes.")


class SayRequest(StrictRequestModel):
    """The message to the candidate."""

    text: NonEmptyText = Field(examples=["Hello, this is Ada of the hiring team. Take your time."])
    """What the candidate reads or hears, at most 2,000 characters."""


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
    """The action's id; a repeated request with the same `Idempotency-Key` returns the same."""
    session_id: UUID
    """The session that the action is for."""
    is_attended: bool = Field(
        description="Whether a live worker runs the session, so that the action takes "
        "effect at once."
    )
    taken_over_by: str | None = Field(
        description="The team member who is in control after the action; null if no one is."
    )


class LiveTotalsResponse(CamelModel):
    """Counts over all sessions of the organization; days start at midnight UTC."""

    live: int
    """How many sessions are neither waiting nor queued."""
    waiting: int
    """How many sessions wait for their candidate."""
    queued: int
    """How many candidates wait because the servers are at capacity."""
    longest_queued_seconds: int
    """For how long the first candidate has waited, in seconds; 0 if nobody waits."""
    ended_today: int
    """How many sessions have ended since midnight UTC."""
    completed_today: int
    """How many of the sessions that ended since midnight UTC were completed."""
    completion_rate: float | None = Field(
        description="The share of today's ended sessions that were completed, from 0 to 1; null if fewer "
        "than five have ended."
    )
    replies: int
    """How many replies of the interviewer were measured in the open sessions, at most 50 of each.

    A reply by rules to a spoken answer is not measured.
    """
    reply_p95_seconds: float | None = Field(
        description="Their 95th percentile in seconds: 19 of 20 were at most this slow; null below five."
    )
    recent_turns: int
    """How many answers the candidates of the open sessions gave in the last five minutes."""
    recent_turn_errors: int
    """How often a model or a voice failed at a turn of these sessions in the last five minutes."""


class LiveQuestionResponse(CamelModel):
    """The current question and the number of questions."""

    index: int
    """The number of the current question, from 1; 0 before the first."""
    of: int
    """How many questions the plan has."""


class TurnDurationResponse(CamelModel):
    """One turn: who spoke, and for how long."""

    role: Literal["agent", "candidate"]
    """Who spoke."""
    seconds: float
    """From the end of the turn before to the end of this one, in seconds."""


class AttentionItemResponse(CamelModel):
    """A reason for staff to look at the session."""

    kind: Literal[
        "reconnecting", "asked_for_human", "stuck", "errors", "slow", "taken_over", "flag"
    ]
    """What is wrong: `slow` means that the last reply took 5 seconds or more, `stuck` that
    nobody spoke for three minutes."""
    text: str = Field(examples=["No one has spoken for three minutes."])
    """The reason in one sentence."""
    since: datetime = Field(examples=["2026-11-22T09:12:04Z"])
    """When it began."""


class LiveSessionResponse(CamelModel):
    """The status of one live session."""

    session_id: UUID
    """The session's id."""
    interview_id: UUID
    """The interview that the session belongs to."""
    initials: str | None = Field(examples=["AL"])
    """The candidate's initials; null if the name is not known or may not be shown."""
    position: str = Field(examples=["Warehouse supervisor"])
    """The title of the position."""
    profile: str = Field(examples=["hiring"])
    """The kind of interview."""
    channel: Channel = Field(examples=["voice"])
    """The channel that was asked for: how the candidate was to be met."""
    transport: Transport
    """How the candidate is or was last connected: `text`, `voice`, `phone` or `livekit`."""
    state: str = Field(examples=["in_progress"])
    """The session's state; `paused` during a pause, and `reconnecting` also if its worker
    stopped."""
    since: datetime
    """When the state began."""
    started_at: datetime | None
    """When the interview began; null before that."""
    minute: int
    """How many whole minutes of interview time are used; pauses and disconnects do not count."""
    question: LiveQuestionResponse
    """Where the interview is in its plan."""
    remaining_seconds: int
    """The interview time that is left, in whole seconds."""
    turns: int
    """How many turns the conversation has so far."""
    last_turn_at: datetime | None
    """When the last turn ended; null before the first."""
    speaking: Literal["agent", "candidate", "nobody"]
    """Whose turn it is to speak; `nobody` before the start, in a pause, or without a worker."""
    reply_seconds: float | None = Field(
        description="How long the last reply took; null before the first reply, and if it was not measured."
    )
    cost: float | None = Field(
        description="What the session has cost so far, in US dollars; null if the cost is not known."
    )
    observers: int
    """How many team members are watching."""
    taken_over_by: str | None
    """The id of the team member who speaks instead of the interviewer; null if nobody does."""
    queue_position: int | None
    """The candidate's place in the queue, from 1; null outside the queue."""
    turn_durations: list[TurnDurationResponse]
    """The last 12 turns, oldest first."""
    attention: list[AttentionItemResponse]
    """Why staff should look at the session, most urgent first; empty if all is well."""


class LiveDashboardResponse(CamelModel):
    """All live sessions and their totals."""

    at: datetime
    """The moment that the figures are of."""
    totals: LiveTotalsResponse
    """The counts over all sessions of the organization."""
    sessions: list[LiveSessionResponse]
    """The sessions that have not ended."""


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
        """Say something to the candidate, after taking over; 409 `not_taken_over` without control."""
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
        """Speak instead of the interviewer, until you hand back.

        If you neither watch the session's socket nor say something for 60 seconds, the interviewer goes
        on by itself; then `say` and `handback` answer 409 `not_taken_over`.
        """
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
