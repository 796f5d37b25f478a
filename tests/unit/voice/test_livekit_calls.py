"""A candidate in the room by phone: the call rings, is answered, unwanted, dropped and continued."""

from __future__ import annotations

import pytest
from tests.fakes.livekit_rooms import (
    make_participant,
)
from tests.unit.voice.test_livekit_rooms import CONNECTION, World


@pytest.fixture
async def world() -> World:
    made = World()
    await made.connections.open(CONNECTION)
    return made


async def test_no_utterance_is_played_while_the_phone_rings(world: World) -> None:
    async with world.process():
        await world.settled()
        world.room.is_called(CONNECTION.candidate_identity, "dialing")
        world.room.is_called(CONNECTION.candidate_identity, "ringing")
        await world.settled(20)
        before = list(world.sessions.joined)
        world.room.is_called(CONNECTION.candidate_identity, "active")
        await world.settled()

    assert before == []
    assert world.calls.reported[:2] == ["rings", "answered"]
    assert world.sessions.transports == ["phone"]
    assert [connection.preferences.answer_mode for connection in world.converse.made] == ["spoken"]


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("USER_UNAVAILABLE", "no_answer"),
        ("USER_REJECTED", "busy"),
        ("SIP_TRUNK_FAILURE", "trunk"),
        ("UNKNOWN_REASON", "no_answer"),
    ],
)
async def test_the_reason_of_an_unanswered_call_is_reported_once_after_a_chance_for_details(
    world: World, reason: str, why: str
) -> None:
    async with world.process():
        await world.settled()
        world.room.is_called(CONNECTION.candidate_identity, "ringing")
        await world.settled()
        world.room.is_called(CONNECTION.candidate_identity, "hangup")
        world.room.leaves(CONNECTION.candidate_identity, reason)
        await world.settled(2)
        early = list(world.calls.reported)
        await world.settled(2)

    assert (early, world.calls.reported) == (["rings"], ["rings", why])
    assert world.sessions.joined == []
    assert CONNECTION.room_name not in world.double.rooms
    assert world.connections.rows == {}


async def test_an_unwanted_answered_call_is_hung_up(world: World) -> None:
    world.calls.is_wanted = False
    async with world.process():
        await world.settled()
        world.room.is_called(CONNECTION.candidate_identity, "active")
        await world.settled()

    assert world.sessions.joined == []
    assert CONNECTION.room_name not in world.double.rooms


async def test_a_dropped_call_is_reported_and_its_room_closed(world: World) -> None:
    async with world.process():
        await world.settled()
        world.room.is_called(CONNECTION.candidate_identity, "active")
        await world.settled()
        world.room.leaves(CONNECTION.candidate_identity, "CLIENT_INITIATED")
        await world.settled()

    assert world.calls.reported == ["answered", "gone"]
    assert world.sessions.joined[0].hung_up
    assert CONNECTION.room_name not in world.double.rooms


async def test_a_key_stops_the_interviewer_and_the_hash_key_commits_the_answer(
    world: World,
) -> None:
    async with world.process():
        await world.settled()
        world.room.is_called(CONNECTION.candidate_identity, "active")
        await world.settled()
        for key in "1#":
            world.room.presses_key(CONNECTION.candidate_identity, key)
        await world.settled()
        [connection] = world.converse.made

    assert world.sessions.received == [("pressed", "1")]
    assert (connection.hushes, connection.dones) == (2, 1)


async def test_a_stopping_process_leaves_the_caller_to_the_next_one_on_the_same_call(
    world: World,
) -> None:
    async with world.process("one"):
        await world.settled()
        world.room.is_called(CONNECTION.candidate_identity, "active")
        await world.settled()
    handed_on = list(world.calls.reported)
    world.double.rooms[CONNECTION.room_name].called[CONNECTION.candidate_identity] = (
        make_participant(CONNECTION.candidate_identity, **{"sip.callStatus": "active"})
    )
    async with world.process("two"):
        await world.settled()

    assert handed_on == ["answered"]
    assert world.calls.reported == ["answered", "again"]
    assert len(world.sessions.joined) == 2


async def test_a_caller_who_hung_up_while_the_room_was_unattended_is_not_waited_for(
    world: World,
) -> None:
    world.calls.is_talking = True
    async with world.process():
        await world.settled()

    assert world.calls.reported == ["lost"]
    assert CONNECTION.room_name not in world.double.rooms
