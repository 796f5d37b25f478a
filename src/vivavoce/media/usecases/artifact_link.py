"""Store an artifact, create a signed link to it, and open the file behind a link.

An interview has one artifact of each type; transcript and events are built on the first request. The
recording of a person's voice is no stored artifact: its file is made of the pieces that are stored now.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from vivavoce.contracts.events import ArtifactStored
from vivavoce.contracts.video import VOICE_CONTENT_TYPE
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.adapters.artifacts_postgres import PostgresArtifactRepository
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.media.domain.artifact import (
    JSON_CONTENT_TYPE,
    LOG_ARTIFACT_TYPES,
    Artifact,
    ArtifactNotFoundError,
    ArtifactNotReadyError,
    ArtifactType,
    LinkedFile,
    ObjectName,
    StoredObject,
    ViewableSession,
    serialize_session_events,
    serialize_transcript,
)
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.signed_link import (
    LINK_LIFETIME,
    InvalidLinkError,
    LinkMethod,
    SignedLink,
    sign_link,
    verify_link,
)
from vivavoce.media.ports import MediaSessionAccess, ObjectMissingError, SessionLogReader


class StoreArtifact:
    """Writes the row and its event in the caller's unit of work."""

    def __init__(
        self, artifacts: PostgresArtifactRepository, clock: Clock, ids: IdGenerator
    ) -> None:
        self._artifacts = artifacts
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        work: UnitOfWork,
        stored_object: StoredObject,
        *,
        kind: ArtifactType,
        content_type: str,
        interview_id: InterviewId,
        run_id: str,
        person_id: PersonId,
        upload_id: UUID | None = None,
    ) -> Artifact | None:
        """Return the artifact, or None if the interview has one of its type; raise ``DataErasedError``."""
        artifact = Artifact(
            id=self._ids.new_id(),
            interview_id=interview_id,
            person_id=person_id,
            type=kind,
            content_type=content_type,
            object=stored_object,
            upload_id=upload_id,
            at=self._clock.now(),
        )
        if not await self._artifacts.add(work, artifact):
            return None
        stored = ArtifactStored(
            artifact_id=str(artifact.id), artifact_type=kind, bytes=stored_object.size
        )
        await work.publish(stored, run_id=run_id, interview_id=interview_id)
        return artifact


async def stream_document(document: bytes) -> AsyncIterator[bytes]:
    """Yield a document in one part."""
    yield document


LINK_PATH = "/api/v1/media"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedUrl:
    """A created link. ``url`` grants access to anyone who has it: never log it."""

    url: str = field(repr=False)
    expires_at: datetime


class LinkSigner:
    """Creates and verifies links with one key, at the gateway's public URL."""

    def __init__(self, key: bytes, gateway_url: str, clock: Clock) -> None:
        self._key = key
        self._gateway_url = gateway_url
        self._clock = clock

    def create_url(
        self, tenant_id: TenantId, target_id: UUID, method: LinkMethod, content_type: str
    ) -> SignedUrl:
        """Return the URL for ``target_id``: an artifact to GET, or an upload ticket to PUT to."""
        link = SignedLink(
            tenant_id=tenant_id,
            target_id=target_id,
            method=method,
            content_type=content_type,
            expires_at=(self._clock.now() + LINK_LIFETIME).replace(microsecond=0),
        )
        token = sign_link(link, self._key)
        return SignedUrl(url=f"{self._gateway_url}{LINK_PATH}/{token}", expires_at=link.expires_at)

    def verify(self, token: str, method: LinkMethod) -> SignedLink:
        """Return the link in a token, or raise ``InvalidLinkError`` or ``LinkExpiredError``."""
        return verify_link(token, self._key, method=method, now=self._clock.now())


_MAX_DOCUMENT_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactLink:
    """A file, the digest of its bytes, and a link to it."""

    file: LinkedFile
    sha256: str
    signed_url: SignedUrl


class GetArtifactLink:
    """Use case of ``GET /artifacts/{session_id}/{artifact_type}``."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: MediaSessionAccess,
        artifacts: PostgresArtifactRepository,
        recordings: PostgresRecordingRepository,
        contents: EncryptedObjectContents,
        session_log: SessionLogReader,
        store_artifact: StoreArtifact,
        link_signer: LinkSigner,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._artifacts = artifacts
        self._recordings = recordings
        self._contents = contents
        self._session_log = session_log
        self._store_artifact = store_artifact
        self._link_signer = link_signer
        self._ids = ids

    async def __call__(
        self, caller: Caller, practice_session_id: str, kind: ArtifactType
    ) -> ArtifactLink:
        """Return the artifact and its link.

        Raises ``ArtifactNotFoundError`` (also for a session the caller may not see),
        ``ArtifactNotReadyError``, ``DataErasedError`` or ``ObjectMissingError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            try:
                readable_session = await self._access.get_readable_session(
                    work, caller, practice_session_id
                )
            except NotFoundError:
                raise ArtifactNotFoundError from None
            artifact = await self._artifacts.find_interview_artifact(
                work, readable_session.interview_id, kind
            )
        if kind is ArtifactType.CANDIDATE_AUDIO:  # of no row of its own
            return await self._link_voice(caller, readable_session)
        if artifact is None:
            artifact = await self._create_from_log(caller, readable_session, kind)
        return ArtifactLink(
            file=artifact.as_file(),
            sha256=artifact.object.sha256.hex(),
            signed_url=self._link_signer.create_url(
                caller.tenant_id, artifact.id, "GET", artifact.content_type
            ),
        )

    async def _link_voice(self, caller: Caller, session: ViewableSession) -> ArtifactLink:
        if session.progress in ("not_begun", "going_on"):
            raise ArtifactNotReadyError
        async with self._open_work(caller.tenant_id) as work:
            file = await read_voice_file(work, self._recordings, session.interview_id)
        digest = hashlib.sha256()
        async for block in stream_file(self._contents, file, ByteRange(0, file.size)):
            digest.update(block)
        return ArtifactLink(
            file=file,
            sha256=digest.hexdigest(),
            signed_url=self._link_signer.create_url(
                caller.tenant_id, session.interview_id, "GET", file.content_type
            ),
        )

    async def _create_from_log(
        self, caller: Caller, session: ViewableSession, kind: ArtifactType
    ) -> Artifact:
        if kind not in LOG_ARTIFACT_TYPES or session.progress == "never_held":
            raise ArtifactNotFoundError
        if session.progress != "over" or session.session_id is None:
            raise ArtifactNotReadyError
        document = await self._render_document(caller.tenant_id, session, session.session_id, kind)
        name = ObjectName(caller.tenant_id, self._ids.new_id())
        written = await self._contents.write(
            name, stream_document(document), limit=_MAX_DOCUMENT_BYTES
        )
        is_ours = False
        try:
            async with self._open_work(caller.tenant_id) as work:
                artifact = await self._store_artifact(
                    work,
                    written,
                    kind=kind,
                    content_type=JSON_CONTENT_TYPE,
                    interview_id=session.interview_id,
                    run_id=session.run_id,
                    person_id=session.person_id,
                )
                first = artifact or await self._artifacts.find_interview_artifact(
                    work, session.interview_id, kind
                )
                is_ours = artifact is not None
        finally:
            # If a commit's answer was lost, the row may exist: leave the object to the clean-up job.
            if not is_ours:
                await self._contents.delete(name)
        if first is None:
            raise ArtifactNotFoundError
        return first

    async def _render_document(
        self,
        tenant_id: TenantId,
        session: ViewableSession,
        session_id: SessionId,
        kind: ArtifactType,
    ) -> bytes:
        if kind is ArtifactType.TRANSCRIPT:
            transcript = await self._session_log.read_transcript(tenant_id, session_id)
            return serialize_transcript(session.practice_session_id, transcript)
        return serialize_session_events(
            session.practice_session_id, await self._session_log.read_events(tenant_id, session_id)
        )


class DownloadArtifact:
    """Use case of ``GET /media/{token}``."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        artifacts: PostgresArtifactRepository,
        recordings: PostgresRecordingRepository,
        contents: EncryptedObjectContents,
        link_signer: LinkSigner,
    ) -> None:
        self._open_work = open_work
        self._artifacts = artifacts
        self._recordings = recordings
        self._contents = contents
        self._link_signer = link_signer

    async def __call__(self, token: str) -> LinkedFile:
        """Return the file.

        Raises ``InvalidLinkError``, ``LinkExpiredError``, ``ArtifactNotFoundError``, ``DataErasedError``
        or ``ObjectMissingError``.
        """
        link = self._link_signer.verify(token, "GET")
        async with self._open_work(link.tenant_id) as work:
            file = await self._find_file(work, link)
        if file.content_type != link.content_type:
            raise InvalidLinkError
        for stored in file.objects:
            if not await self._contents.exists(stored):
                raise ObjectMissingError
        return file

    async def _find_file(self, work: UnitOfWork, link: SignedLink) -> LinkedFile:
        if link.content_type == VOICE_CONTENT_TYPE:
            return await read_voice_file(work, self._recordings, InterviewId(link.target_id))
        artifact = await self._artifacts.find_artifact(work, link.target_id)
        if artifact is None:
            raise ArtifactNotFoundError
        return artifact.as_file()

    def stream(self, file: LinkedFile, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the bytes of ``byte_range``."""
        return stream_file(self._contents, file, byte_range)


async def read_voice_file(
    work: UnitOfWork, recordings: PostgresRecordingRepository, interview_id: InterviewId
) -> LinkedFile:
    """Return the file of what is stored of a person's voice: its pieces one after the other, without gaps.

    Each piece is an Ogg stream with Opus; together they are a chained one (RFC 3533). Raises
    ``ArtifactNotFoundError`` if nothing is stored, or ``DataErasedError``.
    """
    chunks = await recordings.list_interview_chunks(work, interview_id, "voice")
    if not chunks:
        raise ArtifactNotFoundError
    return LinkedFile(
        type=ArtifactType.CANDIDATE_AUDIO,
        interview_id=interview_id,
        content_type=VOICE_CONTENT_TYPE,
        objects=tuple(chunk.object for chunk in chunks),
    )


async def stream_file(
    contents: EncryptedObjectContents, file: LinkedFile, byte_range: ByteRange
) -> AsyncIterator[bytes]:
    """Yield the bytes of ``byte_range`` of a file; raise ``ObjectMissingError`` if any are missing."""
    for stored, within in file.split(byte_range):
        async for block in contents.read(stored, within):
            yield block
