"""Video on a real database, folder, session and socket; practice ownership is faked."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from tests.fakes.delivery import MovedClock
from tests.fakes.live_edge import HANDLES, started, store_on
from tests.fakes.live_session import PLAN_ID, FixedPlans, a_plan
from tests.fakes.media import FakeSessionRecords, FakeViewerLookup, account, files
from tests.infrastructure import Ground
from tests.integration.media.media_platform import FakeAuthenticator, foundation_of, settings_in
from websockets.asyncio.client import ClientConnection, connect

from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.app.wiring.media import build_media_use_cases
from vivavoce.app.wiring.video import LiveVideoSessions, build_video_use_cases
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.profiles import HIRING_PROFILE, Abilities, InterviewProfile
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Permission, Role
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.live.adapters.postgres_event_store import PostgresSessionNotifications
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.domain.event_codec import encode
from vivavoce.live.ports import SessionAddress
from vivavoce.live.sockets import CandidateSocketDependencies, build_candidate_socket_router
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies
from vivavoce.live.usecases.session_access import AuthenticateCandidate
from vivavoce.live.usecases.session_host import SessionHost
from vivavoce.live.usecases.session_lifecycle import CancelSession
from vivavoce.live.usecases.session_log_updates import SessionRecordingFacade
from vivavoce.live.usecases.session_sweeper import SessionPlanReader
from vivavoce.media.adapters.artifacts_postgres import PostgresArtifactRepository
from vivavoce.media.adapters.checks import invariants
from vivavoce.media.adapters.object_store import FolderObjectStore
from vivavoce.media.domain.video import RecordedSessionAddress
from vivavoce.media.ports import ObjectStore
from vivavoce.media.routes import (
    build_artifact_router,
    build_link_router,
    build_recording_router,
)
from vivavoce.media.usecases.clean_up import CleanUpMedia
from vivavoce.media.usecases.video_connection import RecordingConnections

WEBM_TYPE = {"Content-Type": "video/webm"}
_people = itertools.count(5000)
_interviews = itertools.count(7000)


class OfTenant:
    """Lets staff of the session's organisation look, and nobody else."""

    async def get_viewable_session(self, caller: Caller, named: str) -> RecordedSessionAddress:
        caller.require(Permission.INTERVIEW_READ)
        if UUID(named) not in KNOWN.get(caller.tenant_id, set()):
            raise NotFoundError
        return RecordedSessionAddress(caller.tenant_id, UUID(named))  # type: ignore[arg-type]


KNOWN: dict[TenantId, set[UUID]] = {}
RECORDED = Abilities(video_presence=True)


@dataclass
class Rules:
    """An organisation that films, until it says otherwise."""

    is_video_allowed: bool = True

    is_voice_recording_allowed: bool = True

    async def allows_video(self, work: UnitOfWork) -> bool:
        return self.is_video_allowed

    async def allows_voice_recording(self, work: UnitOfWork) -> bool:
        return self.is_voice_recording_allowed


@dataclass
class VideoWorld:
    ground: Ground
    tenant: TenantId
    folder: Path
    clock: MovedClock
    store: ObjectStore
    viewers: FakeViewerLookup
    rules: Rules
    authenticator: FakeAuthenticator
    tidy: CleanUpMedia
    artifacts: PostgresArtifactRepository
    http: httpx.AsyncClient
    port: int
    recordings: RecordingConnections

    async def open(
        self,
        abilities: Abilities = RECORDED,
        profile: InterviewProfile = HIRING_PROFILE,
        **changes: Any,
    ) -> OpenedLiveSession:
        """Return a session of a person of its own."""
        opened = await started(
            self.ground,
            self.tenant,
            interview=next(_interviews),
            person_id=PersonId(UUID(int=next(_people))),
            accepted_consent_version="2026-11",
            abilities=abilities,
            profile=profile,
            **changes,
        )
        KNOWN.setdefault(self.tenant, set()).add(opened.session_id)
        return opened

    @asynccontextmanager
    async def talking(
        self, opened: OpenedLiveSession, *protocols: str
    ) -> AsyncIterator[ClientConnection]:
        """Connect as the candidate and wait for the first question."""
        url = f"ws://127.0.0.1:{self.port}/ws?sessionId={opened.handle}&tenantId={self.tenant}"
        async with connect(url, subprotocols=list(protocols) or None, max_size=None) as socket:  # type: ignore[arg-type]
            await receive_frame(socket, "GREETING")
            yield socket

    async def agreed(self) -> OpenedLiveSession:
        """Return a session whose candidate agreed to be filmed and is away again."""
        opened = await self.open()
        async with self.talking(opened) as socket:
            await agree(socket)
        return opened

    async def put(
        self,
        opened: OpenedLiveSession | str,
        seq: int,
        content: Any,
        *,
        ms: int = 30_000,
        **more: Any,
    ) -> httpx.Response:
        named = opened if isinstance(opened, str) else opened.handle
        return await self.http.put(
            f"/api/v1/recording/{named}/chunks/{seq}",
            params={"durationMs": ms, **more.pop("params", {})},
            content=content,
            headers=WEBM_TYPE | more.pop("headers", {}),
        )

    def staff(self, role: Role = Role.RECRUITER) -> dict[str, str]:
        made = account(self.tenant, role)
        self.authenticator.known[str(made.id)] = made
        return {"X-API-Key": str(made.id)}

    async def get(
        self, opened: OpenedLiveSession, path: str, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return await self.http.get(
            f"/api/v1/recording/{opened.session_id}/{path}", headers=self.staff() | (headers or {})
        )

    def files(self) -> list[Path]:
        return files(self.folder / "media")

    async def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            return await work.fetch_all(sql, values)

    async def claims(self, opened: OpenedLiveSession) -> list[dict[str, Any]]:
        rows = await self.rows(
            "SELECT payload, run_id FROM outbox WHERE topic = 'video.candidate.stream'"
            " AND payload ->> 'sessionId' = %(id)s ORDER BY (payload ->> 'chunk')::int",
            id=str(opened.session_id),
        )
        return [row["payload"] for row in rows]

    async def log(self, opened: OpenedLiveSession) -> list[tuple[str, dict[str, Any]]]:
        """Return what the session's log says of its film."""
        store = store_on(self.ground)
        records = await store.load(SessionAddress(self.tenant, opened.session_id))
        encoded = [encode(record.event) for record in records]
        return [(one.type, one.open) for one in encoded if one.type.startswith("recording.")]

    async def log_says(
        self, opened: OpenedLiveSession, count: int
    ) -> list[tuple[str, dict[str, Any]]]:
        """Wait until the log says ``count`` things of the film, and return them."""
        async with asyncio.timeout(20):
            while len(said := await self.log(opened)) < count:  # noqa: ASYNC110 - another task writes
                await asyncio.sleep(0.02)
        return said

    async def end(self, opened: OpenedLiveSession) -> None:
        cancel = CancelSession(
            open_log=lambda work: PostgresSessionLog(work, self.ground.vault),
            clock=self.ground.clock,
            worker_id="staff",
        )
        interview = await self.interview_of(opened)
        async with self.ground.open_work(self.tenant) as work:
            assert await cancel(work, interview)

    async def interview_of(self, opened: OpenedLiveSession) -> InterviewId:
        row = await store_on(self.ground).load_row(SessionAddress(self.tenant, opened.session_id))
        return InterviewId(row.interview_id)

    async def person_of(self, opened: OpenedLiveSession) -> PersonId:
        return (
            await store_on(self.ground).load_row(SessionAddress(self.tenant, opened.session_id))
        ).person_id

    async def doctor(self) -> dict[str, list[str]]:
        """Return what the doctor finds, by promise: whose ids; what is whole is not named."""
        found = {}
        for promise in invariants(self.store, self.ground.vault):
            async with self.ground.open_work(self.tenant) as work:
                seen = await promise.examine(work)
            if seen.violations:
                found[promise.name] = [one.subject for one in seen.violations]
        return found


async def receive_frame(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """Return the next message of a kind; others before it are passed over."""
    async with asyncio.timeout(20):
        while True:
            said = json.loads(await socket.recv())
            if said["type"] == kind:
                return dict(said)


async def say(socket: ClientConnection, **frame: Any) -> None:
    await socket.send(json.dumps(frame))


async def agree(socket: ClientConnection, is_accepted: bool = True) -> dict[str, Any]:
    await say(socket, type="VIDEO_CONSENT", accepted=is_accepted)
    return await receive_frame(socket, "VIDEO_CONSENT")


@asynccontextmanager
async def video_world(
    ground: Ground, tenant: TenantId, folder: Path, store: ObjectStore | None = None
) -> AsyncIterator[VideoWorld]:
    clock, settings = MovedClock(), settings_in(folder)
    kept = store or FolderObjectStore(folder / "media")
    viewers, authenticator, rules = FakeViewerLookup(), FakeAuthenticator(), Rules()
    on, log = foundation_of(ground, clock, settings), store_on(ground)
    feed = SessionRecordingFacade(
        store=log,
        open_log=lambda work: PostgresSessionLog(work, ground.vault),
        handles=HANDLES,
        ids=ground.ids,
    )
    cases, films = build_video_use_cases(
        on,
        kept,
        sessions=LiveVideoSessions(feed, rules),
        viewers=viewers,
        find_viewable_session=OfTenant().get_viewable_session,
        rate_limiter=RateLimiter(ground.database, ground.keys),
    )
    files, tidy = build_media_use_cases(on, kept, viewers=viewers, records=FakeSessionRecords())
    admit = AuthenticateCandidate(
        store=log,
        tickets=log,
        handles=HANDLES,
        clock=ground.clock,
        ids=ground.ids,
        is_ticket_required=False,
    )
    host = SessionHost(
        OrchestratorDependencies(
            store=log,
            plan_reader=SessionPlanReader(ground.open_work, FixedPlans({PLAN_ID: a_plan()})),
            clock=ground.clock,
            worker_id=f"worker-{ground.ids.new_id()}",
            notifications=PostgresSessionNotifications(ground.database).listen,
        )
    )
    door = CandidateSocketDependencies(
        host=host, authenticate=admit, ids=ground.ids, origins=frozenset(), recordings=films
    )
    app = make_application(
        "films",
        [
            build_recording_router(cases),
            build_artifact_router(files),
            build_link_router(files, origins=frozenset()),
            build_candidate_socket_router(door),
        ],
        authenticate=authenticator,
        clock=ground.clock,
        ids=ground.ids,
        body_limits={"/api/v1/recording/": 25 << 20},
    )
    bound = bind_socket("films", "127.0.0.1", 0, "none")
    async with (
        serve_app(app, bound),
        host,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{bound.port}", timeout=30) as http,
    ):
        yield VideoWorld(
            ground=ground,
            tenant=tenant,
            folder=folder,
            clock=clock,
            store=kept,
            viewers=viewers,
            rules=rules,
            authenticator=authenticator,
            tidy=tidy,
            artifacts=PostgresArtifactRepository(ground.vault),
            http=http,
            port=bound.port,
            recordings=films,
        )
