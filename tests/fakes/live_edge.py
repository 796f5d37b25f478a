"""An edge on real parts: a store in PostgreSQL, a host, and its sockets on a port of their own.

``python -m tests.fakes.live_edge DATABASE_URL PORT [ROOM]`` runs one as a process that can be killed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from tests.database import KEYS
from tests.fakes.live import PLAN_ID, FixedPlans, a_plan, a_request
from tests.fakes.live_mutants import Blind, Careless, Forgetful, Loser, Unfenced
from tests.fakes.sounds import DictatedSounds
from tests.fakes.staff_desk import StaffDesk, staff_desk
from tests.world import Ground, open_ground

from vivavoce.app.serving import bind, serving
from vivavoce.contracts.live import OpenedSession
from vivavoce.contracts.sound import Sounds
from vivavoce.infra import telemetry
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound, Unauthenticated
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.adapters.admission import PostgresAdmission
from vivavoce.live.adapters.ear import PostgresEar
from vivavoce.live.adapters.postgres import PostgresEventStore
from vivavoce.live.adapters.postgres_log import PostgresLog
from vivavoce.live.adapters.room_tickets import PostgresRoomTickets
from vivavoce.live.domain.handle import Handles
from vivavoce.live.ports import Address, Room
from vivavoce.live.routes import ReplayUseCases, SessionUseCases, replay_routes, session_routes
from vivavoce.live.sockets import Door, socket_routes
from vivavoce.live.usecases.admit import Admit
from vivavoce.live.usecases.conduct import Conductor
from vivavoce.live.usecases.enter_room import EnterRoom
from vivavoce.live.usecases.finish import CancelSession
from vivavoce.live.usecases.host import Host
from vivavoce.live.usecases.look import LookAtSession
from vivavoce.live.usecases.open_session import OpenSession
from vivavoce.live.usecases.read_conduct import ReadConduct
from vivavoce.live.usecases.replay import ReplaySession
from vivavoce.live.usecases.sweep import PlanReader, Sweep
from vivavoce.live.usecases.take_over import TakeOver
from vivavoce.live.usecases.tools import Tools
from vivavoce.live.usecases.transcript import ReadSession, ReadTranscript

REVOKED: set[str] = set()
"""Keys that were taken back."""
_CONDUCTORS = {"unfenced": Careless, "loser": Loser, "forgetful": Forgetful}
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
    staff: StaffDesk | None = None

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
    """Take ``X-API-Key`` for the name of a right: read, or none; ``person:…`` is somebody of staff."""
    if not api_key or api_key in REVOKED:
        raise Unauthenticated
    if api_key.startswith("person:"):
        return Caller(
            tenant_id=TenantId(UUID(tenant)),
            kind="account",
            id=UUID(api_key.removeprefix("person:")),
            name="person",
            permissions=frozenset({Permission.INTERVIEW_READ, Permission.SESSION_INTERVENE}),
        )
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
    ground: Ground,
    *,
    port: int = 0,
    is_strict: bool = False,
    worker_id: str | None = None,
    is_deaf: bool = False,
    room: int = 0,
    mutant: str = "",
    sounds: Sounds | None = None,
    more: Callable[[Host], APIRouter] | None = None,
) -> AsyncIterator[Edge]:
    kind = Unfenced if mutant == "unfenced" else PostgresEventStore
    store = kind(ground.database, ground.open_work, ground.vault)
    admit = Admit(
        store=store,
        tickets=store,
        handles=HANDLES,
        clock=ground.clock,
        ids=ground.ids,
        is_strict=is_strict,
    )
    staff = staff_desk(ground, store)
    tools = Tools(
        store=store,
        plan_of=PlanReader(ground.open_work, PLANS),
        clock=ground.clock,
        worker_id=worker_id or f"worker-{ground.ids.new()}",
        ear=None if is_deaf else PostgresEar(ground.database),
        listeners=(staff.keep.seat, staff.watch.nudge),
        admission=PostgresAdmission(ground.database, room=room),
    )
    bound = bind("edge", "127.0.0.1", port, "VIVAVOCE_EDGE_PORT", is_shared=True)
    host = Host(tools, conductor=_CONDUCTORS.get(mutant, Conductor))
    door = Door(host=host, admit=admit, ids=ground.ids, origins=frozenset({PAGE}), sounds=sounds)
    rooms = NoRooms()
    look = LookAtSession(ReadSession(store), rooms)
    replaying = ReplayUseCases(
        look=look, replay=ReplaySession(store, tools.plan_of), clock=ground.clock
    )
    routes = SessionUseCases(
        store=store,
        look=look,
        read_transcript=ReadTranscript(store),
        read_conduct=ReadConduct(store, PlanReader(ground.open_work, PLANS)),
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
        [
            session_routes(routes),
            replay_routes(replaying),
            socket_routes(door),
            *staff.routers(ground),
            *(() if more is None else (more(host),)),
        ],
        authenticate=_authenticate,
        clock=ground.clock,
        ids=ground.ids,
    )
    # The host inside: sessions are handed back before the server lets go of their sockets.
    take_over = Blind if mutant == "blind" else TakeOver
    look = take_over(store=store, host=host, clock=ground.clock, worker_id=tools.worker_id)
    async with serving(app, bound), host, watching(look), staff.at_work():
        yield Edge(ground, store, bound.port, host, staff)


@asynccontextmanager
async def watching(look: TakeOver) -> AsyncIterator[None]:
    """Take over what others leave, as a role's own step does."""
    async with asyncio.TaskGroup() as group:
        watch = group.create_task(look.run())
        try:
            yield
        finally:
            watch.cancel()


async def _main(url: str, port: int, room: int) -> None:
    telemetry.set_up_logging("info")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    mutant = os.environ.get("LIVE_MUTANT", "")
    # A failpoint counts transactions, and an ear makes some whenever it likes.
    is_deaf = bool(os.environ.get("VIVAVOCE_FAILPOINTS"))
    async with (
        open_ground(url, KEYS, max_size=16) as ground,
        an_edge(
            ground, port=port, room=room, mutant=mutant, is_deaf=is_deaf, sounds=DictatedSounds()
        ),
    ):
        print("ready", flush=True)  # noqa: T201 - the test waits for this line
        await stop.wait()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), int((*sys.argv, "0")[3])))
