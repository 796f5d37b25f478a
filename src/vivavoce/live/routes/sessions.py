"""Sessions to look at: where one stands, what was said, every event; and tickets for sockets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from vivavoce.contracts.sound import Answers, VoiceOffer
from vivavoce.infra.web.bodies import CamelModel, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.codec import encode
from vivavoce.live.domain.events import Recorded, actor_of
from vivavoce.live.domain.session import Session
from vivavoce.live.ports import Address, EventStore
from vivavoce.live.routes.conduct import add_conduct_route
from vivavoce.live.usecases.admit import Admit
from vivavoce.live.usecases.enter_room import EnterRoom
from vivavoce.live.usecases.look import LookAtSession
from vivavoce.live.usecases.read_conduct import ReadConduct
from vivavoce.live.usecases.transcript import ReadTranscript

After = Annotated[int, Query(ge=0, le=2**31 - 1)]
Limit = Annotated[int, Query(ge=1, le=500)]
_IN_WRITING = VoiceOffer()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUseCases:
    """What the routes call."""

    store: EventStore
    look: LookAtSession
    read_transcript: ReadTranscript
    read_conduct: ReadConduct
    admit: Admit
    enter: EnterRoom
    clock: Clock
    sockets_url: str
    """Where the edge's sockets are reached."""
    voice: VoiceOffer = _IN_WRITING


class Standing(CamelModel):
    """Which question is being talked about."""

    index: int
    of: int


class SessionCard(CamelModel):
    """Where a session stands."""

    id: UUID
    interview_id: UUID
    run_id: str
    state: str
    profile: str
    channel: str
    attempt: int
    question: Standing
    answered: list[str]
    turns: int
    remaining_seconds: int
    started_at: datetime | None
    updated_at: datetime
    last_seq: int
    watchers: int
    taken_by: str | None
    """The account that speaks instead of the interviewer."""


class TurnCard(CamelModel):
    """One turn as it was said."""

    turn: int
    role: str
    text: str
    question_id: str | None
    is_cut: bool
    is_draft: bool
    """Spoken, written down by a poor recogniser, and checked by nobody."""
    is_dropped: bool
    """Hardly heard before the candidate went on: it counts as never put."""
    is_heard_in_part: bool
    """Said aloud and cut: ``text`` is what was heard of it."""
    heard_by: str | None
    """The engine that wrote spoken words down; null where they were typed."""
    confidence: float | None
    """How sure it was, 0 to 1, where it said so."""


class TranscriptCard(CamelModel):
    """What was said, over all attempts of the interview up to this session."""

    session_id: UUID
    language: str
    turns: list[TurnCard]


class EventCard(CamelModel):
    """One event of the log. ``payload`` keeps the log's own snake_case names."""

    seq: int
    at: datetime
    type: str
    v: int
    actor: str
    payload: dict[str, Any]  # Any: JSON


class EventPage(CamelModel):
    """Events in order; ask again with ``after`` = ``nextAfter`` while ``hasMore``."""

    events: list[EventCard]
    next_after: int
    has_more: bool


class TicketCard(CamelModel):
    """A one-time socket ticket."""

    ticket: str
    expires_at: datetime


class RoomConsentCard(BaseModel):
    """What going in agrees to; to be shown beside the button."""

    version: str
    text: str


class RoomVoiceCard(BaseModel):
    """Whether the talk can be held with sound, and how answers are taken where they are spoken."""

    is_offered: bool
    is_aloud: bool
    """Questions can be said aloud."""
    answers: Answers


class RoomTicketCard(BaseModel):
    """A one-time ticket for a practice session's socket: ``ws_url`` and ``?ticket=``."""

    ticket: str
    expires_at: datetime
    ws_url: str
    consent: RoomConsentCard
    voice: RoomVoiceCard


def session_routes(on: SessionUseCases) -> APIRouter:
    """Return the routes under ``/api/v1/sessions``."""
    router = own_router("sessions")
    _add_room_ticket(router, on)  # before the other tickets, whose address takes any word

    @router.get("/api/v1/sessions/{session_id}")
    async def session(session_id: UUID, caller: CallerOf) -> SessionCard:
        """Where a session stands."""
        seen = await on.look(caller, SessionId(session_id))
        return session_card(seen, on.clock.now())

    @router.get("/api/v1/sessions/{session_id}/transcript")
    async def session_transcript(session_id: UUID, caller: CallerOf) -> TranscriptCard:
        """What was said."""
        await on.look(caller, SessionId(session_id))
        read = await on.read_transcript(caller.tenant_id, SessionId(session_id))
        turns = [
            TurnCard(
                turn=turn.turn,
                role=turn.role,
                text=turn.text,
                question_id=turn.question_id,
                is_cut=turn.is_cut,
                is_draft=turn.is_draft,
                is_dropped=turn.is_dropped,
                is_heard_in_part=turn.is_heard_in_part,
                heard_by=turn.heard_by,
                confidence=turn.confidence,
            )
            for turn in read.turns
        ]
        return TranscriptCard(session_id=session_id, language=read.language, turns=turns)

    @router.get("/api/v1/sessions/{session_id}/events")
    async def session_events(
        session_id: UUID, caller: CallerOf, after: After = 0, limit: Limit = 200
    ) -> EventPage:
        """The log of a session, with the interviewer's reasons."""
        await on.look(caller, SessionId(session_id))
        address = Address(caller.tenant_id, SessionId(session_id))
        return _event_page(await on.store.load(address, after=after), after, limit)

    add_conduct_route(router, on.look, on.read_conduct)

    @router.post("/api/v1/sessions/{handle}/ticket", status_code=201)
    async def session_ticket(handle: str) -> TicketCard:
        """A ticket that opens the candidate's socket once, for whoever holds the handle."""
        issued = await on.admit.issue_ticket(handle)
        return TicketCard(ticket=issued.ticket, expires_at=issued.expires_at)

    return router


def _add_room_ticket(router: APIRouter, on: SessionUseCases) -> None:
    @router.post("/api/v1/sessions/{practice_id:practice}/ticket", status_code=201)
    async def room_ticket(practice_id: str, caller: CallerOf) -> RoomTicketCard:
        """A ticket that opens the socket of one's own practice session once, within a minute."""
        issued = await on.enter.issue_ticket(caller, practice_id)
        consent = RoomConsentCard(
            version=issued.room.consent_version, text=issued.room.consent_text
        )
        return RoomTicketCard(
            ticket=issued.ticket,
            expires_at=issued.expires_at,
            ws_url=f"{on.sockets_url}/api/v1/session/{practice_id}",
            consent=consent,
            voice=RoomVoiceCard(
                is_offered=on.voice.is_offered,
                is_aloud=on.voice.is_aloud,
                answers=on.voice.answers,
            ),
        )


def session_card(state: Session, now: datetime) -> SessionCard:
    """Return where a session stands at ``now``."""
    created = state.created
    return SessionCard(
        id=UUID(created.session_id),
        interview_id=UUID(created.interview_id),
        run_id=created.run_id,
        state=state.status,
        profile=created.profile,
        channel=created.channel,
        attempt=created.attempt,
        question=Standing(index=state.question_index, of=created.question_count),
        answered=sorted(state.answered),
        turns=len(state.turns),
        remaining_seconds=int(state.remaining(now).total_seconds()),
        started_at=state.started_at,
        updated_at=state.at,
        last_seq=state.seq,
        watchers=len(state.watchers),
        taken_by=state.taken_by,
    )


def _event_page(records: tuple[Recorded, ...], after: int, limit: int) -> EventPage:
    page = records[:limit]
    return EventPage(
        events=[event_card(record) for record in page],
        next_after=page[-1].seq if page else after,
        has_more=len(records) > limit,
    )


def event_card(record: Recorded) -> EventCard:
    """Return an event as it is shown to staff."""
    stored = encode(record.event)
    return EventCard(
        seq=record.seq,
        at=record.at,
        type=stored.type,
        v=stored.v,
        actor=actor_of(record.event),
        payload={**stored.open, **stored.personal},
    )
