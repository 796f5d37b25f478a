"""What a candidate said aloud, with its place in the text and on the connection's clock."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes.scripted_voice import a_piece, call_in
from tests.fakes.simulated_session import a_room, consented
from tests.unit.live.spoken_talks import FIRST, line_of

from vivavoce.live.domain.session import fold
from vivavoce.live.domain.spoken_passages import list_spoken_passages


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
