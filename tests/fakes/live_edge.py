"""An edge on real parts: a store in PostgreSQL, a host, and its sockets on a port of their own.

``python -m tests.fakes.live_edge DATABASE_URL PORT`` runs one as a process that can be killed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.database import KEYS
from tests.fakes.live import PLAN_ID, FixedPlans, a_plan, a_request
from tests.world import Ground, open_ground

from vivavoce.app.serving import bind, serving
from vivavoce.contracts.live import OpenedSession
from vivavoce.infra import telemetry
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound, Unauthenticated
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.adapters.ear import PostgresEar
from vivavoce.live.adapters.postgres import PostgresEventStore, PostgresLog
from vivavoce.live.adapters.room_tickets import PostgresRoomTickets
from vivavoce.live.domain.handle import Handles
from vivavoce.live.ports import Address, Room
from vivavoce.live.routes import SessionUseCases, session_routes
from vivavoce.live.sockets import Door, socket_routes
from vivavoce.live.usecases.admit import Admit
from vivavoce.live.usecases.conduct import Tools
from vivavoce.live.usecases.enter_room import EnterRoom
from vivavoce.live.usecases.finish import CancelSession
from vivavoce.live.usecases.host import Host
from vivavoce.live.usecases.look import LookAtSession
from vivavoce.live.usecases.open_session import OpenSession
from vivavoce.live.usecases.sweep import PlanReader, Sweep
from vivavoce.live.usecases.transcript import ReadSession, ReadTranscript

HANDLES = Handles(KEYS.derive("session-handle"))
PLANS = FixedPlans({PLAN_ID: a_plan()})
PAGE = "https://interviews.example"


@dataclass
class Edge:
    """A running edge and what a test does around it."""

    ground: Ground
    store: PostgresEventStore
    port: int
    host: Host | None = None

    def url(self, opened: OpenedSession, tenant: TenantId, *, after: int = 0) -> str:
        return (
            f"ws://127.0.0.1:{self.port}/ws?sessionId={opened.handle}&tenantId={tenant}"
            f"&lastEventId={after}"
        )

    @property
    def open_session(self) -> OpenSession:
        return open_session_on(self.ground)

    async def start(self, tenant: TenantId, **changes: Any) -> OpenedSession:
        return await started(self.ground, tenant, **changes)

    @property
    def cancel(self) -> CancelSession:
        return CancelSession(
            log_in=lambda work: PostgresLog(work, self.ground.vault),
            clock=self.ground.clock,
            worker_id="staff",
        )

    def sweep(self) -> Sweep:
        return Sweep(
            store=self.store,
            plan_of=PlanReader(self.ground.open_work, PLANS),
            clock=self.ground.clock,
            worker_id="sweeper",
        )


def store_on(ground: Ground) -> PostgresEventStore:
    return PostgresEventStore(ground.database, ground.open_work, ground.vault)


def open_session_on(ground: Ground) -> OpenSession:
    return OpenSession(
        log_in=lambda work: PostgresLog(work, ground.vault),
        plans=PLANS,
        handles=HANDLES,
        clock=ground.clock,
        ids=ground.ids,
    )


async def started(ground: Ground, tenant: TenantId, **changes: Any) -> OpenedSession:
    async with ground.open_work(tenant) as work:
        return await open_session_on(ground)(work, a_request(**changes))


def address_of(tenant: TenantId, opened: OpenedSession) -> Address:
    return Address(tenant, opened.session_id)


async def _authenticate(*, authorization: str, api_key: str, tenant: str) -> Caller:
    """Take ``X-API-Key`` for the name of a right: read, or none."""
    if not api_key:
        raise Unauthenticated
    rights = frozenset({Permission.INTERVIEW_READ} if api_key == "read" else ())
    return Caller(
        tenant_id=TenantId(UUID(tenant)),
        kind="api_key",
        id=UUID(int=1),
        name="key",
        permissions=rights,
    )


class NoRooms:
    """An organisation in which nobody practises."""

    async def find(self, caller: Caller, session_id: str, *, is_told_apart: bool) -> Room:
        raise NotFound

    async def check(self, room: Room) -> None:
        raise NotFound

    async def enter(self, tenant_id: TenantId, interview_id: InterviewId) -> Address:
        raise NotFound

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        return False


@asynccontextmanager
async def an_edge(
    ground: Ground, *, port: int = 0, is_strict: bool = False, worker_id: str | None = None
) -> AsyncIterator[Edge]:
    store = store_on(ground)
    admit = Admit(
        store=store,
        tickets=store,
        handles=HANDLES,
        clock=ground.clock,
        ids=ground.ids,
        is_strict=is_strict,
    )
    tools = Tools(
        store=store,
        plan_of=PlanReader(ground.open_work, PLANS),
        clock=ground.clock,
        worker_id=worker_id or f"worker-{ground.ids.new()}",
        ear=PostgresEar(ground.database),
    )
    bound = bind("edge", "127.0.0.1", port, "VIVAVOCE_EDGE_PORT", is_shared=True)
    host = Host(tools)
    door = Door(host=host, admit=admit, ids=ground.ids, origins=frozenset({PAGE}))
    rooms = NoRooms()
    routes = SessionUseCases(
        store=store,
        look=LookAtSession(ReadSession(store), rooms),
        read_transcript=ReadTranscript(store),
        admit=admit,
        enter=EnterRoom(
            rooms=rooms,
            tickets=PostgresRoomTickets(ground.database, ground.open_work),
            clock=ground.clock,
            ids=ground.ids,
        ),
        clock=ground.clock,
        sockets_url=f"ws://127.0.0.1:{bound.port}",
    )
    app = make_application(
        "edge",
        [session_routes(routes), socket_routes(door)],
        authenticate=_authenticate,
        clock=ground.clock,
        ids=ground.ids,
    )
    # The host inside: sessions are handed back before the server lets go of their sockets.
    async with serving(app, bound), host:
        yield Edge(ground, store, bound.port, host)


async def _main(url: str, port: int) -> None:
    telemetry.set_up_logging("info")
    async with open_ground(url, KEYS) as ground, an_edge(ground, port=port):
        print("ready", flush=True)  # noqa: T201 - the test waits for this line
        await asyncio.Event().wait()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    asyncio.run(_main(sys.argv[1], int(sys.argv[2])))
