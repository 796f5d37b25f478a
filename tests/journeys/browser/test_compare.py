"""In an empty organization, an intake becomes a template; three candidates of it are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.new_organization import (
    Headers,
    accept_invitation,
    approve_plan,
    enter_code,
    join_as_administrator,
    send_invitation,
    take_interview,
)
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_intake import DRAFTS, ROLE, SUCCESS, begun, say

pytestmark = pytest.mark.soak

POSITION = "Night shift lead"
DRAFTED = "How did you lead people through a hard night?"
QUESTION = "Tell me about a night on which too many people were missing. What did you do?"
STORY = (
    "Last March four of my eighteen people were ill and a lorry came an hour early. I wrote down who could "
    "drive the forklift, put the workshop orders first and moved two pickers to the dock. My coworker Piet "
    "disagreed, so I asked him what worried him and we agreed to check the load twice. I called the depot "
    "before six and told them that it would be thirty minutes late. As a result all orders left by seven and "
    "nobody was hurt. Since then I keep a list of stand-ins on the board."
)


NAMES = ("Amara Okafor", "Jonas Lindqvist", "Mina Sato")


@pytest.fixture
def candidates(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    """The browser in which one candidate after another takes the interview."""
    yield from visit(browser_platform.url, chromium)


def test_an_intake_leads_over_a_template_to_three_interviews_side_by_side(
    page: Page, other_page: Page, candidates: Page, browser_platform: BrowserPlatform
) -> None:
    headers = joined(page, other_page, browser_platform)
    template_url = made_template(page)
    position = page.get_by_role("heading", level=1).inner_text()

    for skip, name in enumerate(NAMES):
        other_page.goto(template_url)
        email, link = opened(other_page, name)
        candidates.goto(link)
        candidates.get_by_role("button", name=re.compile("^I agree")).click()
        enter_code(candidates, browser_platform, email, headers)
        take_interview(candidates, STORY, skip=skip)
        candidates.evaluate("() => sessionStorage.clear()")
    other_page.get_by_role("link", name="Queue").first.click()
    for name in NAMES:
        expect(other_page.get_by_role("link", name=f"Review {name}")).to_be_visible()

    compared(other_page, position)


def joined(manager: Page, recruiter: Page, browser_platform: BrowserPlatform) -> Headers:
    """Open an organization whose administrator invites both; return what reads its mailbox.

    The administrator and the manager use the same browser, one after the other.
    """
    admin, headers = join_as_administrator(manager, browser_platform)
    for page, role in ((recruiter, "Recruiter"), (manager, "Hiring manager")):
        email = admin.replace("admin", role.partition(" ")[0].lower())
        send_invitation(manager, email, f"Our {role.lower()}", role)
        accept_invitation(
            page, browser_platform, browser_platform.link_token(email, "accept-invitation", headers)
        )
    return headers


def made_template(page: Page) -> str:
    """Hold an intake as the manager, accept its drafts, edit the template; return its address."""
    begun(page)
    say(page, ROLE)
    say(page, SUCCESS)
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End now").click()
    for name in DRAFTS:
        expect(page.get_by_role("tab", name=name)).to_contain_text("Ready for review")
        page.get_by_role("tab", name=name).click()
        if name == "Questions":
            page.get_by_role("button", name="Edit").click()
            page.get_by_label("Wording of question 1").fill(DRAFTED)
            page.get_by_role("button", name="Save as version 2").click()
            expect(page.get_by_text(DRAFTED)).to_be_visible()
        page.get_by_role("button", name="Accept draft").click()
        expect(page.get_by_role("tab", name=name)).to_contain_text("Accepted")
    page.get_by_role("button", name="Create template").click()
    page.get_by_role("dialog").get_by_role("button", name="Create template").click()
    page.get_by_role("link", name="Open the template").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(POSITION)
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(page.get_by_label("Question 1", exact=True)).to_have_value(DRAFTED)
    page.get_by_label("Question 1", exact=True).fill("Are you married?")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("Question 1", exact=True).fill(QUESTION)
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("wording of questions")).to_be_visible()
    assert faults_of(page) == []
    return page.url


def compared(page: Page, position: str) -> None:
    """Read the position and its three candidates side by side, with and without their names."""
    page.get_by_role("link", name="Interviews").first.click()
    page.get_by_role("link", name="Positions").first.click()
    compare = page.get_by_role("link", name=f"Compare candidates for {position}")
    expect(compare).to_have_text("Compare (3)")
    assert faults_of(page) == []
    read_position(page, position)
    page.get_by_role("link", name="Compare (3)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare candidates")
    for name in NAMES:
        expect(page.get_by_role("columnheader", name=name)).to_be_visible()
    expect(page.get_by_text("different sets of questions")).to_have_count(0)
    expect(page.get_by_text("No answer").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Turn \d+$")).first).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Hide names").click()
    expect(page.get_by_text(NAMES[0])).to_have_count(0)
    page.get_by_role("button", name="Leave out Candidate 3").click()
    expect(page.get_by_role("columnheader")).to_have_count(3)


def opened(page: Page, name: str) -> tuple[str, str]:
    """Create an interview on the page of the template and approve its plan; return address and link."""
    email = f"{name.split()[0].lower()}-{page.url[-4:]}@example.com"
    page.get_by_label("Candidate's name").fill(name)
    page.get_by_label("Candidate's e-mail").fill(email)
    page.get_by_role("button", name="Create interview").click()
    page.wait_for_url("**/plan")
    return email, approve_plan(page)


def read_position(page: Page, position: str) -> None:
    """Open the page of a position from the list: its facts, its questions and its interviews."""
    page.get_by_role("link", name=position, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(position)
    for name in NAMES:
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_text("3 interviews").first).to_be_visible()
    expect(page.get_by_text("different sets of questions")).to_have_count(0)
    assert faults_of(page) == []
    page.get_by_role("link", name="New interview for this position").click()
    expect(page.get_by_label("Position")).to_have_value(position)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(position)
