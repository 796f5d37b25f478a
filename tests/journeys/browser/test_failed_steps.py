"""A step of the machine failed: staff have the plan or the assessment made again, a person their review."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_practice import STORY, by_pointer, practising, question, started
from tests.journeys.browser.test_recruiter import at_the_queue


def test_a_plan_that_failed_is_written_again(page: Page, browser_platform: BrowserPlatform) -> None:
    planned = browser_platform.planned("Pia Planless")
    browser_platform.fail_planning(planned.interview_id)
    at_the_queue(page, browser_platform)
    page.goto(f"{browser_platform.url}/interviews/{planned.interview_id}")
    expect(page.get_by_text("The plan was not written.")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("button", name="Write the plan again").click()

    expect(page.get_by_text("The plan is being written again.")).to_be_visible()
    browser_platform.until(planned.interview_id, "PENDING")
    assert browser_platform.plan(planned.interview_id)["competencies"]


def test_an_assessment_that_failed_is_made_again(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.interviewed("Ash Unassessed")
    browser_platform.fail_assessment(guest.interview_id)
    at_the_queue(page, browser_platform)
    page.goto(f"{browser_platform.url}/interviews/{guest.interview_id}")
    expect(page.get_by_text("The assessment failed.")).to_be_visible()

    page.get_by_role("button", name="Assess again").click()

    expect(page.get_by_text("The assessment was requested again.")).to_be_visible()
    browser_platform.until(guest.interview_id, "ASSESSMENT_PENDING")
    assert browser_platform.assessment(guest.interview_id)["scorecard"]["competencies"]
    # The replay of the same interview says how the interviewer did.
    session_id = browser_platform.detail(guest.interview_id)["sessionId"]
    page.goto(f"{browser_platform.url}/sessions/{session_id}/replay")
    quality = page.get_by_role("region", name="Quality of the interviewer")
    expect(quality.get_by_text("100 %").or_(quality.get_by_text("100%")).first).to_be_visible()
    expect(quality.get_by_role("row").nth(1)).to_be_visible()
    assert faults_of(page) == []


def test_a_review_that_failed_is_written_again_and_all_practice_is_deleted(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    practising(page, browser_platform)
    started(page)
    asked = question(page)
    by_pointer(page)(STORY)
    until(page, lambda: question(page) != asked, f"nothing follows '{asked}'")
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_role("heading", name="By skill")).to_be_visible()
    browser_platform.fail_review(page.url.split("/")[-2].removeprefix("int_"))
    page.reload()
    expect(page.get_by_role("heading", name="The review could not be written")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="By skill")).to_be_visible()

    page.goto(f"{browser_platform.url}/practice/reviews")
    expect(page.get_by_role("link", name="View review").first).to_be_visible()
    page.get_by_role("button", name="Delete all my practice").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("link", name="View review")).to_have_count(0)
    assert faults_of(page) == []
