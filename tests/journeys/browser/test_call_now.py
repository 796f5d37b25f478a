"""A recruiter has a candidate called now, over a simulated telephone provider."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.database import cloned_database, drop
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_recruiter import at_the_queue

from vivavoce.app.demo.phone_provider import (
    CallBehavior,
    SimulatedPhoneProvider,
    build_phone_provider_settings,
    find_daytime_zone,
    run_phone_provider,
)
from vivavoce.infra.clock import SystemClock


@contextmanager
def _provider() -> Iterator[SimulatedPhoneProvider]:
    """Run the provider in a thread of its own; every call to it is busy."""
    loop, is_over, found = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    provider: list[SimulatedPhoneProvider] = []

    async def run() -> None:
        async with run_phone_provider() as standing_provider:
            standing_provider.behaviors += [CallBehavior("busy") for _ in range(10)]
            provider.append(standing_provider)
            found.set()
            await is_over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    assert found.wait(30)
    try:
        yield provider[0]
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join(30)
        loop.close()


@pytest.fixture
def calling_platform(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[BrowserPlatform, SimulatedPhoneProvider]]:
    """A platform that calls candidates, and where its calls arrive."""
    made = cloned_database(f"{worker_id}_calls")
    folder = tmp_path_factory.mktemp("calls")
    with _provider() as provider:
        settings = build_phone_provider_settings(provider)
        with standing(RealPlatform(folder, database_url=made.owner_url, settings=settings)) as real:
            people = BrowserPlatform(real.url, real.say, made.superuser_url)
            yield people, provider
            people.close()
    drop(made)


@pytest.fixture
def caller_page(
    calling_platform: tuple[BrowserPlatform, SimulatedPhoneProvider], chromium: Browser
) -> Iterator[Page]:
    yield from visit(calling_platform[0].url, chromium)


def test_a_recruiter_calls_a_candidate_and_sees_how_the_call_went(
    caller_page: Page, calling_platform: tuple[BrowserPlatform, SimulatedPhoneProvider]
) -> None:
    page, (platform, provider) = caller_page, calling_platform
    guest = platform.planned(
        "Cal Called",
        profile="phone_screen",
        candidatePhone="+441134960123",
        candidateProfile={"timeZone": find_daytime_zone(SystemClock().now().hour)},
    )
    platform.approve(guest)
    at_the_queue(page, platform)
    page.goto(f"{platform.url}/interviews/{guest.interview_id}")

    page.get_by_role("button", name="Call now").click()
    page.get_by_role("dialog").get_by_role("button", name="Call now").click()

    expect(page.get_by_text("The call is planned.")).to_be_visible()
    expect(page.get_by_text(re.compile("to …23"))).to_be_visible()
    assert faults_of(page) == []
    until(page, lambda: len(provider.calls) == 1, "nobody was called")
    [call] = provider.calls
    assert call.form["To"] == "+441134960123"
