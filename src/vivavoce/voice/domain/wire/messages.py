"""Audio control messages that all protocols share, whatever their spelling."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.translation import translatable
from vivavoce.voice.domain.wire.errors import InvalidVoiceMessageError

GENERATION_MODULUS = 65_536
"""Generations are counted modulo this, because the frame header has 16 bits for them."""


@dataclass(frozen=True, slots=True)
class VoiceModeMessage:
    """The client starts or stops its audio."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class AnswerDoneMessage:
    """The candidate has finished the answer."""


@dataclass(frozen=True, slots=True)
class MuteMessage:
    """The candidate muted or unmuted the microphone."""

    is_muted: bool


@dataclass(frozen=True, slots=True)
class PlaybackMarkMessage:
    """Playback position of an utterance; ``is_flushed`` means that it stopped there after a flush."""

    generation: int
    samples: int
    is_flushed: bool = False


VoiceClientMessage = VoiceModeMessage | AnswerDoneMessage | MuteMessage | PlaybackMarkMessage


def parse_json_object(raw: str, *, max_length: int) -> Json | None:
    """Return the JSON object in ``raw``, or None if it is none or longer than ``max_length`` characters."""
    if len(raw) > max_length:
        return None
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def parse_voice_mode(document: Mapping[str, object]) -> VoiceModeMessage:
    """Parse a VOICE message, or raise ``InvalidVoiceMessageError``."""
    mode = document.get("mode")
    if mode not in ("on", "off"):
        raise InvalidVoiceMessageError("'mode' must be 'on' or 'off'.")
    return VoiceModeMessage(mode == "on")


def parse_mute(document: Mapping[str, object]) -> MuteMessage:
    """Parse a MUTE message, or raise ``InvalidVoiceMessageError``."""
    muted = document.get("muted")
    if not isinstance(muted, bool):
        raise InvalidVoiceMessageError("'muted' must be true or false.")
    return MuteMessage(muted)


def parse_playback_mark(document: Mapping[str, object]) -> PlaybackMarkMessage:
    """Parse a MARK_PLAYED message, or raise ``InvalidVoiceMessageError``."""
    is_answer = document.get("flushed", False)
    if not isinstance(is_answer, bool):
        raise InvalidVoiceMessageError("'flushed' must be true or false.")
    return PlaybackMarkMessage(
        _require_count(document, "gen") % GENERATION_MODULUS,
        _require_count(document, "samples"),
        is_answer,
    )


def _require_count(document: Mapping[str, object], name: str) -> int:
    count = document.get(name)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count < 2**53:
        raise InvalidVoiceMessageError(
            translatable("'{name}' must be an integer of 0 or more.", name=name)
        )
    return count
