"""Store a video chunk: the object first, then its row, its event and its log entry in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from vivavoce.contracts.events import VideoChunkStored
from vivavoce.contracts.video import RECORDING_ARTIFACTS, RecordingKind, RecordingLogEntry
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, SessionId
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.media.domain import video as of
from vivavoce.media.domain.artifact import (
    EBML_MARK,
    WEBM_CONTENT_TYPE,
    EmptyUploadError,
    NotWebmError,
    ObjectName,
    SessionNotStartedError,
    StoredObject,
    UploadTooLargeError,
)
from vivavoce.media.domain.video import (
    RecordedSessionAddress,
    Recording,
    RecordingChunk,
    RecordingUsage,
    VideoChunkMetadata,
)
from vivavoce.media.ports import MediaSessionAccess, VideoSessions
from vivavoce.media.usecases.video_consent import log_recording_start, record_consent

RECORDING_PATH = "/api/v1/recording"


def chunk_path(session_id: SessionId, seq: int) -> str:
    """Return the path from which an authorized caller downloads a chunk."""
    return f"{RECORDING_PATH}/{session_id}/chunks/{seq}"


@dataclass(frozen=True, slots=True)
class StoreRecordingChunkResult:
    """A stored chunk, and whether this call stored it."""

    chunk: RecordingChunk
    is_new: bool


class StoreRecordingChunk:
    """Stores chunks of candidates who agreed to a recording: uploaded video, and pieces of the voice."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        videos: PostgresRecordingRepository,
        sessions: VideoSessions,
        access: MediaSessionAccess,
        contents: EncryptedObjectContents,
        rate_limiter: AttemptCounter,
        clock: Clock,
        ids: IdGenerator,
        max_bytes: int = of.MAX_CHUNK_BYTES,
    ) -> None:
        self._open_work = open_work
        self._videos = videos
        self._sessions = sessions
        self._access = access
        self._contents = contents
        self._rate_limiter = rate_limiter
        self._clock = clock
        self._ids = ids
        self._max_bytes = max_bytes

    async def open_own_recording(
        self, caller: Caller, practice_session_id: str
    ) -> RecordedSessionAddress:
        """Return the address of the caller's own practice session; uploading counts as consent.

        Raises ``NotFoundError``, ``SessionNotStartedError`` or ``RecordingEndedError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            owned_session = await self._access.get_owned_session(work, caller, practice_session_id)
            if owned_session.session_id is None:
                raise SessionNotStartedError
            if await self._videos.lock_recording(work, owned_session.session_id, "video") is None:
                session = await self._sessions.get_session(work, owned_session.session_id)
                await record_consent(
                    work,
                    self._videos,
                    session,
                    "video",
                    of.SELF_UPLOAD_CONSENT_TEXT,
                    is_accepted=True,
                    clock=self._clock,
                    ids=self._ids,
                )
            return RecordedSessionAddress(caller.tenant_id, owned_session.session_id)

    async def __call__(
        self,
        session_address: RecordedSessionAddress,
        metadata: VideoChunkMetadata,
        body: AsyncIterable[bytes],
    ) -> StoreRecordingChunkResult:
        """Store a chunk and return it; repeating the same bytes under the same number changes nothing.

        Raises ``VideoConsentRequiredError``, ``InvalidVideoChunkError``, ``VideoChunkConflictError``,
        ``RecordingFullError``, ``RecordingEndedError``, ``EmptyUploadError``, ``NotWebmError``,
        ``UploadTooLargeError``, ``TooManyRequestsError``, ``DataErasedError`` or
        ``ObjectStoreUnavailableError``; then nothing new is stored.
        """
        metadata.validate()
        await self._rate_limiter.hit(
            f"video:{session_address.session_id}", window_s=60, limit=of.MAX_CHUNKS_PER_MINUTE
        )
        async with self._open_work(session_address.tenant_id) as work:
            recording = _require_consent(
                await self._videos.find_recording(work, session_address.session_id, "video")
            )
            await self._check_not_late(work, recording)
            existing = await self._videos.find_chunk(
                work, session_address.session_id, "video", metadata.seq
            )
            if existing is None:
                await self._check_usage(
                    work, session_address, "video", size=0, duration_ms=metadata.duration_ms
                )
        if existing is not None:
            return await self._check_duplicate(existing, body)
        reader = _ChunkBodyReader(body, is_first=metadata.seq == 0)

        async def record(
            work: UnitOfWork, stored_object: StoredObject
        ) -> StoreRecordingChunkResult:
            return await self._record_chunk(
                work, session_address, metadata, stored_object, is_file_start=reader.is_file_start
            )

        return await self._store(session_address, reader.read(), record)

    async def store_voice(
        self, session_address: RecordedSessionAddress, piece: of.VoicePiece
    ) -> RecordingChunk:
        """Store a piece of the candidate's voice and return it.

        Raises ``VoiceConsentRequiredError`` if the candidate did not agree before it was said, or withdrew
        since, ``RecordingFullError``, ``RecordingEndedError``, ``DataErasedError`` or
        ``ObjectStoreUnavailableError``; then nothing is stored.
        """

        async def content() -> AsyncIterator[bytes]:
            yield piece.content

        async def record(
            work: UnitOfWork, stored_object: StoredObject
        ) -> StoreRecordingChunkResult:
            return await self._record_voice(work, session_address, piece, stored_object)

        return (await self._store(session_address, content(), record)).chunk

    async def _record_voice(
        self,
        work: UnitOfWork,
        session_address: RecordedSessionAddress,
        piece: of.VoicePiece,
        stored_object: StoredObject,
    ) -> StoreRecordingChunkResult:
        session_id = session_address.session_id
        # Lock the recording first, to serialize with consent withdrawal and erasure of the person.
        recording = await self._videos.lock_recording(work, session_id, "voice")
        if recording is None or not recording.is_agreed:
            raise of.VoiceConsentRequiredError
        if piece.started_at < recording.answered_at:
            raise of.VoiceConsentRequiredError
        await self._check_not_late(work, recording)
        usage = await self._check_usage(
            work,
            session_address,
            "voice",
            size=stored_object.size,
            duration_ms=piece.duration_ms,
        )
        consent = of.resolve_consent(await self._videos.list_consents(work, session_id, "voice"))
        since = consent.answered_at or recording.answered_at
        now = self._clock.now()
        chunk = RecordingChunk(
            id=self._ids.new_id(),
            seq=usage.next_seq,
            at_ms=of.compute_piece_start_ms(
                piece,
                previous=await self._videos.find_previous_chunk(
                    work, session_id, "voice", usage.next_seq
                ),
                consented_at=since,
            ),
            duration_ms=piece.duration_ms,
            is_file_start=True,
            object=stored_object,
            consent_version=recording.consent_version,
            kept_at=now,
            position=piece.position,
        )
        await self._videos.add_chunk(work, recording, chunk, forget_at=now + of.CHUNK_RETENTION)
        await self._log_chunk(work, recording, chunk)
        return StoreRecordingChunkResult(chunk, is_new=True)

    async def _check_duplicate(
        self, stored_chunk: RecordingChunk, body: AsyncIterable[bytes]
    ) -> StoreRecordingChunkResult:
        digest, size = hashlib.sha256(), 0
        async for block in body:
            size += len(block)
            if size > self._max_bytes:
                raise UploadTooLargeError
            digest.update(block)
        if digest.digest() != stored_chunk.object.sha256:
            raise of.VideoChunkConflictError
        return StoreRecordingChunkResult(stored_chunk, is_new=False)

    async def _store(
        self,
        session_address: RecordedSessionAddress,
        content: AsyncIterator[bytes],
        record: Callable[[UnitOfWork, StoredObject], Awaitable[StoreRecordingChunkResult]],
    ) -> StoreRecordingChunkResult:
        """Store the object first, then ``record`` its row; without a row the object is deleted."""
        name, is_ours = ObjectName(session_address.tenant_id, self._ids.new_id()), False
        written = await self._contents.write(name, content, limit=self._max_bytes)
        try:
            if written.size == 0:
                raise EmptyUploadError
            await failpoint("media.before_commit")
            async with self._open_work(session_address.tenant_id) as work:
                chunk = await record(work, written)
                is_ours = chunk.is_new
        finally:
            # If a commit's answer was lost, the row may exist: leave the object to the clean-up job.
            if not is_ours:
                await self._contents.delete(name)
        return chunk

    async def _record_chunk(
        self,
        work: UnitOfWork,
        session_address: RecordedSessionAddress,
        metadata: VideoChunkMetadata,
        stored_object: StoredObject,
        *,
        is_file_start: bool,
    ) -> StoreRecordingChunkResult:
        # Lock the recording first, to serialize with consent withdrawal and erasure of the person.
        recording = _require_consent(
            await self._videos.lock_recording(work, session_address.session_id, "video")
        )
        existing = await self._videos.find_chunk(
            work, session_address.session_id, "video", metadata.seq
        )
        if existing is not None:
            if existing.object.sha256 != stored_object.sha256:
                raise of.VideoChunkConflictError
            return StoreRecordingChunkResult(existing, is_new=False)
        await self._check_usage(
            work,
            session_address,
            "video",
            size=stored_object.size,
            duration_ms=metadata.duration_ms,
        )
        now = self._clock.now()
        piece = RecordingChunk(
            id=self._ids.new_id(),
            seq=metadata.seq,
            at_ms=of.compute_chunk_start_ms(
                metadata,
                previous=await self._videos.find_previous_chunk(
                    work, session_address.session_id, "video", metadata.seq
                ),
                consented_at=recording.answered_at,
                now=now,
            ),
            duration_ms=metadata.duration_ms,
            is_file_start=is_file_start,
            object=stored_object,
            consent_version=recording.consent_version,
            kept_at=now,
        )
        await self._videos.add_chunk(work, recording, piece, forget_at=now + of.CHUNK_RETENTION)
        await self._publish_chunk(work, recording, piece)
        return StoreRecordingChunkResult(piece, is_new=True)

    async def _publish_chunk(
        self, work: UnitOfWork, recording: Recording, chunk: RecordingChunk
    ) -> None:
        """Publish the event and append to the session's log, in the transaction that inserts the chunk."""
        stored = VideoChunkStored(
            session_id=str(recording.session_id),
            chunk=chunk.seq,
            timestamp_ms=chunk.at_ms,
            path=chunk_path(recording.session_id, chunk.seq),
            size_bytes=chunk.object.size,
            duration_ms=chunk.duration_ms,
            content_type=WEBM_CONTENT_TYPE,
            sha256=chunk.object.sha256.hex(),
        )
        await work.publish(stored, run_id=recording.run_id, interview_id=recording.interview_id)
        await self._log_chunk(work, recording, chunk)

    async def _log_chunk(
        self, work: UnitOfWork, recording: Recording, chunk: RecordingChunk
    ) -> None:
        if not recording.is_told:
            await log_recording_start(
                work, self._videos, self._sessions, recording.session_id, recording.kind
            )
        note = RecordingLogEntry(
            kind="stored",
            artifact_type=RECORDING_ARTIFACTS[recording.kind],
            chunk=chunk.seq,
            size=chunk.object.size,
            duration_ms=chunk.duration_ms,
            sha256=chunk.object.sha256.hex(),
        )
        await self._sessions.append_log_entry(work, recording.session_id, note)

    async def _check_not_late(self, work: UnitOfWork, recording: Recording) -> None:
        """Accept the last chunks for a short time after the end; raise ``RecordingEndedError`` later."""
        if not await self._sessions.is_over(work, recording.session_id):
            return
        session = await self._sessions.get_session(work, recording.session_id)
        if session.ended_at is None or self._clock.now() > session.ended_at + of.LATE_CHUNK_GRACE:
            raise of.RecordingEndedError

    async def _check_usage(
        self,
        work: UnitOfWork,
        session_address: RecordedSessionAddress,
        kind: RecordingKind,
        *,
        size: int,
        duration_ms: int,
    ) -> RecordingUsage:
        """Return what is stored so far; raise ``RecordingFullError`` if one more chunk is too much."""
        usage = await self._videos.get_usage(work, session_address.session_id, kind)
        usage.check_limits(size=size, duration_ms=duration_ms)
        return usage


class _ChunkBodyReader:
    """Passes on the bytes of a chunk after checking how they begin."""

    def __init__(self, body: AsyncIterable[bytes], *, is_first: bool) -> None:
        self._body = body
        self._is_first = is_first
        self.is_file_start = False

    async def read(self) -> AsyncIterator[bytes]:
        """Yield the bytes; raise ``NotWebmError`` if the first chunk does not begin like a WebM file."""
        head: bytes | None = b""
        async for block in self._body:
            if head is None:
                yield block
                continue
            head += block
            if len(head) >= len(EBML_MARK):
                self._check_file_start(head)
                yield head
                head = None
        if head:
            self._check_file_start(head)
            yield head

    def _check_file_start(self, head: bytes) -> None:
        self.is_file_start = head.startswith(EBML_MARK)
        if self._is_first and not self.is_file_start:
            raise NotWebmError


def _require_consent(recording: Recording | None) -> Recording:
    if recording is None or not recording.is_agreed:
        raise of.VideoConsentRequiredError
    return recording
