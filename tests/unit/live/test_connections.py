"""Drops, returns, doubles and floods: the candidate loses nothing and sees nothing twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from tests.fakes.live_session import TENANT, FakeLine, FakeWork, a_request
from tests.fakes.simulated_session import Call, Room, a_room, consented
from tests.unit.live.test_conversations import EXPERT, planned

from vivavoce.live.domain import events
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.usecases.session_lifecycle import OpenSession
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator


async def test_the_first_frame_says_where_we_are() -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.until("CONSENT")

    assert call.line.sent[0] == {
        "type": "READY",
        "sessionId": room.opened.handle,
        "lastSeq": 4,
        "position": "Platform engineer",
        "companyName": "Acme",
        "state": "consent_pending",
        "question": {"index": 0, "of": 3},
        "remainingSeconds": 1800,
    }


async def test_nothing_is_recorded_before_consent() -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.until("CONSENT")
        await call.say("My name is Grace and I would like to begin.")
        refused = await call.until("ERROR")
        log = await room.log()

    assert refused["code"] == "consent_required"
    assert not any(isinstance(event, events.TurnCompleted) for event in log)


@pytest.mark.parametrize("words", ["Yes", "yes please", "I agree.", "1"])
async def test_a_typed_yes_is_consent(words: str) -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.until("CONSENT")
        await call.say(words)
        await call.until("GREETING")
        state = await room.state()

    assert state.has_consent
    assert all(turn.role == "agent" for turn in state.turns)


async def test_a_no_ends_the_session_and_records_nothing() -> None:
    async with a_room() as room:
        call = await room.connect()
        await call.until("CONSENT")
        await call.say("No thanks")
        await call.until("ENDED", reason="consent_declined")
        state = await room.state()

    assert state.status == "cancelled"
    assert state.turns == ()


async def test_consent_is_asked_twice_and_then_the_session_is_given_up() -> None:
    async with a_room() as room:
        call = await room.connect()
        ended = await call.until("ENDED")

    assert len(call.line.of("CONSENT")) == 2
    assert ended["reason"] == "consent_timeout"


async def test_a_greeting_request_shows_the_greeting_again_and_logs_nothing() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        before = (await room.state()).seq
        await call.send({"type": "GREETING_REQUEST"})
        await call.until("GREETING")

        assert (await room.state()).seq == before
    first, second = call.line.of("GREETING")
    assert first == second


@pytest.mark.parametrize("gap_s", [0.5, 5, 30, 110])
async def test_a_drop_costs_no_time_and_no_frame(gap_s: float) -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await room.clock.sleep(10)
        await call.drop()
        await room.clock.sleep(gap_s)
        again = await room.connect(after=call.line.logged[-1]["seq"])
        await again.until("STATE", state="in_progress")
        await again.say(EXPERT["q1"])
        await again.until_asked()
        state = await room.state()

    assert state.accumulated_time.total_seconds() == pytest.approx(10, abs=0.1)
    seqs = [f["seq"] for f in call.line.logged] + [f["seq"] for f in again.line.logged]
    assert seqs == sorted(set(seqs))
    lost = [e for e in await room.log() if isinstance(e, events.ConnectionResumed)]
    assert lost[0].gap_ms == pytest.approx(gap_s * 1000, abs=50)


async def test_a_return_without_a_number_shows_the_whole_conversation() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        await call.drop()
        again = await room.connect()
        await again.until("STATE", state="in_progress")
        await again.settle()

    frames = [frame for frame in again.line.logged if frame["type"] != "STATE"]
    assert frames == [frame for frame in call.line.logged if frame["type"] != "STATE"]


async def test_who_does_not_come_back_in_time_has_not_completed() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.drop()
        state = await room.ended(within_s=125)

    assert state.status == "abandoned"
    (outcome,) = room.store.published
    assert outcome.payload.reason == "connection_lost"  # type: ignore[attr-defined]
    assert outcome.payload.is_technical is False  # type: ignore[attr-defined]


async def test_with_half_of_it_answered_a_lost_candidate_counts_as_partly_done() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        for question in ("q1", "q2"):
            await call.until_asked()
            await call.say(EXPERT[question])
        await call.until_asked()
        await call.drop()
        state = await room.ended(within_s=125)
        log = await room.log()

    assert state.status == "completed"
    (done,) = [e for e in log if isinstance(e, events.SessionCompleted)]
    assert (done.reason, done.is_partial) == ("connection_lost", True)


async def test_a_message_sent_twice_is_one_answer_and_is_confirmed_twice() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"], "m-1")
        await call.say(EXPERT["q1"], "m-1")
        await call.settle()
        state = await room.state()

    assert [turn.kind for turn in state.turns].count("answer") == 1
    confirmed = [f for f in call.line.of("TRANSCRIPT") if f.get("clientMessageId") == "m-1"]
    assert len(confirmed) == 2
    assert confirmed[0] == confirmed[1]


async def test_a_message_repeated_after_a_drop_is_still_one_answer() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"], "m-1")
        await call.drop()
        again = await room.connect(after=call.line.logged[-1]["seq"])
        await again.say(EXPERT["q1"], "m-1")
        await again.settle()
        state = await room.state()

    assert [turn.kind for turn in state.turns].count("answer") == 1


async def test_the_newest_connection_wins() -> None:
    async with a_room(**consented()) as room:
        first = await room.connect()
        await first.until_asked()
        second = await room.connect()
        await second.until_asked()
        await first.say("From the old window.")
        await second.settle()
        state = await room.state()

    assert first.line.closed == (4409, "replaced")
    assert state.connection_id == "leg-2"
    assert all(turn.role == "agent" for turn in state.turns)
    assert state.status == "in_progress"


async def test_the_old_connections_end_does_not_take_the_new_one_away() -> None:
    async with a_room(**consented()) as room:
        first = await room.connect()
        await first.until_asked()
        second = await room.connect()
        await second.until_asked()
        await first.drop()
        await second.settle()

        assert (await room.state()).status == "in_progress"


async def test_a_pause_stops_the_clock_and_has_an_end() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.send({"type": "PAUSE"})
        await call.until("STATE", state="paused")
        resumed = await call.until("STATE", state="in_progress")
        state = await room.state()

    assert resumed["remainingSeconds"] == 1800
    assert state.pause_count == 1


async def test_an_answer_ends_a_pause() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.send({"type": "PAUSE"})
        await call.say(EXPERT["q1"])
        await call.until_asked()

        assert not (await room.state()).is_paused


async def test_pauses_and_repeats_are_limited() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        for _ in range(6):
            await call.send({"type": "PAUSE"})
            await call.send({"type": "RESUME"})
            await call.send({"type": "REPEAT"})
        await call.settle()

    assert [frame["code"] for frame in call.line.of("ERROR")] == [
        "too_many_pauses",
        "too_many_repeats",
    ]


async def test_drops_and_pauses_cannot_stretch_an_interview_for_ever() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        began = room.clock.now()
        while not (await room.state()).is_over:
            await call.drop()
            await room.clock.sleep(100)
            call = await room.connect()
            await call.settle()

    assert (room.clock.now() - began).total_seconds() <= 30 * 60 + 3600 + 120


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("not json", "frame_malformed"),
        ("[1]", "frame_malformed"),
        ('{"type": 5}', "frame_malformed"),
        ('{"type": "DANCE"}', "frame_unknown"),
        ('{"type": "TEXT"}', "frame_malformed"),
        ('{"type": "TEXT", "text": "   "}', "frame_malformed"),
        ('{"type": "TEXT", "text": "a\\u0000b"}', "text_unreadable"),
        ('{"type": "TEXT", "text": "\\ud800"}', "text_unreadable"),
        ('{"type": "TEXT", "text": "ok", "clientMessageId": 5}', "frame_malformed"),
        ('{"type": "CONSENT", "accepted": "yes"}', "frame_malformed"),
        ('{"type":"TEXT","text":"' + "x" * 17_000 + '"}', "text_too_long"),
        ('{"type":"TEXT","text":"' + "x" * 66_000 + '"}', "frame_too_large"),
        ("[" * 60_000, "frame_malformed"),
        (b"\x00\x01", "binary_not_supported"),
        ('{"type": "CONSENT", "accepted": false}', "session_not_in_progress"),
    ],
)
async def test_what_cannot_be_read_is_answered_and_the_session_goes_on(
    raw: str | bytes, code: str
) -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.send(raw)
        refused = await call.until("ERROR")
        await call.say(EXPERT["q1"])
        await call.until_asked()

    assert refused["code"] == code
    assert refused["retryable"] is False


async def test_a_flood_is_answered_once_a_second_and_not_obeyed() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        for _ in range(300):
            await call.send({"type": "GREETING_REQUEST"})
        await call.settle()

    assert len(call.line.of("GREETING")) == 61
    assert [frame["code"] for frame in call.line.of("ERROR")] == ["too_many_messages"]


async def test_a_line_that_takes_nothing_any_more_is_a_drop() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        call.line.is_broken = True
        await call.say(EXPERT["q1"], "m-1")
        await call.settle()
        state = await room.state()
        again = await room.connect(after=call.line.logged[-1]["seq"])
        question = await again.until_asked()

    assert state.status == "reconnecting"
    assert question["questionId"] == "q2"


async def test_pings_go_out_and_a_client_that_answered_once_is_missed_when_silent() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until("PING")
        await call.send({"type": "PONG"})
        await call.until("PING")
        await call.until("PING")
        await room.clock.sleep(10)
        state = await room.state()
        (lost,) = [e for e in await room.log() if isinstance(e, events.ConnectionLost)]

    assert state.status == "reconnecting"
    assert lost.reason == "silent"
    assert call.line.closed is not None
    assert state.accumulated_time.total_seconds() == pytest.approx(20, abs=1)


async def test_a_plain_client_that_never_answers_pings_is_left_alone() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await room.clock.sleep(600)

        assert (await room.state()).status == "in_progress"
    assert call.line.closed == (1012, "try again")


async def test_a_store_that_is_away_is_said_and_nothing_is_lost() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        room.store.is_down = True
        await call.say(EXPERT["q1"], "m-1")
        refused = await call.until("ERROR")
        room.store.is_down = False
        await call.say(EXPERT["q1"], "m-1")
        asked = await call.until_asked()

    assert refused["retryable"] is True
    assert asked["questionId"] == "q2"


async def test_an_append_whose_reply_was_lost_is_read_back_and_not_repeated() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        room.store.loses_replies = True
        await call.say(EXPERT["q1"], "m-1")
        await call.until("ERROR")
        await call.say(EXPERT["q1"], "m-1")
        asked = await call.until_asked()
        await call.settle()
        state = await room.state()

    assert asked["questionId"] == "q2"
    assert [turn.kind for turn in state.turns].count("answer") == 1


async def test_a_missing_plan_fails_the_session_as_our_fault() -> None:
    async with a_room(has_plan=False, **consented()) as room:
        call = await room.connect()
        ended = await call.until("ENDED")

    assert ended["reason"] == "failed"
    assert room.store.published[0].payload.is_technical is True  # type: ignore[attr-defined]


async def test_a_connection_to_a_session_that_is_over_sees_the_end_and_is_told_so() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        await room.ended()
        late = await room.connect(after=call.line.logged[-2]["seq"])
        await late.until("ENDED")
        await late.settle()

    assert late.line.closed == (4410, "over")
    assert [frame["type"] for frame in late.line.sent] == ["READY", "ENDED"]


# -- mutants: the suites above must catch them -------------------------------------------------


class ShowsFirst(SessionOrchestrator):
    """Effect before append."""

    async def _commit(self, pending: Any, **_: Any) -> None:
        await self._apply_and_publish(pending.steps)
        if self.lease is not None and pending.records:
            await self._dependencies.store.append(self.lease, pending.records)


class ForgetsMessages(SessionOrchestrator):
    """No look at what was said before."""

    async def _handle_client_frame(self, command: Any) -> None:
        frame = command.frame
        if getattr(frame, "client_message_id", None):
            command = type(command)(command.channel, type(frame)(frame.text, None))
        await super()._handle_client_frame(command)


async def seen_but_not_stored(conductor: type[SessionOrchestrator]) -> int:
    """Count frames that the candidate saw although their event was never appended."""
    async with a_room(conductor=conductor, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.settle()
        room.store.is_down = True
        await call.say(EXPERT["q1"])
        await call.settle()
        room.store.is_down = False
        last = (await room.store.load(room.address))[-1].seq
        return sum(frame["seq"] > last for frame in call.line.logged)


async def test_nothing_is_seen_that_was_not_stored() -> None:
    assert await seen_but_not_stored(SessionOrchestrator) == 0
    assert await seen_but_not_stored(ShowsFirst) > 0


async def answers_of_a_doubled_message(conductor: type[SessionOrchestrator]) -> int:
    async with a_room(conductor=conductor, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"], "m-1")
        await call.say(EXPERT["q1"], "m-1")
        await call.settle()
        state = await room.state()
        return [turn.kind for turn in state.turns].count("answer")


async def test_the_check_for_doubled_messages_can_fail() -> None:
    assert await answers_of_a_doubled_message(SessionOrchestrator) == 1
    assert await answers_of_a_doubled_message(ForgetsMessages) == 2


async def test_a_stuck_line_holds_up_its_own_session_only() -> None:
    class Stuck(FakeLine):
        async def send(self, frame: Any) -> None:
            await asyncio.sleep(3600)

    async with a_room(**consented()) as room:
        stuck = Stuck(connection_id="stuck")
        await room.host.join(room.address, stuck, last_seq_seen=0, public_id="x")
        other = await _second_session(room)
        await other.until_asked()
        await other.say(EXPERT["q1"])
        asked = await other.until_asked()

    assert asked["questionId"] == "q2"


async def _second_session(room: Room) -> Call:
    open_session = OpenSession(
        open_log=lambda _: room.store,
        plans=room.plans,
        handles=SessionHandleFactory(b"k" * 32),
        clock=room.clock,
        ids=room.ids,
    )
    work: Any = FakeWork(TENANT)
    opened = await open_session(work, a_request(2, **consented()))
    return await replace(room, opened=opened).connect()
