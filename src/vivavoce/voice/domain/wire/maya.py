"""Messages of the Maya protocol: audio as base64 in JSON, in both directions."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.voice.domain.wire.errors import (
    AudioMessageTooLargeError,
    InvalidBase64AudioError,
    InvalidVoiceMessageError,
)
from vivavoce.voice.domain.wire.messages import (
    AnswerDoneMessage,
    MuteMessage,
    VoiceModeMessage,
    parse_json_object,
    parse_mute,
    parse_voice_mode,
)

MAX_PIECE_BYTES = 262_144
"""Maximum bytes of a recording in one message."""
_MAX_BASE64_CHARS = -(-MAX_PIECE_BYTES // 3) * 4
_MAX_MESSAGE_CHARS = _MAX_BASE64_CHARS + 4_096

StreamingPhase = Literal["start", "chunk", "end"]


@dataclass(frozen=True, slots=True)
class MayaAudioMessage:
    """A chunk of the candidate's recording; "start" and "end" messages may carry audio too."""

    phase: StreamingPhase
    data: bytes = b""


MayaMessage = MayaAudioMessage | AnswerDoneMessage | MuteMessage | VoiceModeMessage


def parse_message(raw: str) -> MayaMessage | None:
    """Parse an audio message; return None if it is about something else.

    Raises ``AudioMessageTooLargeError``, ``InvalidBase64AudioError`` or ``InvalidVoiceMessageError``.
    """
    if len(raw) > _MAX_MESSAGE_CHARS:
        raise AudioMessageTooLargeError
    document = parse_json_object(raw, max_length=_MAX_MESSAGE_CHARS)
    if document is None:
        return None
    match document.get("type"):
        case "AUDIO":
            return _parse_audio(document)
        case "AUDIO_END":
            return AnswerDoneMessage()
        case "MUTE":
            return parse_mute(document)
        case "VOICE":
            return parse_voice_mode(document)
        case _:
            return None


def build_agent_audio(streaming: str, audio_format: str, rate: int, audio: bytes = b"") -> Json:
    """Return a message with a chunk of the interviewer's voice."""
    return {
        "type": "AGENT_AUDIO",
        "streaming": streaming,
        "format": audio_format,
        "sampleRate": rate,
        "data": b64encode(audio).decode("ascii"),
    }


def _parse_audio(document: Mapping[str, object]) -> MayaAudioMessage:
    streaming, data = document.get("streaming", "chunk"), document.get("data") or ""
    if not isinstance(data, str):
        raise InvalidBase64AudioError
    if len(data) > _MAX_BASE64_CHARS:
        raise AudioMessageTooLargeError
    try:
        piece = b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidBase64AudioError from error
    if len(piece) > MAX_PIECE_BYTES:
        raise AudioMessageTooLargeError
    match streaming:
        case "start" | "chunk" | "end":
            return MayaAudioMessage(streaming, piece)
        case "stop":
            return MayaAudioMessage("end", piece)
        case _:
            raise InvalidVoiceMessageError("'streaming' must be start, chunk, end or stop.")
