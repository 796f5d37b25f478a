"""A hiring manager's intake becomes a template; three candidates take its interview and are compared."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_intake import DRAFTS, ROLE, SUCCESS, begun, say
from tests.journeys.browser.test_recruiter import at_the_queue

pytestmark = pytest.mark.soak

POSITION = "Night shift lead"
QUESTION = "Tell me about a night on which too many people were missing. What did you do?"
STORY = (
    "Last March four of my eighteen people were ill and a lorry came an hour early. I wrote down who could "
    "drive the forklift, put the workshop orders first and moved two pickers to the dock. My coworker Piet "
    "disagreed, so I asked him what worried him and we agreed to check the load twice. I called the depot "
    "before six and told them that it would be thirty minutes late. As a result all orders left by seven and "
    "nobody was hurt. Since then I keep a list of stand-ins on the board."
)


def test_an_intake_leads_over_a_template_to_three_interviews_side_by_side(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "manager")
    begun(page)
    say(page, ROLE)
    say(page, SUCCESS)
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End now").click()
    for name in DRAFTS:
        expect(page.get_by_role("tab", name=name)).to_contain_text("Ready for review")
        page.get_by_role("tab", name=name).click()
        page.get_by_role("button", name="Accept draft").click()
        expect(page.get_by_role("tab", name=name)).to_contain_text("Accepted")
    page.get_by_role("button", name="Create template").click()
    page.get_by_role("dialog").get_by_role("button", name="Create template").click()
    page.get_by_role("link", name="Open the template").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(POSITION)
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Question 1", exact=True).fill("Are you married?")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("Question 1", exact=True).fill(QUESTION)
    position = f"{POSITION} {page.url[-4:]}"
    page.get_by_label("Title of the position").fill(position)
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("title, wording of questions")).to_be_visible()
    assert faults_of(page) == []

    template_url = page.url
    at_the_queue(other_page, browser_platform)
    guests = []
    for name in ("Amara Okafor", "Jonas Lindqvist", "Mina Sato"):
        other_page.goto(template_url)
        guests.append(opened(other_page, browser_platform, name))
    for guest, skip in zip(guests, (0, 1, 2), strict=True):
        browser_platform.take_interview(guest, skip=skip, says=STORY)

    other_page.goto(f"{browser_platform.url}/positions")
    compare = other_page.get_by_role("link", name=f"Compare candidates for {position}")
    expect(compare).to_have_text("Compare (3)")
    assert faults_of(other_page) == []
    read_position(other_page, position, [guest.name for guest in guests])
    other_page.get_by_role("link", name="Compare (3)").click()
    expect(other_page.get_by_role("heading", level=1)).to_have_text("Compare candidates")
    for guest in guests:
        expect(other_page.get_by_role("columnheader", name=guest.name)).to_be_visible()
    expect(other_page.get_by_text("different sets of questions")).to_have_count(0)
    expect(other_page.get_by_text("No answer").first).to_be_visible()
    expect(other_page.get_by_text(re.compile(r"^Turn \d+$")).first).to_be_visible()
    assert faults_of(other_page) == []
    other_page.get_by_role("button", name="Hide names").click()
    expect(other_page.get_by_text(guests[0].name)).to_have_count(0)
    other_page.get_by_role("button", name="Leave out Candidate 3").click()
    expect(other_page.get_by_role("columnheader")).to_have_count(3)


def opened(page: Page, browser_platform: BrowserPlatform, name: str) -> InvitedCandidate:
    """Create an interview on the page of the template, and have its plan approved."""
    email = f"{name.split()[0].lower()}-{page.url[-4:]}@example.com"
    page.get_by_label("Candidate's name").fill(name)
    page.get_by_label("Candidate's e-mail").fill(email)
    page.get_by_role("button", name="Create interview").click()
    page.wait_for_url("**/plan")
    interview_id = page.url.split("/")[-2]
    browser_platform.until(interview_id, "PENDING")
    run_id = browser_platform.detail(interview_id)["runId"]
    plan = InvitedCandidate(interview_id, run_id, name, email, "")
    link = browser_platform.approve(plan)["interviewLink"]
    return InvitedCandidate(interview_id, run_id, name, email, link)


def read_position(page: Page, position: str, names: list[str]) -> None:
    """Open the page of a position from the list: its facts, its questions and its interviews."""
    page.get_by_role("link", name=position, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(position)
    for name in names:
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_text("3 interviews").first).to_be_visible()
    expect(page.get_by_text("different sets of questions")).to_have_count(0)
    assert faults_of(page) == []
    page.get_by_role("link", name="New interview for this position").click()
    expect(page.get_by_label("Position")).to_have_value(position)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(position)
