"""From an empty organization to a decision: administrator, recruiter, candidate by touch, print, webhook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.journey_records import counted
from tests.journeys.browser.new_organization import (
    accept_invitation,
    approve_plan,
    join_as_administrator,
    send_invitation,
)
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_candidate import SEND, question
from tests.journeys.browser.test_interviews import JOB_TEXT
from tests.journeys.browser.test_phone_room import SMALL, phone

from vivavoce.app.demo.scripted_candidates import StrongCandidate

ANSWERS = 3


@pytest.fixture
def touched(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    """A candidate's phone of 360 by 640 pixels."""
    yield from visit(browser_platform.url, chromium, **phone(*SMALL))


def test_an_empty_organization_hires_its_first_person(
    page: Page,
    other_page: Page,
    touched: Page,
    browser_platform: BrowserPlatform,
    receiver: tuple[str, Path],
) -> None:
    address, heard = receiver
    for each in (page, other_page):
        each.set_viewport_size({"width": 1440, "height": 900})
    admin, headers = join_as_administrator(page, browser_platform)
    recruiter = _invites_a_recruiter(page, admin)
    _adds_a_webhook(page, browser_platform, address)

    token = browser_platform.link_token(recruiter, "accept-invitation", headers)
    accept_invitation(other_page, browser_platform, token)
    _makes_the_first_interview(other_page)
    link = _edits_two_questions_and_approves(other_page)
    _answers_by_touch(touched, browser_platform, link, headers)
    _decides_and_prints(other_page)

    def events() -> list[str]:
        lines = heard.read_text().splitlines() if heard.exists() else []
        return [json.loads(json.loads(line)["body"])["event"] for line in lines]

    until(page, lambda: "interview.decided" in events(), "no webhook about the decision came")


def _invites_a_recruiter(page: Page, admin: str) -> str:
    recruiter = admin.replace("admin", "recruiter")
    with counted(page, "Invite a recruiter", most_clicks=6):
        send_invitation(page, recruiter, "Rita New")
    return recruiter


def _adds_a_webhook(page: Page, browser_platform: BrowserPlatform, address: str) -> None:
    with counted(page, "Add a webhook and test it", most_clicks=6):
        page.get_by_role("link", name="Webhooks").first.click()
        page.get_by_role("button", name="Add a webhook").click()
        page.get_by_label("Address").fill(f"{address}/ok")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="I have saved it").click()
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("The receiver answered with status 204.")).to_be_visible()


def _makes_the_first_interview(page: Page) -> None:
    with counted(page, "First interview of an empty organization, from a job text", most_clicks=8):
        page.get_by_role("link", name="New interview").click()
        page.get_by_label("Job text", exact=True).fill(JOB_TEXT)
        page.get_by_label("Name", exact=True).fill("Amara Okonkwo")
        page.get_by_label("E-mail", exact=True).fill("amara.first@example.com")
        expect(page.get_by_text("Nothing", exact=True)).to_be_visible()
        page.get_by_role("button", name="Create interview").click()
        expect(page.get_by_role("heading", name="Amara Okonkwo", level=1)).to_be_visible()
        expect(page.get_by_role("link", name="Review plan")).to_be_visible()


def _edits_two_questions_and_approves(page: Page) -> str:
    with counted(page, "Edit two questions and approve the plan", most_clicks=8):
        page.get_by_role("link", name="Review plan").click()
        page.get_by_role("button", name="Edit plan").click()
        for number in (1, 2):
            question_box = page.get_by_role("textbox", name=f"Question {number}", exact=True)
            asked = question_box.input_value()
            question_box.fill(f"{asked[:-1]}, in your own words{asked[-1]}")
        page.get_by_role("button", name="Save as version 2").click()
        expect(page.get_by_text(re.compile("^Since version 1:"))).to_be_visible()
        return approve_plan(page)


def _answers_by_touch(
    page: Page, browser_platform: BrowserPlatform, link: str, headers: dict[str, str]
) -> None:
    dana = StrongCandidate()
    page.goto(link)
    page.get_by_role("button", name=re.compile("^I agree")).tap()
    page.get_by_label("Six-digit code").fill(
        browser_platform.code("amara.first@example.com", headers)
    )
    page.get_by_role("button", name="Continue").tap()
    expect(page.get_by_text("Question", exact=True)).to_be_visible()
    for _ in range(ANSWERS):
        asked = question(page)
        is_follow_up = page.get_by_text("Follow-up question").count() > 0
        page.get_by_label("Your answer").fill(dana.answer(asked, is_follow_up=is_follow_up))
        page.get_by_role("button", name=SEND).tap()
        until(page, lambda: question(page) != asked, f"nothing follows '{asked}'")  # noqa: B023
    page.get_by_role("button", name="End interview").tap()
    page.get_by_role("button", name="End now").tap()
    page.wait_for_url("**/done")
    assert faults_of(page) == []


def _decides_and_prints(page: Page) -> None:
    page.goto(f"{page.url.partition('/interviews')[0]}/queue")
    with counted(page, "Decide about a candidate", most_clicks=5):
        page.get_by_role("link", name="Review Amara Okonkwo").click()
        page.get_by_role("radio", name="Hire", exact=False).nth(1).check()
        page.get_by_label("Reason").fill("The answers name what she did herself.")
        page.get_by_role("button", name=re.compile("^Hire as")).click()
        sure = page.get_by_role("button", name="Decide now")
        send = page.get_by_role("button", name="Send now")
        expect(sure.or_(send)).to_be_visible()
        if sure.is_visible():
            sure.click()
        send.click()
        expect(page.get_by_role("heading", name="Hire", exact=True)).to_be_visible()
    with counted(page, "Print the scorecard", most_clicks=4):
        page.get_by_text("Share or print").click()
        page.get_by_role("button", name="Create a link").click()
        with page.expect_popup() as opening:
            page.get_by_role("link", name="Open to print or save as PDF").click()
        printed = opening.value.pdf()
    assert printed.startswith(b"%PDF")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as PDF").click()
    assert download.value.suggested_filename == "scorecard.pdf"
    assert "Amara Okonkwo" in PdfReader(download.value.path()).pages[0].extract_text()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
