"""Candidates on their own page: one withdraws; another asks for a person and deletes their data."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_recruiter import at_the_queue, turn_queue_to

PHONE = {"width": 360, "height": 640}


def test_one_candidate_withdraws_and_another_asks_for_a_person_and_deletes_their_data(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    first, second = browser_platform.invited("Wanda Weg"), browser_platform.invited("Ina Bleibt")

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(first.link)
    page.get_by_role("link", name=re.compile("Not now")).click()
    page.get_by_label("Six-digit code").fill(browser_platform.code(first.email))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your interview is ready for you.")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Withdraw my application").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_role("heading", name="You withdrew your application.")).to_be_focused()

    page.evaluate("() => sessionStorage.clear()")
    page.goto(second.link.replace("/join/", "/status/"))
    page.get_by_label("Six-digit code").fill(browser_platform.code(second.email))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Ask for a person").click()
    expect(page.get_by_text(re.compile("You asked for a person on"))).to_be_visible()

    at_the_queue(other_page, browser_platform)
    turn_queue_to(other_page, other_page.get_by_role("link", name="Ina Bleibt"))
    expect(other_page.get_by_role("heading", name="Asked for a person")).to_be_visible()
    assert faults_of(other_page) == []
    other_page.goto(f"{browser_platform.url}/queue")
    withdrawn = other_page.get_by_role("link", name="Wanda Weg")
    turn_queue_to(other_page, withdrawn)
    expect(other_page.get_by_role("heading", name="Withdrew")).to_be_visible()
    withdrawn.first.click()
    expect(other_page.get_by_role("heading", name="The candidate withdrew")).to_be_visible()

    with page.expect_download() as copying:
        page.get_by_role("button", name=re.compile("JSON")).click()
    copy = json.loads(Path(copying.value.path()).read_text("utf-8"))
    page.get_by_role("button", name="Delete my data").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", name="Your data has been deleted.")).to_be_focused()

    assert copy["application"]["candidateName"] == "Ina Bleibt"
    assert browser_platform.detail(first.interview_id)["cancelReason"] == "WITHDRAWN"
    until(
        page,
        lambda: browser_platform.detail(second.interview_id)["candidateName"] is None,
        "the name is still there",
    )
    page.goto(second.link)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
