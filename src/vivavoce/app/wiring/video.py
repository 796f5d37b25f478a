"""Builds video: live knows which sessions have video, media stores it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from vivavoce.app.platform import Platform
from vivavoce.contracts.video import SessionVideoContext, VideoLogEntry
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.usecases.session_video import SessionVideoFacade
from vivavoce.live.usecases.view_session import ViewSession
from vivavoce.media.adapters.encrypted_contents import EncryptedObjectContents
from vivavoce.media.adapters.videos_postgres import PostgresVideoRepository
from vivavoce.media.domain.video import MAX_CHUNK_BYTES, VideoSessionAddress
from vivavoce.media.facade import VideoConnections
from vivavoce.media.ports import (
    MediaSessionAccess,
    ObjectStore,
    VideoRateLimiter,
    VideoSessionAccess,
    VideoSessions,
)
from vivavoce.media.routes import VideoUseCases
from vivavoce.media.usecases.read_video import ReadVideo
from vivavoce.media.usecases.store_video_chunk import StoreVideoChunk
from vivavoce.media.usecases.video_connection import (
    SendFrame,
    SocketVideoConnection,
    SocketVideoConnectionFactory,
)
from vivavoce.media.usecases.video_consent import RecordVideoConsent


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


class VideoPolicy(Protocol):
    """The organization's policy on video (tenancy)."""

    async def allows_video(self, work: UnitOfWork) -> bool:
        """Return whether candidates may be asked for video of themselves."""


class LiveVideoSessions:
    """Live sessions as media sees them."""

    def __init__(self, feed: SessionVideoFacade, policy: VideoPolicy) -> None:
        self._feed = feed
        self._policy = policy

    async def find_by_handle(self, handle: str) -> VideoSessionAddress | None:
        """Return the session of a candidate's ``handle``, or None."""
        found = await self._feed.find_by_handle(handle)
        return None if found is None else VideoSessionAddress(found.tenant_id, found.session_id)

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
            seen = await self._viewers.get_readable_session(work, caller, reference)
        if seen.session_id is None:
            raise NotFoundError
        return VideoSessionAddress(caller.tenant_id, seen.session_id)


def build_video_use_cases(
    platform: Platform,
    store: ObjectStore,
    *,
    sessions: VideoSessions,
    viewers: MediaSessionAccess,
    session_viewers: VideoSessionAccess,
    rate_limiter: VideoRateLimiter,
    max_bytes: int = MAX_CHUNK_BYTES,
) -> tuple[VideoUseCases, VideoConnections]:
    """Return the video use cases on a store, and the handler for socket messages."""
    kept, contents = PostgresVideoRepository(platform.vault), EncryptedObjectContents(store)
    keep = StoreVideoChunk(
        open_work=platform.open_work,
        videos=kept,
        sessions=sessions,
        access=viewers,
        contents=contents,
        rate_limiter=rate_limiter,
        clock=platform.clock,
        ids=platform.ids,
        max_bytes=max_bytes,
    )
    answer = RecordVideoConsent(
        open_work=platform.open_work,
        videos=kept,
        sessions=sessions,
        clock=platform.clock,
        ids=platform.ids,
    )
    show = ReadVideo(
        open_work=platform.open_work, videos=kept, access=session_viewers, contents=contents
    )
    cases = VideoUseCases(sessions=sessions, store_chunk=keep, read_video=show)
    return cases, VideoConnections(
        SocketVideoConnectionFactory(record_consent=answer, store_chunk=keep, clock=platform.clock)
    )


def build_video(
    platform: Platform,
    store: ObjectStore,
    *,
    feed: SessionVideoFacade,
    policy: VideoPolicy,
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
        session_viewers=SessionVideoViewers(platform, view_session, viewers),
        rate_limiter=rate_limiter,
    )


def _parse_session_id(reference: str) -> SessionId | None:
    try:
        return SessionId(UUID(reference))
    except ValueError:
        return None
