"""A session told again: its timeline, what was said, and when its clock ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from vivavoce.infra.web.bodies import CamelModel, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.mind.tree import Direction, Tree, direction_of, tree_of
from vivavoce.live.domain.replay import Moment, Replayed, ReplayedTurn
from vivavoce.live.ports import Address
from vivavoce.live.routes.sessions import EventCard, SessionCard, event_card, session_card
from vivavoce.live.usecases.look import LookAtSession
from vivavoce.live.usecases.replay import ReplaySession


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayUseCases:
    """What the route calls."""

    look: LookAtSession
    replay: ReplaySession
    clock: Clock


class QuestionCard(CamelModel):
    """A question of the plan."""

    id: str
    text: str
    competency: str


class MomentCard(EventCard):
    """An event; ``offsetMs`` counts from the first event of the log."""

    offset_ms: int


class ReplayedTurnCard(CamelModel):
    """A turn on the same scale as the events."""

    turn: int
    role: str
    kind: str
    text: str
    question_id: str | None
    start_ms: int
    end_ms: int
    said_by: str
    """``interviewer``, ``staff`` or ``candidate``."""
    follows: int
    """The turn that this one hangs on in the tree of the talk; 0 is the talk itself."""
    depth: int
    """How many questions stand above and at this turn."""
    direction: Direction | None
    """Where the interviewer took the talk with it: ``broader``, ``deeper`` or ``back``."""


class ClockCard(CamelModel):
    """From here on the interview's clock runs, or stands."""

    offset_ms: int
    seq: int
    is_running: bool


class MediaCard(CamelModel):
    """What runs beside the log. ``recording`` is null where none was made."""

    recording: None
    clock: list[ClockCard]


class ReplayCard(CamelModel):
    """A session told again. Where ``wordsErased``, texts are empty because they were erased."""

    session: SessionCard
    questions: list[QuestionCard]
    events: list[MomentCard]
    turns: list[ReplayedTurnCard]
    media: MediaCard
    words_erased: bool


def replay_routes(on: ReplayUseCases) -> APIRouter:
    """Return the route of a session's replay."""
    router = own_router("sessions")

    @router.get("/api/v1/sessions/{session_id}/replay")
    async def session_replay(session_id: UUID, caller: CallerOf) -> ReplayCard:
        """The whole session from its log alone, also long after its worker is gone."""
        await on.look(caller, SessionId(session_id))
        address = Address(caller.tenant_id, SessionId(session_id))
        replayed = await on.replay(address)
        questions = await on.replay.questions(address, replayed)
        return ReplayCard(
            session=session_card(replayed.state, on.clock.now()),
            questions=[
                QuestionCard(id=one.id, text=one.text, competency=one.competency)
                for one in questions
            ],
            events=[_moment_card(moment) for moment in replayed.moments],
            turns=_turn_cards(replayed.turns),
            media=_media_card(replayed),
            words_erased=replayed.are_words_erased,
        )

    return router


def _moment_card(moment: Moment) -> MomentCard:
    card = event_card(moment.record)
    return MomentCard(**card.model_dump(), offset_ms=moment.offset_ms)


def _turn_cards(turns: Sequence[ReplayedTurn]) -> list[ReplayedTurnCard]:
    tree = tree_of([told.turn for told in turns])
    return [_turn_card(told, tree) for told in turns]


def _turn_card(told: ReplayedTurn, tree: Tree) -> ReplayedTurnCard:
    turn, node = told.turn, tree.nodes[told.turn.turn]
    return ReplayedTurnCard(
        turn=turn.turn,
        role=turn.role,
        kind=turn.kind,
        text=turn.text,
        question_id=turn.question_id,
        start_ms=told.start_ms,
        end_ms=told.end_ms,
        said_by="candidate" if turn.role == "candidate" else turn.said_by,
        follows=node.parent,
        depth=node.depth,
        direction=direction_of(tree, turn),
    )


def _media_card(replayed: Replayed) -> MediaCard:
    clock = [
        ClockCard(offset_ms=one.offset_ms, seq=one.seq, is_running=one.is_running)
        for one in replayed.clock
    ]
    return MediaCard(recording=None, clock=clock)
