"""Consent to video recording, and reading a recording.

Consent is separate from the interview, and never required for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from vivavoce.contracts.video import SessionVideoContext, VideoConsentText, VideoLogEntry
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.adapters.videos_postgres import PostgresVideoRepository
from vivavoce.media.domain.artifact import ArtifactType
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.video import (
    VIDEO_CONSENT_TEXT,
    RecordingEndedError,
    RecordingNotFoundError,
    VideoChunk,
    VideoChunkNotFoundError,
    VideoConsent,
    VideoConsentTextChangedError,
    VideoNotOfferedError,
    VideoRecording,
    VideoSessionAddress,
    VideoUploadStatus,
    resolve_consent,
    split_byte_range_by_chunk,
)
from vivavoce.media.ports import ObjectMissingError, VideoSessions, ViewableVideoSessionFinder

VIDEO_ARTIFACT_TYPE = str(ArtifactType.SESSION_VIDEO)


class RecordVideoConsent:
    """Records a candidate's answer about video recording; without an answer nothing is recorded."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        videos: PostgresVideoRepository,
        sessions: VideoSessions,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._videos = videos
        self._sessions = sessions
        self._clock = clock
        self._ids = ids

    async def get_status(self, session_address: VideoSessionAddress) -> VideoUploadStatus:
        """Return whether the candidate agrees to the current text, and where their upload continues."""
        async with self._open_work(session_address.tenant_id) as work:
            recording = await self._videos.find_recording(work, session_address.session_id)
            if recording is None or (
                recording.is_agreed and recording.consent_version != VIDEO_CONSENT_TEXT.version
            ):
                return VideoUploadStatus(None)
            if not recording.is_agreed:
                return VideoUploadStatus(False)
            answer = resolve_consent(
                await self._videos.list_consents(work, session_address.session_id)
            )
            extent = await self._videos.get_usage(work, session_address.session_id)
        since = answer.answered_at or recording.answered_at
        recording_ms = int((self._clock.now() - since).total_seconds() * 1000)
        return VideoUploadStatus(True, extent.next_seq, max(0, recording_ms))

    async def __call__(
        self, session_address: VideoSessionAddress, *, is_accepted: bool, version: str | None = None
    ) -> None:
        """Store an answer. A candidate who withdraws consent has the whole recording of the session deleted.

        Raises ``VideoNotOfferedError`` if video is not offered, ``VideoConsentTextChangedError`` if another
        text was agreed to, and ``RecordingEndedError`` after the interview.
        """
        if is_accepted and version not in (None, VIDEO_CONSENT_TEXT.version):
            raise VideoConsentTextChangedError
        async with self._open_work(session_address.tenant_id) as work:
            session = await self._sessions.get_session(work, session_address.session_id)
            former = await self._videos.lock_recording(work, session_address.session_id)
            if is_accepted and not session.is_offered:
                raise VideoNotOfferedError
            if is_accepted and session.ended_at is not None:
                raise RecordingEndedError
            if is_unchanged_answer(former, VIDEO_CONSENT_TEXT, is_accepted=is_accepted):
                return
            if former is not None and not is_accepted:
                await self._stop_recording(work, former)
            await record_consent(
                work,
                self._videos,
                session,
                VIDEO_CONSENT_TEXT,
                is_accepted=is_accepted,
                clock=self._clock,
                ids=self._ids,
            )

    async def _stop_recording(self, work: UnitOfWork, recording: VideoRecording) -> None:
        forgotten = await self._videos.delete_chunks(work, recording.session_id)
        if recording.is_told:
            note = VideoLogEntry(kind="stopped", artifact_type=VIDEO_ARTIFACT_TYPE, chunk=forgotten)
            await self._sessions.append_log_entry(work, recording.session_id, note)


def is_unchanged_answer(
    previous: VideoRecording | None, text: VideoConsentText, *, is_accepted: bool
) -> bool:
    """Return whether the previous answer was the same, to the same text version."""
    if previous is None:
        return False
    return previous.is_agreed == is_accepted and previous.consent_version == text.version


async def record_consent(
    work: UnitOfWork,
    videos: PostgresVideoRepository,
    session: SessionVideoContext,
    text: VideoConsentText,
    *,
    is_accepted: bool,
    clock: Clock,
    ids: IdGenerator,
) -> VideoRecording:
    """Store an answer about recording ``session`` and return the resulting recording."""
    recording = VideoRecording(
        session_id=session.session_id,
        interview_id=session.interview_id,
        run_id=session.run_id,
        person_id=session.person_id,
        consent_version=text.version,
        is_agreed=is_accepted,
        is_told=False,
        answered_at=clock.now(),
    )
    await videos.record_consent(work, recording, text, consent_id=ids.new_id())
    return recording


@dataclass(frozen=True, slots=True)
class ChunkedVideo:
    """The chunks of a session's recording, in order."""

    session_address: VideoSessionAddress
    chunks: Sequence[VideoChunk]


@dataclass(frozen=True, slots=True)
class VideoWithConsent:
    """All chunks of a session's recording, and the candidate's consent."""

    video: ChunkedVideo
    consent: VideoConsent


class ReadVideo:
    """Reads recordings for callers who may watch them."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        videos: PostgresVideoRepository,
        find_session: ViewableVideoSessionFinder,
        contents: EncryptedObjectContents,
    ) -> None:
        self._open_work = open_work
        self._videos = videos
        self._find_session = find_session
        self._contents = contents

    async def __call__(self, caller: Caller, reference: str) -> VideoWithConsent:
        """Return the stored chunks of a session's recording, if any, and the consent.

        Raises ``NotFoundError``, ``ForbiddenError`` or ``DataErasedError``.
        """
        address = await self._find_session(caller, reference)
        async with self._open_work(address.tenant_id) as work:
            answers = await self._videos.list_consents(work, address.session_id)
            video = ChunkedVideo(address, await self._videos.list_chunks(work, address.session_id))
            return VideoWithConsent(video, resolve_consent(answers))

    async def get_video(self, caller: Caller, reference: str) -> ChunkedVideo:
        """Return a recording to play; raise ``RecordingNotFoundError`` if it has no chunks."""
        video = (await self(caller, reference)).video
        if not video.chunks:
            raise RecordingNotFoundError
        return video

    async def get_chunk(self, caller: Caller, reference: str, seq: int) -> ChunkedVideo:
        """Return a recording of only this chunk, or raise ``VideoChunkNotFoundError``."""
        address = await self._find_session(caller, reference)
        async with self._open_work(address.tenant_id) as work:
            piece = await self._videos.find_chunk(work, address.session_id, seq)
        if piece is None:
            raise VideoChunkNotFoundError
        return ChunkedVideo(address, (piece,))

    async def check_objects(self, video: ChunkedVideo, byte_range: ByteRange) -> None:
        """Raise ``ObjectMissingError`` unless all objects of ``byte_range`` are in the store."""
        for piece, _ in split_byte_range_by_chunk(video.chunks, byte_range):
            if not await self._contents.exists(piece.object):
                raise ObjectMissingError

    async def stream(self, video: ChunkedVideo, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the bytes of ``byte_range`` of the joined chunks."""
        for piece, within in split_byte_range_by_chunk(video.chunks, byte_range):
            async for block in self._contents.read(piece.object, within):
                yield block
