"""A room for conversations on leaping time: a store, a host, and candidates that follow a script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.live import (
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
from tests.leap import CountingIds, LeapClock

from vivavoce.contracts.live import OpenedSession, SessionRequest
from vivavoce.contracts.plan import Plan
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import Listener
from vivavoce.live.domain.handle import Handles
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.wire.codec import MAYA, Codec
from vivavoce.live.ports import Address, Composer
from vivavoce.live.usecases.conduct import Conductor
from vivavoce.live.usecases.connection import Connection
from vivavoce.live.usecases.host import Host
from vivavoce.live.usecases.open_session import OpenSession
from vivavoce.live.usecases.sweep import PlanReader, Sweep
from vivavoce.live.usecases.tools import Tools

Reply = Callable[[dict[str, Any]], "str | dict[str, Any] | None"]


@dataclass
class Room:
    """One session with everything around it."""

    store: MemoryStore
    clock: LeapClock
    plan: Plan
    opened: OpenedSession
    host: Host
    ids: CountingIds
    plans: FixedPlans
    workers: int = 1
    legs: int = 0
    composer: Composer | None = None

    @property
    def address(self) -> Address:
        return Address(TENANT, self.opened.session_id)

    def tools(self, worker_id: str) -> Tools:
        return Tools(
            store=self.store,
            plan_of=PlanReader(open_fake_work, self.plans),
            clock=self.clock,
            worker_id=worker_id,
            composer=self.composer,
        )

    def sweep(self, worker_id: str = "sweeper") -> Sweep:
        return Sweep(
            store=self.store,
            plan_of=PlanReader(open_fake_work, self.plans),
            clock=self.clock,
            worker_id=worker_id,
        )

    async def connect(
        self,
        *,
        after: int = 0,
        host: Host | None = None,
        line: FakeLine | None = None,
        codec: Codec = MAYA,
    ) -> Call:
        self.legs += 1
        line = line or FakeLine()
        line.leg_id = f"leg-{self.legs}"
        call = Call(self, line)
        line.on_frame = call.inbox.put_nowait
        connection = await (host or self.host).join(
            self.address, line, last_seq_seen=after, shown_id=self.opened.handle, codec=codec
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

    def reopen_request(self, **changes: Any) -> SessionRequest:
        return a_request(**changes)


@dataclass
class Call:
    """One connection of the candidate."""

    room: Room
    line: FakeLine
    inbox: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    connection: Connection | None = None

    async def send(self, frame: dict[str, Any] | str | bytes) -> bool:
        assert self.connection is not None
        raw = json.dumps(frame) if isinstance(frame, dict) else frame
        return await self.connection.hear(raw)

    async def say(self, text: str, message_id: str | None = None) -> bool:
        frame: dict[str, Any] = {"type": "TEXT", "text": text}
        if message_id is not None:
            frame["clientMessageId"] = message_id
        return await self.send(frame)

    async def drop(self) -> None:
        assert self.connection is not None
        await self.connection.lost()

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
        for _ in range(200):
            await asyncio.sleep(0)

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
    plan: Plan | None = None,
    has_plan: bool = True,
    conductor: type[Conductor] = Conductor,
    ids: CountingIds | None = None,
    store_on: Callable[[LeapClock], MemoryStore] = MemoryStore,
    listeners: Sequence[Callable[[Address], Listener]] = (),
    composer: Composer | None = None,
    **request: Any,
) -> AsyncIterator[Room]:
    """Open a session and a host for it; leaving drains the host."""
    clock, ids = LeapClock(), ids or CountingIds()
    store = store_on(clock)
    plan = plan or a_plan()
    plans = FixedPlans({PLAN_ID: plan})
    open_session = OpenSession(
        log_in=lambda _: store, plans=plans, handles=Handles(b"k" * 32), clock=clock, ids=ids
    )
    opened = await open_session(FakeWork(TENANT), a_request(**request))  # type: ignore[arg-type]
    tools = Tools(
        store=store,
        plan_of=PlanReader(open_fake_work, plans if has_plan else FixedPlans({})),
        clock=clock,
        worker_id="worker-1",
        listeners=listeners,
        composer=composer,
    )
    async with Host(tools, conductor=conductor) as host:
        yield Room(store, clock, plan, opened, host, ids, plans, composer=composer)


def consented(**profile: Any) -> dict[str, Any]:
    """Request members of a candidate who agreed at the door."""
    request: dict[str, Any] = {"consent_given": "2026-11"}
    if profile:
        request["profile"] = replace(a_request().profile, **profile)
    return request


class Crash:
    """A host that vanishes as a killed process does: nothing is drained, nobody is told."""

    def __init__(self, tools: Tools) -> None:
        self._host = Host(tools)

    async def __aenter__(self) -> Host:
        await self._host.__aenter__()
        return self._host

    async def kill(self) -> None:
        for task in [*self._host._running, *self._host._chores]:
            task.cancel()
        for _ in range(5):
            await asyncio.sleep(0)

    async def __aexit__(self, *_: object) -> None:
        await self.kill()
        await self._host._tasks.__aexit__(None, None, None)
