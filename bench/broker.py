"""A session's broker beside the one that the seed describes, in one run: workload W1, and faults.

``AsDescribed`` is our own writing of what the seed's article says: one queue, one loop, subscribers by
the name of the class, and the wildcard's subscribers added to them at each event.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from bench.measure import Figure, report
from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain.broker import BrokerMessage
from vivavoce.live.usecases.broker import SessionBroker

TEXT, INTERVIEW = "x" * 256, uuid4()
REPEATS = 5
WORKLOAD = ((1, 100_000), (10, 30_000), (100, 5_000))
"""Subscribers and events; a fifth of the events where handlers yield."""


class TheirMessage(BaseModel):
    """The kind 'message received', as described."""

    event_id: UUID = Field(default_factory=uuid4)
    timestamp: int = Field(default_factory=lambda: int(time.time()))
    correlation_id: UUID = Field(default_factory=uuid4)
    message: str
    interview_id: UUID


@dataclass(frozen=True, slots=True)
class OurMessage(BrokerMessage):
    message: str
    interview_id: UUID
    event_id: UUID = field(default_factory=uuid4)
    timestamp: int = field(default_factory=lambda: int(time.time()))
    correlation_id: UUID = field(default_factory=uuid4)


class AsDescribed:
    """The seed's broker."""

    def __init__(self) -> None:
        self.handlers: dict[str, list[Callable[[Any], Awaitable[None]]]] = defaultdict(list)
        self.queue: asyncio.Queue[Any] = asyncio.Queue()
        self.loop: asyncio.Task[None] | None = None

    async def __aenter__(self) -> AsDescribed:
        self.loop = asyncio.ensure_future(self.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.loop is not None
        self.loop.cancel()
        with contextlib.suppress(asyncio.CancelledError, RuntimeError):
            await self.loop

    def subscribe(self, kind: type, handler: Callable[[Any], Awaitable[None]]) -> None:
        self.handlers[kind.__name__].append(handler)

    async def publish(self, event: Any) -> None:
        await self.queue.put(event)

    async def run(self) -> None:
        while True:
            event = await self.queue.get()
            called = self.handlers[type(event).__name__]
            called.extend(self.handlers.get("*", ()))
            for handler in called:
                await handler(event)


class Count:
    """Handlers that count, and a bell for when the last one has."""

    def __init__(self, wanted: int, *, yields: bool) -> None:
        self.left, self.yields, self.done = wanted, yields, asyncio.Event()

    def handler(self) -> Callable[[Any], Awaitable[None]]:
        async def noop(_: Any) -> None:
            self.left -= 1
            if not self.left:
                self.done.set()

        async def yielding(event: Any) -> None:
            await asyncio.sleep(0)
            await noop(event)

        return yielding if self.yields else noop


def theirs() -> tuple[Any, type, Callable[[], Any]]:
    return AsDescribed(), TheirMessage, lambda: TheirMessage(message=TEXT, interview_id=INTERVIEW)


def ours() -> tuple[Any, type, Callable[[], Any]]:
    return SessionBroker(), OurMessage, lambda: OurMessage(TEXT, INTERVIEW)


async def _rate(
    made: tuple[Any, type, Callable[[], Any]],
    subscribers: int,
    events: int,
    *,
    yields: bool,
    is_built: bool,
) -> float:
    """Return events a second, from the first publish until the last handler has counted."""
    broker, kind, make = made
    prebuilt = [] if is_built else [make() for _ in range(events)]
    async with broker:
        count = Count(subscribers * events, yields=yields)
        for _ in range(subscribers):
            broker.subscribe(kind, count.handler())
        began = time.perf_counter()
        if is_built:
            for _ in range(events):
                await broker.publish(make())
        else:
            for event in prebuilt:
                await broker.publish(event)
        await count.done.wait()
        return events / (time.perf_counter() - began)


_GOALS = {(1, True): 10_000, (10, False): 10_000, (100, True): 1_000}


async def _workload(scale: float, repeats: int) -> list[Figure]:
    figures = []
    rows = [(n, count, yields, False) for n, count in WORKLOAD for yields in (False, True)]
    rows.insert(1, (1, 30_000, False, True))
    for subscribers, events, yields, is_built in rows:
        count = max(50, int(events * scale * (0.2 if yields else 1)))
        rates: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(repeats):  # side by side, so that both meet the same load
            for name, make in (("ours", ours), ("theirs", theirs)):
                rates[name].append(
                    await _rate(make(), subscribers, count, yields=yields, is_built=is_built)
                )
        mine, other = (statistics.median(rates[name]) for name in ("ours", "theirs"))
        what = f"W1 {subscribers} x {'yield' if yields else 'noop'}{', built' if is_built else ''}"
        goal = _GOALS.get((subscribers, yields))
        figures += [
            Figure(f"{what}: ours", mine, "events/s", more_is_better=True, budget=goal),
            Figure(f"{what}: as described", other, "events/s", more_is_better=True),
            Figure(f"{what}: ours over theirs", mine / other, "times", more_is_better=True),
        ]
    return figures


async def _isolation(made: tuple[Any, type, Callable[[], Any]]) -> float:
    """One handler always raises: return how many of 100 events another one sees."""
    broker, kind, make = made
    seen = 0

    async def raising(_: Any) -> None:
        raise RuntimeError

    async def seeing(_: Any) -> None:
        nonlocal seen
        seen += 1

    async with broker:
        broker.subscribe(kind, raising)
        broker.subscribe(kind, seeing)
        for _ in range(100):
            await broker.publish(make())
        await asyncio.sleep(0.1)
    return seen


async def _tenth(made: tuple[Any, type, Callable[[], Any]]) -> float:
    """Nine siblings take 100 ms: return after how many ms the tenth sees the event."""
    broker, kind, make = made
    reached: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def slow(_: Any) -> None:
        await asyncio.sleep(0.1)

    async def tenth(_: Any) -> None:
        if not reached.done():
            reached.set_result(time.perf_counter())

    async with broker:
        for _ in range(9):
            broker.subscribe(kind, _another(slow))
        broker.subscribe(kind, tenth)
        began = time.perf_counter()
        await broker.publish(make())
        return (await reached - began) * 1000


def _another(handler: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    async def one(event: Any) -> None:
        await handler(event)

    return one


async def _wildcard(made: tuple[Any, type, Callable[[], Any]]) -> float:
    """Return how often a wildcard's handler is called for 2,000 events."""
    broker, kind, make = made
    called = 0

    async def each(_: Any) -> None:
        nonlocal called
        called += 1

    async def typed(_: Any) -> None:
        return

    async with broker:
        broker.subscribe(kind, typed)
        broker.subscribe(BrokerMessage if kind is OurMessage else type("*", (), {}), each)
        for _ in range(2000):
            await broker.publish(make())
        while broker.queue.qsize() if kind is TheirMessage else False:
            await asyncio.sleep(0)
        await asyncio.sleep(0.2)
    return called


async def _flood(made: tuple[Any, type, Callable[[], Any]]) -> float:
    """A subscriber is stuck: return how many events its queue takes from a producer in a hurry."""
    broker, kind, make = made
    taken = 0

    async def stuck(_: Any) -> None:
        await asyncio.Event().wait()

    async def produce() -> None:
        nonlocal taken
        for _ in range(50_000):
            await broker.publish(make())
            taken += 1

    async with broker:
        broker.subscribe(kind, stuck)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(produce(), 3)
        if isinstance(broker, SessionBroker):
            await broker.close(0)
    return taken


async def _stopping(made: tuple[Any, type, Callable[[], Any]]) -> float:
    """100 events of 5 ms are queued and the broker is stopped: return how many are lost."""
    broker, kind, make = made
    done = 0

    async def working(_: Any) -> None:
        nonlocal done
        await asyncio.sleep(0.005)
        done += 1

    async with broker:
        broker.subscribe(kind, working)
        for _ in range(100):
            await broker.publish(make())
        await asyncio.sleep(0.01)
    return 100 - done


async def _late(made: tuple[Any, type, Callable[[], Any]]) -> float:
    """Return whether an event after the end is taken without a word: 1 is yes."""
    broker, _, make = made
    async with broker:
        await asyncio.sleep(0)
    try:
        await broker.publish(make())
    except ConflictError:
        return 0
    return 1


_FAULTS: tuple[tuple[str, Callable[[Any], Awaitable[float]], str, bool, float], ...] = (
    ("one raises always: events that another sees", _isolation, "of 100", True, 100),
    ("nine siblings of 100 ms: the tenth sees the event after", _tenth, "ms", False, 20),
    ("wildcard: calls for 2,000 events", _wildcard, "calls", False, 2000),
    ("stuck subscriber: events queued for it", _flood, "events", False, 1026),
    ("stopped with 100 queued: lost", _stopping, "of 100", False, 0),
    ("published after the end: taken in silence", _late, "(1 is yes)", False, 0),
)


async def _run(scale: float, repeats: int) -> list[Figure]:
    figures = await _workload(scale, repeats)
    for name, fault, unit, more, goal in _FAULTS:
        figures.append(Figure(name + ": ours", await fault(ours()), unit, more, goal))
        figures.append(Figure(name + ": as described", await fault(theirs()), unit, more))
    return figures


async def main(*, quick: bool = False) -> None:
    method = (
        "W1: prebuilt events with 256 characters and one id ('built': made in the loop), published by one"
        f" task; the clock stops when the last handler has counted; {REPEATS} repeats in turn with the other"
        " broker, median. Ours has a bounded queue and a task for every subscription; a handler's isolation"
        " is paid for where handlers do nothing, and costs nothing where they wait."
    )
    scale, repeats, runs = (0.1, 1, 1) if quick else (1.0, REPEATS, 1)
    await report("Broker of a session", method, lambda: _run(scale, repeats), runs=runs)


if __name__ == "__main__":
    asyncio.run(main())
