"""Builds media: the object store, signed links, artifacts of the log, and uploads of recordings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.app.wiring.video import build_recordings
from vivavoce.contracts.interview import (
    InterviewSnapshot,
    format_practice_session_id,
    parse_practice_session_id,
)
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.adapters.postgres_event_store import PostgresEventStore
from vivavoce.live.domain.event_codec import encode
from vivavoce.live.ports import EventStore, SessionAddress
from vivavoce.live.usecases.read_session import ReadTranscript, ViewSession
from vivavoce.live.usecases.session_log_updates import SessionRecordingFacade
from vivavoce.media.adapters.artifacts_postgres import (
    PostgresArtifactRepository,
    list_tenants_to_clean_up,
)
from vivavoce.media.adapters.object_store import EncryptedObjectContents, FolderObjectStore
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.media.domain.artifact import SessionProgress, ViewableSession
from vivavoce.media.domain.video import MAX_CHUNK_BYTES
from vivavoce.media.ports import MediaSessionAccess, ObjectStore, SessionLogReader
from vivavoce.media.routes import (
    MediaUseCases,
    build_artifact_router,
    build_link_router,
    build_recording_router,
)
from vivavoce.media.usecases.artifact_link import (
    LINK_PATH,
    DownloadArtifact,
    GetArtifactLink,
    LinkSigner,
    StoreArtifact,
)
from vivavoce.media.usecases.clean_up import CleanUpMedia
from vivavoce.media.usecases.store_video_chunk import RECORDING_PATH as FILM_PATH
from vivavoce.media.usecases.uploads import (
    MAX_UPLOAD_BYTES,
    ConfirmUpload,
    CreateUploadTicket,
    ReceiveUpload,
)
from vivavoce.media.usecases.video_connection import RecordingConnections
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.ports import PracticeInterviewService
from vivavoce.practice.usecases.own_practice import PracticeAccess, PracticeSessionNotFoundError

_LINK_KEY_PURPOSE = "media-link"
BODY_LIMITS = {f"{LINK_PATH}/": MAX_UPLOAD_BYTES, f"{FILM_PATH}/": MAX_CHUNK_BYTES}
"""Paths with larger bodies: recordings on their upload links, and video chunks."""
_ONGOING_STATES = frozenset({"IN_PROGRESS"})
_ENDED_STATES = frozenset({"CANCELLED", "REJECTED"})


@dataclass(frozen=True, slots=True)
class MediaSlice:
    """What other wiring needs of media."""

    routers: tuple[APIRouter, ...]
    clean_up: CleanUpMedia
    use_cases: MediaUseCases
    recordings: RecordingConnections


class PracticeSessionViewers:
    """Who may view practice sessions: their owners, and staff who assigned the practice."""

    def __init__(
        self,
        owners: PracticeAccess,
        interviews: PracticeInterviewService,
        assignments: PostgresAssignmentRepository,
    ) -> None:
        self._owners = owners
        self._interviews = interviews
        self._assignments = assignments

    async def get_readable_session(
        self, work: UnitOfWork, caller: Caller, practice_session_id: str
    ) -> ViewableSession:
        """Return a session whose artifacts the caller may read, as its owner or as staff who assigned it."""
        try:
            return _viewable_session(
                await self._owners.load_session(work, caller, practice_session_id)
            )
        except PracticeSessionNotFoundError:
            interview_id = parse_practice_session_id(practice_session_id)
            if interview_id is None or Permission.PRACTICE_ASSIGN not in caller.permissions:
                raise
            if await self._assignments.find_by_interview(work, interview_id) is None:
                raise
        return _viewable_session(await self._interviews.view(work, interview_id))

    async def get_owned_session(
        self, work: UnitOfWork, caller: Caller, practice_session_id: str
    ) -> ViewableSession:
        """Return a session of the caller, or of an owner for whom the caller acts."""
        return _viewable_session(
            await self._owners.load_session(work, caller, practice_session_id, is_locked=True)
        )


class SessionLogRecords:
    """The log of a live session as JSON."""

    def __init__(self, store: EventStore, transcripts: ReadTranscript) -> None:
        self._store = store
        self._transcripts = transcripts

    async def read_transcript(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        """Return the transcript, or raise ``NotFoundError`` or ``GoneError``."""
        return await self._transcripts(tenant_id, session_id)

    async def read_events(
        self, tenant_id: TenantId, session_id: SessionId
    ) -> Sequence[dict[str, Any]]:  # Any: JSON
        """Return the events in order, or raise ``NotFoundError``."""
        records = await self._store.load(SessionAddress(tenant_id, session_id))
        events = []
        for record in records:
            event = encode(record.event)
            members = {"seq": record.seq, "type": event.type, "at": format_timestamp(record.at)}
            events.append({**members, "data": {**event.open, **event.personal}})
        return events


def open_object_store(settings: Settings) -> FolderObjectStore:
    """Return this installation's object store: a folder in its data folder."""
    return FolderObjectStore(settings.data_dir / "media")


def build_media(
    platform: Platform,
    *,
    owners: PracticeAccess,
    interviews: PracticeInterviewService,
    transcripts: ReadTranscript,
    assignments: PostgresAssignmentRepository,
    recording_feed: SessionRecordingFacade,
    video_policy: TenantPolicies,
    view_session: ViewSession,
    rate_limiter: RateLimiter,
) -> MediaSlice:
    """Return media with its production adapters."""
    viewers = PracticeSessionViewers(owners, interviews, assignments)
    log = PostgresEventStore(platform.database, platform.open_work, platform.vault)
    store = open_object_store(platform.settings)
    cases, clean_up = build_media_use_cases(
        platform, store, viewers=viewers, records=SessionLogRecords(log, transcripts)
    )
    video_cases, recordings = build_recordings(
        platform,
        store,
        feed=recording_feed,
        policy=video_policy,
        view_session=view_session,
        viewers=viewers,
        rate_limiter=rate_limiter,
    )
    routers = (
        build_artifact_router(cases),
        build_link_router(cases, origins=own_origins(platform.settings)),
        build_recording_router(video_cases),
    )
    return MediaSlice(routers, clean_up, cases, recordings)


def build_media_use_cases(
    platform: Platform,
    store: ObjectStore,
    *,
    viewers: MediaSessionAccess,
    records: SessionLogReader,
    max_bytes: int = MAX_UPLOAD_BYTES,
) -> tuple[MediaUseCases, CleanUpMedia]:
    """Return the use cases on a store, and the cleanup."""
    artifacts, contents = PostgresArtifactRepository(platform.vault), EncryptedObjectContents(store)
    recordings = PostgresRecordingRepository(platform.vault)
    links = LinkSigner(
        platform.keys.derive(_LINK_KEY_PURPOSE), platform.settings.gateway_url, platform.clock
    )
    store_artifact = StoreArtifact(artifacts, platform.clock, platform.ids)
    work, clock, ids = platform.open_work, platform.clock, platform.ids

    cases = MediaUseCases(
        get_artifact_link=GetArtifactLink(
            open_work=work,
            access=viewers,
            artifacts=artifacts,
            recordings=recordings,
            contents=contents,
            session_log=records,
            store_artifact=store_artifact,
            link_signer=links,
            ids=ids,
        ),
        open_upload=CreateUploadTicket(
            open_work=work,
            access=viewers,
            artifacts=artifacts,
            link_signer=links,
            clock=clock,
            ids=ids,
            max_bytes=max_bytes,
        ),
        receive_upload=ReceiveUpload(
            open_work=work,
            artifacts=artifacts,
            contents=contents,
            link_signer=links,
            clock=clock,
            ids=ids,
        ),
        confirm_upload=ConfirmUpload(
            open_work=work,
            access=viewers,
            artifacts=artifacts,
            contents=contents,
            store_artifact=store_artifact,
        ),
        download=DownloadArtifact(
            open_work=work,
            artifacts=artifacts,
            recordings=recordings,
            contents=contents,
            link_signer=links,
        ),
    )
    clean_up = CleanUpMedia(
        open_work=work,
        artifacts=artifacts,
        store=store,
        list_tenants=partial(list_tenants_to_clean_up, platform.database, clock),
        clock=clock,
    )
    return cases, clean_up


def own_origins(settings: Settings) -> frozenset[str]:
    """Return the origins of this installation's pages."""
    listening = f"http://{settings.host}:{settings.gateway_port}"
    parts = [urlsplit(url) for url in (settings.gateway_url, listening)]
    return frozenset(f"{part.scheme}://{part.netloc}" for part in parts)


def _viewable_session(view: InterviewSnapshot) -> ViewableSession:
    session_id = None if view.session_id is None else SessionId(UUID(view.session_id))
    return ViewableSession(
        practice_session_id=format_practice_session_id(view.interview_id),
        interview_id=view.interview_id,
        run_id=view.run_id,
        person_id=view.person_id,
        session_id=session_id,
        progress=_session_progress(view.state, has_session=session_id is not None),
    )


def _session_progress(state: str, *, has_session: bool) -> SessionProgress:
    if not has_session:
        return "never_held" if state in _ENDED_STATES else "not_begun"
    return "going_on" if state in _ONGOING_STATES else "over"
