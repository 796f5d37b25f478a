"""An organization in which there is nothing yet, filled on its own pages: people, plans, candidates."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.test_candidate import SEND, question, until_another

Headers = dict[str, str]


def join_as_administrator(page: Page, browser_platform: BrowserPlatform) -> tuple[str, Headers]:
    """Open an organization and join it; return the administrator's address, and what reads its mailbox."""
    admin, link = browser_platform.first_administrator()
    accept_invitation(page, browser_platform, link.rpartition("#")[2])
    return admin, browser_platform.signed_in(admin)


def accept_invitation(page: Page, browser_platform: BrowserPlatform, token: str) -> None:
    """Choose a password on the page of an invitation, and arrive at the queue."""
    page.goto(f"{browser_platform.url}/accept-invitation#{token}")
    page.get_by_label("Choose a password", exact=True).fill(OWN_PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/queue")


def send_invitation(page: Page, email: str, name: str, role: str = "Recruiter") -> None:
    """Invite a person from the page of people, as the administrator does."""
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("button", name="Invite a person").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Name", exact=True).fill(name)
    chosen = page.get_by_role("radio", name=re.compile(f"^{role}"))
    if not chosen.is_checked():
        chosen.check()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text(f"Invitation sent to {email}.")).to_be_visible()


def create_interview(page: Page, name: str, email: str, job_text: str) -> None:
    """Create an interview on its page from a job text, and wait for its plan."""
    page.get_by_role("link", name="Interviews").first.click()
    # The queue, which may be the page before, says that there are no interviews, too.
    page.wait_for_url("**/interviews*")
    expect(page.get_by_role("heading", name="Interviews", exact=True, level=1)).to_be_visible()
    # While nothing is known of the list, and in one with interviews, the link has another name.
    new = re.compile("^(New interview|Create the first interview)$")
    expect(page.get_by_text(re.compile(r"^(No interviews yet|\d+ interviews?)$"))).to_be_visible()
    page.get_by_role("link", name=new).first.click()
    page.get_by_label("Job text", exact=True).fill(job_text)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail", exact=True).fill(email)
    expect(page.get_by_text("Nothing", exact=True)).to_be_visible()
    page.get_by_role("button", name="Create interview").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Review plan")).to_be_visible()


def approve_plan(page: Page) -> str:
    """Approve the plan on the page and send the invitation; return the candidate's link."""
    page.get_by_role("button", name="Approve plan").click()
    page.get_by_role("button", name="Send now").click()
    link = page.get_by_text(re.compile(r"/interview/join/"))
    expect(link).to_be_visible()
    found = re.search(r"https?://\S+/interview/join/\S+", link.inner_text())
    assert found
    return found[0]


def enter_code(page: Page, browser_platform: BrowserPlatform, email: str, headers: Headers) -> None:
    """Type the six digits that a candidate of this organization got by e-mail."""
    page.get_by_label("Six-digit code").fill(browser_platform.code(email, headers))
    page.get_by_role("button", name="Continue").click()


def take_interview(page: Page, says: str, *, skip: int = 0) -> None:
    """In the room, skip so many questions and say the same to all the others, up to the last page."""
    expect(page.get_by_text("Question", exact=True)).to_be_visible()
    left = skip
    while "/done" not in page.url:
        asked = question(page)
        is_follow_up = page.get_by_text("Follow-up question").count() > 0
        if left and not is_follow_up:
            left -= 1
            page.get_by_role("button", name="Skip", exact=True).click()
            page.get_by_role("button", name="Skip question").click()
        else:
            page.get_by_label("Your answer").fill(says)
            page.get_by_role("button", name=SEND).click()
        until_another(page, asked)
