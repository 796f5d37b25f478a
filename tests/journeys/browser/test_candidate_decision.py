"""A recruiter decides about a candidate on a phone, undoes it, decides again and goes to the next person."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_recruiter import at_the_queue, open_assessment


@pytest.fixture
def phone(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    yield from visit(
        browser_platform.url,
        chromium,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    )


UNDO_MS = 10_000
"""How long a decision waits before it is sent."""


def test_a_candidate_is_rejected_undone_and_rejected_again_and_the_next_person_follows(
    phone: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.interviewed("Kofi Mensah")
    browser_platform.planned("Yara Costa")
    phone.clock.install()
    at_the_queue(phone, browser_platform)
    open_assessment(phone, browser_platform, guest)
    competency = browser_platform.assessment(guest.interview_id)["scorecard"]["competencies"][0]

    phone.get_by_label(f"Your level of {competency['name']}").select_option("2.5")
    phone.get_by_role("radio", name=re.compile("^No hire")).tap()
    phone.get_by_label("Reason").fill("He named no shift of his own.")
    decide(phone)
    held = browser_platform.detail(guest.interview_id)
    phone.get_by_role("button", name="Undo").tap()
    expect(phone.get_by_label("Reason")).to_have_value("He named no shift of his own.")
    undone = browser_platform.detail(guest.interview_id)
    decide(phone)
    pending_faults = faults_of(phone)
    phone.clock.fast_forward(UNDO_MS)
    until(
        phone,
        lambda: browser_platform.detail(guest.interview_id)["state"] == "ASSESSMENT_APPROVED",
        "it was not sent after ten seconds",
    )
    expect(phone.get_by_role("heading", name="No hire", exact=True)).to_be_visible()
    phone.get_by_role("link", name=re.compile("^(Next:|Back to)")).tap()

    assert (held["state"], held["hiringDecision"]["status"]) == ("ASSESSMENT_PENDING", "pending")
    assert undone["hiringDecision"] is None
    assert pending_faults == []
    decision = browser_platform.detail(guest.interview_id)["hiringDecision"]
    assert (decision["outcome"], decision["decidedBy"]) == ("NO_HIRE", "Ruth Demo")
    assert decision["levels"] == [{"competency": competency["name"], "level": 2.5}]
    assert guest.interview_id not in phone.url


def decide(page: Page) -> None:
    """Press the button, and read on where a flag was not read."""
    page.get_by_role("button", name=re.compile("^No hire as")).tap()
    sure = page.get_by_role("button", name="Decide now")
    undo = page.get_by_role("button", name="Undo")
    expect(sure.or_(undo)).to_be_visible()
    if sure.is_visible():
        sure.tap()
    expect(undo).to_be_visible()
