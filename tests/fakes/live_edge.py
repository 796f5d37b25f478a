"""An edge on real parts: a store in PostgreSQL, a host, and its sockets on a port of their own.

``python -m tests.fakes.live_edge DATABASE_URL PORT [ROOM]`` runs one as a process that can be killed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from tests.database import KEYS
from tests.fakes.live_mutants import Careless, Forgetful, Loser, Unfenced
from tests.fakes.live_session import PLAN_ID, FixedPlans, a_plan, a_request
from tests.fakes.scripted_voice import DictatedVoiceConnectionFactory
from tests.fakes.staff_actions import StaffActions, staff_actions
from tests.infrastructure import Ground, open_ground

from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.voice import VoiceConnectionFactory
from vivavoce.infra import telemetry
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFoundError, UnauthenticatedError
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.adapters.postgres_admission_queue import PostgresAdmissionQueue
from vivavoce.live.adapters.postgres_event_store import (
    PostgresEventStore,
    PostgresSelfServiceTicketStore,
    PostgresSessionNotifications,
)
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.ports import QuestionComposer, SelfServiceSession, SessionAddress
from vivavoce.live.routes import (
    ReplayUseCases,
    SessionUseCases,
    build_replay_router,
    build_session_router,
)
from vivavoce.live.sockets import CandidateSocketDependencies, build_candidate_socket_router
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies
from vivavoce.live.usecases.read_session import ReadInterviewTranscript, ReadTranscript, ViewSession
from vivavoce.live.usecases.session_access import AuthenticateCandidate, JoinSelfServiceSession
from vivavoce.live.usecases.session_host import SessionHost, SessionRecovery
from vivavoce.live.usecases.session_lifecycle import CancelSession, OpenSession
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator
from vivavoce.live.usecases.session_replay import ReplaySession
from vivavoce.live.usecases.session_sweeper import SessionPlanReader, SessionSweeper

REVOKED: set[str] = set()
"""Keys that were taken back."""
_ORCHESTRATORS = {"unfenced": Careless, "loser": Loser, "forgetful": Forgetful}
HANDLES = SessionHandleFactory(KEYS.derive("session-handle"))
PLANS = FixedPlans({PLAN_ID: a_plan()})
PAGE = "https://interviews.example"


@dataclass
class Edge:
    """A running edge and what a test does around it."""

    ground: Ground
    store: PostgresEventStore
    port: int
    host: SessionHost | None = None
    staff: StaffActions | None = None

    def url(self, opened: OpenedLiveSession, tenant: TenantId, *, after: int = 0) -> str:
        return (
            f"ws://127.0.0.1:{self.port}/ws?sessionId={opened.handle}&tenantId={tenant}"
            f"&lastEventId={after}"
        )

    @property
    def open_session(self) -> OpenSession:
        return open_session_on(self.ground)

    async def start(self, tenant: TenantId, **changes: Any) -> OpenedLiveSession:
        return await started(self.ground, tenant, **changes)

    @property
    def cancel(self) -> CancelSession:
        return CancelSession(
            open_log=lambda work: PostgresSessionLog(work, self.ground.vault),
            clock=self.ground.clock,
            worker_id="staff",
        )

    def sweep(self) -> SessionSweeper:
        return SessionSweeper(
            store=self.store,
            plan_reader=SessionPlanReader(self.ground.open_work, PLANS),
            clock=self.ground.clock,
            worker_id="sweeper",
        )


def store_on(ground: Ground) -> PostgresEventStore:
    return PostgresEventStore(ground.database, ground.open_work, ground.vault)


def open_session_on(ground: Ground) -> OpenSession:
    return OpenSession(
        open_log=lambda work: PostgresSessionLog(work, ground.vault),
        plans=PLANS,
        handles=HANDLES,
        clock=ground.clock,
        ids=ground.ids,
    )


async def started(ground: Ground, tenant: TenantId, **changes: Any) -> OpenedLiveSession:
    async with ground.open_work(tenant) as work:
        return await open_session_on(ground)(work, a_request(**changes))


def address_of(tenant: TenantId, opened: OpenedLiveSession) -> SessionAddress:
    return SessionAddress(tenant, opened.session_id)


async def _authenticate(
    *, authorization: str, api_key: str, tenant: str, audience: str = "api"
) -> Caller:
    """Take ``X-API-Key`` for the name of a right: read, or none; ``person:…`` is somebody of staff."""
    if not api_key or api_key in REVOKED:
        raise UnauthenticatedError
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

    async def find(
        self, caller: Caller, session_id: str, *, is_existence_revealed: bool
    ) -> SelfServiceSession:
        raise NotFoundError

    async def ensure_open(self, session: SelfServiceSession) -> None:
        raise NotFoundError

    async def start(self, tenant_id: TenantId, interview_id: InterviewId) -> SessionAddress:
        raise NotFoundError

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
    is_taking_over: bool = True,
    room: int = 0,
    mutant: str = "",
    sounds: VoiceConnectionFactory | None = None,
    composer: QuestionComposer | None = None,
    max_discarded_starts: int = 0,
    more: Callable[[SessionHost], APIRouter] | None = None,
) -> AsyncIterator[Edge]:
    """An edge that, if ``is_taking_over``, also conducts what a silent process leaves.

    A lease lasts a second. Where the machine is busier than that, an edge takes over from one that lives,
    and the candidate has to connect again. Tests whose candidates do not come back say no.
    """
    kind = Unfenced if mutant == "unfenced" else PostgresEventStore
    store = kind(ground.database, ground.open_work, ground.vault)
    admit = AuthenticateCandidate(
        store=store,
        tickets=store,
        handles=HANDLES,
        clock=ground.clock,
        ids=ground.ids,
        is_ticket_required=is_strict,
    )
    staff = staff_actions(ground, store)
    tools = OrchestratorDependencies(
        store=store,
        plan_reader=SessionPlanReader(ground.open_work, PLANS),
        clock=ground.clock,
        worker_id=worker_id or f"worker-{ground.ids.new_id()}",
        notifications=None if is_deaf else PostgresSessionNotifications(ground.database).listen,
        listeners=(staff.keep.track_session, staff.watch.create_wake_up_listener),
        admission_queue=PostgresAdmissionQueue(ground.database, capacity=room),
        composer=composer,
        max_discarded_starts=max_discarded_starts,
    )
    bound = bind_socket("edge", "127.0.0.1", port, "VIVAVOCE_EDGE_PORT", is_shared=True)
    host = SessionHost(tools, orchestrator_type=_ORCHESTRATORS.get(mutant, SessionOrchestrator))
    door = CandidateSocketDependencies(
        host=host,
        authenticate=admit,
        ids=ground.ids,
        origins=frozenset({PAGE}),
        voice_factory=sounds,
    )
    rooms = NoRooms()
    look = ViewSession(store, rooms)
    replaying = ReplayUseCases(
        view_session=look, replay=ReplaySession(store, tools.plan_reader), clock=ground.clock
    )
    routes = SessionUseCases(
        store=store,
        view_session=look,
        read_transcript=ReadTranscript(store),
        read_timed_transcript=ReadInterviewTranscript(store),
        plan_reader=SessionPlanReader(ground.open_work, PLANS),
        authenticate=admit,
        join_self_service=JoinSelfServiceSession(
            sessions=rooms,
            tickets=PostgresSelfServiceTicketStore(ground.database, ground.open_work),
            clock=ground.clock,
            ids=ground.ids,
        ),
        clock=ground.clock,
        sockets_url=f"ws://127.0.0.1:{bound.port}",
    )
    app = make_application(
        "edge",
        [
            build_session_router(routes),
            build_replay_router(replaying),
            build_candidate_socket_router(door),
            *staff.routers(ground),
            *(() if more is None else (more(host),)),
        ],
        authenticate=_authenticate,
        clock=ground.clock,
        ids=ground.ids,
    )
    # The host inside: sessions are handed back before the server lets go of their sockets.
    recovery = SessionRecovery(
        store=store, host=host, clock=ground.clock, worker_id=tools.worker_id
    )
    async with (
        serve_app(app, bound),
        host,
        taking_over(recovery) if is_taking_over else nullcontext(),
        staff.at_work(),
    ):
        yield Edge(ground, store, bound.port, host, staff)


@asynccontextmanager
async def taking_over(recovery: SessionRecovery) -> AsyncIterator[None]:
    """Take over what others leave, as a role's own step does."""
    async with asyncio.TaskGroup() as group:
        watch = group.create_task(recovery.run())
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
            ground,
            port=port,
            room=room,
            mutant=mutant,
            is_deaf=is_deaf,
            is_taking_over=mutant != "blind",
            sounds=DictatedVoiceConnectionFactory(),
        ),
    ):
        print("ready", flush=True)  # noqa: T201 - the test waits for this line
        await stop.wait()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), int((*sys.argv, "0")[3])))
