"""The media stream: a telephone call's sound as JSON, as Twilio made it common. Read and written here."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vivavoce.kernel.errors import Malformed
from vivavoce.voice.domain.allowance import STOOD_STILL_S, Allowance

LARGEST_MESSAGE = 16_384
LONGEST_SOUND = 8_000
"""Bytes of one message's sound: a second."""
BYTES_A_MS = 8
_AHEAD_MS = 3_000
_MESSAGES = 150
"""A second; a line sends fifty, and its marks."""
KEYS = frozenset("0123456789*#")
_LAW = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


class StreamUnreadable(Malformed):
    """This is no media stream of a telephone call."""

    code = "phone_stream_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The stream begins."""

    stream_sid: str
    call_sid: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Media:
    """A piece of the caller's sound, ``at_ms`` on the stream's clock where that was said."""

    sound: bytes
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of ours came back."""

    name: str


@dataclass(frozen=True, slots=True)
class Key:
    """The caller pressed a key."""

    key: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The stream ends."""


@dataclass(frozen=True, slots=True)
class Other:
    """Something that says nothing to us."""


Message = Started | Media | Mark | Key | Stopped | Other


def read_message(text: str) -> Message:
    """Return what a message says, or raise ``StreamUnreadable``."""
    if len(text) > LARGEST_MESSAGE:
        raise StreamUnreadable("A message of a stream holds 16 KiB at most.")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise StreamUnreadable from wrong
    if not isinstance(said, dict):
        raise StreamUnreadable
    match said.get("event"):
        case "start":
            return _start(_part(said, "start"))
        case "media":
            return _media(_part(said, "media"))
        case "mark":
            return Mark(_text(_part(said, "mark"), "name"))
        case "dtmf":
            key = _text(_part(said, "dtmf"), "digit")
            return Key(key) if key in KEYS else Other()
        case "stop":
            return Stopped()
        case _:
            return Other()


def media(stream_sid: str, sound: bytes) -> str:
    """Return sound for the caller."""
    payload = base64.b64encode(sound).decode("ascii")
    return json.dumps({"event": "media", "streamSid": stream_sid, "media": {"payload": payload}})


def mark(stream_sid: str, name: str) -> str:
    """Return a mark, which comes back when everything before it was played."""
    return json.dumps({"event": "mark", "streamSid": stream_sid, "mark": {"name": name}})


def clear(stream_sid: str) -> str:
    """Return the word to throw away what was not played yet."""
    return json.dumps({"event": "clear", "streamSid": stream_sid})


def _start(said: Mapping[str, Any]) -> Started:  # Any: JSON
    law = said.get("mediaFormat", _LAW)
    if law != _LAW:
        raise StreamUnreadable("Only \u00b5-law of 8 kHz, one channel, is taken.")
    given = said.get("customParameters") or {}
    if not isinstance(given, dict):
        raise StreamUnreadable
    return Started(
        stream_sid=_text(said, "streamSid"),
        call_sid=_text(said, "callSid"),
        parameters={name: value for name, value in given.items() if isinstance(value, str)},
    )


def _media(said: Mapping[str, Any]) -> Message:  # Any: JSON
    if said.get("track", "inbound") != "inbound":
        return Other()
    payload = _text(said, "payload", most=LARGEST_MESSAGE)
    try:
        sound = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise StreamUnreadable from wrong
    if len(sound) > LONGEST_SOUND:
        raise StreamUnreadable("A message of a stream holds a second of sound at most.")
    at = said.get("timestamp")
    is_place = isinstance(at, str) and at.isascii() and at.isdecimal() and len(at) < 12
    return Media(sound, int(at) if is_place and isinstance(at, str) else None)


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:  # Any: JSON
    part = said.get(name)
    if not isinstance(part, dict):
        raise StreamUnreadable
    return part


def _text(said: Mapping[str, Any], name: str, *, most: int = 200) -> str:  # Any: JSON
    text = said.get(name)
    if not isinstance(text, str) or not 1 <= len(text) <= most:
        raise StreamUnreadable
    return text


@dataclass(slots=True)
class Timeline:
    """Puts pieces of sound one after the other, with silence where some were lost on the way."""

    next_ms: int | None = None
    most_silence_ms: int = 1000

    def place(self, piece: Media) -> bytes | None:
        """Return the sound with the silence before it, or None for what came too late to be heard."""
        length_ms = len(piece.sound) // BYTES_A_MS
        if piece.at_ms is None or self.next_ms is None:
            self.next_ms = None if piece.at_ms is None else piece.at_ms + length_ms
            return piece.sound
        gap_ms = piece.at_ms - self.next_ms
        if gap_ms <= -length_ms:
            return None
        lost_ms = min(gap_ms, self.most_silence_ms) if gap_ms >= length_ms else 0
        self.next_ms = piece.at_ms + length_ms
        return b"\xff" * (lost_ms * BYTES_A_MS) + piece.sound


class Share:
    """How much a caller may send: no more sound than time has passed, and a few messages beside it."""

    def __init__(self, *, began_s: float) -> None:
        self._sound_ms = Allowance(
            at_once=_AHEAD_MS, per_second=1000, keeps_s=STOOD_STILL_S, began_s=began_s
        )
        self._messages = Allowance(
            at_once=2 * _MESSAGES, per_second=_MESSAGES, keeps_s=STOOD_STILL_S, began_s=began_s
        )

    def takes(self, message: Message, *, now: float) -> bool:
        """Count a message; return False when it is too much."""
        sound = message.sound if isinstance(message, Media) else b""
        is_in_time = self._sound_ms.takes(now, len(sound) / BYTES_A_MS)
        return self._messages.takes(now) and is_in_time
