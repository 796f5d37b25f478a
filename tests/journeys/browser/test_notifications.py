"""A recruiter finds what is new behind the bell, goes to it by keyboard, and has then read it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import Keyboard, faults_of
from tests.journeys.browser.test_recruiter import at_the_queue, turn_queue_to

DESK = {"width": 1440, "height": 900}


def test_a_recruiter_goes_from_what_is_new_to_a_plan_and_has_then_read_it(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    browser_platform.planned("Ida Alt")
    browser_platform.planned("Nora Neu")
    at_the_queue(page, browser_platform)

    bell = page.get_by_role("link", name=re.compile(r"^Notifications, \d+ new$"))
    expect(bell).to_be_visible()
    turn_queue_to(page, page.get_by_role("link", name="Review Nora Neu"))
    assert faults_of(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    hands = Keyboard(page)
    hands.use(r"^Notifications, \d+ new$")
    page.wait_for_url("**/notifications")
    row = page.get_by_role("listitem").filter(has_text="Nora Neu").first
    expect(row.get_by_text("New:")).to_be_attached()
    assert faults_of(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    row.get_by_role("link", name="Plan to approve").press("Enter")
    page.wait_for_url("**/plan")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.go_back()
    expect(row.get_by_role("button", name=re.compile("^Mark as read"))).to_have_count(0)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    page.get_by_label("Only new ones").check()
    expect(page.get_by_text("You have read everything.")).to_be_visible()
