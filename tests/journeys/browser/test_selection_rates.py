"""Candidates are asked voluntary questions, one answers, and a recruiter reads the selection rates."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_candidate import answer_all, in_room
from tests.journeys.browser.test_recruiter import at_the_queue

from vivavoce.hiring.domain.voluntary_questions import list_quarters
from vivavoce.infra.clock import SystemClock

PHONE = {"width": 360, "height": 640}
COUNTED = [
    {
        "question": "gender",
        "position": "Warehouse shift lead",
        "positions": 1,
        "groups": [
            {
                "group": "man",
                "candidates": 20,
                "selected": 12,
                "rate": 0.6,
                "ratio": 1.0,
                "p_value": None,
            },
            {
                "group": "woman",
                "candidates": 21,
                "selected": 9,
                "rate": 0.4286,
                "ratio": 0.7143,
                "p_value": 0.354,
            },
        ],
    }
]


def _choose(page: Page, browser_platform: BrowserPlatform, choice: str) -> None:
    page.goto(f"{browser_platform.url}/settings/candidates")
    questions = page.get_by_label("Voluntary questions for selection rates")
    questions.select_option(label=choice)
    if choice != "Ask nothing":
        page.get_by_label("Smallest group of the selection rates").fill("10")
    save = page.get_by_role("button", name="Save").first
    with page.expect_response("**/tenants/me/settings") as saved:
        save.click()
    assert saved.value.ok


def test_voluntary_answers_become_selection_rates_that_name_no_one(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(other_page, browser_platform, "admin")
    _choose(other_page, browser_platform, "Ask, with the ethnic groups of the United Kingdom")
    assert faults_of(other_page) == []
    guest = browser_platform.invited("Vera Volunteer", minutes=10)
    in_room(page, browser_platform, guest)
    answer_all(page)
    browser_platform.until(guest.interview_id, "ASSESSMENT_PENDING")

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(guest.link.replace("/join/", "/status/"))
    expect(page.get_by_role("heading", name="Voluntary questions")).to_be_visible()
    page.get_by_label("Gender").select_option("Woman")
    page.get_by_label("Ethnic group").select_option("Mixed")
    page.get_by_role("button", name="Save my answers").click()
    expect(page.get_by_text(re.compile("^Saved. You can change your answers"))).to_be_visible()
    assert faults_of(page) == []
    page.reload()
    expect(page.get_by_label("Gender")).to_have_value("woman")

    before_last = list_quarters(SystemClock().now())[1]
    browser_platform.add_selection_report(
        guest.interview_id, before_last.isoformat(), json.dumps(COUNTED)
    )
    other_page.set_viewport_size({"width": 1440, "height": 900})
    other_page.goto(f"{browser_platform.url}/analytics")
    rates = other_page.get_by_role("region", name="Selection rates", exact=True)
    expect(rates.get_by_text("Too few to tell")).to_be_visible()
    rates.get_by_label("Quarter").select_option(before_last.isoformat())
    expect(rates.get_by_text(re.compile("^Woman: 0.71 of the rate of “Man”"))).to_be_visible()
    with other_page.expect_download() as exporting:
        rates.get_by_role("button", name=re.compile("Export")).click()
    exported = exporting.value.path().read_text("utf-8-sig").splitlines()
    assert exported[1].split(",")[1:4] == ["gender", "Warehouse shift lead", "man"]
    assert faults_of(other_page) == []
    assert "Vera" not in rates.inner_text()
    _choose(other_page, browser_platform, "Ask nothing")
