"""The page of the API documentation."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform


def test_the_page_has_one_main_part(page: Page, browser_platform: BrowserPlatform) -> None:
    page.goto(f"{browser_platform.url}/api/docs")
    expect(page.get_by_role("heading", name="Vivavoce API")).to_be_visible()

    expect(page.get_by_role("main")).to_have_count(1)
