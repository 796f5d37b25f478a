"""The candidate begins once: by consent and connection, or by a call that a person answered."""

from __future__ import annotations

import pytest
from tests.fakes.simulated_session import Room, a_room, consented

from vivavoce.contracts.call_updates import AnsweredBy
from vivavoce.contracts.events import SessionStarted
from vivavoce.live.domain import events, presence
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.replay import is_fold_deterministic
from vivavoce.live.usecases.append_side_effects import collect_side_effects, find_session_start


async def test_a_session_that_is_open_and_a_connection_without_consent_begin_nothing() -> None:
    async with a_room() as room:
        opened = list(room.store.begun)
        call = await room.connect()
        await call.until("CONSENT")
        asked = list(room.store.begun)
        await call.send({"type": "CONSENT", "accepted": True})
        await call.until_asked()
        agreed = list(room.store.begun)
        await call.drop()
        await room.connect()
        await call.settle()

    assert opened == asked == []
    [begun] = agreed
    assert begun.payload == SessionStarted(session_id=str(room.opened.session_id), attempt=1)
    assert room.store.begun == agreed, "whoever comes back begins nothing anew"


async def test_consent_at_the_door_begins_with_the_first_connection() -> None:
    async with a_room(**consented()) as room:
        before = list(room.store.begun)
        call = await room.connect()
        await call.until_asked()

    assert before == []
    assert len(room.store.begun) == 1


async def test_who_declines_has_not_begun() -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.until("CONSENT")
        await call.send({"type": "CONSENT", "accepted": False})
        await room.ended()

    assert room.store.begun == []


async def _called(room: Room, by: AnsweredBy) -> PendingEvents:
    on = PendingEvents(await room.state(), room.clock.now())
    on.add(
        events.CallDialingStarted(attempt=1, to_hash="h", trunk="t", is_redial=False),
        events.CallRingingStarted(attempt=1),
        events.CallAnswered(attempt=1, answered_by=by),
    )
    assert find_session_start(on) is None, "no sound is there yet"
    return on


@pytest.mark.parametrize("by", ["human", "unknown"])
async def test_a_call_begins_when_the_sound_of_a_person_is_there_else_with_their_consent(
    by: AnsweredBy,
) -> None:
    async with a_room() as room:
        ringing = await _called(room, by)
        joined = PendingEvents(ringing.state, room.clock.now())
        presence.connect_candidate(
            joined, room.plan, connection_id="call-1", last_seq_seen=0, transport="phone"
        )
        agreed = PendingEvents(joined.state, room.clock.now())
        conversation.apply_consent(agreed, room.plan, accepted=True, method="dtmf")
        log = [*await room.store.load(room.address), *ringing.records, *joined.records]

    begins = [
        collect_side_effects(on).session_started is not None for on in (ringing, joined, agreed)
    ]
    assert begins == ([False, True, False] if by == "human" else [False, False, True])
    assert is_fold_deterministic([*log, *agreed.records])


async def test_the_next_call_forgets_who_answered_the_one_before() -> None:
    async with a_room() as room:
        on = await _called(room, "human")
        on.add(
            events.CallFailed(attempt=1, reason="trunk", is_last=False),
            events.CallDialingStarted(attempt=2, to_hash="h", trunk="t", is_redial=False),
            events.CallAnswered(attempt=2, answered_by="unknown"),
        )
        presence.connect_candidate(
            on, room.plan, connection_id="call-2", last_seq_seen=0, transport="phone"
        )

    assert find_session_start(on) is None
