"""An organization's own sign-in by the screens: an administrator sets it up, and a person signs in by it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.fakes.openid_provider import CLIENT_ID, CLIENT_SECRET
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that signs everybody in at once: its issuer."""
    command = [sys.executable, "-m", "tests.fakes.openid_provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


@pytest.fixture
def visitor(browser_platform: BrowserPlatform, chromium: Browser, issuer: str) -> Iterator[Page]:
    """A visitor whom the organization's link sends to its provider."""
    yield from visit(browser_platform.url, chromium, elsewhere=(f"{issuer}/authorize",))


def test_an_administrator_sets_up_the_sign_in_and_a_person_joins_by_it(
    page: Page, visitor: Page, browser_platform: BrowserPlatform, issuer: str
) -> None:
    at_the_queue(page, browser_platform, "admin")
    page.goto(f"{browser_platform.url}/settings/sign-in")
    _sets_it_up(page, issuer)

    _is_refused_for_a_wrong_name(visitor, browser_platform)
    visitor.goto(f"{browser_platform.url}/sign-in/organization?name=demo")
    visitor.get_by_role("button", name="Continue").click()
    visitor.wait_for_url("**/queue")
    visitor.goto(f"{browser_platform.url}/settings/account")
    expect(visitor.get_by_text("Grace Hopper · grace@example.com")).to_be_visible()
    expect(visitor.get_by_text("You sign in with your organization")).to_be_visible()
    expect(visitor.get_by_label("Current password")).to_have_count(0)
    assert faults_of(visitor) == []

    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_label("Issuer")).to_have_value("")
    _is_refused_for_a_wrong_name(visitor, browser_platform, "demo")


def _sets_it_up(page: Page, issuer: str) -> None:
    page.get_by_label("Issuer").fill(f"{issuer}/another")
    page.get_by_label("Client ID").fill(CLIENT_ID)
    page.get_by_label("Client secret").fill(CLIENT_SECRET)
    page.get_by_label("Role of new people").select_option("VIEWER")
    page.get_by_label("Let everyone who can sign in with the provider join").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("No OpenID provider answers correctly")).to_be_visible()
    page.get_by_label("Issuer").fill(issuer)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Stored. Leave it empty to keep it.")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})


def _is_refused_for_a_wrong_name(
    visitor: Page, browser_platform: BrowserPlatform, name: str = "nobody"
) -> None:
    visitor.goto(f"{browser_platform.url}/sign-in")
    link = visitor.get_by_role("link", name="Sign in with your organization")
    if not link.count():
        visitor.evaluate("() => sessionStorage.clear()")
        visitor.reload()
    link.click()
    visitor.get_by_label("Your organization").fill(name)
    visitor.get_by_role("button", name="Continue").click()
    expect(visitor.get_by_text("No organization with this name")).to_be_visible()
    assert faults_of(visitor) == []
    visitor.set_viewport_size({"width": 1280, "height": 800})
