"""A recruiter edits a plan by hand: words, order, a question of the bank and one of their own."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue
from tests.journeys.browser.test_undo import open_plan


def test_before_there_is_a_plan_the_page_shows_what_was_read_in_the_job_text(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    interview_id = browser_platform.without_candidate()

    at_the_queue(page, browser_platform)
    page.goto(f"{browser_platform.url}/interviews/{interview_id}")

    expect(page.get_by_role("heading", name="What was read in the job text")).to_be_visible()
    expect(page.get_by_label("Level").get_by_role("option", name="Mid-level")).to_be_attached()
    assert faults_of(page) == []


def test_a_plan_is_edited_and_its_changes_are_marked_before_it_is_approved(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    plan = browser_platform.planned("Iris Okafor")
    open_plan(page, browser_platform, plan)

    page.get_by_role("button", name="Edit plan").click()
    second = page.get_by_role("textbox", name="Question 2", exact=True)
    second.fill("Have you ever been late?")
    page.get_by_role("button", name="Move question 1 down").click()
    expect(page.get_by_role("button", name="Move question 2 down")).to_be_focused()
    page.get_by_role("button", name="Remove question 3").click()
    page.get_by_role("button", name="Add from question bank").click()
    page.get_by_role("searchbox", name="Words").fill("angry customer")
    page.get_by_role("button", name=re.compile("^Add: ")).first.click()
    bank_question = page.locator("textarea:focus").input_value()
    page.get_by_role("button", name="Write a question").click()
    page.keyboard.type("How do you plan a busy morning?")
    page.get_by_label("What a good answer covers").fill("Urgent work first\nTells colleagues")
    for field in page.get_by_role("spinbutton", name=re.compile("^Minutes for")).all():
        field.fill("2")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("This can be answered with yes or no.")).to_be_visible()
    warned_faults = faults_of(page)
    page.get_by_role("textbox", name="Question 1", exact=True).fill("Are you married?")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("employers must not decide by").first).to_be_visible()
    page.get_by_role("textbox", name="Question 1", exact=True).fill(
        "How do you reconcile a bank account?"
    )
    page.get_by_role("button", name="Save as version 2").click()
    page.get_by_label("Keep it anyway, because").fill("It replaces the old question.")
    page.get_by_role("textbox", name="Invitation", exact=True).fill(
        "Dear {{CANDIDATE_NAME}},\n\nwe would like to hear about your work: {{INTERVIEW_LINK}}"
    )
    page.get_by_role("button", name="Save as version 2").click()

    expect(page.get_by_text(re.compile("^Since version 1: 2 new, 1 reworded"))).to_be_visible()
    expect(page.locator("ins").first).to_be_visible()
    expect(page.get_by_text("version 2, edited by Ruth Demo")).to_be_visible()
    assert (warned_faults, faults_of(page)) == ([], [])
    expect(page.get_by_text("Changed messages: invitation.")).to_be_visible()
    page.get_by_role("link", name="Rubric", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rubric for Iris Okafor")
    expect(page.get_by_text(re.compile("differs? from version 1"))).to_be_visible()
    page.get_by_label("Changes since").select_option(label="Show no changes")
    expect(page.locator("ins")).to_have_count(0)
    page.get_by_label("Changes since").select_option(index=1)
    expect(page.locator("ins").first).to_be_visible()
    assert faults_of(page) == []
    approved = browser_platform.approve(plan)
    assert approved["state"] in {"APPROVED", "SCHEDULED"}
    link = browser_platform.in_mailbox(
        plan.email, r"^Dear Iris Okafor,\n\nwe would like to hear about your work: (\S+)"
    )
    assert "/interview/join/" in link
    stored = browser_platform.plan(plan.interview_id)
    texts = [one["text"] for part in stored["competencies"] for one in part["questions"]]
    assert {
        bank_question,
        "How do you plan a busy morning?",
        "How do you reconcile a bank account?",
    } <= set(texts)
