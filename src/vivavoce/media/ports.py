"""Ports of media: what it needs from other slices and from infrastructure."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.contracts.transcript import Transcript
from vivavoce.contracts.video import SessionVideoContext, VideoConsentText, VideoLogEntry
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import UnavailableError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.domain.artifact import (
    Artifact,
    ArtifactType,
    ObjectName,
    StoredObject,
    UploadTicket,
    ViewableSession,
)
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.video import (
    RecordingUsage,
    VideoChunk,
    VideoRecording,
    VideoSessionAddress,
)


class ObjectStoreUnavailableError(UnavailableError):
    """Recordings cannot be stored or read right now. Nothing was changed; try again soon."""

    code = "storage_unavailable"


class ObjectStoreFullError(ObjectStoreUnavailableError):
    """There is no space left for recordings. Nothing was stored; tell the operator of this installation."""

    code = "storage_full"
    status = 507
    title = "Insufficient Storage"


class ObjectMissingError(UnavailableError):
    """The object store lacks an object that the database refers to. Run 'vivavoce doctor' to find it."""

    code = "stored_object_missing"


class ObjectStore(Protocol):
    """Stores objects atomically and durably: once ``put`` has returned, an object survives a power loss.

    Every call may raise ``ObjectStoreUnavailableError``.
    """

    async def put(self, name: ObjectName, chunks: AsyncIterable[bytes]) -> int:
        """Store what ``chunks`` yields under a new name and return the number of bytes.

        If ``chunks`` raises, the task is cancelled or the disk is full (``ObjectStoreFullError``), nothing
        is stored.
        """

    def get(self, name: ObjectName, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the bytes of ``byte_range``; raise ``ObjectMissingError`` if the object lacks any of them."""

    async def size(self, name: ObjectName) -> int | None:
        """Return the size of the stored object in bytes, or None if it does not exist."""

    async def delete(self, name: ObjectName) -> None:
        """Delete the object; do nothing if it does not exist."""

    async def list_names(
        self, tenant_id: TenantId, *, before: datetime | None = None
    ) -> list[ObjectName]:
        """Return a tenant's objects, or only those last written before ``before``."""

    async def list_tenants(self) -> list[TenantId]:
        """Return the organizations that may have objects here."""

    async def delete_unfinished(self, *, before: datetime) -> int:
        """Delete what interrupted ``put`` calls left, last written before ``before``; return how many."""


class ObjectContents(Protocol):
    """Plain contents of objects, encrypted before they reach the store."""

    async def write(
        self, name: ObjectName, chunks: AsyncIterable[bytes], *, limit: int
    ) -> StoredObject:
        """Store at most ``limit`` bytes, encrypted under a new key.

        Raises ``UploadTooLargeError`` if there are more; then nothing is stored.
        """

    def read(self, stored_object: StoredObject, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the plain bytes of ``byte_range``; raise ``ObjectMissingError`` or ``DataErasedError``."""

    async def exists(self, stored_object: StoredObject) -> bool:
        """Return whether the object is in the store with its full size."""

    async def delete(self, name: ObjectName) -> None:
        """Delete an object; do nothing if it does not exist."""


class ArtifactRepository(Protocol):
    """The rows of artifacts and upload tickets."""

    async def find_artifact(self, work: UnitOfWork, artifact_id: UUID) -> Artifact | None:
        """Return an artifact, or None; raise ``DataErasedError`` if its person's data was erased."""

    async def find_interview_artifact(
        self, work: UnitOfWork, interview_id: InterviewId, kind: ArtifactType
    ) -> Artifact | None:
        """Return an interview's artifact of a kind, or None; raise ``DataErasedError``."""

    async def add(self, work: UnitOfWork, artifact: Artifact) -> bool:
        """Insert an artifact; return False, inserting nothing, if the interview has one of its type."""

    async def create_ticket(
        self, work: UnitOfWork, upload: UploadTicket, *, forget_at: datetime
    ) -> None:
        """Insert a ticket, delete the interview's previous one, and schedule its object for deletion."""

    async def find_ticket(self, work: UnitOfWork, upload_id: UUID) -> UploadTicket | None:
        """Return a ticket, or None."""

    async def lock_interview_ticket(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> UploadTicket | None:
        """Return the interview's ticket, locked until ``work`` ends, or None."""

    async def record_upload(
        self, work: UnitOfWork, upload_id: UUID, stored_object: StoredObject, *, forget_at: datetime
    ) -> bool:
        """Record the object uploaded under a ticket; return False if the ticket is gone or has one."""

    async def delete_ticket(self, work: UnitOfWork, upload_id: UUID) -> None:
        """Delete a ticket whose object became an artifact."""

    async def delete_expired(self, work: UnitOfWork, before: datetime) -> int:
        """Delete expired tickets and chunks, schedule their objects for deletion, and return how many."""

    async def delete_person_data(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Delete all rows of a person, schedule their objects for deletion, and return how many."""

    async def schedule_object_deletion(self, work: UnitOfWork, name: ObjectName) -> None:
        """Schedule an object for deletion once ``work`` is committed."""

    async def list_objects_to_delete(self, work: UnitOfWork, limit: int) -> list[ObjectName]:
        """Return up to ``limit`` objects that are scheduled for deletion."""

    async def mark_objects_deleted(self, work: UnitOfWork, names: Sequence[ObjectName]) -> None:
        """Remove deleted objects from the deletion schedule."""

    async def find_orphaned_objects(
        self, work: UnitOfWork, names: Sequence[ObjectName]
    ) -> list[ObjectName]:
        """Return those of ``names`` that no row refers to."""


CleanUpTenantFinder = Callable[[], Awaitable[Sequence[TenantId]]]
"""Returns all organizations with expired tickets or chunks, or with objects to delete."""


class MediaSessionAccess(Protocol):
    """Checks access to sessions. Unknown and inaccessible sessions raise the same ``NotFoundError``."""

    async def get_readable_session(
        self, work: UnitOfWork, caller: Caller, practice_session_id: str
    ) -> ViewableSession:
        """Return a session whose artifacts the caller may read: they own it or assigned it."""

    async def get_owned_session(
        self, work: UnitOfWork, caller: Caller, practice_session_id: str
    ) -> ViewableSession:
        """Return a session that the caller owns, or whose owner the caller acts for."""


class SessionLogReader(Protocol):
    """Reads the log of a session that has ended."""

    async def read_transcript(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return the transcript, or raise ``NotFoundError`` or ``GoneError``."""

    async def read_events(
        self, tenant_id: TenantId, session_id: SessionId
    ) -> Sequence[dict[str, Any]]:  # Any: JSON
        """Return the session's events as JSON objects, in order, or raise ``NotFoundError``."""


class VideoRepository(Protocol):
    """The rows of video recordings and of their chunks."""

    async def find_recording(
        self, work: UnitOfWork, session_id: SessionId
    ) -> VideoRecording | None:
        """Return a session's recording, or None."""

    async def lock_recording(
        self, work: UnitOfWork, session_id: SessionId
    ) -> VideoRecording | None:
        """Return a session's recording, locked until ``work`` ends, or None."""

    async def record_consent(
        self,
        work: UnitOfWork,
        recording: VideoRecording,
        text: VideoConsentText,
        *,
        consent_id: UUID,
    ) -> None:
        """Add the answer to ``text`` as a permanent row, and update the recording's current consent."""

    async def list_consents(
        self, work: UnitOfWork, session_id: SessionId
    ) -> Sequence[tuple[bool, datetime]]:
        """Return each answer as (was it yes, when it was given), oldest first."""

    async def mark_start_logged(self, work: UnitOfWork, session_id: SessionId) -> None:
        """Record that the session's log has the start of the recording."""

    async def find_chunk(
        self, work: UnitOfWork, session_id: SessionId, seq: int
    ) -> VideoChunk | None:
        """Return a chunk, or None; raise ``DataErasedError`` if its person's data was erased."""

    async def list_chunks(self, work: UnitOfWork, session_id: SessionId) -> list[VideoChunk]:
        """Return the stored chunks of a recording, in order; raise ``DataErasedError``."""

    async def get_usage(self, work: UnitOfWork, session_id: SessionId) -> RecordingUsage:
        """Return how much of a recording is stored."""

    async def find_previous_chunk(
        self, work: UnitOfWork, session_id: SessionId, seq: int
    ) -> tuple[int, int] | None:
        """Return the start and the duration, in ms, of the chunk right before ``seq``, or None."""

    async def add_chunk(
        self, work: UnitOfWork, recording: VideoRecording, chunk: VideoChunk, *, forget_at: datetime
    ) -> None:
        """Insert a chunk of a locked recording; raise ``DataErasedError``."""

    async def delete_chunks(self, work: UnitOfWork, session_id: SessionId) -> int:
        """Delete all chunks of a recording, schedule their objects for deletion, and return how many."""


class VideoSessions(Protocol):
    """Gives media access to the sessions that are recorded on video."""

    async def find_by_handle(self, handle: str) -> VideoSessionAddress | None:
        """Return the session of the candidate's ``handle``, or None."""

    async def get_session(self, work: UnitOfWork, session_id: SessionId) -> SessionVideoContext:
        """Return a session, or raise ``NotFoundError``."""

    async def is_over(self, work: UnitOfWork, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFoundError``."""

    async def append_log_entry(
        self, work: UnitOfWork, session_id: SessionId, entry: VideoLogEntry
    ) -> None:
        """Append an entry to the session's log once ``work`` commits; do nothing if the session has ended."""


ViewableVideoSessionFinder = Callable[[Caller, str], Awaitable[VideoSessionAddress]]
"""Returns a session whose recording the caller may watch, by its id or by its practice session id.

Raises ``NotFoundError`` or ``ForbiddenError``; unknown and inaccessible sessions look alike.
"""
