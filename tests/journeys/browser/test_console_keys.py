"""The keys of the console in a real browser, and words that outlive a session."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import sign_in


def test_anything_is_found_by_key_and_what_was_typed_survives_signing_in_again(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    recruiter = browser_platform.recruiter_of_new_organization()
    sign_in(page, browser_platform, recruiter, OWN_PASSWORD)
    page.wait_for_url("**/queue")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    keys_faults = faults_of(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find anything")).to_be_focused()
    page.keyboard.type("new inter")
    expect(page.get_by_role("option", name="New interview")).to_be_visible()
    find_faults = faults_of(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/interviews/new")
    page.get_by_label("Name", exact=True).fill("Amara Okonkwo")
    sign_in(other_page, browser_platform, recruiter, OWN_PASSWORD)
    other_page.wait_for_url("**/queue")
    other_page.goto(f"{browser_platform.url}/settings/account")
    other_page.get_by_role("button", name="Sign out everywhere").click()
    other_page.wait_for_url("**/sign-in**")
    page.get_by_label("E-mail", exact=True).fill("amara@example.com")
    expect(page.get_by_role("heading", name="Sign in again")).to_be_focused()
    page.get_by_label("Password", exact=True).fill(OWN_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_label("Name", exact=True)).to_have_value("Amara Okonkwo")
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("amara@example.com")
    assert (keys_faults, find_faults) == ([], [])
