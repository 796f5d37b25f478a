"""Media on a real database, folder and socket; session ownership is faked."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from tests.fakes.delivery import MovedClock
from tests.fakes.media import FakeSessionRecords, FakeViewerLookup, account, files
from tests.infrastructure import Ground

from vivavoce.app.platform import Platform
from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.app.wiring.media import build_media_use_cases, own_origins
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId
from vivavoce.media.adapters.artifacts_postgres import PostgresArtifactRepository
from vivavoce.media.adapters.checks import invariants
from vivavoce.media.adapters.object_store import FolderObjectStore
from vivavoce.media.domain.artifact import ViewableSession
from vivavoce.media.routes import MediaUseCases, build_artifact_router, build_link_router
from vivavoce.media.usecases.clean_up import CleanUpMedia

LIMIT = 3_000_000
PUBLIC = "https://practice.example.com"
WEBM = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 3000
VIDEO = {"Content-Type": "video/webm"}


@dataclass
class FakeAuthenticator:
    """Lets in by the id of an account that it was told of."""

    known: dict[str, Caller] = field(default_factory=dict)

    async def __call__(
        self, *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key not in self.known:
            raise UnauthenticatedError
        return self.known[api_key]


@dataclass
class MediaWorld:
    ground: Ground
    tenant: TenantId
    folder: Path
    clock: MovedClock
    store: FolderObjectStore
    viewers: FakeViewerLookup
    authenticator: FakeAuthenticator
    cases: MediaUseCases
    tidy: CleanUpMedia
    artifacts: PostgresArtifactRepository
    http: httpx.AsyncClient

    def caller(self, role: Role = Role.SEEKER, tenant: TenantId | None = None) -> Caller:
        made = account(tenant or self.tenant, role)
        self.authenticator.known[str(made.id)] = made
        return made

    async def ask(
        self, who: Caller, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        named = {"X-API-Key": str(who.id), **headers}
        return await self.http.request(method, f"/api/v1{path}", json=body, headers=named)

    async def ticket(self, who: Caller, seen: ViewableSession, **more: Any) -> dict[str, Any]:
        answer = await self.ask(
            who,
            "POST",
            f"/sessions/{seen.practice_session_id}/video/upload-url",
            {"content_type": "video/webm", **more},
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def put(
        self, ticket: dict[str, Any], content: Any, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return await self.http.put(
            self.local(ticket["url"]), content=content, headers=headers or ticket["headers"]
        )

    async def confirm(self, who: Caller, seen: ViewableSession, **said: Any) -> httpx.Response:
        return await self.ask(
            who, "POST", f"/sessions/{seen.practice_session_id}/video/uploaded", said
        )

    async def uploaded(self, who: Caller, seen: ViewableSession, content: bytes = WEBM) -> None:
        ticket = await self.ticket(who, seen)
        assert (await self.put(ticket, content)).status_code == 204
        assert (await self.confirm(who, seen)).status_code == 202

    async def link(self, who: Caller, seen: ViewableSession, kind: str) -> str:
        answer = await self.ask(who, "GET", f"/artifacts/{seen.practice_session_id}/{kind}")
        assert answer.status_code == 200, answer.text
        return self.local(answer.json()["url"])

    def local(self, url: str) -> str:
        """Return where a link is served here: its address is that of a proxy nobody runs."""
        assert url.startswith(f"{PUBLIC}/api/v1/media/")
        return url.removeprefix(PUBLIC)

    def files(self) -> list[Path]:
        return files(self.folder)

    async def events(self, seen: ViewableSession) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all(
                "SELECT payload FROM outbox WHERE interview_id = %(id)s AND topic = 'artifact.stored'"
                " ORDER BY position",
                {"id": seen.interview_id},
            )
        return [row["payload"] for row in rows]

    async def doctor(self) -> dict[str, list[str]]:
        """Return what the doctor finds, by promise: whose ids; what is whole is not named."""
        found = {}
        for promise in invariants(self.store, self.ground.vault):
            async with self.ground.open_work(self.tenant) as work:
                seen = await promise.examine(work)
            if seen.violations:
                found[promise.name] = [one.subject for one in seen.violations]
        return found


def settings_in(folder: Path) -> Settings:
    return Settings.model_validate({"PUBLIC_URL": PUBLIC, "VIVAVOCE_DATA_DIR": folder})


def foundation_of(ground: Ground, clock: MovedClock, settings: Settings) -> Platform:
    return Platform(
        settings,
        ground.keys,
        clock,
        ground.ids,
        ground.database,
        ground.jobs,
        ground.open_work,
        ground.vault,
    )


@asynccontextmanager
async def media_world(ground: Ground, tenant: TenantId, folder: Path) -> AsyncIterator[MediaWorld]:
    clock, settings = MovedClock(), settings_in(folder)
    store, viewers, authenticator = (
        FolderObjectStore(folder / "media"),
        FakeViewerLookup(),
        FakeAuthenticator(),
    )
    cases, tidy = build_media_use_cases(
        foundation_of(ground, clock, settings),
        store,
        viewers=viewers,
        records=FakeSessionRecords(),
        max_bytes=LIMIT,
    )
    app = make_application(
        "media",
        [build_artifact_router(cases), build_link_router(cases, origins=own_origins(settings))],
        authenticate=authenticator,
        clock=ground.clock,
        ids=ground.ids,
        body_limits={"/api/v1/media/": 2 * LIMIT},
    )
    bound = bind_socket("media", "127.0.0.1", 0, "none")
    async with (
        serve_app(app, bound),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{bound.port}", timeout=20) as http,
    ):
        yield MediaWorld(
            ground=ground,
            tenant=tenant,
            folder=folder,
            clock=clock,
            store=store,
            viewers=viewers,
            authenticator=authenticator,
            cases=cases,
            tidy=tidy,
            artifacts=PostgresArtifactRepository(ground.vault),
            http=http,
        )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def unknown_session() -> str:
    return f"int_{UUID(int=sys.maxsize).hex}"
