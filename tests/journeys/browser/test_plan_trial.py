"""A recruiter tries a plan before approving it; it leaves no trace."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue


def test_a_plan_is_tried_with_a_follow_up_and_stays_as_it_was(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    planned = browser_platform.planned("Tria Tried")
    before = browser_platform.detail(planned.interview_id)
    at_the_queue(page, browser_platform)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{browser_platform.url}/interviews/{planned.interview_id}/plan")
    trial = page.get_by_role("region", name="Try it")

    trial.get_by_role("button", name="Try this plan").click()
    turns = trial.get_by_role("list", name="Conversation").get_by_role("listitem")
    expect(turns).to_have_count(2)
    trial.get_by_label("Your answer as the candidate").fill(
        "Oh, there was a lot going on back then."
    )
    trial.get_by_role("button", name="Answer", exact=True).click()
    expect(trial.get_by_text(re.compile("^Follow-up, because "))).to_be_visible()
    expect(trial.get_by_label("Your answer as the candidate")).to_be_focused()
    assert faults_of(page) == []
    for _ in range(12):
        skip = trial.get_by_role("button", name="Skip this question")
        over = trial.get_by_text(re.compile("^The interview is over"))
        expect(skip.or_(over).first).to_be_visible()
        if over.is_visible():
            break
        many = turns.count()
        skip.click()
        expect(turns.nth(many)).to_be_visible()
    expect(over).to_be_visible()

    assert browser_platform.detail(planned.interview_id) == before
    page.goto(f"{browser_platform.url}/live")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Tria Tried")).to_have_count(0)
