"""A candidate asks for a person and for the end; the queue shows the request."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_candidate import SEND, in_room
from tests.journeys.browser.test_recruiter import at_the_queue, turn_queue_to


def say(page: Page, text: str) -> None:
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name=SEND).click()


def test_a_candidate_who_asks_for_a_person_gets_an_answer_and_appears_in_the_queue(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Nora Quill")
    in_room(page, browser_platform, guest)

    say(page, "Can I talk to a person?")
    expect(page.get_by_text("know that you'd like to talk with a person").first).to_be_visible()
    say(page, "I want to stop here")
    expect(page.get_by_text("Would you like to end the interview now?").first).to_be_visible()
    say(page, "no, let's go on")
    expect(page.locator("h1", has_text="question")).to_be_visible()
    at_the_queue(other_page, browser_platform)

    turn_queue_to(other_page, other_page.get_by_role("link", name="Nora Quill"))
    expect(other_page.get_by_role("heading", name="Asked for a person")).to_be_visible()
    assert faults_of(other_page) == []
    other_page.get_by_role("button", name="Mark as done: Nora Quill").click()
    expect(other_page.get_by_role("link", name="Nora Quill")).to_be_hidden()
