"""``python -m bench.voice.worker STACK COUNT SECONDS``: one process, one stack, so many sessions."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import sys
import time
from typing import Protocol

from bench.voice import stage


class Stack(Protocol):
    """A stack to be measured."""

    async def warm(self) -> None:
        """Import and load everything that is loaded once."""

    async def session(
        self, said: bytes, turns: stage.Turns, *, seconds: float, first_s: float
    ) -> None:
        """Hold one session for so long."""


async def measure(stack: Stack, count: int, seconds: float) -> None:
    """Hold ``count`` sessions and print what they took."""
    said = stage.speech()
    await stack.warm()
    one = stage.Turns()
    await stack.session(said, one, seconds=2.0, first_s=0.3)
    gc.collect()
    gc.freeze()
    before = stage.resident_kib()
    turns = [stage.Turns() for _ in range(count)]
    lag: list[float] = []
    watching = asyncio.ensure_future(stage.lags(lag))
    most = [before]
    remembering = asyncio.ensure_future(_most(most))
    cpu, waited, began = time.process_time(), stage.waited_s(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for index, each in enumerate(turns):
            first_s = 0.5 + stage.TURN_S * index / count
            group.create_task(stack.session(said, each, seconds=seconds, first_s=first_s))
    took = time.perf_counter() - began
    for task in (watching, remembering):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    stage.told(
        turns,
        count=count,
        seconds=took,
        cpu_s=time.process_time() - cpu,
        waited=stage.waited_s() - waited,
        kib=max(most) - before,
        lag=lag,
    )


async def _most(seen: list[int]) -> None:
    while True:
        seen.append(stage.resident_kib())
        await asyncio.sleep(0.5)


def main() -> None:
    name, count, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    stack: Stack = importlib.import_module(f"bench.voice.{name}").STACK
    asyncio.run(measure(stack, count, seconds))


if __name__ == "__main__":
    main()
