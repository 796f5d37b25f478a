"""One session for all tabs of a browser: they share it, it ends in all of them, and it loses no words."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue, sign_in


def test_a_second_tab_needs_no_sign_in_and_a_sign_out_reaches_it(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform)

    second = page.context.new_page()
    second.goto(f"{browser_platform.url}/interviews")
    expect(second.get_by_role("heading", name="Interviews", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out").first.click()

    page.wait_for_url("**/sign-in**")
    second.wait_for_url("**/sign-in?next=**")
    second.reload()
    expect(second.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


def test_a_tab_notices_that_another_person_signed_in(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform)
    second = page.context.new_page()
    sign_in(second, browser_platform, browser_platform.seeker(), OWN_PASSWORD)
    second.wait_for_url("**/practice")

    expect(page.get_by_role("heading", name="Another person has signed in")).to_be_visible()
    expect(page.get_by_role("heading", name="Queue")).to_have_count(0)
    assert faults_of(page) == []
    page.get_by_role("button", name="Continue as that person").click()

    page.wait_for_url("**/practice")


def test_what_was_typed_is_still_there_after_signing_in_again(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    sign_in(page, browser_platform, browser_platform.seeker(), OWN_PASSWORD)
    page.wait_for_url("**/practice")
    page.goto(f"{browser_platform.url}/account")
    page.get_by_label("Your time zone").fill("Asia/Kathmandu")

    page.context.clear_cookies(name=re.compile("^vivavoce_session_"))
    page.get_by_role("button", name="Save time zone").click()
    again = page.get_by_role("heading", name="Sign in again")
    expect(again).to_be_focused()
    expect(page.get_by_label("Your time zone")).to_be_hidden()
    page.get_by_label("Password", exact=True).fill("not the right one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("incorrect")
    page.get_by_label("Password", exact=True).fill(OWN_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_label("Your time zone")).to_have_value("Asia/Kathmandu")
    page.get_by_role("button", name="Save time zone").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
