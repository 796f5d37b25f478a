"""A person practices, answers one question again, sees the difference, and deletes their words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_practice import (
    MORE,
    STORY,
    by_pointer,
    drafted,
    practising,
    question,
    started,
)

pytestmark = pytest.mark.soak

BETTER = f"{STORY} {MORE} Because of it we lost no order, and my manager made it the rule."


def test_a_person_answers_one_question_again_and_sees_the_difference(
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
    questions = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Answer"))
    expect(questions.first).to_be_visible()
    faults = {"review": faults_of(page)}
    with page.expect_download() as report:
        page.get_by_role("button", name="Download as PDF").click()
    assert report.value.suggested_filename == "practice-report.pdf"
    pages = PdfReader(report.value.path()).pages
    assert "Practice report" in "".join(each.extract_text() for each in pages)

    page.get_by_role("link", name="Answer again: question 1").click()
    page.get_by_label("Your new answer").fill(BETTER)
    page.get_by_role("button", name="Compare with before").click()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^New answer,"))).to_be_visible()
    expect(page.get_by_role("heading", name="In the interview")).to_be_visible()
    expect(page.get_by_text(BETTER)).to_be_visible()
    expect(page.get_by_label("Your new answer")).to_have_value("")
    faults["difference"] = faults_of(page)

    page.get_by_role("link", name="Your review", exact=True).click()
    expect(page.get_by_text(re.compile("Answered again: "))).to_be_visible()
    page.get_by_role("link", name="Transcript").click()
    expect(page.get_by_text(STORY).first).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as text").click()
    assert STORY in file.value.path().read_text()

    page.get_by_role("link", name="My reviews", exact=True).first.click()
    expect(page.get_by_role("region", name="Progress")).to_contain_text("too few for a trend")
    faults["my reviews"] = faults_of(page)
    page.get_by_role("button", name=re.compile("^Delete Behavioral")).click()
    expect(page.get_by_text(re.compile("These stay: its date"))).to_be_visible()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text(re.compile("Deleted"))).to_be_visible()
    expect(page.get_by_role("link", name="View review")).to_have_count(0)

    assert {name: found for name, found in faults.items() if found} == {}


def test_the_questions_of_a_draft_are_studied_without_a_session(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    practising(page, browser_platform)
    drafted(page)
    page.get_by_role("link", name="Study the questions first").click()
    expect(page.get_by_role("heading", name="Study the questions")).to_be_visible()
    page.get_by_role("button", name="Show what a good answer contains").click()
    expect(page.get_by_role("heading", name=re.compile("^A structure for it"))).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_text(re.compile("^Question 2 of"))).to_be_visible()

    page.goto(f"{browser_platform.url}/practice/reviews")
    expect(page.get_by_role("heading", name="My reviews", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="View review")).to_have_count(0)
