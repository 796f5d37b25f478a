"""What is kept of a session: its kinds, its rows, and the refusals that people meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import (
    ConflictError,
    ContentTooLargeError,
    InvalidRequestError,
    NotFoundError,
    UnsupportedMediaTypeError,
)
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId

SessionProgress = Literal["not_begun", "going_on", "over", "never_held"]
"""How far the conversation of an interview has come; 'never_held' is over without one."""

EBML_MARK = b"\x1a\x45\xdf\xa3"
"""What every WebM and Matroska file begins with (RFC 8794, 11.2.1)."""

WEBM_CONTENT_TYPE = "video/webm"
JSON_CONTENT_TYPE = "application/json"


class ArtifactType(StrEnum):
    """A kind of thing that may be kept of a session."""

    SESSION_VIDEO = "session_video"
    SESSION_AUDIO = "session_audio"
    CANDIDATE_AUDIO = "candidate_audio"
    AGENT_AUDIO = "agent_audio"
    TRANSCRIPT = "transcript"
    REVIEW_PDF = "review_pdf"
    EVENTS = "events"


LOG_ARTIFACT_TYPES = frozenset({ArtifactType.TRANSCRIPT, ArtifactType.EVENTS})
"""Kinds that are made of the session's log at the first asking, once the session is over."""

_FILE_EXTENSIONS: Mapping[str, str] = {WEBM_CONTENT_TYPE: "webm", JSON_CONTENT_TYPE: "json"}


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
    """This ticket was used, replaced or has run out. Ask for a new one."""

    code = "upload_ticket_used"


class UploadMismatchError(InvalidRequestError):
    """What arrived is not what was said: its size or its digest differs."""

    code = "upload_differs"


class EmptyUploadError(InvalidRequestError):
    """The body is empty. Send the recording."""

    code = "upload_empty"


class NotWebmError(InvalidRequestError):
    """What was uploaded does not begin as a WebM file does."""

    code = "not_webm"


class UnsupportedUploadTypeError(UnsupportedMediaTypeError):
    """Only 'video/webm' is taken here."""

    code = "unsupported_media_type"


class UploadTooLargeError(ContentTooLargeError):
    """This is more than one recording may hold."""

    code = "upload_too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewableSession:
    """A session as media needs to know it, once it is clear that the caller may see it."""

    practice_session_id: str
    """The name under which practice shows the session."""
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    session_id: SessionId | None
    progress: SessionProgress


@dataclass(frozen=True, slots=True)
class ObjectName:
    """Where an object lies: whose it is, and an id of its own. No part of it comes from a request."""

    tenant_id: TenantId
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object that is wholly in the store, and the key that opens it."""

    name: ObjectName
    size: int
    """Plain bytes; sealed they are a little more."""
    sha256: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """Something kept of a session."""

    id: UUID
    interview_id: InterviewId
    person_id: PersonId
    type: ArtifactType
    content_type: str
    object: StoredObject
    upload_id: UUID | None
    at: datetime

    @property
    def file_name(self) -> str:
        """What a browser may call the file: made of ids and fixed words alone."""
        return f"{self.type}-{self.interview_id.hex[:8]}.{_FILE_EXTENSIONS.get(self.content_type, 'bin')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTicket:
    """A ticket, and what arrived under it so far."""

    id: UUID
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    content_type: str
    max_bytes: int
    object: StoredObject | None
    """None until the whole body arrived."""


def normalize_content_type(content_type: str) -> str:
    """Return a content type without its parameters, in small letters."""
    return content_type.partition(";")[0].strip().lower()
