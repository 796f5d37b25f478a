"""What a candidate asks for on their own page: another time, a correction, a rating and a review."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_candidate import answer_all, in_room
from tests.journeys.browser.test_recruiter import at_the_queue, turn_queue_to

from vivavoce.infra.clock import SystemClock

PHONE = {"width": 360, "height": 640}
SAID = "I planned the shifts of four people, not of forty."


def _own_page(page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate) -> None:
    page.goto(guest.link.replace("/join/", "/status/"))
    page.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
    page.get_by_role("button", name="Continue").click()


def _in_days(days: int) -> str:
    """Return the value of the field for half past nine, so many days from now."""
    return (SystemClock().now() + timedelta(days=days)).strftime("%Y-%m-%dT09:30")


def test_a_candidate_moves_an_appointment_on_a_phone(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Sami Scheduled")
    browser_platform.schedule(guest, days=3)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    _own_page(page, browser_platform, guest)
    expect(page.get_by_role("heading", name="Your interview is scheduled.")).to_be_visible()

    new = page.get_by_label("New time")
    new.fill(_in_days(40))
    page.get_by_role("button", name="Save the new time").click()
    expect(page.get_by_text("Choose a time between 15 minutes and 14 days")).to_be_visible()
    before = browser_platform.scheduled_at(guest)
    new.fill(_in_days(5))
    page.get_by_role("button", name="Save the new time").click()

    expect(page.get_by_text(re.compile("Your interview is now scheduled for"))).to_be_visible()
    assert browser_platform.scheduled_at(guest) != before
    assert faults_of(page) == []


def test_a_candidate_corrects_rates_and_asks_for_a_review_which_a_recruiter_answers(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Rosa Reviewed", minutes=10)
    in_room(page, browser_platform, guest)
    answer_all(page)
    browser_platform.until(guest.interview_id, "ASSESSMENT_PENDING")
    browser_platform.decide(guest, "NO_HIRE", "She named no shift of her own.")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    # The same visit needs no second code.
    page.goto(guest.link.replace("/join/", "/status/"))
    expect(page.get_by_role("heading", name="A decision has been made.")).to_be_visible()

    page.get_by_text(re.compile(r"^Show \d+ answers?$")).click()
    page.get_by_role("button", name="Correct this answer").first.click()
    page.get_by_label("What you said").fill(SAID)
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    page.get_by_role("radio", name=re.compile("Good$")).check()
    page.get_by_label("What was good, and what was not?").fill("It gave me time to think.")
    page.get_by_role("button", name="Send feedback").click()
    expect(page.get_by_text(re.compile("Your feedback is saved"))).to_be_visible()
    page.get_by_label("What should the person look at?").fill("Question 2 was misheard.")
    page.get_by_role("button", name="Ask for a review").click()
    expect(page.get_by_text(re.compile("^You asked for a review on"))).to_be_visible()
    assert faults_of(page) == []

    _answers_the_review(other_page, browser_platform, guest)
    page.reload()
    expect(page.get_by_text("We read question 2 again, with your correction.")).to_be_visible()


def _answers_the_review(
    page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate
) -> None:
    at_the_queue(page, browser_platform)
    turn_queue_to(page, page.get_by_role("heading", name="Asked for a review"))
    page.goto(f"{browser_platform.url}/interviews/{guest.interview_id}")
    messages = page.locator("section", has=page.get_by_role("heading", name="From the candidate"))
    expect(messages.get_by_text("Question 2 was misheard.")).to_be_visible()
    expect(messages.get_by_role("heading", name=re.compile("^Feedback: 4 of 5"))).to_be_visible()
    expect(messages.get_by_text("1 correction to the transcript.")).to_be_visible()
    messages.get_by_label("Your answer").fill("We read question 2 again, with your correction.")
    messages.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer was sent.")).to_be_visible()
    decisions = page.locator(
        "section", has=page.get_by_role("heading", name="Decisions about the candidate")
    )
    expect(decisions.get_by_role("listitem")).to_contain_text("She named no shift of her own.")
    assert faults_of(page) == []
