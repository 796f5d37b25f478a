"""What media needs from outside."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.contracts.transcript import Transcript
from vivavoce.contracts.video import VideoConsentText, VideoLogEntry, VideoSession
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
    """Recordings cannot be kept or read right now. Nothing was changed; try again soon."""

    code = "store_unavailable"


class ObjectStoreFullError(ObjectStoreUnavailableError):
    """There is no room left for recordings. Nothing was kept; tell whoever runs this installation."""

    code = "store_full"
    status = 507
    title = "Insufficient Storage"


class ObjectMissingError(UnavailableError):
    """The store does not hold what the rows say it does. The doctor names it."""

    code = "object_missing"


class ObjectStore(Protocol):
    """Keeps objects: wholly or not at all, and over a loss of power once ``put`` returned.

    Every call may raise ``ObjectStoreUnavailableError``.
    """

    async def put(self, name: ObjectName, chunks: AsyncIterable[bytes]) -> int:
        """Keep what ``pieces`` yields under a new name and return its length.

        If ``pieces`` raises, the task is cancelled or the room ends (``ObjectStoreFullError``), nothing
        is kept.
        """

    def get(self, name: ObjectName, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the bytes of ``part``; raise ``ObjectMissingError`` if there is no such object or part."""

    async def size(self, name: ObjectName) -> int | None:
        """Return how long the object is, or None when there is none."""

    async def delete(self, name: ObjectName) -> None:
        """Remove the object; one that is not there is fine."""

    async def list_names(
        self, tenant_id: TenantId, *, before: datetime | None = None
    ) -> list[ObjectName]:
        """Return a tenant's objects, or only those kept before a moment."""

    async def list_tenants(self) -> list[TenantId]:
        """Return the organisations that may have objects here."""

    async def delete_unfinished(self, *, before: datetime) -> int:
        """Remove what interrupted ``put`` calls left, last written before a moment; return how many."""


class ObjectContents(Protocol):
    """Objects as they are meant, sealed on their way into the store."""

    async def write(
        self, name: ObjectName, chunks: AsyncIterable[bytes], *, limit: int
    ) -> StoredObject:
        """Keep at most ``limit`` bytes under a fresh key.

        Raises ``UploadTooLargeError`` and keep nothing.
        """

    def read(self, stored_object: StoredObject, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the plain bytes of ``part``; raise ``ObjectMissingError`` or ``DataErasedError``."""

    async def exists(self, stored_object: StoredObject) -> bool:
        """Return whether the object is in the store in its whole length."""

    async def delete(self, name: ObjectName) -> None:
        """Remove an object; one that is not there is fine."""


class ArtifactRepository(Protocol):
    """The rows of artifacts and tickets."""

    async def find_artifact(self, work: UnitOfWork, artifact_id: UUID) -> Artifact | None:
        """Return an artifact, or None; raise ``DataErasedError`` when its person was erased."""

    async def find_interview_artifact(
        self, work: UnitOfWork, interview_id: InterviewId, kind: ArtifactType
    ) -> Artifact | None:
        """Return an interview's artifact of a kind, or None; raise ``DataErasedError``."""

    async def add(self, work: UnitOfWork, artifact: Artifact) -> bool:
        """Keep an artifact; False, and nothing kept, when the interview has one of its kind."""

    async def create_ticket(
        self, work: UnitOfWork, upload: UploadTicket, *, forget_at: datetime
    ) -> None:
        """Keep a ticket; what the session's former ticket brought goes to waste."""

    async def find_ticket(self, work: UnitOfWork, upload_id: UUID) -> UploadTicket | None:
        """Return a ticket, or None."""

    async def lock_interview_ticket(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> UploadTicket | None:
        """Return the interview's ticket, or None; nobody else can change it until ``work`` ends."""

    async def record_upload(
        self, work: UnitOfWork, upload_id: UUID, stored_object: StoredObject, *, forget_at: datetime
    ) -> bool:
        """Note what arrived under a ticket; False when it is gone or something arrived before."""

    async def delete_ticket(self, work: UnitOfWork, upload_id: UUID) -> None:
        """Forget a ticket whose object became an artifact."""

    async def delete_expired(self, work: UnitOfWork, before: datetime) -> int:
        """Forget tickets and pieces whose time is over; their objects go to waste. Return how many."""

    async def delete_person_data(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Forget all that is kept of a person; their objects go to waste."""

    async def schedule_object_deletion(self, work: UnitOfWork, name: ObjectName) -> None:
        """Note that an object is to be deleted once ``work`` is committed."""

    async def list_objects_to_delete(self, work: UnitOfWork, limit: int) -> list[ObjectName]:
        """Return objects that are to be deleted."""

    async def mark_objects_deleted(self, work: UnitOfWork, names: Sequence[ObjectName]) -> None:
        """Note that objects are deleted."""

    async def find_orphaned_objects(
        self, work: UnitOfWork, names: Sequence[ObjectName]
    ) -> list[ObjectName]:
        """Return those of ``names`` that no row speaks of."""


class CleanUpTenantFinder(Protocol):
    """Finds, over all organisations, where there is something to tidy."""

    async def __call__(self) -> Sequence[TenantId]:
        """Return the organisations with tickets run out or objects to delete."""


class MediaSessionAccess(Protocol):
    """Knows whose session it is. Unknown and foreign sessions raise the same ``NotFoundError``."""

    async def get_readable_session(
        self, work: UnitOfWork, caller: Caller, practice_session_id: str
    ) -> ViewableSession:
        """Return a session whose artifacts the caller may read: its owner, or who assigned it."""

    async def get_owned_session(
        self, work: UnitOfWork, caller: Caller, practice_session_id: str
    ) -> ViewableSession:
        """Return a session that is the caller's own, or whose owner the caller acts for."""


class SessionLogReader(Protocol):
    """Reads the log of a session that is over."""

    async def read_transcript(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return what was said, or raise ``NotFoundError`` or ``GoneError``."""

    async def read_events(
        self, tenant_id: TenantId, session_id: SessionId
    ) -> Sequence[dict[str, Any]]:  # Any: JSON
        """Return what happened, in order, or raise ``NotFoundError``."""


class VideoRepository(Protocol):
    """The rows of films and of their pieces."""

    async def find_recording(
        self, work: UnitOfWork, session_id: SessionId
    ) -> VideoRecording | None:
        """Return a session's film, or None."""

    async def lock_recording(
        self, work: UnitOfWork, session_id: SessionId
    ) -> VideoRecording | None:
        """Return a session's film, or None; nobody else can change it until ``work`` ends."""

    async def record_consent(
        self,
        work: UnitOfWork,
        recording: VideoRecording,
        text: VideoConsentText,
        *,
        consent_id: UUID,
    ) -> None:
        """Keep an answer to ``text``: a row of its own for ever, and how the film stands now."""

    async def list_consents(
        self, work: UnitOfWork, session_id: SessionId
    ) -> Sequence[tuple[bool, datetime]]:
        """Return whether each answer about a film was a yes, and when it was given, the oldest first."""

    async def mark_start_logged(self, work: UnitOfWork, session_id: SessionId) -> None:
        """Note that the session's log was told of the film."""

    async def find_chunk(
        self, work: UnitOfWork, session_id: SessionId, seq: int
    ) -> VideoChunk | None:
        """Return a piece, or None; raise ``DataErasedError`` when its person was erased."""

    async def list_chunks(self, work: UnitOfWork, session_id: SessionId) -> list[VideoChunk]:
        """Return what is kept of a film, in order; raise ``DataErasedError``."""

    async def get_usage(self, work: UnitOfWork, session_id: SessionId) -> RecordingUsage:
        """Return how much of a film is kept."""

    async def find_previous_chunk(
        self, work: UnitOfWork, session_id: SessionId, seq: int
    ) -> tuple[int, int] | None:
        """Return the beginning and the length of the piece right before ``seq``, or None."""

    async def add_chunk(
        self, work: UnitOfWork, recording: VideoRecording, chunk: VideoChunk, *, forget_at: datetime
    ) -> None:
        """Keep a piece of a film that is locked; raise ``DataErasedError``."""

    async def delete_chunks(self, work: UnitOfWork, session_id: SessionId) -> int:
        """Forget all pieces of a film and return how many; their objects go to waste."""


class VideoSessions(Protocol):
    """Knows the sessions that are filmed."""

    async def find_by_handle(self, handle: str) -> VideoSessionAddress | None:
        """Return the session that ``handle`` is the candidate's own name of, or None."""

    async def get_session(self, work: UnitOfWork, session_id: SessionId) -> VideoSession:
        """Return a session, or raise ``NotFoundError``."""

    async def is_over(self, work: UnitOfWork, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFoundError``."""

    async def append_log_entry(
        self, work: UnitOfWork, session_id: SessionId, entry: VideoLogEntry
    ) -> None:
        """Have the session's log say so once ``work`` commits; the log of one that is over is closed."""


class VideoSessionAccess(Protocol):
    """Knows whose film may be seen by whom. Unknown and foreign sessions look alike."""

    async def get_viewable_session(self, caller: Caller, reference: str) -> VideoSessionAddress:
        """Return a session whose film the caller may see, by its id or as practice shows it.

        Raises ``NotFoundError`` or ``ForbiddenError``.
        """


class VideoRateLimiter(Protocol):
    """Counts tries."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count a try and return how many remain, or raise ``TooManyRequestsError``."""
