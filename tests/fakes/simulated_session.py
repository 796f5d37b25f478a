"""A room for conversations on simulated time: a store, a host, and candidates that follow a script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.live_session import (
    PLAN_ID,
    TENANT,
    FakeLine,
    FakeWork,
    FixedPlans,
    MemoryStore,
    a_plan,
    a_request,
    open_fake_work,
)
from tests.simulated_clock import CountingIds, SimulatedClock, let_happen

from vivavoce.contracts.live_session import LiveSessionSpec, OpenedLiveSession
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import Transport
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import SessionEventListener
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.domain.wire.frame_codecs import MAYA_CODEC, FrameCodec
from vivavoce.live.ports import ActRecognizer, QuestionComposer, SessionAddress
from vivavoce.live.usecases.inbound_connection import InboundConnection
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies
from vivavoce.live.usecases.session_host import SessionHost
from vivavoce.live.usecases.session_lifecycle import OpenSession
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator
from vivavoce.live.usecases.session_sweeper import SessionPlanReader, SessionSweeper

Reply = Callable[[dict[str, Any]], "str | dict[str, Any] | None"]


@dataclass
class Room:
    """One session with everything around it."""

    store: MemoryStore
    clock: SimulatedClock
    plan: InterviewPlan
    opened: OpenedLiveSession
    host: SessionHost
    ids: CountingIds
    plans: FixedPlans
    workers: int = 1
    legs: int = 0
    composer: QuestionComposer | None = None
    act_recognizer: ActRecognizer | None = None

    @property
    def address(self) -> SessionAddress:
        return SessionAddress(TENANT, self.opened.session_id)

    def tools(self, worker_id: str) -> OrchestratorDependencies:
        return OrchestratorDependencies(
            store=self.store,
            plan_reader=SessionPlanReader(open_fake_work, self.plans),
            clock=self.clock,
            worker_id=worker_id,
            composer=self.composer,
            act_recognizer=self.act_recognizer,
        )

    def sweep(self, worker_id: str = "sweeper") -> SessionSweeper:
        return SessionSweeper(
            store=self.store,
            plan_reader=SessionPlanReader(open_fake_work, self.plans),
            clock=self.clock,
            worker_id=worker_id,
        )

    async def connect(
        self,
        *,
        after: int = 0,
        host: SessionHost | None = None,
        line: FakeLine | None = None,
        codec: FrameCodec = MAYA_CODEC,
        transport: Transport = "text",
    ) -> Call:
        self.legs += 1
        line = line or FakeLine()
        line.connection_id = f"leg-{self.legs}"
        call = Call(self, line)
        line.on_frame = call.inbox.put_nowait
        connection = await (host or self.host).join(
            self.address,
            line,
            last_seq_seen=after,
            public_id=self.opened.handle,
            codec=codec,
            transport=transport,
        )
        call.connection = connection
        return call

    async def state(self) -> Session:
        state = fold(await self.store.load(self.address))
        assert state is not None
        return state

    async def log(self) -> list[events.SessionEvent]:
        return [record.event for record in await self.store.load(self.address)]

    async def ended(self, within_s: float = 4 * 3600) -> Session:
        async with asyncio.timeout(within_s):
            while not (state := await self.state()).is_over:
                await self.clock.sleep(1)
        return state

    def reopen_request(self, **changes: Any) -> LiveSessionSpec:
        return a_request(**changes)


@dataclass
class Call:
    """One connection of the candidate."""

    room: Room
    line: FakeLine
    inbox: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    connection: InboundConnection | None = None

    async def send(self, frame: dict[str, Any] | str | bytes) -> bool:
        assert self.connection is not None
        raw = json.dumps(frame) if isinstance(frame, dict) else frame
        return await self.connection.receive(raw)

    async def say(self, text: str, message_id: str | None = None) -> bool:
        frame: dict[str, Any] = {"type": "TEXT", "text": text}
        if message_id is not None:
            frame["clientMessageId"] = message_id
        return await self.send(frame)

    async def drop(self) -> None:
        assert self.connection is not None
        await self.connection.report_disconnected()

    async def until(self, frame_type: str, /, **members: object) -> dict[str, Any]:
        """Return the next frame of this kind with these members."""
        async with asyncio.timeout(4 * 3600):
            while True:
                frame = await self.inbox.get()
                if frame["type"] == frame_type and members.items() <= frame.items():
                    return frame

    async def until_asked(self) -> dict[str, Any]:
        """Return the next frame that waits for an answer."""
        async with asyncio.timeout(4 * 3600):
            while True:
                frame = await self.inbox.get()
                if is_question(frame):
                    return frame

    async def consent(self) -> None:
        await self.until("CONSENT")
        await self.send({"type": "CONSENT", "accepted": True})

    async def settle(self) -> None:
        """Let everything that is under way happen, without letting time pass."""
        await let_happen()

    async def interview(self, reply: Reply, *, think_s: float = 20.0) -> None:
        """Answer every question by ``reply`` until the session ends or nothing is left to say."""
        while True:
            frame = await self.inbox.get()
            if frame["type"] == "ENDED":
                return
            if frame["type"] == "CONSENT":
                await self.send({"type": "CONSENT", "accepted": True})
            if not is_question(frame):
                continue
            answer = reply(frame)
            if answer is None:
                continue
            await self.room.clock.sleep(think_s)
            await (self.say(answer) if isinstance(answer, str) else self.send(answer))


def is_question(frame: dict[str, Any]) -> bool:
    return frame["type"] == "TRANSCRIPT" and frame["kind"] in ("question", "follow_up", "repeat")


@asynccontextmanager
async def a_room(
    *,
    plan: InterviewPlan | None = None,
    has_plan: bool = True,
    conductor: type[SessionOrchestrator] = SessionOrchestrator,
    ids: CountingIds | None = None,
    store_on: Callable[[SimulatedClock], MemoryStore] = MemoryStore,
    listeners: Sequence[Callable[[SessionAddress], SessionEventListener]] = (),
    composer: QuestionComposer | None = None,
    act_recognizer: ActRecognizer | None = None,
    composition_deadlines_s: Mapping[Transport, float] | None = None,
    max_discarded_starts: int = 0,
    **request: Any,
) -> AsyncIterator[Room]:
    """Open a session and a host for it; leaving drains the host."""
    clock, ids = SimulatedClock(), ids or CountingIds()
    store = store_on(clock)
    plan = plan or a_plan()
    plans = FixedPlans({PLAN_ID: plan})
    open_session = OpenSession(
        open_log=lambda _: store,
        plans=plans,
        handles=SessionHandleFactory(b"k" * 32),
        clock=clock,
        ids=ids,
    )
    opened = await open_session(FakeWork(TENANT), a_request(**request))  # type: ignore[arg-type]
    tools = OrchestratorDependencies(
        store=store,
        plan_reader=SessionPlanReader(open_fake_work, plans if has_plan else FixedPlans({})),
        clock=clock,
        worker_id="worker-1",
        listeners=listeners,
        composer=composer,
        act_recognizer=act_recognizer,
        max_discarded_starts=max_discarded_starts,
    )
    if composition_deadlines_s is not None:
        tools = replace(tools, composition_deadlines_s=composition_deadlines_s)
    async with SessionHost(tools, orchestrator_type=conductor) as host:
        yield Room(
            store,
            clock,
            plan,
            opened,
            host,
            ids,
            plans,
            composer=composer,
            act_recognizer=act_recognizer,
        )


def consented(**profile: Any) -> dict[str, Any]:
    """Request members of a candidate who agreed at the door."""
    request: dict[str, Any] = {"accepted_consent_version": "2026-11"}
    if profile:
        request["profile"] = replace(a_request().profile, **profile)
    return request


class Crash:
    """A host that vanishes as a killed process does: nothing is drained, nobody is told."""

    def __init__(self, tools: OrchestratorDependencies) -> None:
        self._host = SessionHost(tools)

    async def __aenter__(self) -> SessionHost:
        await self._host.__aenter__()
        return self._host

    async def kill(self) -> None:
        for task in [*self._host._running, *self._host._background_tasks]:
            task.cancel()
        for _ in range(5):
            await asyncio.sleep(0)

    async def __aexit__(self, *_: object) -> None:
        await self.kill()
        await self._host._tasks.__aexit__(None, None, None)
