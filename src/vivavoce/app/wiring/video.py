"""Builds recordings: live knows what is recorded of a session, media stores it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.contracts.video import (
    RecordedSession,
    RecordingKind,
    RecordingLogEntry,
    SpokenPassage,
)
from vivavoce.infra.rate_limiter import AttemptCounter, RateLimiter
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.usecases.read_session import ViewSession
from vivavoce.live.usecases.session_log_updates import SessionRecordingFacade
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.adapters.opus_sound import OpusSoundCodec
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.media.domain.video import MAX_CHUNK_BYTES, RecordedSessionAddress
from vivavoce.media.ports import (
    MediaSessionAccess,
    ObjectStore,
    VideoSessions,
    ViewableVideoSessionFinder,
)
from vivavoce.media.routes import VideoUseCases
from vivavoce.media.usecases.read_voice import ReadVoice
from vivavoce.media.usecases.store_video_chunk import StoreRecordingChunk
from vivavoce.media.usecases.video_connection import (
    RecordingConnections,
    SendFrame,
    SocketRecordings,
)
from vivavoce.media.usecases.video_consent import AnswerRecordingConsent, ReadVideo


@dataclass(slots=True)
class LateBoundRecordings:
    """Recording connections that are built after the sockets that need them."""

    recordings: RecordingConnections | None = None

    def open(
        self,
        tenant_id: TenantId,
        session_id: SessionId,
        *,
        is_framed: bool,
        is_practice: bool = False,
        send: SendFrame,
    ) -> SocketRecordings:
        """Return the recording side of a connection."""
        if self.recordings is None:
            raise RuntimeError("the sockets were opened before wiring was complete")
        return self.recordings.open(
            tenant_id, session_id, is_framed=is_framed, is_practice=is_practice, send=send
        )


class LiveVideoSessions:
    """Live sessions as media sees them."""

    def __init__(self, feed: SessionRecordingFacade, policy: TenantPolicies) -> None:
        self._feed = feed
        self._policy = policy

    async def find_by_handle(self, handle: str) -> RecordedSessionAddress | None:
        """Return the session of a candidate's ``handle``, or None."""
        address = await self._feed.find_by_handle(handle)
        return (
            None
            if address is None
            else RecordedSessionAddress(address.tenant_id, address.session_id)
        )

    async def get_session(self, work: UnitOfWork, session_id: SessionId) -> RecordedSession:
        """Return a session, or raise ``NotFoundError``."""
        session = await self._feed.get_session(work, session_id)
        allowed: set[RecordingKind] = set()
        if await self._policy.allows_video(work):
            allowed.add("video")
        # Who practices decides for themselves what they keep of their own voice, as of their own video.
        if session.visibility == "person" or await self._policy.allows_voice_recording(work):
            allowed.add("voice")
        return replace(session, offered_kinds=session.offered_kinds & allowed)

    async def is_over(self, work: UnitOfWork, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFoundError`` if it is unknown."""
        return await self._feed.is_over(work, session_id)

    async def list_spoken_passages(
        self, work: UnitOfWork, session_id: SessionId
    ) -> Sequence[SpokenPassage]:
        """Return what the candidate said aloud, in order; raise ``NotFoundError``."""
        return await self._feed.list_spoken_passages(work, session_id)

    async def append_log_entry(
        self, work: UnitOfWork, session_id: SessionId, entry: RecordingLogEntry
    ) -> None:
        """Append an entry to the session's log when ``work`` commits."""
        await self._feed.append_log_entry(work, session_id, entry)


class SessionRecordingViewers:
    """Who may watch or hear a recording: who may view the session, and staff who assigned the practice."""

    def __init__(self, platform: Platform, look: ViewSession, viewers: MediaSessionAccess) -> None:
        self._open_work = platform.open_work
        self._look = look
        self._viewers = viewers

    async def get_viewable_session(self, caller: Caller, reference: str) -> RecordedSessionAddress:
        """Return a session whose video the caller may watch, by its id or by its practice id."""
        session_id = _parse_session_id(reference)
        if session_id is not None:
            await self._look(caller, session_id)
            return RecordedSessionAddress(caller.tenant_id, session_id)
        async with self._open_work(caller.tenant_id) as work:
            readable_session = await self._viewers.get_readable_session(work, caller, reference)
        if readable_session.session_id is None:
            raise NotFoundError
        return RecordedSessionAddress(caller.tenant_id, readable_session.session_id)


def build_video_use_cases(
    platform: Platform,
    store: ObjectStore,
    *,
    sessions: VideoSessions,
    viewers: MediaSessionAccess,
    find_viewable_session: ViewableVideoSessionFinder,
    rate_limiter: AttemptCounter,
    max_bytes: int = MAX_CHUNK_BYTES,
) -> tuple[VideoUseCases, RecordingConnections]:
    """Return the video use cases on a store, and the handler for socket messages."""
    videos, contents = PostgresRecordingRepository(platform.vault), EncryptedObjectContents(store)
    store_chunk = StoreRecordingChunk(
        open_work=platform.open_work,
        videos=videos,
        sessions=sessions,
        access=viewers,
        contents=contents,
        rate_limiter=rate_limiter,
        clock=platform.clock,
        ids=platform.ids,
        max_bytes=max_bytes,
    )
    record_consent = AnswerRecordingConsent(
        open_work=platform.open_work,
        videos=videos,
        sessions=sessions,
        clock=platform.clock,
        ids=platform.ids,
    )
    read_video = ReadVideo(
        open_work=platform.open_work,
        videos=videos,
        find_session=find_viewable_session,
        contents=contents,
    )
    codec = OpusSoundCodec()
    read_voice = ReadVoice(
        open_work=platform.open_work,
        videos=videos,
        sessions=sessions,
        find_session=find_viewable_session,
        contents=contents,
        codec=codec,
    )
    cases = VideoUseCases(
        sessions=sessions, store_chunk=store_chunk, read_video=read_video, read_voice=read_voice
    )
    return cases, RecordingConnections(
        record_consent=record_consent,
        store_chunk=store_chunk,
        sound_codec=codec,
        clock=platform.clock,
    )


def build_recordings(
    platform: Platform,
    store: ObjectStore,
    *,
    feed: SessionRecordingFacade,
    policy: TenantPolicies,
    view_session: ViewSession,
    viewers: MediaSessionAccess,
    rate_limiter: RateLimiter,
) -> tuple[VideoUseCases, RecordingConnections]:
    """Return the recordings of video and voice with their production adapters."""
    return build_video_use_cases(
        platform,
        store,
        sessions=LiveVideoSessions(feed, policy),
        viewers=viewers,
        find_viewable_session=SessionRecordingViewers(
            platform, view_session, viewers
        ).get_viewable_session,
        rate_limiter=rate_limiter,
    )


def _parse_session_id(reference: str) -> SessionId | None:
    try:
        return SessionId(UUID(reference))
    except ValueError:
        return None
