"""An operator starts a qualification of the model from the console, follows it, and cancels it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.database import cloned_database, drop
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import faults_of, shown
from tests.journeys.browser.test_recruiter import at_the_queue
from tests.ports import free_ports

from vivavoce.testing.server import build_models

_FAMILY = build_models().families["openai-chat"]
_SLOW = ("--first-token", "2")
"""So slow that a qualification does not end before it is canceled."""


@pytest.fixture
def platform_with_model(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserPlatform]:
    """A platform with an imitated model that takes long."""
    made = cloned_database(f"{worker_id}_qualification")
    [port] = free_ports(1)
    settings = {
        "LLM_BASE_URL": f"http://127.0.0.1:{port}/openai-chat/v1",
        "LLM_API_KEY": _FAMILY.key,
        "LLM_MODEL": _FAMILY.model,
    }
    command = [sys.executable, "-m", "vivavoce.testing", "--port", str(port), *_SLOW]
    folder = tmp_path_factory.mktemp("qualification")
    with (
        subprocess.Popen(command, stdout=subprocess.DEVNULL) as model,
        standing(RealPlatform(folder, database_url=made.owner_url, settings=settings)) as real,
    ):
        people = BrowserPlatform(real.url, real.say, made.superuser_url)
        yield people
        people.close()
        model.terminate()
    drop(made)


@pytest.fixture
def model_page(platform_with_model: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    yield from visit(platform_with_model.url, chromium)


def test_an_operator_starts_a_qualification_follows_it_and_cancels_it(
    model_page: Page, platform_with_model: BrowserPlatform
) -> None:
    page = model_page
    at_the_queue(page, platform_with_model, "admin")
    page.goto(f"{platform_with_model.url}/operations/models")
    page.get_by_role("button", name="Qualify this model").click()
    expect(page.get_by_text(re.compile("which may cost money"))).to_be_visible()
    page.get_by_role("button", name="Start", exact=True).click()

    expect(shown(page, re.compile(r" has read [1-9]\d* of 6\d\d answers"))).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel it").click()

    expect(shown(page, re.compile("^The qualification of .* was canceled"))).to_be_visible()
    expect(page.get_by_role("button", name="Qualify this model")).to_be_visible()
    page.reload()
    expect(shown(page, re.compile("^The qualification of .* was canceled"))).to_be_visible()
