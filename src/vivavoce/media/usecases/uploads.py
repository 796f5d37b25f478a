"""Upload a recording: create a ticket, receive the bytes, confirm."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.media.adapters.artifacts_postgres import PostgresArtifactRepository
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.domain.artifact import (
    EBML_MARK,
    WEBM_CONTENT_TYPE,
    ArtifactType,
    EmptyUploadError,
    NotWebmError,
    ObjectName,
    SessionNotStartedError,
    StoredObject,
    UnsupportedUploadTypeError,
    UploadMismatchError,
    UploadMissingError,
    UploadTicket,
    UploadTicketUsedError,
    UploadTooLargeError,
    VideoAlreadyUploadedError,
    ViewableSession,
    normalize_content_type,
)
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.signed_link import LINK_LIFETIME
from vivavoce.media.ports import MediaSessionAccess
from vivavoce.media.usecases.artifact_link import LinkSigner, SignedUrl, StoreArtifact

MAX_UPLOAD_BYTES = 1_000_000_000
"""The largest recording that is accepted: 1 GB."""
_VIDEO_TYPE = ArtifactType.SESSION_VIDEO
_UPLOAD_GRACE = timedelta(hours=2)
"""How long after its link has expired an upload that began in time may still arrive."""
_CONFIRMATION_PERIOD = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadGrant:
    """Permission to upload one recording."""

    upload_id: UUID
    signed_url: SignedUrl
    content_type: str
    max_bytes: int


class CreateUploadTicket:
    """Creates a ticket for the session's video; a new one replaces the previous one."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: MediaSessionAccess,
        artifacts: PostgresArtifactRepository,
        link_signer: LinkSigner,
        clock: Clock,
        ids: IdGenerator,
        max_bytes: int = MAX_UPLOAD_BYTES,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._artifacts = artifacts
        self._link_signer = link_signer
        self._clock = clock
        self._ids = ids
        self._max_bytes = max_bytes

    async def __call__(
        self, caller: Caller, practice_session_id: str, *, content_type: str, size: int | None
    ) -> UploadGrant:
        """Return a ticket. Candidates consent to a practice video by uploading it themselves.

        Raises ``NotFoundError``, ``UnsupportedUploadTypeError``, ``UploadTooLargeError``,
        ``SessionNotStartedError`` or ``VideoAlreadyUploadedError``.
        """
        if normalize_content_type(content_type) != WEBM_CONTENT_TYPE:
            raise UnsupportedUploadTypeError
        async with self._open_work(caller.tenant_id) as work:
            owned_session = await self._access.get_owned_session(work, caller, practice_session_id)
            if size is not None and size > self._max_bytes:
                raise UploadTooLargeError
            upload = await self._create_ticket(work, owned_session)
        address = self._link_signer.create_url(
            caller.tenant_id, upload.id, "PUT", WEBM_CONTENT_TYPE
        )
        return UploadGrant(
            upload_id=upload.id,
            signed_url=address,
            content_type=WEBM_CONTENT_TYPE,
            max_bytes=upload.max_bytes,
        )

    async def _create_ticket(self, work: UnitOfWork, session: ViewableSession) -> UploadTicket:
        if session.progress in ("not_begun", "never_held"):
            raise SessionNotStartedError
        if (
            await self._artifacts.find_interview_artifact(work, session.interview_id, _VIDEO_TYPE)
            is not None
        ):
            raise VideoAlreadyUploadedError
        upload = UploadTicket(
            id=self._ids.new_id(),
            interview_id=session.interview_id,
            run_id=session.run_id,
            person_id=session.person_id,
            content_type=WEBM_CONTENT_TYPE,
            max_bytes=self._max_bytes,
            object=None,
        )
        forget_at = self._clock.now() + LINK_LIFETIME + _UPLOAD_GRACE
        await self._artifacts.create_ticket(work, upload, forget_at=forget_at)
        return upload


class ReceiveUpload:
    """Receives the bytes that are PUT to a link: all of them, or nothing is stored."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        artifacts: PostgresArtifactRepository,
        contents: EncryptedObjectContents,
        link_signer: LinkSigner,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._artifacts = artifacts
        self._contents = contents
        self._link_signer = link_signer
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, token: str, chunks: AsyncIterable[bytes], *, content_type: str, size: int | None
    ) -> StoredObject:
        """Store the body and return the stored object.

        Raises ``InvalidLinkError``, ``LinkExpiredError``, ``UnsupportedUploadTypeError``,
        ``UploadTooLargeError``, ``EmptyUploadError``, ``UploadTicketUsedError``, ``DataErasedError`` or
        ``ObjectStoreUnavailableError``; then nothing is stored.
        """
        link = self._link_signer.verify(token, "PUT")
        if normalize_content_type(content_type) != link.content_type:
            raise UnsupportedUploadTypeError
        async with self._open_work(link.tenant_id) as work:
            ticket = await self._artifacts.find_ticket(work, link.target_id)
        if ticket is None or ticket.object is not None:
            raise UploadTicketUsedError
        if size is not None and size > ticket.max_bytes:
            raise UploadTooLargeError
        name, is_noted = ObjectName(link.tenant_id, self._ids.new_id()), False
        written = await self._contents.write(name, chunks, limit=ticket.max_bytes)
        try:
            if written.size == 0:
                raise EmptyUploadError
            await failpoint("media.before_commit")
            async with self._open_work(link.tenant_id) as work:
                await self._record_upload(work, link.target_id, written)
                is_noted = True
        finally:
            # If a commit's answer was lost, the row may exist: leave the object to the clean-up job.
            if not is_noted:
                await self._contents.delete(name)
        return written

    async def _record_upload(
        self, work: UnitOfWork, upload_id: UUID, stored_object: StoredObject
    ) -> None:
        forget_at = self._clock.now() + _CONFIRMATION_PERIOD
        if not await self._artifacts.record_upload(
            work, upload_id, stored_object, forget_at=forget_at
        ):
            raise UploadTicketUsedError


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredUpload:
    """What the client declares that it uploaded; None values are not compared."""

    upload_id: UUID | None
    size: int | None
    sha256: bytes | None

    def matches(self, stored_object: StoredObject) -> bool:
        """Return whether ``stored_object`` has the declared size and SHA-256."""
        has_size = self.size is None or self.size == stored_object.size
        return has_size and (self.sha256 is None or self.sha256 == stored_object.sha256)


class ConfirmUpload:
    """Turns an upload into the session's video; a future video analysis is to be requested here."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: MediaSessionAccess,
        artifacts: PostgresArtifactRepository,
        contents: EncryptedObjectContents,
        store_artifact: StoreArtifact,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._artifacts = artifacts
        self._contents = contents
        self._store_artifact = store_artifact

    async def __call__(
        self, caller: Caller, practice_session_id: str, declared: DeclaredUpload
    ) -> bool:
        """Return True if this call stored the video, False if it was stored before.

        Raises ``NotFoundError``, ``UploadMissingError``, ``UploadMismatchError`` or ``NotWebmError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            owned_session = await self._access.get_owned_session(work, caller, practice_session_id)
            ticket = await self._artifacts.lock_interview_ticket(work, owned_session.interview_id)
            if await self._is_already_stored(work, owned_session, declared):
                return False
        written = self._get_uploaded_object(ticket, declared)
        if not declared.matches(written):
            raise UploadMismatchError
        if not await self._contents.exists(written):
            raise UploadMissingError
        if not await self._is_webm(written):
            raise NotWebmError
        async with self._open_work(caller.tenant_id) as work:
            owned_session = await self._access.get_owned_session(work, caller, practice_session_id)
            return await self._store_video(work, owned_session, declared, written)

    # The caller locks the ticket before this reads the video: a concurrent confirmation deletes the ticket.
    async def _is_already_stored(
        self, work: UnitOfWork, session: ViewableSession, declared: DeclaredUpload
    ) -> bool:
        video = await self._artifacts.find_interview_artifact(
            work, session.interview_id, _VIDEO_TYPE
        )
        if video is None:
            return False
        if declared.upload_id not in (None, video.upload_id):
            raise UploadMissingError
        if not declared.matches(video.object):
            raise UploadMismatchError
        return True

    async def _store_video(
        self,
        work: UnitOfWork,
        session: ViewableSession,
        declared: DeclaredUpload,
        stored_object: StoredObject,
    ) -> bool:
        """Store the checked object, unless it was stored or a new ticket was requested meanwhile."""
        ticket = await self._artifacts.lock_interview_ticket(work, session.interview_id)
        if await self._is_already_stored(work, session, declared):
            return False
        if ticket is None or ticket.object != stored_object:
            raise UploadMissingError
        await self._store_artifact(
            work,
            stored_object,
            kind=_VIDEO_TYPE,
            content_type=ticket.content_type,
            interview_id=session.interview_id,
            run_id=session.run_id,
            person_id=session.person_id,
            upload_id=ticket.id,
        )
        await self._artifacts.delete_ticket(work, ticket.id)
        return True

    def _get_uploaded_object(
        self, ticket: UploadTicket | None, declared: DeclaredUpload
    ) -> StoredObject:
        if ticket is None or ticket.object is None:
            raise UploadMissingError
        if declared.upload_id not in (None, ticket.id):
            raise UploadMissingError
        return ticket.object

    async def _is_webm(self, stored_object: StoredObject) -> bool:
        mark = ByteRange(0, min(len(EBML_MARK), stored_object.size))
        read = [piece async for piece in self._contents.read(stored_object, mark)]
        return b"".join(read) == EBML_MARK
