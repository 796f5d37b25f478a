"""Staff at work: the wall of live sessions, and what a person does in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import Field

from vivavoce.contracts.sound import Transport
from vivavoce.infra.web.bodies import CamelModel, OwnBody, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.ids import SessionId
from vivavoce.live.usecases.staff_moves import Move, Moved, MoveSession
from vivavoce.live.usecases.wall import LiveWall

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffUseCases:
    """What the routes call."""

    wall: LiveWall
    move: MoveSession


class NoteBody(OwnBody):
    """A note for the interviewer."""

    text: Words = Field(examples=["Ask for the size of the ward."])
    ask: bool = Field(False, description="Whether it is put as a question when its turn comes.")


class SayBody(OwnBody):
    """What to say to the candidate."""

    text: Words = Field(examples=["Hello, this is Ada of the hiring team. Take your time."])


class EndBody(OwnBody):
    """Why the talk is ended; for the audit only."""

    reason: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="A word of your own, like `asked_to_stop`; no names.",
        examples=["asked_to_stop"],
    )


class MoveCard(CamelModel):
    """A move that was taken in hand."""

    id: UUID
    session_id: UUID
    is_attended: bool = Field(
        description="Whether a live worker holds the session, so that it takes effect at once."
    )
    taken_by: str | None = Field(description="Who speaks once it has taken effect.")


class LiveTotals(CamelModel):
    """Counts over all sessions of the organisation; a day begins at midnight, UTC."""

    live: int
    waiting: int
    queued: int
    longest_queued_seconds: int
    ended_today: int
    completed_today: int
    completion_rate: float | None = Field(description="Null while fewer than five have ended.")


class LiveQuestion(CamelModel):
    """Which question is being talked about."""

    index: int
    of: int


class LiveStroke(CamelModel):
    """One turn: who had the word, and for how long."""

    role: Literal["agent", "candidate"]
    seconds: float


class LiveLook(CamelModel):
    """Why somebody should look."""

    kind: Literal[
        "reconnecting", "asked_for_human", "stuck", "errors", "slow", "taken_over", "flag"
    ]
    text: str
    since: datetime


class LiveCard(CamelModel):
    """How one live session stands."""

    session_id: UUID
    interview_id: UUID
    initials: str | None
    position: str
    profile: str
    channel: str
    transport: Transport
    """How the candidate is there now: ``text``, ``voice``, ``phone`` or ``livekit``."""
    state: str
    since: datetime
    started_at: datetime | None
    minute: int
    question: LiveQuestion
    remaining_seconds: int
    turns: int
    last_turn_at: datetime | None
    speaking: Literal["agent", "candidate", "nobody"]
    reply_seconds: float | None = Field(description="How long the last reply took; null before it.")
    cost: float | None = Field(description="Null where it is not known.")
    watchers: int
    taken_by: str | None
    queue_position: int | None
    strokes: list[LiveStroke]
    needs_a_look: list[LiveLook] = Field(alias="needsALook")


class LiveWallCard(CamelModel):
    """Everything that is live now."""

    at: datetime
    totals: LiveTotals
    sessions: list[LiveCard]


def staff_routes(on: StaffUseCases) -> APIRouter:
    """Return the wall, and the moves under ``/api/v1/sessions``."""
    router = own_router("live")
    _add_wall(router, on)
    _add_words(router, on)
    _add_turns(router, on)
    return router


def _add_wall(router: APIRouter, on: StaffUseCases) -> None:
    @router.get("/api/v1/live")
    async def live_wall(caller: CallerOf) -> LiveWallCard:
        """Every live session of the organisation, and how many ended today."""
        return LiveWallCard.model_validate(await on.wall.snapshot(caller))


def _add_words(router: APIRouter, on: StaffUseCases) -> None:
    @router.post("/api/v1/sessions/{session_id}/notes", status_code=201)
    async def note_session(
        session_id: UUID, caller: CallerOf, body: NoteBody, key: IdempotencyKey = None
    ) -> MoveCard:
        """Leave the interviewer a note; with `ask` it is proposed as a question."""
        move = Move(action="note", text=body.text, ask=body.text if body.ask else "")
        return _card(session_id, await on.move(caller, SessionId(session_id), move, key=key))

    @router.post("/api/v1/sessions/{session_id}/say", status_code=202)
    async def say_in_session(
        session_id: UUID, caller: CallerOf, body: SayBody, key: IdempotencyKey = None
    ) -> MoveCard:
        """Say something to the candidate, after taking over."""
        move = Move(action="say", text=body.text)
        return _card(session_id, await on.move(caller, SessionId(session_id), move, key=key))

    @router.post("/api/v1/sessions/{session_id}/end", status_code=202)
    async def end_session(
        session_id: UUID,
        caller: CallerOf,
        body: EndBody | None = None,
        key: IdempotencyKey = None,
    ) -> MoveCard:
        """End a talk politely; one that never began is cancelled."""
        reason = (body.reason if body else None) or ""
        move = Move(action="end", reason=reason)
        return _card(session_id, await on.move(caller, SessionId(session_id), move, key=key))


def _add_turns(router: APIRouter, on: StaffUseCases) -> None:
    @router.post("/api/v1/sessions/{session_id}/takeover", status_code=202)
    async def take_over_session(
        session_id: UUID, caller: CallerOf, key: IdempotencyKey = None
    ) -> MoveCard:
        """Speak instead of the interviewer, until you hand back or are gone for a minute."""
        move = Move(action="take_over")
        return _card(session_id, await on.move(caller, SessionId(session_id), move, key=key))

    @router.post("/api/v1/sessions/{session_id}/handback", status_code=202)
    async def hand_back_session(
        session_id: UUID, caller: CallerOf, key: IdempotencyKey = None
    ) -> MoveCard:
        """Let the interviewer go on."""
        move = Move(action="hand_back")
        return _card(session_id, await on.move(caller, SessionId(session_id), move, key=key))


def _card(session_id: UUID, moved: Moved) -> MoveCard:
    return MoveCard(
        id=moved.id,
        session_id=session_id,
        is_attended=moved.is_attended,
        taken_by=moved.taken_by,
    )
