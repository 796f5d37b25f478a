"""An operator sees the engines, hears a voice, and runs the doctor; a recruiter sees nothing of it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue

DESK = {"width": 1440, "height": 900}


def _list_a_removed_model(route: Route) -> None:
    """Answer as before a restart that took the model away: what is tried then is asked of the platform."""
    listed = route.fetch()
    model = {
        "purpose": "plan",
        "model": "removed",
        "endpoint": "models.example",
        "deadlineS": 30.0,
        "isFallback": False,
    }
    route.fulfill(response=listed, json={**listed.json(), "models": [model]})


def test_an_operator_hears_a_voice_and_runs_the_doctor_and_a_recruiter_cannot(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "admin")
    page.goto(f"{browser_platform.url}/operations/engines")
    expect(page.get_by_role("heading", name="Speech")).to_be_visible()
    voice = page.get_by_role("button", name=re.compile("^Try it: the voice"))
    if voice.count():
        voice.first.click()
        expect(page.get_by_label(re.compile("^Sample of"))).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]

    page.route("**/installation/engines", _list_a_removed_model)
    page.reload()
    page.get_by_role("button", name="Try it: the model for plans").click()
    expect(page.get_by_text("This model is no longer configured.")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]

    page.get_by_role("link", name="Doctor").first.click()
    page.get_by_role("button", name="Run the checks").click()
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    expect(page.get_by_text(re.compile(r"check.* without a finding"))).to_be_visible()
    page.get_by_text("The report as text").click()
    expect(page.get_by_text(re.compile("^Vivavoce "))).not_to_have_count(0)
    assert faults_of(page) == []

    at_the_queue(other_page, browser_platform)
    for place in ("engines", "doctor"):
        other_page.goto(f"{browser_platform.url}/operations/{place}")
        expect(other_page.get_by_role("heading", name="You cannot open this page")).to_be_visible()
