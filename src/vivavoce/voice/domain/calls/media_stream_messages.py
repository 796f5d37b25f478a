"""Messages of a media stream: a phone call's audio as JSON, in the format of Twilio Media Streams.

A token bucket limits how much a client may send, and how many errors it may make.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vivavoce.kernel.errors import InvalidRequestError

STALL_BURST_S = 30.0
"""Seconds of traffic that may arrive at once after this process stalled or joined a session."""


class TokenBucket:
    """Allows ``burst`` at once, then ``per_second``, plus what the last ``carry_over_s`` seconds left unused.

    Counting begins with the first use, or at ``started_at``; times are monotonic seconds.
    """

    def __init__(
        self,
        *,
        burst: float,
        per_second: float,
        carry_over_s: float = 0.0,
        started_at: float | None = None,
    ) -> None:
        self._tokens = burst
        self._capacity = burst + per_second * carry_over_s
        self._per_second = per_second
        self._refilled_at = started_at

    def try_consume(self, now: float, amount: float = 1) -> bool:
        """Consume ``amount`` at the time ``now``; return False and consume nothing when that is too much."""
        passed = 0.0 if self._refilled_at is None else max(0.0, now - self._refilled_at)
        self._refilled_at = now
        self._tokens = min(self._capacity, self._tokens + passed * self._per_second)
        if amount > self._tokens:
            return False
        self._tokens -= amount
        return True


MAX_MESSAGE_CHARS = 16_384
MAX_AUDIO_BYTES = 8_000
"""Maximum bytes of audio in one message: one second."""
BYTES_PER_MS = 8
_AUDIO_BURST_MS = 3_000
_MESSAGES_PER_SECOND = 150
"""Messages allowed per second; a call sends 50, and marks."""
DTMF_DIGITS = frozenset("0123456789*#")
_MULAW_FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


class InvalidMediaStreamError(InvalidRequestError):
    """This is not a media stream of a telephone call."""

    code = "phone_stream_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamStartMessage:
    """The stream begins."""

    stream_sid: str
    call_sid: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StreamMediaMessage:
    """A chunk of the caller's audio; ``timestamp_ms`` is its place on the stream's clock, if given."""

    audio: bytes
    timestamp_ms: int | None


@dataclass(frozen=True, slots=True)
class StreamMarkMessage:
    """A mark that we sent has come back."""

    name: str


@dataclass(frozen=True, slots=True)
class StreamDtmfMessage:
    """The caller pressed a key of the keypad."""

    digit: str


@dataclass(frozen=True, slots=True)
class StreamStopMessage:
    """The stream ends."""


StreamMessage = (
    StreamStartMessage
    | StreamMediaMessage
    | StreamMarkMessage
    | StreamDtmfMessage
    | StreamStopMessage
)


def parse_message(text: str) -> StreamMessage | None:
    """Parse a message, or raise ``InvalidMediaStreamError``; None for a message that is ignored."""
    if len(text) > MAX_MESSAGE_CHARS:
        raise InvalidMediaStreamError("A message of a stream can have at most 16 KiB.")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise InvalidMediaStreamError from wrong
    if not isinstance(document, dict):
        raise InvalidMediaStreamError
    match document.get("event"):
        case "start":
            return _parse_start(_require_object(document, "start"))
        case "media":
            return _parse_media(_require_object(document, "media"))
        case "mark":
            return StreamMarkMessage(_require_text(_require_object(document, "mark"), "name"))
        case "dtmf":
            key = _require_text(_require_object(document, "dtmf"), "digit")
            return StreamDtmfMessage(key) if key in DTMF_DIGITS else None
        case "stop":
            return StreamStopMessage()
        case _:
            return None


def encode_media(stream_sid: str, audio: bytes) -> str:
    """Return a message with audio for the caller."""
    payload = base64.b64encode(audio).decode("ascii")
    return json.dumps({"event": "media", "streamSid": stream_sid, "media": {"payload": payload}})


def encode_mark(stream_sid: str, name: str) -> str:
    """Return a mark message; the mark comes back once all audio before it was played."""
    return json.dumps({"event": "mark", "streamSid": stream_sid, "mark": {"name": name}})


def encode_clear(stream_sid: str) -> str:
    """Return a message that discards all audio not played yet."""
    return json.dumps({"event": "clear", "streamSid": stream_sid})


def _parse_start(start: Mapping[str, Any]) -> StreamStartMessage:  # Any: JSON
    law = start.get("mediaFormat", _MULAW_FORMAT)
    if law != _MULAW_FORMAT:
        raise InvalidMediaStreamError("Only µ-law audio at 8 kHz with one channel is supported.")
    parameters = start.get("customParameters") or {}
    if not isinstance(parameters, dict):
        raise InvalidMediaStreamError
    return StreamStartMessage(
        stream_sid=_require_text(start, "streamSid"),
        call_sid=_require_text(start, "callSid"),
        parameters={name: value for name, value in parameters.items() if isinstance(value, str)},
    )


def _parse_media(media: Mapping[str, Any]) -> StreamMediaMessage | None:  # Any: JSON
    if media.get("track", "inbound") != "inbound":
        return None
    payload = _require_text(media, "payload", max_length=MAX_MESSAGE_CHARS)
    try:
        sound = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise InvalidMediaStreamError from wrong
    if len(sound) > MAX_AUDIO_BYTES:
        raise InvalidMediaStreamError("A message of a stream can have at most one second of audio.")
    at = media.get("timestamp")
    is_place = isinstance(at, str) and at.isascii() and at.isdecimal() and len(at) < 12
    return StreamMediaMessage(sound, int(at) if is_place and isinstance(at, str) else None)


def _require_object(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:  # Any: JSON
    part = document.get(name)
    if not isinstance(part, dict):
        raise InvalidMediaStreamError
    return part


def _require_text(
    document: Mapping[str, Any], name: str, *, max_length: int = 200
) -> str:  # Any: JSON
    text = document.get(name)
    if not isinstance(text, str) or not 1 <= len(text) <= max_length:
        raise InvalidMediaStreamError
    return text


@dataclass(slots=True)
class AudioTimeline:
    """Puts audio chunks in order, with silence in place of lost ones."""

    next_ms: int | None = None
    max_silence_ms: int = 1000

    def fill_gap(self, message: StreamMediaMessage) -> bytes | None:
        """Return the chunk with the silence before it, or None for one that came too late."""
        length_ms = len(message.audio) // BYTES_PER_MS
        if message.timestamp_ms is None or self.next_ms is None:
            self.next_ms = (
                None if message.timestamp_ms is None else message.timestamp_ms + length_ms
            )
            return message.audio
        gap_ms = message.timestamp_ms - self.next_ms
        if gap_ms <= -length_ms:
            return None
        lost_ms = min(gap_ms, self.max_silence_ms) if gap_ms >= length_ms else 0
        self.next_ms = message.timestamp_ms + length_ms
        return b"\xff" * (lost_ms * BYTES_PER_MS) + message.audio


class MediaStreamRateLimiter:
    """Limits what a caller sends: audio no faster than real time, and a number of messages a second."""

    def __init__(self, *, started_at: float) -> None:
        self._audio_ms = TokenBucket(
            burst=_AUDIO_BURST_MS,
            per_second=1000,
            carry_over_s=STALL_BURST_S,
            started_at=started_at,
        )
        self._messages = TokenBucket(
            burst=2 * _MESSAGES_PER_SECOND,
            per_second=_MESSAGES_PER_SECOND,
            carry_over_s=STALL_BURST_S,
            started_at=started_at,
        )

    def allows(self, message: StreamMessage | None, *, now: float) -> bool:
        """Count a message; return False when it exceeds the limit."""
        sound = message.audio if isinstance(message, StreamMediaMessage) else b""
        is_in_time = self._audio_ms.try_consume(now, len(sound) / BYTES_PER_MS)
        return self._messages.try_consume(now) and is_in_time
