"""The frames of Maya's clients: a sound as base64 in JSON, up and down."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.voice.domain.wire.messages import (
    Done,
    Mute,
    Voice,
    document_in,
    mute_in,
    voice_in,
)
from vivavoce.voice.domain.wire.refusals import MessageUnreadable, NotBase64, PieceTooLarge

MOST_PIECE = 262_144
"""Bytes of a recording in one message."""
_MOST_BASE64 = -(-MOST_PIECE // 3) * 4
_LONGEST_MESSAGE = _MOST_BASE64 + 4_096

Streaming = Literal["start", "chunk", "end"]


@dataclass(frozen=True, slots=True)
class Audio:
    """A piece of the candidate's recording; its beginning and its end may hold sound, too."""

    streaming: Streaming
    piece: bytes = b""


MayaSaid = Audio | Done | Mute | Voice


def read(raw: str) -> MayaSaid | None:
    """Return what a message says of sound, None if it is about something else, or raise what is wrong."""
    if len(raw) > _LONGEST_MESSAGE:
        raise PieceTooLarge
    document = document_in(raw, longest=_LONGEST_MESSAGE)
    if document is None:
        return None
    match document.get("type"):
        case "AUDIO":
            return _audio(document)
        case "AUDIO_END":
            return Done()
        case "MUTE":
            return mute_in(document)
        case "VOICE":
            return voice_in(document)
        case _:
            return None


def agent_audio(streaming: str, form: str, rate: int, sound: bytes = b"") -> Json:
    """Return a piece of the interviewer's voice."""
    return {
        "type": "AGENT_AUDIO",
        "streaming": streaming,
        "format": form,
        "sampleRate": rate,
        "data": b64encode(sound).decode("ascii"),
    }


def _audio(document: Mapping[str, object]) -> Audio:
    streaming, given = document.get("streaming", "chunk"), document.get("data") or ""
    if not isinstance(given, str):
        raise NotBase64
    if len(given) > _MOST_BASE64:
        raise PieceTooLarge
    try:
        piece = b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64 from error
    match streaming:
        case "start" | "chunk" | "end":
            return Audio(streaming, piece)
        case "stop":
            return Audio("end", piece)
        case _:
            raise MessageUnreadable("'streaming' must be start, chunk, end or stop.")
