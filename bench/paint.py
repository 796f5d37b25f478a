"""First paint behind a slow line: the candidate's page and the console in a real Chromium, cold cache."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
from playwright.async_api import Browser, StorageState, async_playwright

from bench.http import WAY, WISH
from bench.measure import Figure, report
from bench.own_platform import a_platform, own_folder
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""Lighthouse's "slow 4G": 150 ms for a round trip, 1.6 Mbit/s down, 750 kbit/s up."""
CPU_SLOWDOWN = 4
CONSOLE_S, CANDIDATE_S, CANDIDATE_KB = 1.5, 1.0, 150
_OPEN_PLACES = {"queue": "/queue", "interviews": "/interviews", "one plan": "/interviews/{id}/plan"}
_PAINTED = """() => new Promise((found) => {
  const ask = () => {
    const first = performance.getEntriesByName("first-contentful-paint")[0];
    if (first) found(first.startTime); else setTimeout(ask, 10);
  };
  ask();
})"""
_HEADED = """() => new Promise((found) => {
  const ask = () => {
    if (document.querySelector("h1")) requestAnimationFrame(() => found(performance.now()));
    else setTimeout(ask, 10);
  };
  ask();
})"""
_BYTES = """(until) => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((one) => one.responseStart < until)
  .reduce((sum, one) => sum + one.transferSize, 0)"""
_EVERYTHING = 1e12


async def _first_paint(
    browser: Browser, address: str, state: StorageState | None
) -> tuple[float, float, float, float]:
    """Return seconds to first contentful paint and to the page's own heading, and kB until the paint and in all."""
    context = await browser.new_context(locale="en-GB", storage_state=state)
    try:
        page = await context.new_page()
        line = await context.new_cdp_session(page)
        await line.send("Network.enable")
        await line.send("Network.emulateNetworkConditions", SLOW_4G)
        await line.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
        await page.goto(address, wait_until="commit")
        painted = await page.evaluate(_PAINTED)
        headed = await page.evaluate(_HEADED)
        await page.wait_for_load_state("networkidle")
        before, whole = [
            await page.evaluate(_BYTES, until) / 1000 for until in (painted, _EVERYTHING)
        ]
        return painted / 1000, headed / 1000, before, whole
    finally:
        await context.close()


async def signed_in(browser: Browser, url: str) -> StorageState:
    """Return the cookies of a recruiter."""
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(f"{url}/sign-in")
    await page.get_by_label("Work e-mail").fill(build_demo_email("recruiter"))
    await page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/queue")
    state = await context.storage_state()
    await context.close()
    return state


async def _approved_interview(url: str) -> tuple[str, str]:
    """Return the id of an interview and the candidate's link."""
    async with httpx.AsyncClient(base_url=url, headers={"X-API-Key": DEMO_KEY}) as partner:
        made = (await partner.post(WAY, json=WISH)).raise_for_status().json()
        at = f"{WAY}/{made['interviewId']}"
        while (await partner.get(at)).json()["state"] != "PENDING":
            await asyncio.sleep(0.05)
        approved = await partner.post(f"{at}/plan/approve")
        return made["interviewId"], approved.raise_for_status().json()["interviewLink"]


@asynccontextmanager
async def _addresses(browser: Browser) -> AsyncIterator[dict[str, tuple[str, StorageState | None]]]:
    """Yield each page's address on a platform of its own, and whose cookies it is opened with."""
    with own_folder() as folder:
        async with a_platform(folder) as running:
            interview_id, link = await _approved_interview(running.url)
            state = await signed_in(browser, running.url)
            opened = {
                name: (f"{running.url}{path.format(id=interview_id)}", state)
                for name, path in _OPEN_PLACES.items()
            }
            yield {
                "candidate's link": (link, None),
                "sign-in": (f"{running.url}/sign-in", None),
                **opened,
            }


def _measured(
    browser: Browser, addresses: dict[str, tuple[str, StorageState | None]]
) -> Callable[[], Awaitable[list[Figure]]]:
    async def run() -> list[Figure]:
        figures = []
        for name, (address, state) in addresses.items():
            seconds, headed, before, whole = await _first_paint(browser, address, state)
            is_candidates = state is None and name != "sign-in"
            budget = CANDIDATE_S if is_candidates else CONSOLE_S
            figures += [
                Figure(f"{name}: first contentful paint", seconds, "s", budget=budget),
                Figure(f"{name}: its own heading", headed, "s"),
                Figure(
                    f"{name}: asked for until then",
                    before,
                    "kB",
                    budget=CANDIDATE_KB if is_candidates else None,
                ),
                Figure(f"{name}: asked for in all", whole, "kB"),
            ]
        return figures

    return run


async def main(*, quick: bool = False) -> None:
    method = "Chromium with an empty cache; 150 ms and 1.6 Mbit/s, processor slowed four times; kB as sent."
    async with async_playwright() as playwright:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        async with _addresses(browser) as addresses:
            run = _measured(browser, addresses)
            await report("First paint", method, run, runs=1 if quick else 3)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
