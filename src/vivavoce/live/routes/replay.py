"""HTTP route of a session's replay: its timeline, its turns, and when its clock ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.replay import (
    ConversationTree,
    Direction,
    ReplayedEvent,
    ReplayedTurn,
    SessionReplay,
    build_conversation_tree,
    direction_of,
)
from vivavoce.live.ports import SessionAddress
from vivavoce.live.routes.sessions import (
    SessionEventResponse,
    SessionStatusResponse,
    session_event_response,
    session_status_response,
)
from vivavoce.live.usecases.read_session import ViewSession
from vivavoce.live.usecases.session_replay import ReplaySession


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayUseCases:
    """The use cases that the route calls."""

    view_session: ViewSession
    replay: ReplaySession
    clock: Clock


class ReplayedQuestionResponse(CamelModel):
    """A question of the plan."""

    id: str = Field(examples=["q2"])
    """The question's id in the plan."""
    text: str
    """The question as the plan words it."""
    competency: str = Field(examples=["Problem solving"])
    """The competency that the question is about."""


class ReplayedEventResponse(SessionEventResponse):
    """An event of the log, with its time in the replay."""

    offset_ms: int
    """The time of the event in the replay: milliseconds since the first event of the log."""


class ReplayedTurnResponse(CamelModel):
    """A turn, with its times and its place in the conversation tree."""

    turn: int
    """The number of the turn, from 1, over both speakers."""
    role: str = Field(examples=["candidate"])
    """Who spoke."""
    kind: str = Field(examples=["answer"])
    """What the turn is."""
    text: str
    """What was said; empty after it was erased."""
    question_id: str | None = Field(examples=["q2"])
    """The question of the plan that the turn belongs to; null for a greeting and the like."""
    start_ms: int
    """When the turn began, in milliseconds since the first event. A candidate's turn begins when
    the last turn ended; the interviewer's takes no time."""
    end_ms: int
    """When the turn ended, in milliseconds since the first event."""
    said_by: str
    """Who said it."""
    follows: int
    """The number of the parent turn in the conversation tree; 0 is the root."""
    depth: int
    """How many questions are on the path from the root to this turn, inclusive."""
    direction: Direction | None
    """How the interviewer moved in the conversation tree: `broader`, `deeper` or `back`; null for
    turns that do not move."""


class ClockChangeResponse(CamelModel):
    """The interview clock starts or stops here."""

    offset_ms: int
    """When the clock changes, in milliseconds since the first event."""
    seq: int
    """The number of the event that changed it."""
    is_running: bool
    """Whether the clock runs from here on."""


class ReplayMediaResponse(CamelModel):
    """What the replay is shown with."""

    recording: None
    """Always null: recordings are artifacts of the session."""
    clock: list[ClockChangeResponse]
    """When the interview clock ran."""


class SessionReplayResponse(CamelModel):
    """A replayed session."""

    session: SessionStatusResponse
    """The session's status at the end of the log."""
    questions: list[ReplayedQuestionResponse]
    """The questions of the plan; empty if the plan no longer exists."""
    events: list[ReplayedEventResponse]
    """All events of the session, in the order in which they happened."""
    turns: list[ReplayedTurnResponse]
    """All turns of this session."""
    media: ReplayMediaResponse
    """What the replay is shown with."""
    transcript_erased: bool
    """Whether texts are empty because they were erased."""


def build_replay_router(use_cases: ReplayUseCases) -> APIRouter:
    """Return the route of a session's replay."""
    router = make_strict_router("sessions")

    @router.get("/api/v1/sessions/{session_id}/replay")
    async def session_replay(session_id: UUID, caller: CurrentCaller) -> SessionReplayResponse:
        """Return the whole session, rebuilt from its log alone."""
        await use_cases.view_session(caller, SessionId(session_id))
        address = SessionAddress(caller.tenant_id, SessionId(session_id))
        replayed = await use_cases.replay(address)
        questions = await use_cases.replay.read_questions(address, replayed)
        return SessionReplayResponse(
            session=session_status_response(replayed.state, use_cases.clock.now()),
            questions=[
                ReplayedQuestionResponse(
                    id=question.id, text=question.text, competency=question.competency
                )
                for question in questions
            ],
            events=[_event_response(moment) for moment in replayed.events],
            turns=_turn_responses(replayed.turns),
            media=_media_response(replayed),
            transcript_erased=replayed.is_text_erased,
        )

    return router


def _event_response(moment: ReplayedEvent) -> ReplayedEventResponse:
    card = session_event_response(moment.record)
    return ReplayedEventResponse(**card.model_dump(), offset_ms=moment.offset_ms)


def _turn_responses(turns: Sequence[ReplayedTurn]) -> list[ReplayedTurnResponse]:
    tree = build_conversation_tree([turn.turn for turn in turns])
    return [_turn_response(turn, tree) for turn in turns]


def _turn_response(replayed: ReplayedTurn, tree: ConversationTree) -> ReplayedTurnResponse:
    turn, node = replayed.turn, tree[replayed.turn.turn]
    return ReplayedTurnResponse(
        turn=turn.turn,
        role=turn.role,
        kind=turn.kind,
        text=turn.text,
        question_id=turn.question_id,
        start_ms=replayed.start_ms,
        end_ms=replayed.end_ms,
        said_by="candidate" if turn.role == "candidate" else turn.speaker,
        follows=node.parent,
        depth=node.depth,
        direction=direction_of(tree, turn),
    )


def _media_response(replayed: SessionReplay) -> ReplayMediaResponse:
    clock = [
        ClockChangeResponse(
            offset_ms=change.offset_ms, seq=change.seq, is_running=change.is_running
        )
        for change in replayed.clock_changes
    ]
    return ReplayMediaResponse(recording=None, clock=clock)
