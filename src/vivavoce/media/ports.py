"""Ports of media: what it needs from other slices and from infrastructure."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from vivavoce.contracts.transcript import Transcript
from vivavoce.contracts.video import RecordedSession, RecordingLogEntry, SpokenPassage
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import UnavailableError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.media.domain.artifact import (
    ObjectName,
    ViewableSession,
)
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.video import (
    RecordedSessionAddress,
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


class SoundCodec(Protocol):
    """Encodes sound for storage, and decodes it. The sound is mono, 16-bit, at 16,000 Hz.

    Calls take up to some 100 ms of computing time: make them outside the event loop.
    """

    def encode(self, pcm: bytes) -> bytes:
        """Return the sound as an Ogg file with Opus."""

    def decode(self, content: bytes) -> bytes:
        """Return the sound of such a file; raise ``ObjectMissingError`` if it is no such file."""


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


class VideoSessions(Protocol):
    """Gives media access to the sessions that are recorded on video."""

    async def find_by_handle(self, handle: str) -> RecordedSessionAddress | None:
        """Return the session of the candidate's ``handle``, or None."""

    async def get_session(self, work: UnitOfWork, session_id: SessionId) -> RecordedSession:
        """Return a session, or raise ``NotFoundError``."""

    async def is_over(self, work: UnitOfWork, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFoundError``."""

    async def list_spoken_passages(
        self, work: UnitOfWork, session_id: SessionId
    ) -> Sequence[SpokenPassage]:
        """Return what the candidate said aloud, in order; raise ``NotFoundError``."""

    async def append_log_entry(
        self, work: UnitOfWork, session_id: SessionId, entry: RecordingLogEntry
    ) -> None:
        """Append an entry to the session's log once ``work`` commits; do nothing if the session has ended."""


ViewableVideoSessionFinder = Callable[[Caller, str], Awaitable[RecordedSessionAddress]]
"""Returns a session whose recording the caller may watch, by its id or by its practice session id.

Raises ``NotFoundError`` or ``ForbiddenError``; unknown and inaccessible sessions look alike.
"""
