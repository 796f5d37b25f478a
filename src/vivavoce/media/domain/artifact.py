"""Artifacts of a session: their types, rows and errors, and those built from the session's log.

The transcript and the events are built as JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from vivavoce.contracts.transcript import Transcript
from vivavoce.contracts.video import VOICE_CONTENT_TYPE
from vivavoce.kernel.errors import (
    ConflictError,
    ContentTooLargeError,
    InvalidRequestError,
    NotFoundError,
    UnsupportedMediaTypeError,
)
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.domain.byte_range import ByteRange

SessionProgress = Literal["not_begun", "going_on", "over", "never_held"]
"""Progress of an interview's conversation; ``never_held`` means over without a conversation."""

EBML_MARK = b"\x1a\x45\xdf\xa3"
"""The first bytes of every WebM and Matroska file (RFC 8794, 11.2.1)."""

WEBM_CONTENT_TYPE = "video/webm"
JSON_CONTENT_TYPE = "application/json"


class ArtifactType(StrEnum):
    """A type of file that may be stored for a session."""

    SESSION_VIDEO = "session_video"
    SESSION_AUDIO = "session_audio"
    CANDIDATE_AUDIO = "candidate_audio"
    AGENT_AUDIO = "agent_audio"
    TRANSCRIPT = "transcript"
    REVIEW_PDF = "review_pdf"
    EVENTS = "events"


LOG_ARTIFACT_TYPES = frozenset({ArtifactType.TRANSCRIPT, ArtifactType.EVENTS})
"""Types that are built from the session's log on the first request after the session has ended."""

_FILE_EXTENSIONS: Mapping[str, str] = {
    WEBM_CONTENT_TYPE: "webm",
    JSON_CONTENT_TYPE: "json",
    VOICE_CONTENT_TYPE: "ogg",
}


class ArtifactNotFoundError(NotFoundError):
    """There is no such artifact."""

    code = "artifact_not_found"


class ArtifactNotReadyError(ConflictError):
    """The session is not over yet. Ask again when it is."""

    code = "artifact_not_ready"


class SessionNotStartedError(ConflictError):
    """The session has not begun: there is nothing to record yet."""

    code = "session_not_started"


class VideoAlreadyUploadedError(ConflictError):
    """The session's video was uploaded and confirmed already; a session has one."""

    code = "video_already_uploaded"


class UploadMissingError(ConflictError):
    """Nothing was uploaded under this ticket. Upload first, then confirm."""

    code = "upload_missing"


class UploadTicketUsedError(ConflictError):
    """This ticket was used, replaced or has expired. Ask for a new one."""

    code = "upload_ticket_used"


class UploadMismatchError(InvalidRequestError):
    """The upload does not match what was declared: its size or its SHA-256 differs."""

    code = "upload_mismatch"


class EmptyUploadError(InvalidRequestError):
    """The body is empty. Send the recording."""

    code = "upload_empty"


class NotWebmError(InvalidRequestError):
    """The upload does not start like a WebM file."""

    code = "not_webm"


class UnsupportedUploadTypeError(UnsupportedMediaTypeError):
    """Only 'video/webm' is accepted here."""

    code = "unsupported_media_type"


class UploadTooLargeError(ContentTooLargeError):
    """This is larger than a recording may be."""

    code = "upload_too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewableSession:
    """A session that the caller has been found to have access to."""

    practice_session_id: str
    """The session's id in the practice API."""
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    session_id: SessionId | None
    progress: SessionProgress


@dataclass(frozen=True, slots=True)
class ObjectName:
    """The name of an object in the store: its organization and its own id, never taken from a request."""

    tenant_id: TenantId
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object that is completely stored, and the key that decrypts it."""

    name: ObjectName
    size: int
    """Size in plain bytes; the encrypted object is slightly larger."""
    sha256: bytes
    key: bytes = field(repr=False)


def digest_objects(objects: Iterable[StoredObject]) -> str:
    """Return the hex SHA-256 of the objects' digests, for exactly these objects in this order."""
    return hashlib.sha256(b"".join(stored.sha256 for stored in objects)).hexdigest()


def split_byte_range(
    objects: Iterable[StoredObject], byte_range: ByteRange
) -> Iterator[tuple[StoredObject, ByteRange]]:
    """Yield each object that overlaps ``byte_range`` of the joined objects, and the range within it."""
    start = 0
    for stored in objects:
        stop = start + stored.size
        first, last = max(byte_range.start, start), min(byte_range.stop, stop)
        if first < last:
            yield stored, ByteRange(first - start, last - start)
        start = stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A stored file of a session."""

    id: UUID
    interview_id: InterviewId
    person_id: PersonId
    type: ArtifactType
    content_type: str
    object: StoredObject
    upload_id: UUID | None
    at: datetime

    def as_file(self) -> LinkedFile:
        """Return the file that a link to it leads to."""
        return LinkedFile(
            type=self.type,
            interview_id=self.interview_id,
            content_type=self.content_type,
            objects=(self.object,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFile:
    """The file behind a link: its objects, one after the other.

    It is a stored artifact or, of one object for each piece, the recording of a person's voice.
    """

    type: ArtifactType
    interview_id: InterviewId
    content_type: str
    objects: tuple[StoredObject, ...]

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return sum(stored.size for stored in self.objects)

    @property
    def etag(self) -> str:
        """The digest of these objects in this order, in hexadecimal."""
        if len(self.objects) == 1:
            return self.objects[0].sha256.hex()
        return digest_objects(self.objects)

    @property
    def file_name(self) -> str:
        """The file name for downloads, built from ids and fixed words only."""
        return f"{self.type}-{self.interview_id.hex[:8]}.{_FILE_EXTENSIONS.get(self.content_type, 'bin')}"

    def split(self, byte_range: ByteRange) -> Iterator[tuple[StoredObject, ByteRange]]:
        """Yield each object that overlaps ``byte_range`` of the file, and the range within it."""
        return split_byte_range(self.objects, byte_range)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTicket:
    """An upload ticket, and the object uploaded under it so far."""

    id: UUID
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    content_type: str
    max_bytes: int
    object: StoredObject | None
    """None until the whole body has arrived."""


def normalize_content_type(content_type: str) -> str:
    """Return a content type in lower case, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def serialize_transcript(practice_session_id: str, transcript: Transcript) -> bytes:
    """Return a transcript as JSON in the format that ``vivavoce score`` reads, with its session's id."""
    turns = [
        {
            "turn": turn.turn,
            "role": turn.role,
            "text": turn.text,
            **({} if turn.question_id is None else {"questionId": turn.question_id}),
            **({"isInterrupted": True} if turn.is_interrupted else {}),
        }
        for turn in transcript.turns
    ]
    return _to_json(
        {"session_id": practice_session_id, "language": transcript.language, "turns": turns}
    )


def serialize_session_events(
    practice_session_id: str, events: Sequence[dict[str, Any]]
) -> bytes:  # Any: JSON
    """Return a session's events, in order, as JSON."""
    return _to_json({"session_id": practice_session_id, "events": list(events)})


def _to_json(document: dict[str, Any]) -> bytes:  # Any: JSON
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
