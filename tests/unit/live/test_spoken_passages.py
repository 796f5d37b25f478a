"""What a candidate said aloud, with its place in the text and on the connection's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.scripted_voice import a_piece, call_in
from tests.fakes.simulated_session import a_room, consented
from tests.unit.live.spoken_talks import FIRST, line_of

from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.domain.events import RecordedEvent, SessionCreated
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.spoken_passages import list_spoken_passages
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.session_log_updates import SessionRecordingFacade


async def test_each_recognized_segment_has_its_place_in_the_turn_and_its_connection() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        pieces = (a_piece("We had a delivery"), a_piece("that went wrong."))
        await call.say(FIRST, pieces=pieces)
        connection_id = line_of(room).connection_id
        records = await room.store.load(room.address)
        state = fold(records)

    assert state is not None
    passages = list_spoken_passages(records, state)
    turn = next(turn for turn in state.turns if turn.text == FIRST)
    assert [passage.span for passage in passages] == [(0, 17), (18, 34)]
    assert {passage.turn for passage in passages} == {turn.turn}
    assert {passage.connection_id for passage in passages} == {connection_id}
    assert [(passage.start_ms, passage.end_ms) for passage in passages] == [
        (piece.start_ms, piece.end_ms) for piece in pieces
    ]


async def test_a_corrected_text_leaves_no_place_in_it() -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST, pieces=(a_piece(FIRST),))
        records = await room.store.load(room.address)
        state = fold(records)

    assert state is not None
    turns = tuple(replace(turn, text=f"Corrected {turn.turn}.") for turn in state.turns)
    [passage] = list_spoken_passages(records, replace(state, turns=turns))
    assert passage.span is None


class Attempts:
    """The logs of two sessions of one interview: the second goes on where the first broke off."""

    def __init__(self, records: Sequence[RecordedEvent], *, profile: str) -> None:
        self.logs: dict[UUID, tuple[RecordedEvent, ...]] = {}
        for session, before in ((UUID(int=1), None), (UUID(int=2), str(UUID(int=1)))):
            created = records[0].event
            assert isinstance(created, SessionCreated)
            event = replace(
                created, session_id=str(session), previous_session_id=before, profile=profile
            )
            self.logs[session] = (replace(records[0], event=event), *records[1:])

    async def load(self, address: SessionAddress) -> tuple[RecordedEvent, ...]:
        return self.logs[address.session_id]


@pytest.mark.parametrize(("profile", "is_counted_on"), [("practice", True), ("hiring", False)])
async def test_only_in_practice_the_turns_are_counted_on_from_the_attempt_before(
    profile: str, is_counted_on: bool
) -> None:
    async with a_room(**consented()) as room:
        call = await call_in(room)
        await call.say(FIRST, pieces=(a_piece(FIRST),))
        records = await room.store.load(room.address)
        state = fold(records)
    assert state is not None
    attempts: Any = Attempts(records, profile=profile)
    unused: Any = None
    work: Any = SimpleNamespace(tenant_id=TenantId(UUID(int=9)))
    feed = SessionRecordingFacade(
        store=unused, open_log=lambda work: attempts, handles=unused, ids=unused
    )

    [first] = await feed.list_spoken_passages(work, SessionId(UUID(int=1)))
    [second] = await feed.list_spoken_passages(work, SessionId(UUID(int=2)))

    assert second.turn == first.turn + (len(state.turns) if is_counted_on else 0)
