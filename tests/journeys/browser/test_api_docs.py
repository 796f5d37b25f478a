"""The page of the API: a request that is tried there is sent to this gateway, and its answer is shown."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of


def test_an_operation_is_tried_with_a_token(page: Page, browser_platform: BrowserPlatform) -> None:
    token = browser_platform.signed_in_as("recruiter")["Authorization"].removeprefix("Bearer ")
    page.goto(f"{browser_platform.url}/api/docs#tag/interviews/GET/api/v1/interviews/counts")
    expect(page.get_by_role("heading", name="Vivavoce API")).to_be_visible()
    page.get_by_role("textbox", name=re.compile("Token")).first.fill(token)

    # The page goes on drawing operations, and moves the button while it does.
    button = page.get_by_role("button", name="Test Request(get /api/v1/interviews/counts)")
    button.dispatch_event("click")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("Send")).first.dispatch_event("click")

    expect(dialog).to_contain_text("200 OK")
    expect(dialog).to_contain_text("GENERATING_PLAN")
    assert faults_of(page) == []
