"""Films on a real database, a real folder, a real session and its socket; whose practice it is, is played."""

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
from tests.fakes.delivery_world import MovedClock
from tests.fakes.live import PLAN_ID, FixedPlans, a_plan
from tests.fakes.live_edge import HANDLES, started, store_on
from tests.fakes.media import PlayedRecords, PlayedViewers, account, files
from tests.integration.media.world import Doorkeeper, foundation_of, settings_in
from tests.world import Ground
from websockets.asyncio.client import ClientConnection, connect

from vivavoce.app.serving import bind, serving
from vivavoce.app.wiring.film import SessionsOfFilms, films_on
from vivavoce.app.wiring.media import media_on
from vivavoce.contracts.abilities import Abilities
from vivavoce.contracts.live import OpenedSession
from vivavoce.infra.rates import Rates
from vivavoce.infra.web.application import make_application
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller, Permission, Role
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.live.adapters.ear import PostgresEar
from vivavoce.live.adapters.postgres_log import PostgresLog
from vivavoce.live.domain.codec import encode
from vivavoce.live.ports import Address
from vivavoce.live.sockets import Door, socket_routes
from vivavoce.live.usecases.admit import Admit
from vivavoce.live.usecases.film import FilmFeed
from vivavoce.live.usecases.finish import CancelSession
from vivavoce.live.usecases.host import Host
from vivavoce.live.usecases.sweep import PlanReader
from vivavoce.live.usecases.tools import Tools
from vivavoce.media.adapters.checks import invariants
from vivavoce.media.adapters.folder import FolderStore
from vivavoce.media.adapters.postgres import PostgresShelf
from vivavoce.media.domain.film import Place
from vivavoce.media.facade import Belongings
from vivavoce.media.ports import ObjectStore
from vivavoce.media.routes import recording_routes
from vivavoce.media.usecases.tidy import Tidy

WEBM_TYPE = {"Content-Type": "video/webm"}
_people = itertools.count(5000)
_interviews = itertools.count(7000)


class OfTenant:
    """Lets staff of the session's organisation look, and nobody else."""

    async def reader(self, caller: Caller, named: str) -> Place:
        caller.require(Permission.INTERVIEW_READ)
        if UUID(named) not in KNOWN.get(caller.tenant_id, set()):
            raise NotFound
        return Place(caller.tenant_id, UUID(named))  # type: ignore[arg-type]


KNOWN: dict[TenantId, set[UUID]] = {}
FILMED = Abilities(video_presence=True)


@dataclass
class Rules:
    """An organisation that films, until it says otherwise."""

    are_films_allowed: bool = True

    async def allows_video(self, work: Work) -> bool:
        return self.are_films_allowed


@dataclass
class FilmWorld:
    ground: Ground
    tenant: TenantId
    folder: Path
    clock: MovedClock
    store: ObjectStore
    viewers: PlayedViewers
    rules: Rules
    doorkeeper: Doorkeeper
    tidy: Tidy
    belongings: Belongings
    http: httpx.AsyncClient
    port: int

    async def open(self, abilities: Abilities = FILMED) -> OpenedSession:
        """Return a session of a person of its own."""
        opened = await started(
            self.ground,
            self.tenant,
            interview=next(_interviews),
            person_id=PersonId(UUID(int=next(_people))),
            consent_given="2026-11",
            abilities=abilities,
        )
        KNOWN.setdefault(self.tenant, set()).add(opened.session_id)
        return opened

    @asynccontextmanager
    async def talking(
        self, opened: OpenedSession, *protocols: str
    ) -> AsyncIterator[ClientConnection]:
        """Connect as the candidate and wait for the first question."""
        url = f"ws://127.0.0.1:{self.port}/ws?sessionId={opened.handle}&tenantId={self.tenant}"
        async with connect(url, subprotocols=list(protocols) or None, max_size=None) as socket:  # type: ignore[arg-type]
            await heard(socket, "GREETING")
            yield socket

    async def agreed(self) -> OpenedSession:
        """Return a session whose candidate agreed to be filmed and is away again."""
        opened = await self.open()
        async with self.talking(opened) as socket:
            await agree(socket)
        return opened

    async def put(
        self, opened: OpenedSession | str, seq: int, content: Any, *, ms: int = 30_000, **more: Any
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
        self.doorkeeper.known[str(made.id)] = made
        return {"X-API-Key": str(made.id)}

    async def get(
        self, opened: OpenedSession, path: str, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return await self.http.get(
            f"/api/v1/recording/{opened.session_id}/{path}", headers=self.staff() | (headers or {})
        )

    def files(self) -> list[Path]:
        return files(self.folder / "media")

    async def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            return await work.fetch_all(sql, values)

    async def claims(self, opened: OpenedSession) -> list[dict[str, Any]]:
        rows = await self.rows(
            "SELECT payload, run_id FROM outbox WHERE topic = 'video.candidate.stream'"
            " AND payload ->> 'sessionId' = %(id)s ORDER BY (payload ->> 'chunk')::int",
            id=str(opened.session_id),
        )
        return [row["payload"] for row in rows]

    async def log(self, opened: OpenedSession) -> list[tuple[str, dict[str, Any]]]:
        """Return what the session's log says of its film."""
        store = store_on(self.ground)
        records = await store.load(Address(self.tenant, opened.session_id))
        told = [encode(record.event) for record in records]
        return [(one.type, one.open) for one in told if one.type.startswith("recording.")]

    async def log_says(self, opened: OpenedSession, count: int) -> list[tuple[str, dict[str, Any]]]:
        """Wait until the log says ``count`` things of the film, and return them."""
        async with asyncio.timeout(20):
            while len(said := await self.log(opened)) < count:  # noqa: ASYNC110 - another task writes
                await asyncio.sleep(0.02)
        return said

    async def end(self, opened: OpenedSession) -> None:
        cancel = CancelSession(
            log_in=lambda work: PostgresLog(work, self.ground.vault),
            clock=self.ground.clock,
            worker_id="staff",
        )
        row = await store_on(self.ground).row(Address(self.tenant, opened.session_id))
        async with self.ground.open_work(self.tenant) as work:
            assert await cancel(work, InterviewId(row.interview_id))

    async def person_of(self, opened: OpenedSession) -> PersonId:
        return (await store_on(self.ground).row(Address(self.tenant, opened.session_id))).person_id

    async def doctor(self) -> dict[str, list[str]]:
        """Return what the doctor finds, by promise: whose ids; what is whole is not named."""
        found = {}
        for promise in invariants(self.store, self.ground.vault):
            async with self.ground.open_work(self.tenant) as work:
                seen = await promise.examine(work)
            if seen.violations:
                found[promise.name] = [one.subject for one in seen.violations]
        return found


async def heard(socket: ClientConnection, kind: str) -> dict[str, Any]:
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
    return await heard(socket, "VIDEO_CONSENT")


@asynccontextmanager
async def film_world(
    ground: Ground, tenant: TenantId, folder: Path, store: ObjectStore | None = None
) -> AsyncIterator[FilmWorld]:
    clock, settings = MovedClock(), settings_in(folder)
    kept = store or FolderStore(folder / "media")
    viewers, doorkeeper, rules = PlayedViewers(), Doorkeeper(), Rules()
    on, log = foundation_of(ground, clock, settings), store_on(ground)
    feed = FilmFeed(
        store=log,
        log_in=lambda work: PostgresLog(work, ground.vault),
        handles=HANDLES,
        ids=ground.ids,
    )
    cases, films = films_on(
        on,
        kept,
        sessions=SessionsOfFilms(feed, rules),
        viewers=viewers,
        lookers=OfTenant(),
        flood=Rates(ground.database, ground.keys),
    )
    _, tidy = media_on(on, kept, viewers=viewers, records=PlayedRecords())
    admit = Admit(
        store=log,
        tickets=log,
        handles=HANDLES,
        clock=ground.clock,
        ids=ground.ids,
        is_strict=False,
    )
    host = Host(
        Tools(
            store=log,
            plan_of=PlanReader(ground.open_work, FixedPlans({PLAN_ID: a_plan()})),
            clock=ground.clock,
            worker_id=f"worker-{ground.ids.new()}",
            ear=PostgresEar(ground.database),
        )
    )
    door = Door(host=host, admit=admit, ids=ground.ids, origins=frozenset(), films=films)
    app = make_application(
        "films",
        [recording_routes(cases), socket_routes(door)],
        authenticate=doorkeeper,
        clock=ground.clock,
        ids=ground.ids,
        body_limits={"/api/v1/recording/": 25 << 20},
    )
    bound = bind("films", "127.0.0.1", 0, "none")
    async with (
        serving(app, bound),
        host,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{bound.port}", timeout=30) as http,
    ):
        yield FilmWorld(
            ground=ground,
            tenant=tenant,
            folder=folder,
            clock=clock,
            store=kept,
            viewers=viewers,
            rules=rules,
            doorkeeper=doorkeeper,
            tidy=tidy,
            belongings=Belongings(PostgresShelf(ground.vault)),
            http=http,
            port=bound.port,
        )
