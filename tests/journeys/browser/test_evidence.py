"""From what an assessment says into the words of the interview, and back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue, open_assessment

PHONE = {"width": 360, "height": 640}


def test_a_recruiter_sees_who_spoke_how_much_and_reads_there(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.interviewed("Amara Okonkwo", skip=1)
    at_the_queue(page, browser_platform)
    page.set_viewport_size(PHONE)
    open_assessment(page, browser_platform, guest)
    expect(
        page.get_by_text(re.compile(r"^\d+% of the words are the candidate.s\."))
    ).to_be_visible()
    page.get_by_text("As a table").click()
    table = page.get_by_role("table", name="Who spoke how much")
    expect(table.get_by_role("cell", name="0 words", exact=True)).to_have_count(1)

    page.get_by_role("button", name=re.compile(r"^Question 2: interviewer \d+ words")).click()

    asked = [turn for turn in browser_platform.transcript(guest.interview_id) if turn["questionId"]]
    second = next(turn for turn in asked if turn["questionId"] != asked[0]["questionId"])
    expect(page.locator(f"#turn-{second['turn']}")).to_be_focused()
    assert faults_of(page) == []


def test_the_replay_marks_what_the_assessment_quotes_and_leads_to_it(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.interviewed("Ines Ferreira")
    at_the_queue(page, browser_platform)
    open_assessment(page, browser_platform, guest)
    quote = page.get_by_role("link", name=re.compile(r"^Replay Turn \d+$")).first
    turn = quote.inner_text().rpartition(" ")[2]
    quote.click()
    page.wait_for_url(f"**/replay?turn={turn}")
    expect(page.locator(f"li[data-turn='{turn}'][aria-current='true']")).to_be_in_viewport()

    quoted = page.locator("li[data-turn]").filter(
        has=page.get_by_role("link", name=re.compile(r"^Quoted for .*level \d$"))
    )
    expect(quoted.first.locator("mark").first).to_be_visible()
    assert faults_of(page) == []
    quoted.first.get_by_role("link", name=re.compile("^Quoted for")).first.click()
    page.wait_for_url(f"**/interviews/{guest.interview_id}/assessment")


def test_folded_quotes_open_by_keyboard_and_stand_on_paper(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.interviewed("Amara Okonkwo", skip=1)
    at_the_queue(page, browser_platform)
    open_assessment(page, browser_platform, guest)
    more = page.get_by_text(re.compile(r"^\d+ more quotes?$")).first
    folded = page.locator("article details", has=more).locator("blockquote").first
    inner = page.locator("article li details").first
    expect(folded).to_be_hidden()

    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    expect(page.get_by_text("Results by question (1)").first.locator("xpath=../ol")).to_be_visible()
    expect(inner.locator(":scope > :not(summary)").first).to_be_hidden()

    page.emulate_media(media="screen")
    expect(folded).to_be_hidden()
    more.press("Enter")
    expect(folded).to_be_visible()
