"""Candidates of a new organization: one withdraws; another asks for a person and deletes their data."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.new_organization import (
    Headers,
    approve_plan,
    create_interview,
    enter_code,
    join_as_administrator,
)
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_interviews import JOB_TEXT

PHONE = {"width": 360, "height": 640}
WITHDRAWN, ASKING = "Wanda Weg", "Ina Bleibt"


def test_one_candidate_withdraws_and_another_asks_for_a_person_and_deletes_their_data(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    _, headers = join_as_administrator(other_page, browser_platform)
    first, second = invited(other_page, WITHDRAWN), invited(other_page, ASKING)

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    withdraws(page, browser_platform, first, headers)

    page.evaluate("() => sessionStorage.clear()")
    page.goto(second)
    page.get_by_role("link", name="Speak with a person instead").click()
    enter_code(page, browser_platform, address_of(ASKING), headers)
    expect(page.get_by_role("heading", name="Questions")).to_be_focused()
    page.get_by_role("button", name="Ask for a person").click()
    expect(page.get_by_text(re.compile("You asked for a person on"))).to_be_visible()

    other_page.get_by_role("link", name="Queue").first.click()
    expect(other_page.get_by_role("heading", name="Asked for a person")).to_be_visible()
    expect(other_page.get_by_role("link", name=ASKING)).to_be_visible()
    assert faults_of(other_page) == []
    expect(other_page.get_by_role("heading", name="Withdrew")).to_be_visible()
    other_page.get_by_role("link", name=WITHDRAWN).first.click()
    expect(other_page.get_by_role("heading", name="The candidate withdrew")).to_be_visible()

    with page.expect_download() as copying:
        page.get_by_role("button", name=re.compile("JSON")).click()
    copy = json.loads(Path(copying.value.path()).read_text("utf-8"))
    page.get_by_role("button", name="Delete my data").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", name="Your data has been deleted.")).to_be_focused()

    assert copy["application"]["candidateName"] == ASKING
    other_page.get_by_role("link", name="Interviews").first.click()
    until(other_page, lambda: is_erased(other_page), "the name is still there")
    page.goto(second)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def is_erased(page: Page) -> bool:
    """Whether the list of interviews, loaded anew, has both interviews and one name less."""
    page.reload()
    expect(page.get_by_text("2 interviews", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=WITHDRAWN)).to_be_visible()
    return page.get_by_text(ASKING).count() == 0


def address_of(name: str) -> str:
    return f"{name.split()[0].lower()}@example.com"


def invited(page: Page, name: str) -> str:
    """Create an interview and approve its plan on their pages; return the candidate's link."""
    create_interview(page, name, address_of(name), JOB_TEXT)
    page.get_by_role("link", name="Review plan").click()
    return approve_plan(page)


def withdraws(page: Page, browser_platform: BrowserPlatform, link: str, headers: Headers) -> None:
    """Go from the invitation to the candidate's own page, and withdraw there."""
    page.goto(link)
    page.get_by_role("link", name=re.compile("Not now")).click()
    enter_code(page, browser_platform, address_of(WITHDRAWN), headers)
    expect(page.get_by_role("heading", name="Your interview is ready for you.")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Withdraw my application").click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_role("heading", name="You withdrew your application.")).to_be_focused()
