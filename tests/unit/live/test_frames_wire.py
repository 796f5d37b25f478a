"""The wording frames.v1: what it reads, what it writes, what it never shows, and equal logs."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.fakes.live_session import FakeLine
from tests.fakes.simulated_session import Call, Room, a_room, consented
from tests.replay.recorded_streams import FOLDER, read_stream
from tests.unit.live.test_conversations import EXPERT

from vivavoce.contracts.live_session import turn_correlation_id
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.session import apply_event, fold
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire import frames
from vivavoce.live.domain.wire.frame_codecs import (
    ADDRESSES,
    FRAME_TYPES,
    HIDDEN_ADDRESSES,
    FrameCodec,
    FramesV1Codec,
)
from vivavoce.live.domain.wire.frames import ServerFrame, build_frames

SESSION = "0190"


def given(words: str, frame_id: str | None = "f-1") -> str:
    document: dict[str, Any] = {
        "type": "input",
        "address": "human",
        "frame": {"role": "user", "content": words},
    }
    if frame_id is not None:
        document["frameId"] = frame_id
    return json.dumps(document)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("ping", said.ControlFrame.PING),
        (given("I fixed it."), said.TextFrame("I fixed it.", "f-1")),
        (given("I fixed it.", None), said.TextFrame("I fixed it.", None)),
        ('{"type": "signal.regenerate"}', said.ControlFrame.REPEAT),
        ('{"type": "heartbeat"}', said.ControlFrame.PONG),
    ],
)
def test_what_a_client_may_say(raw: str, meant: said.ClientFrame) -> None:
    assert FramesV1Codec(SESSION).parse(raw) == meant


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("pong", "frame_malformed"),
        ("ping ", "frame_malformed"),
        (b"ping", "binary_not_supported"),
        ('{"type": "completion"}', "frame_unknown"),
        ('{"type": "TEXT", "text": "Maya\'s"}', "frame_unknown"),
        ('{"type": "input"}', "frame_malformed"),
        ('{"type": "input", "frame": []}', "frame_malformed"),
        ('{"type": "input", "frame": {"content": 5}}', "frame_malformed"),
        ('{"type": "input", "frame": {"content": " "}}', "frame_malformed"),
        ('{"type": "input", "address": "thought", "frame": {"content": "x"}}', "frame_malformed"),
        ('{"type": "input", "frameId": 5, "frame": {"content": "x"}}', "frame_malformed"),
        (given("x" * 17_000), "text_too_long"),
        (given("a\0b"), "text_unreadable"),
    ],
)
def test_what_cannot_be_read_has_a_name(raw: str | bytes, code: str) -> None:
    with pytest.raises(VivavoceError) as refused:
        FramesV1Codec(SESSION).parse(raw)

    assert refused.value.code == code


def written(record: RecordedEvent, state: Any, codec: FramesV1Codec) -> list[Any]:
    return [codec.write(frame) for frame in build_frames(record, state)]


def test_a_recorded_talk_in_this_wording_says_the_same_words_in_the_same_order() -> None:
    codec, state = FramesV1Codec(SESSION), None
    spoken: list[tuple[str, str]] = []
    for record in read_stream(FOLDER / "expert.jsonl"):
        state = apply_event(state, record)
        for document in written(record, state, codec):
            assert document["seq"] == record.seq
            assert document["frameId"] == f"frame-{record.seq}"
            assert document["frame"]["createdTs"] == int(record.at.timestamp())
            if document["frame"]["object"] == "turn" and document["frame"]["title"] != "consent":
                spoken.append((document["frame"]["role"], document["frame"]["content"]))

    assert state is not None
    roles = {"agent": "assistant", "candidate": "user"}
    assert spoken == [(roles[turn.role], turn.text) for turn in state.turns]


def test_every_frame_speaks_the_vocabulary_and_has_its_members() -> None:
    codec, state, sent = FramesV1Codec(SESSION), None, []
    for stream in sorted(FOLDER.glob("*.jsonl")):
        state = None
        for record in read_stream(stream):
            state = apply_event(state, record)
            sent += written(record, state, codec)
    assert state is not None
    sent.append(codec.write(frames.build_ready_frame(state, state.at, public_id="int_1")))
    sent.append(codec.write(frames.build_heartbeat_frame(state, state.at)))
    sent.append(codec.write(frames.build_problem_frame(said.MalformedFrameError())))

    assert {document["type"] for document in sent} == {"completion", "heartbeat", "error"}
    assert {document["address"] for document in sent} == {"content", "human", "notification"}
    assert {document["type"] for document in sent} <= set(FRAME_TYPES)
    assert {document["address"] for document in sent} <= set(ADDRESSES)
    for document in sent:
        assert {"frameId", "correlationId", "type", "address", "frame"} <= document.keys()
        assert {"id", "object", "role", "content", "title"} <= document["frame"].keys()


def test_replies_carry_the_id_of_the_answer_that_they_follow() -> None:
    codec, state = FramesV1Codec(SESSION), None
    tied: list[tuple[str, int, str]] = []
    for record in read_stream(FOLDER / "expert.jsonl"):
        state = apply_event(state, record)
        turn = record.event
        if isinstance(turn, events.TurnCompleted):
            (document,) = written(record, state, codec)
            tied.append((turn.role, turn.turn, document["correlationId"]))

    answers = {
        turn: turn_correlation_id(SESSION, turn) for role, turn, _ in tied if role == "candidate"
    }
    assert [tie for role, turn, tie in tied if role == "candidate"] == list(answers.values())
    replies = {turn: tie for role, turn, tie in tied if role == "agent" and turn - 1 in answers}
    assert replies == {turn: answers[turn - 1] for turn in replies}
    assert len(replies) >= 3


def test_a_reply_that_is_shown_after_a_return_carries_the_same_id() -> None:
    before, after = FramesV1Codec(SESSION), FramesV1Codec(SESSION)
    log = read_stream(FOLDER / "expert.jsonl")
    state, ties = None, []
    for record in log:
        state = apply_event(state, record)
        ties.append([document["correlationId"] for document in written(record, state, before)])
    question = next(
        at
        for at, record in enumerate(log)
        if isinstance(record.event, events.TurnCompleted) and record.event.turn == 4
    )
    state = fold(log[: question + 1])

    assert written(log[question], state, after)[0]["correlationId"] == ties[question][0]


def test_no_event_reaches_a_candidate_as_a_thought_or_a_grade() -> None:
    """Panel events give no frame at all, and no frame is addressed where staff's are."""
    addresses: dict[str, set[str]] = {}
    for stream in sorted(FOLDER.glob("*.jsonl")):
        state = None
        for record in read_stream(stream):
            state = apply_event(state, record)
            sent = written(record, state, FramesV1Codec(SESSION))
            addresses.setdefault(record.event.type, set()).update(one["address"] for one in sent)

    panel = ("evaluation.", "perspective.", "followup.", "llm.")
    assert len(addresses) > 20
    assert {kind: to for kind, to in addresses.items() if to & HIDDEN_ADDRESSES} == {}
    assert {kind: to for kind, to in addresses.items() if kind.startswith(panel) and to} == {}


def test_a_ping_is_answered_by_a_bare_pong() -> None:
    assert FramesV1Codec(SESSION).write(frames.PONG_FRAME) == "pong"


# -- the same talk over both wordings ----------------------------------------------------------


@dataclass
class WordedLine(FakeLine):
    """A connection that words its frames as a socket would, and keeps what it was sent."""

    codec: FrameCodec | None = None
    messages: list[Any] = field(default_factory=list)

    async def send(self, frame: ServerFrame) -> None:
        await super().send(frame)
        assert self.codec is not None
        self.messages.append(self.codec.write(frame))


async def over_frames(room: Room) -> tuple[Call, WordedLine]:
    codec = FramesV1Codec(str(room.opened.session_id))
    line = WordedLine(codec=codec)
    return await room.connect(line=line, codec=codec), line


SCRIPT = (EXPERT["q1"], None, EXPERT["q2"], "Could you repeat that?", EXPERT["q3"])
"""What is said; None asks for the question again by the wording's own frame."""


async def talked(*, in_frames: bool) -> tuple[list[SessionEvent], list[Any]]:
    async with a_room(**consented()) as room:
        call, line = await over_frames(room) if in_frames else (await room.connect(), None)
        for number, words in enumerate(SCRIPT):
            await call.until_asked()
            await room.clock.sleep(20)
            if words is None:
                again = "signal.regenerate" if in_frames else "REPEAT"
                await call.send({"type": again})
            elif in_frames:
                await call.send(given(words, f"m-{number}"))
            else:
                await call.say(words, f"m-{number}")
        await room.ended()
        log = await room.log()
    return log, [] if line is None else line.messages


TRANSPORT = (
    events.ParticipantJoined,
    events.ParticipantLeft,
    events.WorkerAttached,
    events.ConnectionLost,
    events.ConnectionResumed,
)


async def test_the_same_talk_gives_the_same_log_over_both_wordings() -> None:
    maya, _ = await talked(in_frames=False)
    worded, messages = await talked(in_frames=True)

    def plain(log: list[SessionEvent]) -> list[SessionEvent]:
        return [event for event in log if not isinstance(event, TRANSPORT)]

    assert plain(worded) == plain(maya)
    assert len(plain(maya)) > 15
    assert messages[-1]["frame"]["title"] == "ended"


async def test_ping_gets_a_pong_and_leaves_no_trace_in_the_log() -> None:
    async with a_room(**consented()) as room:
        call, line = await over_frames(room)
        await call.until_asked()
        before = (await room.state()).seq
        await call.send("ping")
        await call.until("PONG")
        await asyncio.sleep(0)

        assert (await room.state()).seq == before
    assert "pong" in line.messages


async def test_typed_consent_and_a_return_work_as_on_the_other_wording() -> None:
    async with a_room() as room:
        call, line = await over_frames(room)
        await call.until("CONSENT")
        await call.send(given("Yes, I agree."))
        await call.until_asked()
        await call.drop()
        codec = FramesV1Codec(str(room.opened.session_id))
        again = WordedLine(codec=codec)
        last_seq = line.messages[-1]["seq"]
        back = await room.connect(line=again, codec=codec, after=last_seq)
        await back.until("STATE", state="in_progress")

    assert [message["frame"]["title"] for message in again.messages][:2] == ["ready", "state"]
    assert all(message.get("seq", last_seq + 1) > last_seq for message in again.messages)
    assert replace(again).closed == (1012, "try again")
