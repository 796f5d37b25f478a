"""The figures in a real browser, at every width, light and dark: for staff, and for the operator."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import WIDTHS, faults_of, go_to
from tests.journeys.browser.test_recruiter import at_the_queue

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("width", WIDTHS)
def test_the_analytics_pages_fit_every_width(
    page: Page, browser_platform: BrowserPlatform, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    at_the_queue(page, browser_platform)
    go_to(page, "Analytics")

    expect(page.get_by_role("heading", name="Last 30 days")).to_be_focused()
    expect(page.get_by_role("heading", name="Cost")).to_be_visible()
    expect(page.get_by_role("heading", name="Outcomes")).to_be_visible()
    expect(page.get_by_role("heading", name="Alerts")).to_have_count(0)
    assert faults_of(page) == []


def test_the_operator_sees_whether_an_alert_fired(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "admin")
    go_to(page, "Analytics")

    expect(page.get_by_role("heading", name="Alerts")).to_be_visible()
    # What a slow machine brought on before is shown as well, and is no fault of the page.
    message = page.get_by_text("No alerts yet.").or_(page.locator("#alerts li"))
    expect(message.first).to_be_visible()
    page.get_by_label("Period").select_option("90")
    expect(page.get_by_role("heading", name="Last 90 days")).to_be_visible()
    assert faults_of(page) == []
