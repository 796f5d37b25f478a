"""Messages of ``vivavoce.v1`` and ``vivavoce.practice.v1``.

Binary: ``u8 kind, u8 flags, u16 generation, u32 sequence``, little-endian, then audio. Text: JSON with
upper-case types and camelCase fields (``vivavoce.v1``), or lower-case types and snake_case fields.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping

from vivavoce.contracts.envelope import Json
from vivavoce.voice.domain.wire.errors import (
    FrameGenerationError,
    FrameKindError,
    FrameSequenceError,
    FrameSizeError,
)
from vivavoce.voice.domain.wire.messages import (
    GENERATION_MODULUS,
    AnswerDoneMessage,
    VoiceClientMessage,
    parse_json_object,
    parse_mute,
    parse_playback_mark,
    parse_voice_mode,
)

FRAME_BYTES = 640
"""Bytes of audio in one microphone frame: 20 ms at 16 kHz."""
_HEADER = struct.Struct("<BBHI")
_MICROPHONE, _INTERVIEWER = 1, 2
_SEQUENCE_MODULUS = 2**32
_MAX_MESSAGE_CHARS = 4_096

_PARSERS: dict[str, Callable[[Mapping[str, object]], VoiceClientMessage]] = {
    "VOICE": parse_voice_mode,
    "AUDIO_END": lambda document: AnswerDoneMessage(),
    "MARK_PLAYED": parse_playback_mark,
    "MUTE": parse_mute,
}
_CAPITAL = re.compile(r"(?<=[a-z0-9])[A-Z]")


class MicrophoneFrameReader:
    """Reads the binary frames of one client's microphone; with ``accepts_headerless`` also bare audio."""

    def __init__(self, *, accepts_headerless: bool = False) -> None:
        self._last_sequence = -1
        self._accepts_headerless = accepts_headerless

    def read(self, frame: bytes) -> bytes:
        """Return the audio of a frame.

        Raises ``FrameSizeError``, ``FrameKindError``, ``FrameGenerationError`` or ``FrameSequenceError``.
        """
        if self._accepts_headerless and len(frame) == FRAME_BYTES:
            return frame
        if len(frame) < _HEADER.size:
            raise FrameSizeError
        kind, _, generation, sequence = _HEADER.unpack_from(frame)
        if kind != _MICROPHONE:
            raise FrameKindError
        if len(frame) != _HEADER.size + FRAME_BYTES:
            raise FrameSizeError
        if generation:
            raise FrameGenerationError
        if sequence <= self._last_sequence:
            raise FrameSequenceError
        self._last_sequence = sequence
        return frame[_HEADER.size :]


def encode_audio_frame(generation: int, sequence: int, pcm: bytes) -> bytes:
    """Return a binary frame of the interviewer's voice."""
    head = _HEADER.pack(
        _INTERVIEWER, 0, generation % GENERATION_MODULUS, sequence % _SEQUENCE_MODULUS
    )
    return head + pcm


class VoiceMessageCodec:
    """Spelling of a protocol's text messages."""

    def __init__(self, *, is_lowercase: bool) -> None:
        self._is_lowercase = is_lowercase

    def parse(self, raw: str) -> VoiceClientMessage | None:
        """Parse an audio message; return None if it is about something else.

        Raises ``InvalidVoiceMessageError`` for a message with an invalid field.
        """
        document = parse_json_object(raw, max_length=_MAX_MESSAGE_CHARS)
        kind = None if document is None else document.get("type")
        if document is None or not isinstance(kind, str):
            return None
        if self._is_lowercase:
            if kind == "end_of_turn":
                return AnswerDoneMessage()
            if kind != kind.lower():
                return None
            kind = kind.upper()
        reader = _PARSERS.get(kind)
        return None if reader is None else reader(document)

    def build(self, kind: str, **members: object) -> Json:
        """Return a message of type ``kind`` in the protocol's spelling."""
        if not self._is_lowercase:
            return {"type": kind, **members}
        return {
            "type": kind.lower(),
            **{_to_snake_case(name): value for name, value in members.items()},
        }


def _to_snake_case(name: str) -> str:
    return _CAPITAL.sub(lambda letter: f"_{letter[0].lower()}", name)
