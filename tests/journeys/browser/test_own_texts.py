"""An administrator writes an e-mail and the consent text in own words, and a candidate gets both."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import JOB_TEXT, OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import sign_in

CODE = r"Larkfield sends you this code:\s+(\d{6})"
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1440, "height": 900}


def _ask_for_interview(browser_platform: BrowserPlatform, staff: dict[str, str]) -> str:
    """Ask for an interview whose plan needs no approval; return the address of its candidate."""
    api = f"{browser_platform.url}/api/v1"
    rules = {"autoApprovePlans": True}
    httpx.patch(f"{api}/tenants/me/settings", json=rules, headers=staff).raise_for_status()
    wish = {
        "candidateName": "Ada Quell",
        "candidateEmail": "ada.quell@example.com",
        "position": "Warehouse shift lead",
        "level": "MID",
        "skills": ["Inventory control"],
        "jobDescription": JOB_TEXT.read_text("utf-8"),
    }
    httpx.post(f"{api}/a2a/interview", json=wish, headers=staff).raise_for_status()
    return wish["candidateEmail"]  # type: ignore[return-value]  # a text


def test_an_administrator_writes_an_e_mail_and_the_consent_text_and_a_candidate_gets_both(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    admin, link = browser_platform.first_administrator()
    browser_platform.join(link.rpartition("#")[2])
    staff = browser_platform.signed_in(admin)
    sign_in(page, browser_platform, admin, OWN_PASSWORD)
    page.wait_for_url("**/queue")

    page.goto(f"{browser_platform.url}/settings/emails")
    expect(page.get_by_role("heading", name="E-mails to candidates")).to_be_visible()
    page.get_by_label("E-mail", exact=True).select_option("One-time code")
    shown = page.frame_locator("iframe")
    expect(shown.get_by_text("482913")).to_be_visible()
    page.get_by_label("Text", exact=True).fill("Hello {{NAEM}}")
    expect(page.get_by_role("alert")).to_contain_text("'{{NAEM}}' is not a placeholder")
    assert faults_of(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.get_by_label("Text", exact=True).fill("Larkfield sends you this code:\n\n")
    page.get_by_label("Text", exact=True).press("Control+End")
    page.get_by_role("button", name="Insert One-time code").click()
    expect(shown.get_by_text("Larkfield sends you this code:")).to_be_visible()
    page.get_by_role("button", name="Send me a test").click()
    expect(page.get_by_text(f"A test is on its way to {admin}.")).to_be_visible()
    expect(page.get_by_role("link", name="E-mails")).to_have_attribute("aria-current", "page")
    assert browser_platform.in_mailbox(admin, CODE, staff) == "482913"
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text(re.compile("^Your text, changed by"))).to_be_visible()
    page.get_by_role("radio", name="As plain text").check()
    assert faults_of(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]

    page.get_by_role("link", name="Consent text").first.click()
    page.get_by_label("What your organization adds").fill("We keep it for 90 days.")
    expect(page.get_by_role("alert")).to_contain_text(
        "Write {{Days until deletion}} for the number."
    )
    page.get_by_label("What your organization adds").fill("Larkfield Energy is responsible.")
    expect(page.get_by_text("This becomes version 1.")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("1 version of what was added")).to_be_visible()

    candidate = _ask_for_interview(browser_platform, staff)
    other_page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    other_page.goto(browser_platform.in_mailbox(candidate, r"http\S+/interview/join/\S+", staff))
    expect(other_page.get_by_text("Larkfield Energy is responsible.")).to_be_visible()
    expect(other_page.get_by_text("conducts this interview, not a person")).to_be_visible()
    other_page.get_by_role("button", name=re.compile("agree")).first.click()
    code = browser_platform.in_mailbox(candidate, CODE, staff)
    other_page.get_by_label("Six-digit code").fill(code)
    other_page.get_by_role("button", name="Continue").click()
    expect(other_page.get_by_label("Six-digit code")).to_have_count(0)

    page.goto(f"{browser_platform.url}/settings/audit-log")
    expect(page.get_by_role("listitem").get_by_text("Changed the consent text")).to_be_visible()
    page.goto(f"{browser_platform.url}/settings/emails?kind=code")
    page.get_by_role("button", name="Back to the built-in text").click()
    page.get_by_role("button", name="Use the built-in text").click()
    expect(page.get_by_text("The built-in text", exact=True)).to_be_visible()
