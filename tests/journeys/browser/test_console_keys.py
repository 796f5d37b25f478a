"""The keys of the console in a real browser, and words that outlive a session."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.test_recruiter import at_the_queue, sign_in


def test_anything_is_found_by_key_and_what_was_typed_survives_signing_in_again(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    recruiter = browser_platform.recruiter_of_new_organization()
    sign_in(page, browser_platform, recruiter, OWN_PASSWORD)
    page.wait_for_url("**/queue")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    expect(page.get_by_text("Go to the queue", exact=True)).to_be_in_viewport()
    keys_faults = faults_of(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_have_count(0)
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


def test_interviews_are_selected_and_their_position_is_compared_by_key(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    for name in ("Xaver Adler", "Xaver Brandt"):
        browser_platform.planned(name)
    at_the_queue(page, browser_platform)
    page.goto(f"{browser_platform.url}/interviews?q=xaver&position=Warehouse+shift+lead")
    expect(page.get_by_text("2 interviews", exact=True)).to_be_visible()

    for key in ("j", "x", "ArrowDown", "x"):
        page.keyboard.press(key)
    expect(page.get_by_text("2 selected")).to_be_visible()
    selection_faults = faults_of(page)
    page.keyboard.press("x")
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/compare?position=*")

    expect(page.get_by_role("heading", name="Compare candidates", level=1)).to_be_focused()
    assert selection_faults == []
