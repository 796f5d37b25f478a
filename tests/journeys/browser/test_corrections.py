"""What staff add or correct: missing facts, a line of the job text, a level, and a whole assessment."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_recruiter import at_the_queue, open_assessment

WIDE = {"width": 1440, "height": 900}


def test_missing_facts_are_completed_and_a_line_of_the_job_text_is_corrected(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    interview_id = browser_platform.without_candidate()
    at_the_queue(page, browser_platform)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(f"{browser_platform.url}/interviews/{interview_id}")
    expect(page.get_by_role("heading", name="Missing details")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.get_by_label("Candidate name").fill("Cora Completed")
    page.get_by_label("Candidate e-mail").fill("cora.completed@example.com")
    page.get_by_role("button", name="Save and continue").click()
    # The next facts are asked for only now.
    page.get_by_label("Skills").fill("Inventory control, Shift planning")
    page.get_by_label("Level").select_option("MID")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("The details are saved.")).to_be_visible()
    browser_platform.until(interview_id, "PENDING")

    page.goto(f"{browser_platform.url}/interviews/{interview_id}/plan")
    before = browser_platform.plan(interview_id)
    page.get_by_role("button", name=re.compile("^Correct line ")).first.click()
    page.get_by_label("This line is").select_option("Offer")
    page.get_by_role("button", name="Keep correction").click()
    expect(page.get_by_text("1 line corrected, not sent yet.")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.get_by_role("button", name="Write plan again").click()
    expect(page.get_by_text("Corrected by a person").first).to_be_visible()

    expect(page.get_by_text(re.compile("version 2"))).to_be_visible()
    assert browser_platform.plan(interview_id) != before


def test_a_level_is_corrected_and_the_assessment_is_scored_again(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.interviewed("Lev Leveled")
    first = browser_platform.assessment(guest.interview_id)
    competency = first["scorecard"]["competencies"][0]["name"]
    at_the_queue(page, browser_platform)
    open_assessment(page, browser_platform, guest)

    page.get_by_text("Is the assessment wrong?").click()
    page.get_by_label("Competency", exact=True).select_option(competency)
    page.get_by_label("Correct level").select_option("1.5")
    page.get_by_label("Why the level is wrong").fill("He named no figure.")
    page.get_by_role("button", name="Save the level").click()
    expect(page.get_by_text(re.compile("corrected the level to 1.5"))).to_be_visible()
    assert faults_of(page) == []
    [correction] = browser_platform.assessment(guest.interview_id)["corrections"]
    assert (correction["competency"], correction["level"]) == (competency, 1.5)

    page.get_by_label("What was missed").fill("The second answer has the figure.")
    page.get_by_role("button", name="Score again").click()
    page.get_by_role("button", name="Send now").click()
    until(
        page,
        lambda: (
            browser_platform.assessment(guest.interview_id)["assessmentId"] != first["assessmentId"]
        ),
        "it was not scored again",
    )
    browser_platform.until(guest.interview_id, "ASSESSMENT_PENDING")
