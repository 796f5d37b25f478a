"""The practice wording: every frame that a talk can show, and every message that a client can send."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.live_session import TENANT, FakeLine
from tests.fakes.simulated_session import Room, a_room
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.kernel.errors import ConflictError, VivavoceError
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.frames import (
    PING_FRAME,
    PONG_FRAME,
    ServerFrame,
    build_problem_frame,
)
from vivavoce.live.domain.wire.practice_codec import PracticeCodec
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.inbound_connection import InboundConnection
from vivavoce.live.usecases.session_host import AtCapacityError, SessionHost

SHOWN = "int_0123456789abcdef0123456789abcdef"
CODEC = PracticeCodec(SHOWN)
FIELDS = {
    "ready": {"session_id", "resume_seq", "mode", "position", "company_name"}
    | {"state", "question", "remaining_s"},
    "state": {"seq", "state", "question", "remaining_s"},
    "question": {"seq", "turn", "kind", "text", "question_id", "index", "of"},
    "agent_text": {"seq", "kind", "text", "final"},
    "transcript": {"seq", "role", "turn", "text", "final", "question_id"},
    "timer": {"remaining_s"},
    "notification": {"seq", "kind", "severity", "text"},
    "error": {"code", "message", "retryable"},
    "ended": {"seq", "reason", "review_url"},
    "pong": set(),
}
"""What each message of the server carries at least."""


class PracticeLine(FakeLine):
    """A line that words frames as a practising person's client is sent them."""

    async def send(self, frame: ServerFrame) -> None:
        worded = CODEC.write(frame)
        await super().send(frame)
        self.sent.pop()
        if worded is not None:
            self.sent.append(worded)

    def typed(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.sent if message["type"] == kind]


async def join(room: Room, *, after: int = 0) -> tuple[PracticeLine, InboundConnection]:
    line = PracticeLine(connection_id=f"leg-{after}-{room.ids.new_id()}")
    connection = await room.host.join(
        room.address, line, last_seq_seen=after, public_id=SHOWN, codec=CODEC
    )
    await settled(room)
    return line, connection


async def settled(room: Room) -> None:
    await room.clock.sleep(0.01)


async def say(room: Room, connection: InboundConnection, **frame: Any) -> None:
    await connection.receive(json.dumps(frame))
    await settled(room)


async def test_a_whole_practice_in_its_own_words() -> None:
    async with a_room(profile=PRACTICE_PROFILE, persona_id="emma") as room:
        line, connection = await join(room)
        await room.clock.sleep(21)
        await say(room, connection, type="ping")
        await say(room, connection, type="pause")
        await say(room, connection, type="resume")
        for n, question in enumerate(line.typed("question"), start=1):
            answer = EXPERT[question["question_id"]]
            await say(room, connection, type="text_answer", text=answer, client_msg_id=f"m{n}")
        await connection.receive(b"\x00\x01")
        await room.clock.sleep(1500)
        await say(room, connection, type="end")
        state = await room.state()

    for message in line.sent:
        assert message.keys() - {"type"} >= FIELDS[message["type"]], message
    assert {message["type"] for message in line.sent} == set(FIELDS)
    assert line.sent[0] == {
        "type": "ready",
        "session_id": SHOWN,
        "resume_seq": line.sent[0]["resume_seq"],
        "mode": "text",
        "position": "Platform engineer",
        "company_name": "Acme",
        "state": "in_progress",
        "question": {"index": 1, "of": 3},
        "remaining_s": 1800,
    }
    first, second = line.typed("question")[:2]
    assert (first["index"], first["of"], first["turn"]) == (1, 3, 2)
    assert (second["index"], second["question_id"]) == (2, "q2")
    assert line.typed("transcript")[0]["client_msg_id"] == "m1"
    assert line.typed("error")[0]["code"] == "binary_not_supported"
    assert line.typed("ended")[0]["review_url"] == f"/api/v1/review/{SHOWN}"
    assert (line.typed("ended")[0]["reason"], state.status) == ("candidate_ended", "completed")
    assert [turn.kind for turn in state.turns][-1] == "closing"
    assert line.typed("agent_text")[-1]["kind"] == "closing"


async def test_who_comes_back_gets_exactly_what_is_missing() -> None:
    async with a_room(profile=PRACTICE_PROFILE) as room:
        line, connection = await join(room)
        await say(room, connection, type="text_answer", text=EXPERT["q1"], client_msg_id="m1")
        last_seq = line.typed("question")[0]["seq"]
        await connection.report_disconnected()
        again, _ = await join(room, after=last_seq)

    missed = [message["seq"] for message in line.sent if message.get("seq", 0) > last_seq]
    got = [message["seq"] for message in again.sent if "seq" in message]
    assert got[: len(missed)] == missed
    assert got == sorted(set(got))
    assert again.sent[-1]["type"] == "state"


async def test_an_answer_with_an_id_that_is_known_is_not_taken_twice() -> None:
    async with a_room(profile=PRACTICE_PROFILE) as room:
        line, connection = await join(room)
        for _ in range(2):
            await say(room, connection, type="text_answer", text=EXPERT["q1"], client_msg_id="m1")
        state = await room.state()

    assert [turn.kind for turn in state.turns].count("answer") == 1
    first, second = line.typed("transcript")
    assert first == second


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ({"type": "hello", "last_seq": 7, "mode": "text"}, said.HelloFrame(7, "text")),
        (
            {"type": "hello", "mode": "voice", "audio": {"codec": "pcm", "rate": 16000}},
            said.HelloFrame(0, "voice"),
        ),
        ({"type": "hello"}, said.HelloFrame(0, "text")),
        (
            {"type": "text_answer", "text": "Yes.", "client_msg_id": "a"},
            said.TextFrame("Yes.", "a"),
        ),
        ({"type": "end_of_turn"}, said.ControlFrame.END_OF_TURN),
        ({"type": "repeat"}, said.ControlFrame.REPEAT),
        ({"type": "skip"}, said.ControlFrame.SKIP),
        ({"type": "pause"}, said.ControlFrame.PAUSE),
        ({"type": "resume"}, said.ControlFrame.RESUME),
        ({"type": "end"}, said.ControlFrame.END),
        ({"type": "ping"}, said.ControlFrame.PING),
        ({"type": "consent", "accepted": True}, said.ConsentFrame(accepted=True)),
    ],
)
def test_every_message_of_the_client_is_understood(sent: Any, meant: said.ClientFrame) -> None:
    assert CODEC.parse(json.dumps(sent)) == meant


@pytest.mark.parametrize(
    ("sent", "error_code"),
    [
        ('{"type": "TEXT", "text": "Yes."}', "frame_unknown"),
        ('{"type": "hello", "last_seq": -1}', "frame_malformed"),
        ('{"type": "hello", "last_seq": true}', "frame_malformed"),
        ('{"type": "hello", "last_seq": 1e3}', "frame_malformed"),
        ('{"type": "hello", "mode": "smoke"}', "frame_malformed"),
        ('{"type": "hello", "mode": ["text"]}', "frame_malformed"),
        ('{"type": "text_answer"}', "frame_malformed"),
        ('{"type": "text_answer", "text": "  "}', "frame_malformed"),
        ('{"type": "text_answer", "text": "a", "client_msg_id": 7}', "frame_malformed"),
        ('{"type": "text_answer", "text": "' + "a" * 16_385 + '"}', "text_too_long"),
        ("[]", "frame_malformed"),
        ("hello", "frame_malformed"),
        (b"\x00\x01", "binary_not_supported"),
    ],
)
def test_what_cannot_be_read_has_a_name(sent: str | bytes, error_code: str) -> None:
    with pytest.raises(VivavoceError) as refused:
        CODEC.parse(sent)

    assert refused.value.code == error_code


async def test_voice_is_refused_with_a_name_and_the_talk_goes_on() -> None:
    async with a_room(profile=PRACTICE_PROFILE) as room:
        line, connection = await join(room)
        await say(room, connection, type="hello", mode="voice")
        await say(room, connection, type="end_of_turn")
        await say(room, connection, type="text_answer", text=EXPERT["q1"])

    assert [message["code"] for message in line.typed("error")] == ["mode_not_supported"]
    assert len(line.typed("question")) == 2


async def test_a_process_at_its_capacity_takes_no_further_session_and_its_own_back() -> None:
    async with a_room(profile=PRACTICE_PROFILE) as room:
        async with SessionHost(room.tools("small"), max_sessions=1) as small:
            line = PracticeLine(connection_id="first")
            await small.join(room.address, line, last_seq_seen=0, public_id=SHOWN, codec=CODEC)
            await settled(room)
            elsewhere = SessionAddress(TENANT, SessionId(UUID(int=77)))
            with pytest.raises(AtCapacityError):
                await small.join(elsewhere, PracticeLine(), last_seq_seen=0, public_id=SHOWN)
            again = PracticeLine(connection_id="again")
            await small.join(room.address, again, last_seq_seen=0, public_id=SHOWN, codec=CODEC)
            await settled(room)

    assert again.typed("ready")
    assert line.closed is not None
    assert line.closed[0] == 4409


def test_close_codes_come_with_the_words_of_this_address() -> None:
    assert [CODEC.close_reason(reason) for reason in ("replaced", "over", "try again")] == [
        "superseded",
        "ended",
        "try again",
    ]


def test_what_has_no_name_here_is_not_sent() -> None:
    assert CODEC.write(ServerFrame("TELEMETRY", {})) is None
    assert CODEC.write(PONG_FRAME) == {"type": "pong"}
    assert CODEC.write(build_problem_frame(ConflictError(), is_retryable=True)) == {
        "type": "error",
        "code": "refused",
        "message": ConflictError().detail,
        "retryable": True,
    }
    with pytest.raises(ValueError, match="without its state"):
        CODEC.write(PING_FRAME)
