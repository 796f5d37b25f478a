"""Builds video: live knows which sessions have video, media stores it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.contracts.video import SessionVideoContext, VideoLogEntry
from vivavoce.infra.rate_limiter import AttemptCounter, RateLimiter
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.usecases.read_session import ViewSession
from vivavoce.live.usecases.session_log_updates import SessionVideoFacade
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.adapters.videos_postgres import PostgresVideoRepository
from vivavoce.media.domain.video import MAX_CHUNK_BYTES, VideoSessionAddress
from vivavoce.media.ports import (
    MediaSessionAccess,
    ObjectStore,
    VideoSessions,
    ViewableVideoSessionFinder,
)
from vivavoce.media.routes import VideoUseCases
from vivavoce.media.usecases.store_video_chunk import StoreVideoChunk
from vivavoce.media.usecases.video_connection import (
    SendFrame,
    SocketVideoConnection,
    VideoConnections,
)
from vivavoce.media.usecases.video_consent import ReadVideo, RecordVideoConsent


@dataclass(slots=True)
class LateBoundVideo:
    """Video connections that are built after the sockets that need them."""

    videos: VideoConnections | None = None

    def open(
        self, tenant_id: TenantId, session_id: SessionId, *, is_framed: bool, send: SendFrame
    ) -> SocketVideoConnection:
        """Return the video side of a connection."""
        if self.videos is None:
            raise RuntimeError("the sockets were opened before wiring was complete")
        return self.videos.open(tenant_id, session_id, is_framed=is_framed, send=send)


class LiveVideoSessions:
    """Live sessions as media sees them."""

    def __init__(self, feed: SessionVideoFacade, policy: TenantPolicies) -> None:
        self._feed = feed
        self._policy = policy

    async def find_by_handle(self, handle: str) -> VideoSessionAddress | None:
        """Return the session of a candidate's ``handle``, or None."""
        address = await self._feed.find_by_handle(handle)
        return (
            None if address is None else VideoSessionAddress(address.tenant_id, address.session_id)
        )

    async def get_session(self, work: UnitOfWork, session_id: SessionId) -> SessionVideoContext:
        """Return a session, or raise ``NotFoundError``."""
        session = await self._feed.get_session(work, session_id)
        is_offered = session.is_offered and await self._policy.allows_video(work)
        return replace(session, is_offered=is_offered)

    async def is_over(self, work: UnitOfWork, session_id: SessionId) -> bool:
        """Return whether a session has ended; raise ``NotFoundError`` if it is unknown."""
        return await self._feed.is_over(work, session_id)

    async def append_log_entry(
        self, work: UnitOfWork, session_id: SessionId, entry: VideoLogEntry
    ) -> None:
        """Append an entry to the session's log when ``work`` commits."""
        await self._feed.append_log_entry(work, session_id, entry)


class SessionVideoViewers:
    """Who may watch a video: all who may view the session, and staff who assigned the practice."""

    def __init__(self, platform: Platform, look: ViewSession, viewers: MediaSessionAccess) -> None:
        self._open_work = platform.open_work
        self._look = look
        self._viewers = viewers

    async def get_viewable_session(self, caller: Caller, reference: str) -> VideoSessionAddress:
        """Return a session whose video the caller may watch, by its id or by its practice id."""
        session_id = _parse_session_id(reference)
        if session_id is not None:
            await self._look(caller, session_id)
            return VideoSessionAddress(caller.tenant_id, session_id)
        async with self._open_work(caller.tenant_id) as work:
            readable_session = await self._viewers.get_readable_session(work, caller, reference)
        if readable_session.session_id is None:
            raise NotFoundError
        return VideoSessionAddress(caller.tenant_id, readable_session.session_id)


def build_video_use_cases(
    platform: Platform,
    store: ObjectStore,
    *,
    sessions: VideoSessions,
    viewers: MediaSessionAccess,
    find_viewable_session: ViewableVideoSessionFinder,
    rate_limiter: AttemptCounter,
    max_bytes: int = MAX_CHUNK_BYTES,
) -> tuple[VideoUseCases, VideoConnections]:
    """Return the video use cases on a store, and the handler for socket messages."""
    videos, contents = PostgresVideoRepository(platform.vault), EncryptedObjectContents(store)
    store_chunk = StoreVideoChunk(
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
    record_consent = RecordVideoConsent(
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
    cases = VideoUseCases(sessions=sessions, store_chunk=store_chunk, read_video=read_video)
    return cases, VideoConnections(
        record_consent=record_consent, store_chunk=store_chunk, clock=platform.clock
    )


def build_video(
    platform: Platform,
    store: ObjectStore,
    *,
    feed: SessionVideoFacade,
    policy: TenantPolicies,
    view_session: ViewSession,
    viewers: MediaSessionAccess,
    rate_limiter: RateLimiter,
) -> tuple[VideoUseCases, VideoConnections]:
    """Return video with its production adapters."""
    return build_video_use_cases(
        platform,
        store,
        sessions=LiveVideoSessions(feed, policy),
        viewers=viewers,
        find_viewable_session=SessionVideoViewers(
            platform, view_session, viewers
        ).get_viewable_session,
        rate_limiter=rate_limiter,
    )


def _parse_session_id(reference: str) -> SessionId | None:
    try:
        return SessionId(UUID(reference))
    except ValueError:
        return None
