"""Audio frames and messages about them, as our own clients and Maya's write them."""

from __future__ import annotations

import base64
import contextlib
import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.voice.domain.wire import errors, maya
from vivavoce.voice.domain.wire.messages import (
    AnswerDoneMessage,
    MuteMessage,
    PlaybackMarkMessage,
    VoiceModeMessage,
)
from vivavoce.voice.domain.wire.vivavoce import (
    MicrophoneFrameReader,
    VoiceMessageCodec,
    encode_audio_frame,
)

PCM = bytes(range(256)) * 2 + bytes(128)
FRAME_ERRORS = (
    errors.FrameSizeError,
    errors.FrameKindError,
    errors.FrameGenerationError,
    errors.FrameSequenceError,
)
MESSAGE_ERRORS = (
    errors.InvalidVoiceMessageError,
    errors.InvalidBase64AudioError,
    errors.AudioMessageTooLargeError,
)
OWN, SMALL = VoiceMessageCodec(is_lowercase=False), VoiceMessageCodec(is_lowercase=True)


def frame(
    kind: int = 1, flags: int = 0, generation: int = 0, sequence: int = 0, pcm: bytes = PCM
) -> bytes:
    return struct.pack("<BBHI", kind, flags, generation, sequence) + pcm


def test_an_audio_frame_of_the_client_has_648_bytes() -> None:
    assert len(frame()) == 648
    assert MicrophoneFrameReader().read(frame()) == PCM


def test_sequence_numbers_may_skip_and_never_decrease() -> None:
    frames = MicrophoneFrameReader()
    for sequence in (0, 1, 2, 7):
        frames.read(frame(sequence=sequence))
    for sequence in (7, 3):
        with pytest.raises(errors.FrameSequenceError):
            frames.read(frame(sequence=sequence))

    assert frames.read(frame(sequence=8)) == PCM


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (b"", errors.FrameSizeError),
        (frame()[:7], errors.FrameSizeError),
        (frame(pcm=PCM[:-1]), errors.FrameSizeError),
        (frame(pcm=PCM + b"\0\0"), errors.FrameSizeError),
        (PCM, errors.FrameKindError),
        (frame(kind=2), errors.FrameKindError),
        (frame(kind=0), errors.FrameKindError),
        (frame(generation=1), errors.FrameGenerationError),
    ],
)
def test_a_malformed_frame_is_refused_by_name(wrong: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        MicrophoneFrameReader().read(wrong)


def test_practice_accepts_audio_without_a_header() -> None:
    frames = MicrophoneFrameReader(accepts_headerless=True)

    assert frames.read(PCM) == PCM
    assert frames.read(frame()) == PCM


@given(st.binary(max_size=700))
def test_no_frame_raises_an_unnamed_error(raw: bytes) -> None:
    for takes_plain in (False, True):
        with contextlib.suppress(*FRAME_ERRORS):
            assert len(MicrophoneFrameReader(accepts_headerless=takes_plain).read(raw)) == 640


def test_outgoing_frames_count_generations_in_16_bits_and_sequence_numbers_in_32() -> None:
    assert encode_audio_frame(65_537, 2**32 + 3, b"ab") == struct.pack("<BBHI", 2, 0, 1, 3) + b"ab"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"type": "VOICE", "mode": "on", "answers": "draft"}, VoiceModeMessage(is_on=True)),
        ({"type": "VOICE", "mode": "off"}, VoiceModeMessage(is_on=False)),
        ({"type": "AUDIO_END"}, AnswerDoneMessage()),
        ({"type": "MUTE", "muted": True}, MuteMessage(is_muted=True)),
        ({"type": "MARK_PLAYED", "gen": 3, "samples": 4800}, PlaybackMarkMessage(3, 4800)),
        (
            {"type": "MARK_PLAYED", "gen": 65_539, "samples": 0, "flushed": True},
            PlaybackMarkMessage(3, 0, is_flushed=True),
        ),
    ],
)
def test_messages_are_parsed_in_both_formats(message: dict[str, Any], said: object) -> None:
    small = message | {"type": message["type"].lower()}

    assert OWN.parse(json.dumps(message)) == said
    assert SMALL.parse(json.dumps(small)) == said
    assert OWN.parse(json.dumps(small)) is None
    assert SMALL.parse(json.dumps(message)) is None


def test_the_old_practice_name_for_commit_still_works() -> None:
    assert SMALL.parse('{"type":"end_of_turn"}') == AnswerDoneMessage()
    assert OWN.parse('{"type":"end_of_turn"}') is None


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
def test_an_invalid_member_is_named(message: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidVoiceMessageError, match="'"):
        OWN.parse(json.dumps(message))


def test_practice_messages_are_in_lower_case() -> None:
    written = SMALL.build("VOICE", mode="on", inRate=16_000, isDraft=False, engines={"stt": None})

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
    encoded = base64.b64encode(b"\x1a\x45").decode()

    assert maya.parse_message(audio(encoded)) == maya.MayaAudioMessage("chunk", b"\x1a\x45")
    assert maya.parse_message(audio("", "start")) == maya.MayaAudioMessage("start")
    assert maya.parse_message(audio(None, "end")) == maya.MayaAudioMessage("end")
    assert maya.parse_message(audio("", "stop")) == maya.MayaAudioMessage("end")


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (audio("not base64"), errors.InvalidBase64AudioError),
        (audio("QUJ"), errors.InvalidBase64AudioError),
        (audio("é" * 4), errors.InvalidBase64AudioError),
        (audio(7), errors.InvalidBase64AudioError),
        (audio("", "middle"), errors.InvalidVoiceMessageError),
        (audio("", 3), errors.InvalidVoiceMessageError),
        (audio("A" * 349_532), errors.AudioMessageTooLargeError),
        (audio("A" * 900_000), errors.AudioMessageTooLargeError),
    ],
)
def test_an_invalid_recording_is_refused_by_name(message: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        maya.parse_message(message)


def test_the_largest_chunk_is_accepted() -> None:
    largest = base64.b64encode(bytes(maya.MAX_PIECE_BYTES)).decode()

    assert maya.parse_message(audio(largest)) == maya.MayaAudioMessage(
        "chunk", bytes(maya.MAX_PIECE_BYTES)
    )


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
def test_no_message_raises_an_unnamed_error(kind: str, members: dict[str, Any]) -> None:
    for raw, read in (
        ({"type": kind} | members, maya.parse_message),
        ({"type": kind} | members, OWN.parse),
        ({"type": kind.lower()} | members, SMALL.parse),
    ):
        with contextlib.suppress(*MESSAGE_ERRORS):
            read(json.dumps(raw))


@given(st.text(max_size=60))
def test_no_text_raises_an_unnamed_error(raw: str) -> None:
    assert maya.parse_message(raw) is None or raw.lstrip().startswith("{")
    assert OWN.parse(raw) is None or raw.lstrip().startswith("{")
    assert maya.parse_message("[" * 100_000) is None
