"""One platform and one Chromium for the folder; without a browser or screens, a plain sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from tests.database import cloned_database, drop
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.browser import journey_records
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import AXE, PATIENCE_S, Witness

from vivavoce.app.screens import BUILT_SCREENS

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_MOST_TOLD = 2_000
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# Playwright's loop runs in the thread that started it; in the main thread it would stand in the way
# of every asynchronous test that follows. So the browser has a thread of its own, and its tests run there.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    _THREAD.submit(_perform, pyfuncitem.obj, given).result()
    return True


def _perform(test: Callable[..., None], given: dict[str, Any]) -> None:
    """Run a test; where it fails, say what stood on its pages."""
    try:
        test(**given)
    except BaseException as error:
        for page in [one for one in given.values() if isinstance(one, Page)]:
            error.add_note(f"{page.url}:\n{page.locator('body').inner_text()[:_MOST_TOLD]}")
        raise


def _missing() -> str | None:
    if not Path(CHROMIUM).is_file():
        return "There is no Chromium here; 'apt install chromium' brings one."
    if not (BUILT_SCREENS / "index.html").is_file():
        return "The screens are not built; 'make web' builds them."
    if not AXE.is_file():
        return "axe-core is not installed; 'npm ci' in web/ brings it."
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = _missing()
    for item in items:
        if not str(item.path).startswith(f"{HERE}{os.sep}"):
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.soak)
        if missing:
            item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="package")
def browser_platform(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserPlatform]:
    """A whole platform of its own, and the people around it."""
    made = cloned_database(f"{worker_id}_screens")
    folder = tmp_path_factory.mktemp("platform")
    patient = {"VIVAVOCE_PRACTICE_WAIT_S": str(PATIENCE_S)}
    with standing(RealPlatform(folder, database_url=made.owner_url, settings=patient)) as platform:
        people = BrowserPlatform(platform.url, platform.say, made.superuser_url)
        yield people
        people.close()
    drop(made)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    def opened() -> tuple[Playwright, Browser]:
        expect.set_options(timeout=PATIENCE_S * 1000)
        playwright = sync_playwright().start()
        return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))

    def closed() -> None:
        browser.close()
        playwright.stop()

    playwright, browser = _THREAD.submit(opened).result()
    yield browser
    _THREAD.submit(closed).result()


@pytest.fixture
def page(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    """A new visitor's page; nobody else was asked for anything, and nothing went wrong unseen."""
    yield from visit(browser_platform.url, chromium)


@pytest.fixture
def other_page(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    """Another visitor's page, beside the first."""
    yield from visit(browser_platform.url, chromium)


@pytest.fixture
def receiver(tmp_path: Path, browser_platform: BrowserPlatform) -> Iterator[tuple[str, Path]]:
    """A receiver of webhooks on this machine: its address, and the file of what it heard.

    The demo's webhook goes with it, also when a test failed halfway.
    """
    heard = tmp_path / "heard.jsonl"
    command = [sys.executable, "-m", "tests.fakes.webhook_receiver", str(heard)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}", heard
        browser_platform.remove_webhook()
        process.terminate()


def visit(
    origin: str,
    chromium: Browser,
    *,
    elsewhere: tuple[str, ...] = (),
    locale: str = "en-GB",
    **device: Any,
) -> Iterator[Page]:
    """Open a page on some device, watched for faults; close it afterwards.

    ``locale`` is the language of the browser.
    ``elsewhere`` is where other origins may be asked: a page to which the test sends the visitor.
    """

    def opened() -> tuple[Page, Witness, Callable[[], None]]:
        context = chromium.new_context(locale=locale, reduced_motion="reduce", **device)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        wait_for_answers = journey_records.watch(page, origin)
        return page, Witness(page, origin, *elsewhere), wait_for_answers

    page, witness, wait_for_answers = _THREAD.submit(opened).result()
    yield page
    _THREAD.submit(wait_for_answers).result()
    _THREAD.submit(page.context.close).result()
    assert witness.faults == []
