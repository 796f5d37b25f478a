"""The messages about recordings of a candidate's socket: both consents, ``VIDEO_CHUNK`` and its bytes.

A practice socket has one of them, in words of its own: ``voice_consent``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.video import RecordingConsentText, RecordingKind
from vivavoce.kernel.errors import (
    ContentTooLargeError,
    InvalidRequestError,
    TooManyRequestsError,
    VivavoceError,
)
from vivavoce.media.domain.video import VideoChunkMetadata, VideoUploadStatus

MAX_SOCKET_CHUNK_BYTES: Final = 4 << 20
"""The maximum size of a chunk in one message; larger chunks go over HTTP."""
HEADER_BYTES: Final = 8
"""Size of the ``vivavoce.v1`` header before the bytes: kind, flags, generation and sequence number."""
_VIDEO_MESSAGE_KIND = 3
_MAX_FRAME_LENGTH = 4096
_MAX_VERSION_LENGTH = 100
_CONSENT_FRAMES: Mapping[RecordingKind, str] = MappingProxyType(
    {"video": "VIDEO_CONSENT", "voice": "VOICE_CONSENT"}
)


class InvalidVideoFrameError(InvalidRequestError):
    """This message about the video recording cannot be read."""

    code = "video_frame_unreadable"


class VideoChunkNotAnnouncedError(InvalidRequestError):
    """Send VIDEO_CHUNK with the number and the duration first, then the bytes."""

    code = "video_not_announced"


class VideoMessageTooLargeError(ContentTooLargeError):
    """A message may hold up to 4 MiB. Send larger chunks over HTTP."""

    code = "video_message_too_large"


@dataclass(frozen=True, slots=True)
class RecordingConsentFrame:
    """The candidate agrees, declines, or withdraws an earlier agreement; None only asks for the text."""

    kind: RecordingKind
    is_accepted: bool | None = None
    version: str | None = None


RecordingClientFrame = RecordingConsentFrame | VideoChunkMetadata


def parse_practice_frame(raw: str) -> RecordingClientFrame | None:
    """Return the ``voice_consent`` frame in a text message of a practice socket, or None for any other.

    Raises ``InvalidVideoFrameError``.
    """
    if '"voice_consent"' not in raw:
        return None
    document = _read_document(raw)
    return _parse_consent("voice", document) if document.get("type") == "voice_consent" else None


def to_practice_frame(frame: Json) -> Json:
    """Return a frame for the candidate socket as the practice socket words it."""
    members = {name: value for name, value in frame.items() if name != "seq"}
    return members | {"type": str(frame["type"]).lower()}


def parse_recording_frame(raw: str) -> RecordingClientFrame | None:
    """Return the frame about a recording in a text message, or None if the message is about something else.

    Raises ``InvalidVideoFrameError`` or ``InvalidVideoChunkError``.
    """
    if '"VIDEO_' not in raw and '"VOICE_CONSENT"' not in raw:
        return None
    document = _read_document(raw)
    kind = document.get("type")
    for recorded, frame_type in _CONSENT_FRAMES.items():
        if kind == frame_type:
            return _parse_consent(recorded, document)
    if kind == "VIDEO_CHUNK":
        return _parse_chunk_metadata(document)
    return None


def parse_chunk_bytes(
    raw: bytes, metadata: VideoChunkMetadata | None, *, is_framed: bool
) -> bytes | None:
    """Return the bytes of the announced chunk, or None if ``raw`` is not video.

    Raises ``VideoChunkNotAnnouncedError`` for a framed chunk that was not announced, and
    ``VideoMessageTooLargeError``.
    """
    if is_framed:
        if raw[:1] != bytes((_VIDEO_MESSAGE_KIND,)):
            return None
        is_meant = metadata is not None and raw[2:HEADER_BYTES] == _encode_sequence(metadata.seq)
        if not is_meant:
            raise VideoChunkNotAnnouncedError
        raw = raw[HEADER_BYTES:]
    elif metadata is None:
        return None
    if len(raw) > MAX_SOCKET_CHUNK_BYTES:
        raise VideoMessageTooLargeError
    return raw


def build_consent_frame(
    kind: RecordingKind, text: RecordingConsentText, status: VideoUploadStatus
) -> Json:
    """Return a ``VIDEO_CONSENT`` or ``VOICE_CONSENT`` message: the text, and the candidate's answer.

    For video, it says where the upload continues.
    """
    frame: Json = {
        "type": _CONSENT_FRAMES[kind],
        "version": text.version,
        "text": text.text,
        "accepted": status.is_accepted,
    }
    if kind == "video":
        frame |= {"nextSeq": status.next_seq, "recordingMs": status.recording_ms}
    return frame


def build_stored_frame(seq: int, size: int, sha256: bytes) -> Json:
    """Return a ``VIDEO_STORED`` message that confirms a chunk."""
    return {"type": "VIDEO_STORED", "seq": seq, "sizeBytes": size, "sha256": sha256.hex()}


def build_error_frame(error: VivavoceError, *, seq: int | None) -> Json:
    """Return an ``ERROR`` message about video; it is retryable for status 429 and from 500 up."""
    is_retryable = error.status >= 500 or error.status == TooManyRequestsError.status
    return {
        "type": "ERROR",
        "code": error.code,
        "message": error.detail,
        "retryable": is_retryable,
        "seq": seq,
    }


def _read_document(raw: str) -> Json:
    """Return the JSON object in a short message, and an empty one for anything else."""
    if len(raw) > _MAX_FRAME_LENGTH:
        return {}
    try:
        document: Any = json.loads(raw)  # Any: whatever JSON was sent
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _parse_consent(kind: RecordingKind, document: Json) -> RecordingClientFrame:
    accepted, version = document.get("accepted"), document.get("version")
    is_version = version is None or (
        isinstance(version, str) and 0 < len(version) <= _MAX_VERSION_LENGTH
    )
    if not (accepted is None or isinstance(accepted, bool)) or not is_version:
        raise InvalidVideoFrameError
    return RecordingConsentFrame(kind, accepted, version)


def _parse_chunk_metadata(document: Json) -> VideoChunkMetadata:
    at_ms = document.get("atMs")
    announced = VideoChunkMetadata(
        seq=_parse_int(document.get("seq")),
        duration_ms=_parse_int(document.get("durationMs")),
        at_ms=None if at_ms is None else _parse_int(at_ms),
    )
    announced.validate()
    return announced


def _parse_int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidVideoFrameError
    return value


def _encode_sequence(seq: int) -> bytes:
    """Return generation 0 and the sequence number as in a binary message's header."""
    return (0).to_bytes(2, "little") + seq.to_bytes(4, "little")
