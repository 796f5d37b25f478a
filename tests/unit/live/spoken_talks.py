"""What the tests of spoken turns share: an answer in two halves, and ways to look at what became of it."""

from __future__ import annotations

from tests.fakes.simulated_session import Room

from vivavoce.live.domain.session import Session
from vivavoce.live.ports import CandidateChannel

FIRST = "We had a delivery that went wrong."
REST = "I rolled it back in ten minutes because the client was waiting."


async def types(room: Room) -> list[str]:
    return [event.type for event in await room.log()]


def said_by_candidate(state: Session) -> list[str]:
    return [turn.text for turn in state.turns if turn.role == "candidate"]


def line_of(room: Room) -> CandidateChannel:
    line = room.host._orchestrators[room.address.session_id]._connection.channel
    assert line is not None
    return line


class Nobody:
    """A talk that keeps nothing."""

    async def on_report(self, _: object) -> None:
        return
