"""Frames of sound and messages about it, as our own clients and Maya's write them."""

from __future__ import annotations

import base64
import contextlib
import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.voice.domain.wire import maya, refusals
from vivavoce.voice.domain.wire.messages import Done, Mark, Mute, Voice
from vivavoce.voice.domain.wire.own import Frames, Wording, sound_frame

PCM = bytes(range(256)) * 2 + bytes(128)
FRAME_ERRORS = (
    refusals.FrameSize,
    refusals.FrameKind,
    refusals.FrameGeneration,
    refusals.FrameSequence,
)
MESSAGE_ERRORS = (refusals.MessageUnreadable, refusals.NotBase64, refusals.PieceTooLarge)
OWN, SMALL = Wording(is_small=False), Wording(is_small=True)


def frame(
    kind: int = 1, flags: int = 0, generation: int = 0, sequence: int = 0, pcm: bytes = PCM
) -> bytes:
    return struct.pack("<BBHI", kind, flags, generation, sequence) + pcm


def test_a_frame_of_the_microphone_is_648_bytes() -> None:
    assert len(frame()) == 648
    assert Frames().read(frame()) == PCM


def test_numbers_grow_and_may_leap_but_never_come_back() -> None:
    frames = Frames()
    for sequence in (0, 1, 2, 7):
        frames.read(frame(sequence=sequence))
    for sequence in (7, 3):
        with pytest.raises(refusals.FrameSequence):
            frames.read(frame(sequence=sequence))

    assert frames.read(frame(sequence=8)) == PCM


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (b"", refusals.FrameSize),
        (frame()[:7], refusals.FrameSize),
        (frame(pcm=PCM[:-1]), refusals.FrameSize),
        (frame(pcm=PCM + b"\0\0"), refusals.FrameSize),
        (PCM, refusals.FrameKind),
        (frame(kind=2), refusals.FrameKind),
        (frame(kind=0), refusals.FrameKind),
        (frame(generation=1), refusals.FrameGeneration),
    ],
)
def test_a_wrong_frame_is_refused_by_its_name(wrong: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        Frames().read(wrong)


def test_practice_takes_sound_without_a_header_too() -> None:
    frames = Frames(takes_plain=True)

    assert frames.read(PCM) == PCM
    assert frames.read(frame()) == PCM


@given(st.binary(max_size=700))
def test_no_frame_raises_what_is_not_named(raw: bytes) -> None:
    for takes_plain in (False, True):
        with contextlib.suppress(*FRAME_ERRORS):
            assert len(Frames(takes_plain=takes_plain).read(raw)) == 640


def test_our_frames_count_generations_in_16_bits_and_numbers_in_32() -> None:
    assert sound_frame(65_537, 2**32 + 3, b"ab") == struct.pack("<BBHI", 2, 0, 1, 3) + b"ab"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"type": "VOICE", "mode": "on", "answers": "draft"}, Voice(is_on=True)),
        ({"type": "VOICE", "mode": "off"}, Voice(is_on=False)),
        ({"type": "AUDIO_END"}, Done()),
        ({"type": "MUTE", "muted": True}, Mute(is_muted=True)),
        ({"type": "MARK_PLAYED", "gen": 3, "samples": 4800}, Mark(3, 4800)),
        (
            {"type": "MARK_PLAYED", "gen": 65_539, "samples": 0, "flushed": True},
            Mark(3, 0, is_answer=True),
        ),
    ],
)
def test_messages_are_read_in_both_wordings(message: dict[str, Any], said: object) -> None:
    small = message | {"type": message["type"].lower()}

    assert OWN.read(json.dumps(message)) == said
    assert SMALL.read(json.dumps(small)) == said
    assert OWN.read(json.dumps(small)) is None
    assert SMALL.read(json.dumps(message)) is None


def test_the_word_that_practice_had_for_done_still_counts() -> None:
    assert SMALL.read('{"type":"end_of_turn"}') == Done()
    assert OWN.read('{"type":"end_of_turn"}') is None


@pytest.mark.parametrize(
    "message",
    [
        {"type": "VOICE"},
        {"type": "VOICE", "mode": True},
        {"type": "MUTE", "muted": 1},
        {"type": "MARK_PLAYED", "gen": 1},
        {"type": "MARK_PLAYED", "gen": True, "samples": 1},
        {"type": "MARK_PLAYED", "gen": 1, "samples": -1},
        {"type": "MARK_PLAYED", "gen": 1, "samples": 2**60},
        {"type": "MARK_PLAYED", "gen": 1, "samples": 1, "flushed": "yes"},
    ],
)
def test_a_wrong_member_is_named(message: dict[str, Any]) -> None:
    with pytest.raises(refusals.MessageUnreadable, match="'"):
        OWN.read(json.dumps(message))


def test_practice_is_written_in_small_letters() -> None:
    written = SMALL.write("VOICE", mode="on", inRate=16_000, isDraft=False, engines={"stt": None})

    assert written == {
        "type": "voice",
        "mode": "on",
        "in_rate": 16_000,
        "is_draft": False,
        "engines": {"stt": None},
    }


def audio(data: object = "", streaming: object = "chunk") -> str:
    return json.dumps(
        {"type": "AUDIO", "sessionId": "s", "tenantId": "t", "streaming": streaming, "data": data}
    )


def test_a_recording_comes_as_base64() -> None:
    given = base64.b64encode(b"\x1a\x45").decode()

    assert maya.read(audio(given)) == maya.Audio("chunk", b"\x1a\x45")
    assert maya.read(audio("", "start")) == maya.Audio("start")
    assert maya.read(audio(None, "end")) == maya.Audio("end")
    assert maya.read(audio("", "stop")) == maya.Audio("end")


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (audio("not base64"), refusals.NotBase64),
        (audio("QUJ"), refusals.NotBase64),
        (audio("é" * 4), refusals.NotBase64),
        (audio(7), refusals.NotBase64),
        (audio("", "middle"), refusals.MessageUnreadable),
        (audio("", 3), refusals.MessageUnreadable),
        (audio("A" * 349_532), refusals.PieceTooLarge),
        (audio("A" * 900_000), refusals.PieceTooLarge),
    ],
)
def test_a_wrong_recording_is_refused_by_its_name(message: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        maya.read(message)


def test_the_largest_piece_is_taken() -> None:
    largest = base64.b64encode(bytes(maya.MOST_PIECE)).decode()

    assert maya.read(audio(largest)) == maya.Audio("chunk", bytes(maya.MOST_PIECE))


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_types = st.sampled_from(["AUDIO", "AUDIO_END", "MUTE", "VOICE", "MARK_PLAYED", "TEXT"])
_names = st.sampled_from(["data", "streaming", "mode", "muted", "gen", "samples", "flushed"])


@given(_types, st.dictionaries(_names, _values, max_size=7))
def test_no_message_raises_what_is_not_named(kind: str, members: dict[str, Any]) -> None:
    for raw, read in (
        ({"type": kind} | members, maya.read),
        ({"type": kind} | members, OWN.read),
        ({"type": kind.lower()} | members, SMALL.read),
    ):
        with contextlib.suppress(*MESSAGE_ERRORS):
            read(json.dumps(raw))


@given(st.text(max_size=60))
def test_no_text_raises_what_is_not_named(raw: str) -> None:
    assert maya.read(raw) is None or raw.lstrip().startswith("{")
    assert OWN.read(raw) is None or raw.lstrip().startswith("{")
    assert maya.read("[" * 100_000) is None
