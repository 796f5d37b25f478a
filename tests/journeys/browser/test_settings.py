"""An administrator's way through the settings: people, keys and webhooks; and who may not go there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import Keyboard, faults_of, until
from tests.journeys.browser.test_recruiter import at_the_queue, sign_in

_STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


def secret_shown(page: Page) -> str:
    """Return the secret on the page, which lies in no storage of the browser."""
    secret = page.locator("[data-secret]").inner_text()
    assert secret not in page.evaluate(_STORED)
    return secret


def test_an_administrator_invites_a_recruiter_rotates_a_key_and_tests_a_webhook(
    page: Page,
    other_page: Page,
    browser_platform: BrowserPlatform,
    receiver: tuple[str, Path],
) -> None:
    admin = _administrator_signs_in(page, browser_platform)
    page.get_by_role("link", name="Settings").first.click()
    page.wait_for_url("**/settings/people")
    email = f"{admin.partition('@')[0]}.nora@larkfield.example"

    _invites_by_keyboard(page, email)
    reader = browser_platform.signed_in(admin)
    _accepts(
        other_page,
        browser_platform,
        browser_platform.link_token(email, "accept-invitation", reader),
    )
    _becomes_a_viewer(page, other_page, email)
    _keys(page, browser_platform)
    _webhook(page, *receiver)
    _applicant_tracking(page)


def test_a_recruiter_sees_no_page_of_administrators_and_operators_and_an_operator_all(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "recruiter")

    expect(page.get_by_role("link", name="Settings").first).to_be_visible()
    expect(page.get_by_role("link", name="Operations")).to_have_count(0)
    for place in ("settings/people", "settings/keys", "operations", "operations/prices"):
        page.goto(f"{browser_platform.url}/{place}")
        expect(page.get_by_role("heading", name="You cannot open this page")).to_be_visible()
    page.goto(f"{browser_platform.url}/settings/webhooks")
    expect(page.get_by_role("heading", name="Webhooks")).to_be_visible()
    expect(page.get_by_role("button", name="Add a webhook")).to_have_count(0)

    at_the_queue(other_page, browser_platform, "admin")
    for place in (
        "settings/candidates",
        "settings/retention",
        "settings/panel",
        "settings/audit-log",
        "skills",
        "operations",
    ):
        other_page.goto(f"{browser_platform.url}/{place}")
        expect(other_page.get_by_role("heading", level=2).first).to_be_visible()
        expect(other_page.locator("[aria-busy=true]")).to_have_count(0)
        assert faults_of(other_page) == []


def test_an_administrator_sets_a_time_zone_and_the_look_of_e_mails_and_a_letter_has_it(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    admin = _administrator_signs_in(page, browser_platform)

    page.goto(f"{browser_platform.url}/settings/account")
    page.get_by_label("Your time zone").fill("Berlin")
    page.get_by_role("button", name="Save time zone").click()
    expect(page.get_by_role("alert")).to_contain_text("'Berlin' is not a time zone")
    page.get_by_label("Your time zone").fill("Asia/Kolkata")
    page.get_by_role("button", name="Save time zone").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})

    page.goto(f"{browser_platform.url}/settings/organization")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("No unsaved changes")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{browser_platform.url}/settings/branding")
    page.get_by_label("Button color").fill("#ffcc00")
    page.get_by_label("Footer").fill("1 Mill Lane, Leeds")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a darker color.")
    page.reload()
    expect(page.get_by_label("Footer")).to_have_value("1 Mill Lane, Leeds")
    page.get_by_label("Button color").fill("#0b6b3a")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("No unsaved changes")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})

    page.goto(f"{browser_platform.url}/settings/people")
    page.get_by_role("button", name="Invite a person").click()
    page.get_by_label("E-mail address").fill("nils@larkfield.example")
    page.get_by_label("Name", exact=True).fill("Nils Berg")
    page.get_by_role("button", name="Send invitation").click()
    letter = browser_platform.in_mailbox(
        "nils@larkfield.example",
        r"(?s)Europe/Berlin time.*1 Mill Lane, Leeds",
        browser_platform.signed_in(admin),
    )
    assert letter.endswith("1 Mill Lane, Leeds")


def _administrator_signs_in(page: Page, browser_platform: BrowserPlatform) -> str:
    """Sign in the administrator of an organization in which there is nothing yet; return their address."""
    admin, link = browser_platform.first_administrator()
    browser_platform.join(link.rpartition("#")[2])
    sign_in(page, browser_platform, admin, OWN_PASSWORD)
    page.wait_for_url("**/queue")
    return admin


def _invites_by_keyboard(page: Page, email: str) -> None:
    hands = Keyboard(page)
    hands.use("^Invite a person$")
    hands.use("^Send invitation$")
    expect(page.get_by_text("Enter an e-mail address.")).to_be_visible()
    hands.type(email)
    hands.tab_to("^Name$")
    hands.type("Nora Lindqvist")
    hands.use("^Send invitation$")
    expect(page.get_by_text(f"Invitation sent to {email}.")).to_be_visible()
    expect(page.get_by_role("button", name=f"Send again: {email}")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})


def _accepts(page: Page, browser_platform: BrowserPlatform, token: str) -> None:
    page.goto(f"{browser_platform.url}/accept-invitation#{token}")
    page.get_by_label("Choose a password", exact=True).fill(OWN_PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/queue")


def _becomes_a_viewer(page: Page, other_page: Page, email: str) -> None:
    page.reload()
    expect(page.get_by_text("Nora Lindqvist")).to_be_visible()
    page.get_by_role("button", name=f"Change role: {email}").click()
    page.get_by_role("radio", name="Viewer").check()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_text(f"{email} · Viewer")).to_be_visible()
    expect(page.get_by_role("button", name=f"Change role: {email}")).to_be_focused()

    status = other_page.evaluate(
        """async () => (await fetch("/api/v1/intakes", { headers: { "X-Console-User":
            JSON.parse(sessionStorage.vivavoce_caller).user.id } })).status"""
    )
    assert status == 403

    page.get_by_role("button", name=f"Remove: {email}").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text(email)).to_have_count(0)


def _keys(page: Page, browser_platform: BrowserPlatform) -> None:
    def status(key: str) -> int:
        api = f"{browser_platform.url}/api/v1/interviews"
        return httpx.get(api, headers={"X-API-Key": key}, timeout=30).status_code

    page.get_by_role("link", name="API keys").first.click()
    page.get_by_role("button", name="Create an API key").click()
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_text("Choose at least one permission.")).to_be_visible()
    page.get_by_label("Name").fill("Greenhouse")
    page.get_by_label("Read interviews, plans and assessments").check()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Create key").click()
    first = secret_shown(page)
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="I have saved it").click()
    assert status(first) == 200

    page.get_by_role("button", name=re.compile("^Rotate: Greenhouse")).click()
    page.get_by_role("radio", name="Ends at once").check()
    page.get_by_role("button", name="Rotate key").click()
    expect(page.locator("[data-secret]")).to_be_visible()
    second = secret_shown(page)
    assert second != first
    assert status(second) == 200
    until(page, lambda: status(first) == 401, "the old key still works")

    page.get_by_role("button", name=re.compile("^Revoke: Greenhouse")).click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    assert status(second) == 200
    page.reload()
    expect(page.get_by_role("heading", name="API keys")).to_be_visible()
    expect(page.locator("[data-secret]")).to_have_count(0)


def _webhook(page: Page, address: str, heard: Path) -> None:
    page.get_by_role("link", name="Webhooks").first.click()
    page.get_by_role("button", name="Add a webhook").click()
    page.get_by_label("Address").fill("ftp://nowhere")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Address").fill(f"{address}/sentence")
    page.get_by_role("button", name="Save").click()
    first = secret_shown(page)
    page.get_by_role("button", name="I have saved it").click()

    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("The receiver answered with status 401.")).to_be_visible()
    expect(page.get_by_text("Unknown signature")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Address").fill(f"{address}/ok")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("The receiver answered with status 204.")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    paths = [json.loads(line)["path"] for line in heard.read_text().splitlines()]
    assert paths == ["/sentence", "/ok"]

    page.get_by_role("button", name="Rotate secret").click()
    page.get_by_role("dialog").get_by_role("button", name="Rotate secret").click()
    expect(page.locator("[data-secret]")).to_be_visible()
    assert secret_shown(page) != first
    page.get_by_role("button", name="I have saved it").click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused:")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="No webhook is set up")).to_be_visible()


def _applicant_tracking(page: Page) -> None:
    page.get_by_role("link", name="Applicant tracking").first.click()
    page.get_by_role("button", name="Connect Greenhouse").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Enter the API key.")).to_be_visible()
    page.get_by_label("API key").fill("a-key-that-greenhouse-has")
    page.get_by_label("API address").fill("http://greenhouse.example.com")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It must be an https address")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("API address").fill("")
    page.get_by_role("button", name="Save").click()

    greenhouse = page.get_by_role("region", name="Greenhouse")
    expect(greenhouse.get_by_text("Connected", exact=True)).to_be_visible()
    expect(greenhouse.get_by_text("/api/v1/ats/greenhouse/send_test")).to_be_visible()
    expect(greenhouse.get_by_text("…-has")).to_be_visible()
    assert "a-key-that" not in page.content() + page.evaluate(_STORED)
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    expect(greenhouse.get_by_text("Disconnected")).to_be_visible()


def test_an_administrator_demands_more_of_a_model_that_scores(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    at_the_queue(page, browser_platform, "admin")
    page.goto(f"{browser_platform.url}/settings/model-marks")
    marks = page.get_by_role("main")
    marks.get_by_label("Follows the facts").fill("0.9")
    with page.expect_response("**/model-marks") as saved:
        marks.get_by_role("button", name="Save").click()
    assert saved.value.ok
    page.reload()
    expect(marks.get_by_label("Follows the facts")).to_have_value("0.9")
    marks.get_by_label("Follows the facts").fill("")
    marks.get_by_role("button", name="Save").click()
    expect(marks.get_by_role("button", name="Save")).to_have_attribute("aria-disabled", "true")


def test_an_administrator_makes_a_role_and_its_person_sees_just_what_it_allows(
    page: Page, other_page: Page, browser_platform: BrowserPlatform
) -> None:
    admin = _administrator_signs_in(page, browser_platform)
    email = f"{admin.partition('@')[0]}.tove@larkfield.example"

    _makes_a_role(page, browser_platform)
    _invites_with_the_role(page, browser_platform, email)
    reader = browser_platform.signed_in(admin)
    token = browser_platform.link_token(email, "accept-invitation", reader)
    _accepts(other_page, browser_platform, token)
    _sees_interviews_and_no_more(other_page, browser_platform)
    _changes_the_role(page, other_page, browser_platform)
    _deletes_the_role(page, browser_platform, email)


_NEW_INTERVIEW = "main a[href='/interviews/new']"
"""Above the list, or in an empty one, which says it in other words."""


def _makes_a_role(page: Page, browser_platform: BrowserPlatform) -> None:
    page.goto(f"{browser_platform.url}/settings/roles")
    expect(page.get_by_text("No roles of your own yet")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Create role").click()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_text("Choose at least one permission.")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Cancel").click()

    page.get_by_role("button", name="Copy role: Hiring manager").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Copy of Hiring manager")
    page.get_by_label("Name", exact=True).fill("viewer")
    page.get_by_role("checkbox", name="Hold intake interviews").uncheck()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_text("There is a role with this name already.")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Note taker")
    page.get_by_label("What the role is for (optional)").fill("Sits in on interviews.")
    page.get_by_role("checkbox", name="Leave notes in running interviews").check()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_text("“Note taker” is saved.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your own roles (1)")).to_be_visible()


def _invites_with_the_role(page: Page, browser_platform: BrowserPlatform, email: str) -> None:
    page.goto(f"{browser_platform.url}/settings/people")
    page.get_by_role("button", name="Invite a person").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Name", exact=True).fill("Tove Lund")
    page.get_by_role("radio", name="Note taker").check()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text(f"{email} · Note taker")).to_be_visible()


def _sees_interviews_and_no_more(page: Page, browser_platform: BrowserPlatform) -> None:
    until(
        page,
        lambda: _places(page) == ["Queue", "Interviews", "Live", "Analytics"],
        "the person sees other places than the role allows",
    )
    expect(page.get_by_text("Note taker").first).to_be_visible()
    page.goto(f"{browser_platform.url}/interviews")
    expect(page.get_by_role("heading", name="Interviews").first).to_be_visible()
    expect(page.locator(_NEW_INTERVIEW)).to_have_count(0)
    page.goto(f"{browser_platform.url}/settings/people")
    expect(page.get_by_role("heading", name="You cannot open this page")).to_be_visible()


def _changes_the_role(page: Page, other_page: Page, browser_platform: BrowserPlatform) -> None:
    page.goto(f"{browser_platform.url}/settings/roles")
    page.get_by_role("button", name="Edit: Note taker").click()
    page.get_by_role("checkbox", name="Request interviews").check()
    page.get_by_role("checkbox", name="Practice", exact=True).check()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_text("“Note taker” is saved.")).to_be_visible()
    expect(page.get_by_text("1 person with this role")).to_have_count(2)
    other_page.goto(f"{browser_platform.url}/interviews")
    expect(other_page.locator(_NEW_INTERVIEW).first).to_be_visible()
    until(other_page, lambda: "Practice" in _places(other_page), "there is no way to practice")

    page.get_by_role("button", name="Edit: Note taker").click()
    for permission in ("Request interviews", "Leave notes in running interviews"):
        page.get_by_role("checkbox", name=permission).uncheck()
    page.get_by_role("checkbox", name="Read interviews, plans and assessments").uncheck()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_text("1 permission", exact=True)).to_have_count(2)
    other_page.goto(f"{browser_platform.url}/practice")
    expect(other_page.get_by_role("link", name="Leaderboard").first).to_be_visible()
    until(other_page, lambda: "Queue" not in _places(other_page), "the queue is still offered")


def _deletes_the_role(page: Page, browser_platform: BrowserPlatform, email: str) -> None:
    page.get_by_role("button", name="Delete: Note taker").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("People with this role: 1.")).to_be_visible()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{browser_platform.url}/settings/people")
    page.get_by_role("button", name=f"Change role: {email}").click()
    page.get_by_role("radio", name="Viewer", exact=False).check()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_text(f"{email} · Viewer")).to_be_visible()
    page.goto(f"{browser_platform.url}/settings/roles")
    page.get_by_role("button", name="Delete: Note taker").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("No roles of your own yet")).to_be_visible()


def _places(page: Page) -> list[str]:
    """Return the places in the main navigation of a wide window, without settings and figures."""
    links = page.get_by_role("navigation", name="Main").first.get_by_role("link")
    expect(links.first).to_be_visible()
    names = [text.strip() for text in links.all_inner_texts()]
    return [name.partition("\n")[0] for name in names if name != "Settings"]
