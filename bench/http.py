"""Requests through the public socket: create, read, list, and how long until a plan is there."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bench.client import Json, Line, lines, one_after_another, side_by_side
from bench.measure import Figure, cpu_seconds, percentile, report
from bench.own_platform import Running, a_platform, own_folder
from vivavoce.app.demo.runner import find_free_ports
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

WAY = "/api/v1/interviews"
WISH: Json = {
    "candidateName": "Nadia Petrova",
    "candidateEmail": "nadia.petrova@example.com",
    "position": "Warehouse shift lead",
    "level": "MID",
    "skills": ["Inventory control", "Shift planning"],
    "companyName": "Northgate Logistics",
    "jobDescription": "You lead the late shift of eighteen people, plan who does what, keep the safety rules, "
    "bring picking errors down and keep stock and system in agreement.",
}


@asynccontextmanager
async def _bare() -> AsyncIterator[str]:
    (port,) = find_free_ports(1)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.bare", str(port))
    try:
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def until_quiet(line: Line) -> None:
    """Wait until every interview that was made has its plan, so that parts do not disturb each other."""
    while True:
        counts = (await line.ask("GET", f"{WAY}/counts"))["counts"]
        if not counts["VALIDATING_SKILLS"] + counts["GENERATING_PLAN"] + counts["RECEIVED"]:
            return
        await asyncio.sleep(0.1)


async def _planned_after(line: Line, key: str, sent_at: float) -> float:
    """Return the milliseconds from the request to the step that made it PENDING, by the same clock."""
    while True:
        detail = await line.ask("GET", f"{WAY}/{key}")
        if detail["state"] == "PENDING":
            step = next(one for one in detail["transitions"] if one["to"] == "PENDING")
            return (datetime.fromisoformat(step["at"]).timestamp() - sent_at) * 1000
        await asyncio.sleep(0.1)


async def _gentle(line: Line, count: int) -> list[float]:
    """Return create → PENDING as the client sees it, polling every 10 ms, about two a second."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        made = await line.ask("POST", WAY, WISH)
        while (await line.ask("GET", f"{WAY}/{made['interviewId']}"))["state"] != "PENDING":
            await asyncio.sleep(0.01)
        times.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(max(0.0, 0.5 - (time.perf_counter() - began)))
    return times


async def _burst(open_lines: list[Line], count: int) -> list[float]:
    """Return create → PENDING of ``count`` requests that come at once."""
    sent: list[tuple[str, float]] = []

    async def create(line: Line, _: int) -> None:
        at = time.time()
        sent.append(((await line.ask("POST", WAY, WISH))["interviewId"], at))

    await side_by_side(open_lines, create, count)
    await until_quiet(open_lines[0])
    return [await _planned_after(open_lines[0], key, at) for key, at in sent]


async def _run(on: Running, bare_url: str, scale: float) -> list[Figure]:
    many, some = int(400 * scale), int(100 * scale)
    with (
        lines(on.url, 8, X_API_Key=DEMO_KEY) as ours,
        lines(bare_url, 8) as bare,
    ):
        made = await ours[0].ask("POST", WAY, WISH)
        one = f"{WAY}/{made['interviewId']}"

        async def create(line: Line, _: int) -> Json:
            return await line.ask("POST", WAY, WISH)

        async def read(line: Line, _: int) -> Json:
            return await line.ask("GET", one)

        async def page(line: Line, _: int) -> Json:
            return await line.ask("GET", f"{WAY}?limit=50")

        gentle = await _gentle(ours[0], max(10, some // 5))
        burst = await _burst(ours, 50)
        alone = await one_after_another(lambda n: create(ours[0], n), some)
        await until_quiet(ours[0])
        floor_create = await side_by_side(bare, create, many)
        cpu = cpu_seconds(on.pid)
        rate_create = await side_by_side(ours, create, many)
        answered = cpu_seconds(on.pid) - cpu
        await until_quiet(ours[0])
        cpu = cpu_seconds(on.pid) - cpu
        floor_read = await side_by_side(bare, read, many)
        reading = cpu_seconds(on.pid)
        rate_read = await side_by_side(ours, read, many)
        reading = cpu_seconds(on.pid) - reading
        read_alone = await one_after_another(lambda n: read(ours[0], n), some)
        list_alone = await one_after_another(lambda n: page(ours[0], n), some)
        rate_list = await side_by_side(ours, page, some)
    return [
        Figure("create -> PENDING, two a second, p50", percentile(gentle, 0.5), "ms"),
        Figure("create -> PENDING, two a second, p95", percentile(gentle, 0.95), "ms", budget=1000),
        Figure("create -> PENDING, fifty at once, p50", percentile(burst, 0.5), "ms"),
        Figure("create -> PENDING, fifty at once, p95", percentile(burst, 0.95), "ms"),
        Figure("create, one after another, p50", percentile(alone, 0.5), "ms"),
        Figure("create, one after another, p95", percentile(alone, 0.95), "ms"),
        Figure("create, 8 connections", rate_create, "requests/s", more_is_better=True),
        Figure(
            "create, 8 connections, bare handler", floor_create, "requests/s", more_is_better=True
        ),
        Figure("processor time of a create until answered", answered / many * 1000, "ms"),
        Figure("processor time of a create until PENDING", cpu / many * 1000, "ms"),
        Figure("read one, one after another, p50", percentile(read_alone, 0.5), "ms"),
        Figure("read one, one after another, p95", percentile(read_alone, 0.95), "ms"),
        Figure("read one, 8 connections", rate_read, "requests/s", more_is_better=True),
        Figure(
            "read one, 8 connections, bare handler", floor_read, "requests/s", more_is_better=True
        ),
        Figure("processor time of a read", reading / many * 1000, "ms"),
        Figure("list of fifty, one after another, p50", percentile(list_alone, 0.5), "ms"),
        Figure("list of fifty, one after another, p95", percentile(list_alone, 0.95), "ms"),
        Figure("list of fifty, 8 connections", rate_list, "requests/s", more_is_better=True),
    ]


async def main(*, quick: bool = False) -> None:
    method = (
        "One `vivavoce up` with its own PostgreSQL (fsync on), audit and encryption on, local profile; this"
        " process is the client. Bare: a FastAPI handler with the same body and no database, its own process."
    )
    with own_folder() as folder:
        async with a_platform(folder) as on, _bare() as bare_url:
            await report(
                "Requests",
                method,
                lambda: _run(on, bare_url, 0.25 if quick else 1),
                runs=1 if quick else 3,
            )


if __name__ == "__main__":
    asyncio.run(main())
