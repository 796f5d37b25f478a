"""A person's own account by the screens: joining, a forgotten password, a new one, signing out."""

from __future__ import annotations

import httpx
from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import Keyboard, faults_of
from tests.journeys.browser.test_recruiter import at_the_queue, sign_in

NEXT_PASSWORD = "velvet turbine almond ski"
_number = iter(range(1, 1000))


def fresh() -> str:
    return f"joins{next(_number)}@example.com"


def test_a_new_person_joins_by_keyboard_and_the_link_works_once(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    email = fresh()
    token = browser_platform.invited_to_join(email, "RECRUITER")
    hands = Keyboard(page)

    page.goto(f"{browser_platform.url}/accept-invitation#{token}")
    expect(page.get_by_role("heading", name="Join Demo organization")).to_be_visible()
    assert faults_of(page) == []
    hands.tab_to("Choose a password")
    hands.type("password1234")
    hands.use("^Join$")
    expect(page.get_by_role("alert")).to_contain_text("easy to guess")
    page.get_by_label("Choose a password", exact=True).fill(OWN_PASSWORD)
    hands.use("^Join$")

    page.wait_for_url("**/queue")
    page.goto(f"{browser_platform.url}/accept-invitation#{token}")
    page.reload()
    expect(page.get_by_role("heading", name="This invitation no longer works")).to_be_visible()
    assert faults_of(page) == []


def test_a_forgotten_password_is_reset_through_the_mailbox(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    email = browser_platform.seeker()

    page.goto(f"{browser_platform.url}/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Send link").click()
    expect(page.get_by_role("alert")).to_have_text("Enter your e-mail address.")
    page.get_by_label("Work e-mail").fill(email)
    page.get_by_role("button", name="Send link").click()
    expect(page.get_by_role("heading", name="No e-mail was sent")).to_be_visible()
    assert faults_of(page) == []

    token = browser_platform.link_token(email, "reset-password")
    page.goto(f"{browser_platform.url}/reset-password#{token}")
    page.get_by_label("New password", exact=True).fill(NEXT_PASSWORD)
    assert faults_of(page) == []
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("heading", name="Your password has been changed")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Work e-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(NEXT_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/practice")

    page.goto(f"{browser_platform.url}/reset-password#{token}")
    page.reload()
    page.get_by_label("New password", exact=True).fill(OWN_PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_an_unknown_address_gets_the_same_response_as_a_known_one(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    page.goto(f"{browser_platform.url}/forgot-password")
    page.get_by_label("Work e-mail").fill("nobody@nowhere.example")
    page.get_by_role("button", name="Send link").click()

    expect(page.get_by_role("heading", name="No e-mail was sent")).to_be_visible()


def test_a_password_is_changed_and_signing_out_everywhere_reaches_the_other_browser(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    email = browser_platform.seeker()
    for each in (page, other_page):
        sign_in(each, browser_platform, email, OWN_PASSWORD)
        each.wait_for_url("**/practice")

    page.get_by_role("link", name="Settings").first.click()
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("Current password", exact=True).fill("not the right one")
    page.get_by_label("New password", exact=True).fill(NEXT_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("current password is incorrect")
    page.get_by_label("Current password", exact=True).fill(OWN_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password has been changed.")).to_be_visible()

    other_page.goto(f"{browser_platform.url}/practice/reviews")
    other_page.wait_for_url("**/sign-in**")
    sign_in(other_page, browser_platform, email, NEXT_PASSWORD)
    other_page.wait_for_url("**/practice")
    other_page.goto(f"{browser_platform.url}/account")
    other_page.get_by_role("button", name="Sign out everywhere").click()
    other_page.wait_for_url("**/sign-in**")
    page.goto(f"{browser_platform.url}/practice/reviews")
    page.wait_for_url("**/sign-in**")


def test_signing_out_ends_the_session_of_which_no_script_can_read_the_cookie(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform)
    kept = page.context.cookies(browser_platform.url)
    session = next(one for one in kept if one["name"].startswith("vivavoce_session_"))
    assert session["httpOnly"]
    assert session["sameSite"] == "Strict"
    value = session["value"]
    assert value not in page.evaluate(
        "() => JSON.stringify([document.cookie, {...sessionStorage}, {...localStorage}])"
    )

    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in**")

    names = [cookie["name"] for cookie in page.context.cookies(browser_platform.url)]
    assert session["name"] not in names
    again = {"X-Console-User": "unknown", "Cookie": f"{session['name']}={value}"}
    answer = httpx.get(f"{browser_platform.url}/api/v1/auth/me", headers=again, timeout=30)
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in_ended"
