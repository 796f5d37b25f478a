"""A job in a process of its own ends at its budget, and delays no other work."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.security.event_loop_stalls import LargestStall
from tests.unit.assessment.stories import OUTAGE, RUBRIC, interview

from vivavoce.assessment.domain.scorer import score
from vivavoce.infra.isolated import (
    IsolatedWorker,
    ProcessLostError,
    ResourceBudget,
    ResourceBudgetExceededError,
)

ENDLESS = range(10**13)


@contextlib.asynccontextmanager
async def worker(budget: ResourceBudget | None = None) -> AsyncIterator[IsolatedWorker]:
    made = IsolatedWorker("test", budget=budget)
    try:
        yield made
    finally:
        await made.stop()


async def test_one_long_lived_process_runs_every_job_and_gets_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LLM_API_KEY", "sk-a-secret")
    async with worker() as run:
        first, second = await run(os.getpid), await run(os.getpid)
        key = await run(os.getenv, "LLM_API_KEY")

    assert first == second != os.getpid()
    assert key is None


async def test_an_error_of_a_job_is_raised_here_and_the_process_stays() -> None:
    async with worker() as run:
        pid = await run(os.getpid)
        with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
            await run(math.sqrt, -1)

        assert await run(os.getpid) == pid


async def test_a_job_ends_at_its_limit_of_processor_time_and_the_next_one_runs() -> None:
    async with worker(ResourceBudget(cpu_s=1)) as run:
        with pytest.raises(ResourceBudgetExceededError) as ended:
            await run(sum, ENDLESS)

        assert ended.value.resource == "processor time"
        assert await run(sum, range(3)) == 3


async def test_a_job_ends_at_its_limit_of_wall_clock_time() -> None:
    async with worker(ResourceBudget(wall_s=0.5)) as run:
        with pytest.raises(ResourceBudgetExceededError) as ended:
            await run(time.sleep, 600)

    assert ended.value.resource == "time"


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is limited on Linux only")
async def test_a_job_ends_at_its_memory_limit() -> None:
    async with worker(ResourceBudget(memory_bytes=256 * 1024 * 1024)) as run:
        with pytest.raises(ResourceBudgetExceededError) as ended:
            await run(bytearray, 300 * 1024 * 1024)

        assert ended.value.resource == "memory"
        assert len(await run(bytearray, 1024)) == 1024


async def test_a_killed_process_is_reported_and_replaced() -> None:
    async with worker() as run:
        assert run.pid is None
        await run(os.getpid)
        running = asyncio.ensure_future(run(time.sleep, 600))
        await asyncio.sleep(0.1)
        assert run.pid is not None
        os.kill(run.pid, signal.SIGKILL)

        with pytest.raises(ProcessLostError):
            await running
        assert await run(sum, range(3)) == 3


async def test_an_abandoned_job_ends() -> None:
    async with worker() as run:
        running = asyncio.ensure_future(run(sum, ENDLESS))
        await asyncio.sleep(0.3)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

        assert await run(sum, range(3)) == 3


async def test_the_event_loop_continues_while_a_job_processes_a_hostile_text() -> None:
    """The mutant is the thread: ``re`` holds the interpreter's lock for the whole of its reading."""
    hostile = re.compile(r"(#+)*!")
    async with worker(ResourceBudget(cpu_s=2)) as run:
        await run(os.getpid)
        reading = asyncio.ensure_future(run(hostile.search, "#" * 60))
        async with LargestStall() as stall:
            with pytest.raises(ResourceBudgetExceededError):
                await reading

    assert stall.largest_s < 1


@pytest.mark.skipif(sys.platform != "linux", reason="the parent's death is told on Linux only")
def test_a_process_running_a_job_ends_with_its_parent() -> None:
    program = textwrap.dedent("""
        import asyncio, os, sys
        from vivavoce.infra.isolated import IsolatedWorker
        async def main():
            run = IsolatedWorker("test")
            print(await run(os.getpid), flush=True)
            await run(sum, range(10**13))
        asyncio.run(main())
    """)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()

    for _ in range(200):
        if not _is_running(child):
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the child outlived its parent")


def _is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


async def test_the_worker_imports_the_scorer_without_heavy_libraries() -> None:
    async with worker() as run:
        await run(score, interview(("q1", OUTAGE.plain)), RUBRIC)
        loaded = set(await run(eval, "list(__import__('sys').modules)"))

    assert "vivavoce.assessment.domain.scorer" in loaded
    assert loaded.isdisjoint({"httpx", "pydantic", "fastapi", "psycopg", "livekit", "numpy"})
