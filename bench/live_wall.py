"""The page of all live interviews in a real Chromium, while a hundred of them move on a real platform."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise

from playwright.async_api import Browser, CDPSession, Page, async_playwright

from bench.client import Json, lines
from bench.measure import Figure, report
from bench.own_platform import Running, a_platform, own_folder
from bench.paint import CHROMIUM, signed_in
from bench.talks import Tally, admitted, guarded, in_pieces, talk
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

MANY, FEW = 100, 10
MAIN_THREAD_SHARE, GRID_PX = 30, 1100
_THINKING_S = (6.0, 14.0)
_WINDOW_S, _FRAMES_S, _BEGUN_S, _LOST_S = 10, 2, 14, 12
_LOST = 4
_SIZE = {"width": 1440, "height": 900}
_GRID = "[aria-label='Interviews without issues']"
_WATCH_LONG_TASKS = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longTasks.push(task.duration);
  }).observe({ type: "longtask" });
}"""
_TAKE_LONG_TASKS = "() => window.longTasks.splice(0)"
_FRAMES = """(lasting) => new Promise((done) => {
  const times = [];
  const next = (time) => {
    times.push(time);
    if (time - times[0] < lasting) requestAnimationFrame(next); else done(times);
  };
  requestAnimationFrame(next);
})"""
_GRID_SHAPE = """(grid) => {
  const list = document.querySelector(grid);
  return list ? [list.querySelectorAll("[data-place]").length, list.getBoundingClientRect().height] : [0, 0];
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a page has used since it was opened, in seconds."""

    at: float
    script: float
    layout: float
    tasks: float
    """All of its main thread's work."""
    processor: float
    """Of its process, all threads."""


def measure_window(before: Usage, after: Usage, long_tasks_ms: Sequence[float]) -> list[Figure]:
    """Return the shares of a core and the long tasks between two readings."""
    lasting = after.at - before.at
    a_minute = 60 / lasting
    return [
        Figure(
            "main thread",
            (after.tasks - before.tasks) / lasting * 100,
            "%",
            budget=MAIN_THREAD_SHARE,
        ),
        Figure("its script", (after.script - before.script) / lasting * 1000, "ms/s"),
        Figure("its style and layout", (after.layout - before.layout) / lasting * 1000, "ms/s"),
        Figure("process of the page", (after.processor - before.processor) / lasting * 100, "%"),
        Figure("long tasks (over 50 ms)", len(long_tasks_ms) * a_minute, "a minute"),
        Figure("their time", sum(long_tasks_ms) * a_minute, "ms/minute"),
    ]


def measure_frames(times_ms: Sequence[float]) -> list[Figure]:
    """Return the rate of frames and the longest time between two, from the times of all."""
    gaps = [later - sooner for sooner, later in pairwise(times_ms)]
    return [
        Figure("frames", len(gaps) * 1000 / sum(gaps), "a second", more_is_better=True),
        Figure("longest time between two frames", max(gaps), "ms"),
    ]


class _Wall:
    """The page, and what it is read with."""

    def __init__(self, page: Page, line: CDPSession, browser_line: CDPSession) -> None:
        self._page, self._line, self._browser_line = page, line, browser_line

    async def measure(self) -> list[Figure]:
        """Return the figures of one window; frames have a window of their own, as asking for them costs."""
        await self._page.evaluate(_TAKE_LONG_TASKS)
        before = await self._read_usage()
        await asyncio.sleep(_WINDOW_S)
        after = await self._read_usage()
        figures = measure_window(before, after, await self._page.evaluate(_TAKE_LONG_TASKS))
        figures += measure_frames(await self._page.evaluate(_FRAMES, _FRAMES_S * 1000))
        tiles, height = await self._page.evaluate(_GRID_SHAPE, _GRID)
        return [
            *figures,
            Figure("interviews shown", tiles, "tiles", more_is_better=True),
            Figure("height of their tiles", height, "px", budget=GRID_PX),
        ]

    async def count_cards(self) -> int:
        """Return how many interviews are shown as cards that need attention."""
        return await self._page.locator("[data-attention]").count()

    async def _read_usage(self) -> Usage:
        listed = (await self._line.send("Performance.getMetrics"))["metrics"]
        page: Mapping[str, float] = {one["name"]: one["value"] for one in listed}
        processes = (await self._browser_line.send("SystemInfo.getProcessInfo"))["processInfo"]
        return Usage(
            at=page["Timestamp"],
            script=page["ScriptDuration"],
            layout=page["LayoutDuration"] + page["RecalcStyleDuration"],
            tasks=page["TaskDuration"],
            processor=sum(one["cpuTime"] for one in processes if one["type"] == "renderer"),
        )


@asynccontextmanager
async def _open_wall(browser: Browser, url: str) -> AsyncIterator[_Wall]:
    state = await signed_in(browser, url)
    context = await browser.new_context(locale="en-GB", storage_state=state, viewport=_SIZE)
    page = await context.new_page()
    await page.add_init_script(f"({_WATCH_LONG_TASKS})()")
    await page.goto(f"{url}/live")
    await page.get_by_role("heading", level=1).wait_for()
    line = await context.new_cdp_session(page)
    await line.send("Performance.enable")
    try:
        yield _Wall(page, line, await browser.new_browser_cdp_session())
    finally:
        await context.close()


async def _admit(url: str, count: int) -> list[Json]:
    sessions: list[Json] = []
    with lines(url, 5, X_API_Key=DEMO_KEY) as staff, lines(url, 5) as candidates:
        for size in in_pieces(count, 5):
            pairs = zip(staff[:size], candidates[:size], strict=True)
            sessions += await asyncio.gather(*(admitted(one, other) for one, other in pairs))
    return sessions


def _hold(sessions: Sequence[Json]) -> list[asyncio.Task[None]]:
    """Begin talks that go on by themselves."""
    return [
        asyncio.create_task(
            guarded(talk(session, Tally(), random.Random(place), _THINKING_S), Tally())
        )
        for place, session in enumerate(sessions)
    ]


async def _end(talks: Sequence[asyncio.Task[None]]) -> None:
    for each in talks:
        each.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


async def _measure_all(wall: _Wall, on: Running, many: int, runs: int) -> None:
    await report("Live wall without interviews", "The floor.", wall.measure, runs=runs)
    method = (
        f"Text interviews on one `vivavoce up`; candidates think {_THINKING_S[0]:g} to "
        f"{_THINKING_S[1]:g} s. Windows of {_WINDOW_S} s; frames in windows of {_FRAMES_S} s."
    )
    talks: list[asyncio.Task[None]] = []
    for count in (FEW, many):
        talks += _hold(await _admit(on.url, count))
        await asyncio.sleep(_BEGUN_S)
        await report(f"Live wall with {count} interviews", method, wall.measure, runs=runs)
    going = [each for each in talks if not each.done()]
    before = await wall.count_cards()
    await _end(going[:_LOST])
    await asyncio.sleep(_LOST_S)
    shown = await wall.count_cards() - before
    print(f"  {_LOST} lines of {len(going)} talks lost: {shown} more cards need attention")
    await _end(going)


async def main(*, quick: bool = False) -> None:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        with own_folder() as folder:
            async with (
                a_platform(folder, VIVAVOCE_OTP_REQUIRED="false") as on,
                _open_wall(browser, on.url) as wall,
            ):
                await _measure_all(wall, on, 20 if quick else MANY, 1 if quick else 3)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
