"""Practice up to the room, through the public socket: preview, configure, and a plan written again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from bench.client import Json, Line, lines
from bench.measure import Figure, percentile, report
from bench.own_platform import Running, a_platform, own_folder
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

PREVIEW, CONFIGURE = "/api/v1/configure/preview", "/api/v1/configure"
TYPES = ("warm_up", "behavioral", "role_related", "coding")
ROLES = ("Ward nurse", "Backend developer", "Account executive", "Warehouse shift lead")


def _wish(number: int, **more: str) -> Json:
    """Return a request; everybody practises once, so that nobody is asked to wait."""
    return {
        "user_id": f"bench/{number}",
        "org_id": "demo",
        "interview_type": TYPES[number % len(TYPES)],
        "duration_minutes": (5, 10, 15)[number % 3],
        "context": {
            "target_role": ROLES[number % len(ROLES)],
            "company_name": "Northgate",
            "job_description": "You look after people who depend on you, plan the work of a team, "
            "keep what is promised and tell early when it cannot be kept. " * 4,
        },
        **more,
    }


async def _timed(count: int, each: Callable[[int], Awaitable[object]]) -> list[float]:
    """Return the milliseconds of ``count`` requests, two a second at most."""
    times = []
    for number in range(count):
        began = time.perf_counter()
        await each(number)
        spent = time.perf_counter() - began
        times.append(spent * 1000)
        await asyncio.sleep(max(0.0, 0.5 - spent))
    return times


async def _at_once(open_lines: list[Line], count: int, first: int) -> list[float]:
    """Return the milliseconds of previews that come at once, a connection each."""

    async def one(line: Line, number: int) -> float:
        began = time.perf_counter()
        await line.ask("POST", PREVIEW, _wish(number))
        return (time.perf_counter() - began) * 1000

    return list(await asyncio.gather(*(one(open_lines[n], first + n) for n in range(count))))


async def _run(on: Running, scale: float) -> list[Figure]:
    some, crowd = max(10, int(60 * scale)), 20
    with lines(on.url, crowd, X_API_Key=DEMO_KEY) as ours:
        line = ours[0]
        await line.ask("POST", PREVIEW, _wish(-1))
        drafts: list[str] = []

        async def preview(number: int) -> None:
            drafts.append((await line.ask("POST", PREVIEW, _wish(number)))["session_id"])

        async def again(number: int) -> None:
            wish = _wish(number, draft_session_id=drafts[number], planner_feedback="Make it harder")
            await line.ask("POST", PREVIEW, wish)

        async def configure(number: int) -> None:
            await line.ask("POST", CONFIGURE, _wish(10_000 + number))

        async def read(number: int) -> None:
            await line.ask("GET", f"/api/v1/sessions/{drafts[number]}")

        shown = await _timed(some, preview)
        changed = await _timed(some, again)
        ready = await _timed(some, configure)
        looked = await _timed(some, read)
        crowded = await _at_once(ours, crowd, 20_000)
    return [
        Figure("preview, two a second, p50", percentile(shown, 0.5), "ms"),
        Figure("preview, two a second, p95", percentile(shown, 0.95), "ms", budget=1000),
        Figure("preview again with feedback, p95", percentile(changed, 0.95), "ms", budget=1000),
        Figure("configure, two a second, p50", percentile(ready, 0.5), "ms"),
        Figure("configure, two a second, p95", percentile(ready, 0.95), "ms", budget=1000),
        Figure("read a session, p95", percentile(looked, 0.95), "ms"),
        Figure(f"preview, {crowd} at once, p95", percentile(crowded, 0.95), "ms"),
    ]


async def main(*, quick: bool = False) -> None:
    method = (
        "One `vivavoce up` with its own PostgreSQL (fsync on), audit and encryption on, the built-in planner,"
        " local profile; this process is the client, a partner's key acts for one person per request. A time"
        " is from sending the request to the whole answer with its plan."
    )
    with own_folder() as folder:
        async with a_platform(folder) as on:
            await report(
                "Practice",
                method,
                lambda: _run(on, 0.2 if quick else 1),
                runs=1 if quick else 3,
            )


if __name__ == "__main__":
    asyncio.run(main())
