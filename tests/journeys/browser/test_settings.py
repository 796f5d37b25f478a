"""An administrator's way through the settings: people, keys and webhooks; and who may not go there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import OWN_PASSWORD, BrowserPlatform
from tests.journeys.browser.page_checks import Keyboard, faults_of, until
from tests.journeys.browser.test_recruiter import at_the_queue

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
    at_the_queue(page, browser_platform, "admin")
    page.get_by_role("link", name="Settings").first.click()
    page.wait_for_url("**/settings/people")

    _invites_by_keyboard(page, "nora@larkfield.example")
    _joins(other_page, browser_platform, "nora@larkfield.example")
    _becomes_a_viewer(page, other_page, "nora@larkfield.example")
    _keys(page, browser_platform)
    _webhook(page, *receiver)


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
    for place in ("settings/organization", "settings/retention", "settings/panel", "operations"):
        other_page.goto(f"{browser_platform.url}/{place}")
        expect(other_page.get_by_role("heading", level=2).first).to_be_visible()
        expect(other_page.locator("[aria-busy=true]")).to_have_count(0)
        assert faults_of(other_page) == []


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


def _joins(page: Page, browser_platform: BrowserPlatform, email: str) -> None:
    token = browser_platform.link_token(email, "accept-invitation")
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
        """async () => (await fetch("/api/v1/intakes", { headers: { authorization:
            `Bearer ${JSON.parse(sessionStorage.vivavoce_caller).accessToken}` } })).status"""
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
    expect(page.get_by_role("heading", name="No webhook yet")).to_be_visible()
