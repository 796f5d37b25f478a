"""HTTP routes of sessions: status, transcript, events, and tickets for sockets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from vivavoce.contracts.events import Channel
from vivavoce.contracts.voice import AnswerMode, VoiceAvailability
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import shows_secret_once
from vivavoce.infra.web.languages import RequestLanguage
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import SessionId
from vivavoce.kernel.translation import ENGLISH, translate_paragraph
from vivavoce.live.domain.event_codec import encode
from vivavoce.live.domain.events import RecordedEvent, get_event_actor
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.transitions import SessionStatus
from vivavoce.live.ports import EventStore, SelfServiceSession, SessionAddress
from vivavoce.live.routes.interviewer_quality import add_interviewer_quality_route
from vivavoce.live.usecases.read_session import (
    ReadInterviewTranscript,
    ReadTranscript,
    ViewSession,
    read_interviewer_quality_report,
)
from vivavoce.live.usecases.session_access import AuthenticateCandidate, JoinSelfServiceSession
from vivavoce.live.usecases.session_sweeper import SessionPlanReader

AfterSeq = Annotated[int, Query(ge=0, le=2**31 - 1)]
PageLimit = Annotated[int, Query(ge=1, le=500)]
_TEXT_ONLY = VoiceAvailability()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUseCases:
    """The use cases that the routes call."""

    store: EventStore
    view_session: ViewSession
    read_transcript: ReadTranscript
    read_timed_transcript: ReadInterviewTranscript
    plan_reader: SessionPlanReader
    authenticate: AuthenticateCandidate
    join_self_service: JoinSelfServiceSession
    clock: Clock
    sockets_url: str
    """The public URL of the WebSocket endpoints."""
    voice: VoiceAvailability = _TEXT_ONLY


class QuestionPositionResponse(CamelModel):
    """The current question and the number of questions."""

    index: int
    """The number of the current question, from 1; 0 before the first."""
    of: int
    """How many questions the plan has."""


class SessionStatusResponse(CamelModel):
    """The status of a session."""

    id: UUID
    """The session's id."""
    interview_id: UUID
    """The interview that the session belongs to."""
    run_id: str
    """The interview's run id."""
    state: SessionStatus = Field(examples=["in_progress"])
    """The session's state."""
    profile: str = Field(examples=["hiring"])
    """The kind of interview, which sets who may see it and what it produces."""
    channel: Channel = Field(examples=["text"])
    """The channel that was asked for: how the candidate was to be met."""
    attempt: int
    """Which session of the interview this is, from 1."""
    question: QuestionPositionResponse
    """Where the interview is in its plan."""
    answered: list[str] = Field(examples=[["q1", "q2"]])
    """The ids of the answered questions, those of earlier attempts included."""
    turns: int
    """How many turns the conversation has so far."""
    remaining_seconds: int = Field(examples=[1260])
    """The interview time that is left, in whole seconds; pauses and disconnects do not count."""
    started_at: datetime | None
    """When the interview began; null before that."""
    updated_at: datetime
    """When the last event of the session happened."""
    last_seq: int
    """The number of the last event of the session."""
    observers: int
    """How many team members are watching."""
    taken_over_by: str | None
    """The id of the team member who speaks instead of the interviewer; null if nobody does."""


class TranscriptTurnResponse(CamelModel):
    """One turn of the transcript."""

    turn: int
    """The number of the turn, from 1, over both speakers. Evidence refers to it."""
    role: str = Field(examples=["candidate"])
    """Who spoke."""
    text: str
    """What was said; empty after it was erased."""
    question_id: str | None = Field(examples=["q2"])
    """The question of the plan that the turn belongs to; null for a greeting and the like."""
    is_interrupted: bool
    """Whether the session ended before this turn was answered or finished."""
    is_draft: bool
    """Whether this is a spoken answer from an inaccurate transcription that the candidate has not
    checked; it is never scored."""
    is_dropped: bool
    """Whether the turn is ignored: a question that was interrupted almost at once, or words from
    before the question was heard."""
    is_heard_in_part: bool
    """Whether the interviewer was interrupted while speaking; `text` is the part that was heard."""
    transcribed_by: str | None
    """The speech-to-text engine that transcribed the turn; null for typed text."""
    confidence: float | None
    """The engine's confidence, from 0 to 1; null if it reported none."""
    speech_ms: int | None = Field(examples=[18400])
    """How long the turn was spoken, in milliseconds; null for typed text, and if it was not
    measured."""


class SessionTranscriptResponse(CamelModel):
    """The transcript over all attempts of the interview up to this session."""

    session_id: UUID
    """The session's id."""
    language: str = Field(examples=["en"])
    """The language of the interview, as a language tag."""
    turns: list[TranscriptTurnResponse]
    """The turns in order. The interview's earlier attempts come first."""


class SessionEventResponse(CamelModel):
    """One event of the log. ``payload`` keeps the log's snake_case names."""

    seq: int
    """The number of the event in the log, from 1 without gaps."""
    at: datetime
    """When the event happened."""
    type: str = Field(examples=["turn.completed"])
    """The type of the event."""
    v: int
    """The version of the payload's form, from 1."""
    actor: str = Field(examples=["candidate"])
    """Who caused the event."""
    payload: dict[str, Any] = Field(  # Any: JSON
        examples=[{"turn": 3, "role": "candidate", "kind": "answer", "text": "I moved it."}]
    )
    """The event's own members, with the log's snake_case names; they depend on `type`."""


class SessionEventPageResponse(CamelModel):
    """A page of events in order. While ``hasMore`` is true, request ``after`` = ``nextAfter``."""

    events: list[SessionEventResponse]
    """The events of this page, oldest first."""
    next_after: int
    """Send it as `after` to read the next page."""
    has_more: bool
    """Whether there are more events than this page has."""


class SessionTicketResponse(CamelModel):
    """A one-time socket ticket."""

    ticket: str
    """Opens the candidate's WebSocket once: send it as the sub-protocol `ticket.…`."""
    expires_at: datetime
    """When the ticket stops working: 30 seconds after it was issued."""


class SelfServiceConsentResponse(BaseModel):
    """The consent text that joining agrees to; show it next to the join button."""

    version: str = Field(examples=["2026-11-21"])
    """The version of the text."""
    text: str
    """The text that the person agrees to by joining."""


class SelfServiceVoiceResponse(BaseModel):
    """Whether the interview can use voice, and how spoken answers are given."""

    is_offered: bool
    """Whether this installation offers interviews by voice."""
    is_read_aloud: bool
    """Whether questions can be read aloud."""
    answer_mode: AnswerMode
    """`typed`: speech is not used. `draft`: speech becomes a draft that the person checks before
    sending. `spoken`: speech is the answer."""


class SelfServiceRecordingResponse(BaseModel):
    """The text about a recording of the person's voice. It is off until they agree to it."""

    version: str = Field(examples=["voice.practice.2026-11-30.30.en"])
    """The version of the text; name it when the person agrees."""
    text: str
    """What is recorded, who can listen, and when it is deleted."""


class SelfServiceTicketResponse(BaseModel):
    """A one-time ticket for the socket of a practice session: open ``ws_url`` with ``?ticket=``."""

    ticket: str
    """Opens the socket of this session once."""
    expires_at: datetime
    """When the ticket stops working: 60 seconds after it was issued."""
    ws_url: str = Field(
        examples=[
            "wss://interviews.example.com/api/v1/session/int_0198c1f26f5b7a609d4e2b7f3c1a9e55"
        ]
    )
    """The address of the socket; open it with `?ticket=`."""
    consent: SelfServiceConsentResponse
    """The consent text: show it next to the join button."""
    voice: SelfServiceVoiceResponse
    """The audio that the person can use."""
    voice_recording: SelfServiceRecordingResponse | None
    """What the person may agree to separately, with `voice_consent` on the socket, to keep a recording of
    their voice; null if that is not offered."""


def build_session_router(use_cases: SessionUseCases) -> APIRouter:
    """Return the routes under ``/api/v1/sessions``."""
    router = make_strict_router("sessions")
    _add_self_service_ticket_route(
        router, use_cases
    )  # before the other ticket route, whose path accepts any text

    @router.get("/api/v1/sessions/{session_id}")
    async def session(session_id: UUID, caller: CurrentCaller) -> SessionStatusResponse:
        """Return the status of a session."""
        session = await use_cases.view_session(caller, SessionId(session_id))
        return session_status_response(session, use_cases.clock.now())

    @router.get("/api/v1/sessions/{session_id}/transcript")
    async def session_transcript(
        session_id: UUID, caller: CurrentCaller
    ) -> SessionTranscriptResponse:
        """Return the transcript of a session."""
        await use_cases.view_session(caller, SessionId(session_id))
        read = await use_cases.read_transcript(caller.tenant_id, SessionId(session_id))
        timed = await use_cases.read_timed_transcript(caller.tenant_id, SessionId(session_id))
        speech_ms = {turn.turn: turn.speech_ms for turn in timed.turns}
        turns = [
            TranscriptTurnResponse(
                turn=turn.turn,
                role=turn.role,
                text=turn.text,
                question_id=turn.question_id,
                is_interrupted=turn.is_interrupted,
                is_draft=turn.is_draft,
                is_dropped=turn.is_dropped,
                is_heard_in_part=turn.is_heard_in_part,
                transcribed_by=turn.transcribed_by,
                confidence=turn.confidence,
                speech_ms=speech_ms.get(turn.turn),
            )
            for turn in read.turns
        ]
        return SessionTranscriptResponse(session_id=session_id, language=read.language, turns=turns)

    @router.get("/api/v1/sessions/{session_id}/events")
    async def session_events(
        session_id: UUID, caller: CurrentCaller, after: AfterSeq = 0, limit: PageLimit = 200
    ) -> SessionEventPageResponse:
        """Return the log of a session, with the interviewer's reasons."""
        await use_cases.view_session(caller, SessionId(session_id))
        address = SessionAddress(caller.tenant_id, SessionId(session_id))
        return _event_page_response(await use_cases.store.load(address, after=after), after, limit)

    add_interviewer_quality_route(
        router,
        use_cases.view_session,
        partial(read_interviewer_quality_report, use_cases.store, use_cases.plan_reader),
    )

    @router.post("/api/v1/sessions/{handle}/ticket", status_code=201)
    async def session_ticket(handle: str) -> SessionTicketResponse:
        """Create a ticket that opens the candidate's socket once, for anyone who has the handle."""
        issued = await use_cases.authenticate.issue_ticket(handle)
        return SessionTicketResponse(ticket=issued.token, expires_at=issued.expires_at)

    return router


def _add_self_service_ticket_route(router: APIRouter, use_cases: SessionUseCases) -> None:
    @router.post("/api/v1/practice/sessions/{practice_id:practice}/ticket", status_code=201)
    # The seed's address. In the document it is one with the address of other sessions.
    @router.post(
        "/api/v1/sessions/{practice_id:practice}/ticket", status_code=201, include_in_schema=False
    )
    @shows_secret_once
    async def room_ticket(
        practice_id: str, caller: CurrentCaller, language: RequestLanguage = ENGLISH
    ) -> SelfServiceTicketResponse:
        """Create a ticket that opens the socket of your own practice session once, within a minute."""
        issued = await use_cases.join_self_service.issue_ticket(caller, practice_id)
        consent = SelfServiceConsentResponse(
            version=issued.session.consent_version,
            text=translate_paragraph(issued.session.consent_text, language),
        )
        return SelfServiceTicketResponse(
            ticket=issued.token,
            expires_at=issued.expires_at,
            ws_url=f"{use_cases.sockets_url}/api/v1/session/{practice_id}",
            consent=consent,
            voice=SelfServiceVoiceResponse(
                is_offered=use_cases.voice.is_available,
                is_read_aloud=use_cases.voice.has_tts,
                answer_mode=use_cases.voice.answer_mode,
            ),
            voice_recording=_recording_response(issued.session, language),
        )


def _recording_response(
    session: SelfServiceSession, language: str
) -> SelfServiceRecordingResponse | None:
    if session.build_voice_recording_text is None:
        return None
    offered = session.build_voice_recording_text(language)
    return SelfServiceRecordingResponse(version=offered.version, text=offered.text)


def session_status_response(state: Session, now: datetime) -> SessionStatusResponse:
    """Return the status of a session at ``now``."""
    created = state.created
    return SessionStatusResponse(
        id=UUID(created.session_id),
        interview_id=UUID(created.interview_id),
        run_id=created.run_id,
        state=state.status,
        profile=created.profile,
        channel=created.channel,
        attempt=created.attempt,
        question=QuestionPositionResponse(index=state.question_index, of=created.question_count),
        answered=sorted(state.answered_question_ids),
        turns=len(state.turns),
        remaining_seconds=int(state.time_remaining(now).total_seconds()),
        started_at=state.started_at,
        updated_at=state.at,
        last_seq=state.seq,
        observers=len(state.observers),
        taken_over_by=state.taken_over_by,
    )


def _event_page_response(
    records: tuple[RecordedEvent, ...], after: int, limit: int
) -> SessionEventPageResponse:
    page = records[:limit]
    return SessionEventPageResponse(
        events=[session_event_response(record) for record in page],
        next_after=page[-1].seq if page else after,
        has_more=len(records) > limit,
    )


def session_event_response(record: RecordedEvent) -> SessionEventResponse:
    """Return an event in the form shown to staff."""
    stored = encode(record.event)
    return SessionEventResponse(
        seq=record.seq,
        at=record.at,
        type=stored.type,
        v=stored.v,
        actor=get_event_actor(record.event),
        payload={**stored.open, **stored.personal},
    )
