"""Consent to recordings of the video and of the voice, and reading a video.

Consent is separate from the interview, and never required for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.video import (
    RECORDING_ARTIFACTS,
    RecordedSession,
    RecordingConsentText,
    RecordingKind,
    RecordingLogEntry,
)
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, SessionId
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.media.domain.artifact import StoredObject, split_byte_range
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.video import (
    RecordedSessionAddress,
    Recording,
    RecordingChunk,
    RecordingConsent,
    RecordingEndedError,
    RecordingNotFoundError,
    VideoChunkNotFoundError,
    VideoConsentTextChangedError,
    VideoNotOfferedError,
    VideoUploadStatus,
    VoiceConsentTextChangedError,
    VoiceRecordingNotOfferedError,
    choose_consent_text,
    is_present_text,
    list_consent_texts,
    resolve_consent,
)
from vivavoce.media.ports import ObjectMissingError, VideoSessions, ViewableVideoSessionFinder

_REFUSALS = {
    "video": (VideoNotOfferedError, VideoConsentTextChangedError),
    "voice": (VoiceRecordingNotOfferedError, VoiceConsentTextChangedError),
}
"""What refuses a yes to each kind: it is not offered, or another text was agreed to."""


class AnswerRecordingConsent:
    """Records a candidate's answer about a recording; without an answer nothing is recorded."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        videos: PostgresRecordingRepository,
        sessions: VideoSessions,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._videos = videos
        self._sessions = sessions
        self._clock = clock
        self._ids = ids

    async def get_session(self, session_address: RecordedSessionAddress) -> RecordedSession:
        """Return the session, which decides about the text that is asked; this reads its whole log."""
        async with self._open_work(session_address.tenant_id) as work:
            return await self._sessions.get_session(work, session_address.session_id)

    async def get_status(
        self, session_address: RecordedSessionAddress, kind: RecordingKind
    ) -> VideoUploadStatus:
        """Return whether the candidate agrees to a present text, and where the recording continues."""
        async with self._open_work(session_address.tenant_id) as work:
            recording = await self._videos.find_recording(work, session_address.session_id, kind)
            if recording is None or (
                recording.is_agreed and not is_present_text(kind, recording.consent_version)
            ):
                return VideoUploadStatus(None)
            if not recording.is_agreed:
                return VideoUploadStatus(False)
            answer = resolve_consent(
                await self._videos.list_consents(work, session_address.session_id, kind)
            )
            extent = await self._videos.get_usage(work, session_address.session_id, kind)
        since = answer.answered_at or recording.answered_at
        recording_ms = int((self._clock.now() - since).total_seconds() * 1000)
        return VideoUploadStatus(True, extent.next_seq, max(0, recording_ms))

    async def __call__(
        self,
        session_address: RecordedSessionAddress,
        kind: RecordingKind,
        *,
        is_accepted: bool,
        version: str | None = None,
    ) -> None:
        """Store an answer. A candidate who withdraws consent has all that was recorded of this kind deleted.

        A person who practices has the voice of every attempt deleted: the recording is one to them.

        Raises ``VideoNotOfferedError`` or ``VoiceRecordingNotOfferedError`` if this is not offered,
        ``VideoConsentTextChangedError`` or ``VoiceConsentTextChangedError`` if another text was agreed to,
        and ``RecordingEndedError`` after the interview.
        """
        not_offered, text_changed = _REFUSALS[kind]
        async with self._open_work(session_address.tenant_id) as work:
            session = await self._sessions.get_session(work, session_address.session_id)
            setting = session.voice_setting
            versions = [text.version for text in list_consent_texts(kind, setting)]
            if is_accepted and version is not None and version not in versions:
                raise text_changed
            text = choose_consent_text(
                kind, language=session.language, version=version, setting=setting
            )
            if kind == "voice" and session.visibility == "person" and not is_accepted:
                await self._withdraw_from_other_attempts(work, session, text)
            former = await self._videos.lock_recording(work, session_address.session_id, kind)
            if is_accepted and kind not in session.offered_kinds:
                raise not_offered
            if is_accepted and session.ended_at is not None:
                raise RecordingEndedError
            if _is_unchanged_answer(former, is_accepted=is_accepted):
                return
            if former is not None and not is_accepted:
                await self._stop_recording(work, former)
            await record_consent(
                work,
                self._videos,
                session,
                kind,
                text,
                is_accepted=is_accepted,
                clock=self._clock,
                ids=self._ids,
            )
            if is_accepted and kind == "voice":
                # The interviewer is asked what is recorded: the log says so from the yes on.
                await log_recording_start(
                    work, self._videos, self._sessions, session.session_id, kind
                )

    async def _withdraw_from_other_attempts(
        self, work: UnitOfWork, session: RecordedSession, text: RecordingConsentText
    ) -> None:
        # All are locked in one order, so that two pages that withdraw at once do not block each other.
        for recording in await self._videos.lock_interview_recordings(
            work, session.interview_id, "voice"
        ):
            if recording.session_id == session.session_id or not recording.is_agreed:
                continue
            await self._stop_recording(work, recording)
            await record_consent(
                work,
                self._videos,
                replace(session, session_id=recording.session_id),
                "voice",
                text,
                is_accepted=False,
                clock=self._clock,
                ids=self._ids,
            )

    async def _stop_recording(self, work: UnitOfWork, recording: Recording) -> None:
        forgotten = await self._videos.delete_chunks(work, recording.session_id, recording.kind)
        if recording.is_told:
            note = RecordingLogEntry(
                kind="stopped", artifact_type=RECORDING_ARTIFACTS[recording.kind], chunk=forgotten
            )
            await self._sessions.append_log_entry(work, recording.session_id, note)


def _is_unchanged_answer(previous: Recording | None, *, is_accepted: bool) -> bool:
    """Return whether the previous answer was the same, to a present text."""
    if previous is None or previous.is_agreed != is_accepted:
        return False
    return is_present_text(previous.kind, previous.consent_version)


async def log_recording_start(
    work: UnitOfWork,
    videos: PostgresRecordingRepository,
    sessions: VideoSessions,
    session_id: SessionId,
    kind: RecordingKind,
) -> None:
    """Append the start of a recording to the session's log when ``work`` commits."""
    began = RecordingLogEntry(kind="started", artifact_type=RECORDING_ARTIFACTS[kind])
    await sessions.append_log_entry(work, session_id, began)
    await videos.mark_start_logged(work, session_id, kind)


async def record_consent(
    work: UnitOfWork,
    videos: PostgresRecordingRepository,
    session: RecordedSession,
    kind: RecordingKind,
    text: RecordingConsentText,
    *,
    is_accepted: bool,
    clock: Clock,
    ids: IdGenerator,
) -> Recording:
    """Store an answer about recording ``session`` and return the resulting recording."""
    recording = Recording(
        kind=kind,
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

    session_address: RecordedSessionAddress
    chunks: Sequence[RecordingChunk]


@dataclass(frozen=True, slots=True)
class VideoWithConsent:
    """All chunks of a session's recording, and the candidate's consent."""

    video: ChunkedVideo
    consent: RecordingConsent


class ReadVideo:
    """Reads recordings for callers who may watch them."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        videos: PostgresRecordingRepository,
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
            answers = await self._videos.list_consents(work, address.session_id, "video")
            video = ChunkedVideo(
                address, await self._videos.list_chunks(work, address.session_id, "video")
            )
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
            piece = await self._videos.find_chunk(work, address.session_id, "video", seq)
        if piece is None:
            raise VideoChunkNotFoundError
        return ChunkedVideo(address, (piece,))

    async def check_objects(self, video: ChunkedVideo, byte_range: ByteRange) -> None:
        """Raise ``ObjectMissingError`` unless all objects of ``byte_range`` are in the store."""
        for stored, _ in split_byte_range(_objects(video), byte_range):
            if not await self._contents.exists(stored):
                raise ObjectMissingError

    async def stream(self, video: ChunkedVideo, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the bytes of ``byte_range`` of the joined chunks."""
        for stored, within in split_byte_range(_objects(video), byte_range):
            async for block in self._contents.read(stored, within):
                yield block


def _objects(video: ChunkedVideo) -> list[StoredObject]:
    return [chunk.object for chunk in video.chunks]
