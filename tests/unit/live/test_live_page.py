"""The pages name every message of frames.v1 there is, and no other, and the broker's own figures."""

from __future__ import annotations

import re
from pathlib import Path

from tests.replay.recorded_streams import FOLDER, read_stream

from vivavoce.live.domain.session import apply_event
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire import frames
from vivavoce.live.domain.wire.frame_codecs import (
    ADDRESSES,
    FRAME_TYPES,
    HIDDEN_ADDRESSES,
    FramesV1Codec,
)
from vivavoce.live.domain.wire.frames import build_frames
from vivavoce.live.usecases.broker import DRAIN_TIMEOUT_S, HANDLER_TIMEOUT_S, QUEUE_SIZE
from vivavoce.live.usecases.candidate_connection import PING_INTERVAL_S

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "explanation" / "live-sessions.md").read_text(encoding="utf-8")
SOCKET = (DOCS / "protocols" / "candidate-socket.md").read_text(encoding="utf-8")
WIRE = SOCKET.split("## frames.v1")[1]
SENT, SHOWN = WIRE.split("| client sends |")[1].split("| server sends |")


def rows(table: str) -> list[list[str]]:
    return [row.split("|")[1:-1] for row in table.splitlines() if row.startswith("| `")]


def words(cell: str) -> list[str]:
    return re.findall(r"`([a-z_.]+)`", cell)


def test_what_a_client_may_send_is_what_is_read() -> None:
    named = {word for row in rows(SENT) for word in words(row[0])}
    messages = {
        "ping": "ping",
        "input": '{"type": "input", "frame": {"content": "x"}}',
        "signal.regenerate": '{"type": "signal.regenerate"}',
        "heartbeat": '{"type": "heartbeat"}',
    }
    parsed = [FramesV1Codec("0190").parse(messages[word]) for word in sorted(named)]

    assert named == messages.keys()
    assert {frame if isinstance(frame, said.ControlFrame) else type(frame) for frame in parsed} == {
        said.ControlFrame.PING,
        said.TextFrame,
        said.ControlFrame.REPEAT,
        said.ControlFrame.PONG,
    }


def test_everything_that_is_sent_stands_in_the_table() -> None:
    table = {
        (kind, address, title)
        for row in rows(SHOWN)
        for kind in words(row[0])
        for address in words(row[1])
        for title in words(row[2]) or ["*"]
    }
    codec, sent = FramesV1Codec("0190"), set()
    for file in FOLDER.glob("*.jsonl"):
        state = None
        for record in read_stream(file):
            state = apply_event(state, record)
            frames_sent = [
                *build_frames(record, state),
                frames.build_heartbeat_frame(state, state.at),
            ]
            for frame in [
                *frames_sent,
                frames.build_ready_frame(state, state.at, public_id="int_1"),
            ]:
                document = codec.write(frame)
                assert isinstance(document, dict)
                sent.add((document["type"], document["address"], document["frame"]["title"]))

    assert sent <= table
    assert len(sent) > 8


def test_only_words_of_the_vocabulary_are_used_and_the_forbidden_ones_are_named() -> None:
    for row in rows(SHOWN):
        assert set(words(row[0])) <= set(FRAME_TYPES)
        assert set(words(row[1])) <= set(ADDRESSES) - HIDDEN_ADDRESSES
    assert all(f"`{address}`" in WIRE for address in HIDDEN_ADDRESSES)


def test_the_figures_of_the_page_are_those_of_the_code() -> None:
    assert f"At most {QUEUE_SIZE:,} messages" in PAGE
    assert f"A handler has {HANDLER_TIMEOUT_S:.0f} seconds" in PAGE
    assert f"queued for {DRAIN_TIMEOUT_S:.0f} seconds" in PAGE
    assert f"every {PING_INTERVAL_S:.0f} seconds" in WIRE
