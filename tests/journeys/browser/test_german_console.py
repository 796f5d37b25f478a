"""The console in a German browser: the sign-in, the frame, the settings, operations and analytics."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import faults_of

from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

ENGLISH = re.compile(r"\b(the|your|you|and|is|are|with|not|this|for|from|of|what|who)\b", re.I)
_OWN_TEXTS = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    // Code is code, a text of another language says so, and the audit log names details as the API does.
    if (element.closest("code, pre, script, style, noscript, iframe, details dl")) continue;
    if (element.closest("body [lang]:not([lang=de])")) continue;
    texts.push(walker.currentNode.textContent.trim());
  }
  for (const name of ["aria-label", "placeholder", "title"])
    for (const each of document.querySelectorAll(`[${name}]`)) texts.push(each.getAttribute(name));
  return texts.filter((text) => text);
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
SETTINGS = {
    "people": "Personen",
    "roles": "Rollen",
    "keys": "API-Schlüssel",
    "webhooks": "Webhooks",
    "ats": "Bewerbermanagement",
    "organization": "Organisation",
    "interviews": "Regeln für Interviews",
    "candidates": "Seiten der Bewerbenden",
    "branding": "Erscheinungsbild",
    "embedding": "Einbetten",
    "model-marks": "Anforderungen an Modelle",
    "sign-in": "Anmeldung der Organisation",
    "emails": "E-Mails an Bewerbende",
    "consent": "Einwilligungstext",
    "retention": "Aufbewahrung",
    "failed-events": "Fehlgeschlagene Ereignisse",
    "audit-log": "Protokoll",
    "applications": "Anwendungen",
    "account": "Konto",
}


@pytest.fixture
def page(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    """A new visitor's page in a German browser."""
    yield from visit(browser_platform.url, chromium, locale="de-DE")


def own_texts(page: Page) -> list[str]:
    """Return what stands on the page or is read out, without code and texts of another language."""
    return sorted(set(page.evaluate(_OWN_TEXTS)))


def english_on(page: Page) -> list[str]:
    """Return what the page itself says in English, seen or read out."""
    return [text for text in own_texts(page) if ENGLISH.search(text)]


def look_at(page: Page, name: str) -> dict[str, list[str]]:
    """Return what is wrong with the page on a phone and on a desk, by width; keep pictures if asked for."""
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    found: dict[str, list[str]] = {}
    folder = os.environ.get("VIVAVOCE_SCREENSHOTS")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        faults = english_on(page)
        if page.evaluate(SIDEWAYS) > 0:
            faults.append("scrolls sideways")
        if faults:
            found[f"{name} at {size['width']} px"] = faults
        if folder:
            page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)
    return found


def sign_in(page: Page, browser_platform: BrowserPlatform, who: str) -> None:
    page.goto(f"{browser_platform.url}/sign-in")
    page.get_by_label("Dienstliche E-Mail-Adresse").fill(build_demo_email(who))
    page.get_by_label("Passwort", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/queue")


def test_a_recruiter_with_a_german_browser_signs_in_and_finds_german_around_every_page(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    found: dict[str, list[str]] = {}
    page.goto(f"{browser_platform.url}/sign-in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    found |= look_at(page, "sign-in")
    page.get_by_label("Dienstliche E-Mail-Adresse").fill(build_demo_email("recruiter"))
    page.get_by_label("Passwort", exact=True).fill("not the password")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_text("Die E-Mail-Adresse oder das Passwort ist falsch.")).to_be_visible()
    assert faults_of(page) == []

    sign_in(page, browser_platform, "recruiter")
    page.goto(f"{browser_platform.url}/notifications")
    expect(page.get_by_role("heading", level=1)).to_have_text("Benachrichtigungen")
    found |= look_at(page, "notifications")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("button", name="Mehr").click()
    expect(page.get_by_role("dialog")).to_contain_text("Angemeldet als")
    found |= look_at(page, "more")
    page.get_by_role("button", name="Schließen").click()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="Einstellungen: Konto")).to_be_visible()
    found |= look_at(page, "find")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Tastenkürzel")).to_be_visible()
    found |= look_at(page, "keys")
    page.keyboard.press("Escape")
    page.goto(f"{browser_platform.url}/analytics")
    expect(page.get_by_role("heading", level=1)).to_have_text("Letzte 30 Tage")
    found |= look_at(page, "analytics")

    page.goto(f"{browser_platform.url}/settings/account")
    page.get_by_label("Ihre Zeitzone").fill("Berlin")
    page.get_by_role("button", name="Zeitzone speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("„Berlin“")
    found |= look_at(page, "refused")
    assert faults_of(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.get_by_role("button", name="Darstellung").click()
    page.get_by_role("radio", name="English").check()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Account")
    expect(page.get_by_label("Your time zone")).to_have_value("Berlin")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Account")

    assert found == {}


def test_an_administrator_with_a_german_browser_reads_german_on_the_pages_of_settings_and_operations(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    found: dict[str, list[str]] = {}
    sign_in(page, browser_platform, "admin")

    for place, title in SETTINGS.items():
        page.goto(f"{browser_platform.url}/settings/{place}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        if place == "emails":
            page.get_by_label("Sprache").select_option(label="Deutsch")
            expect(page.locator("figcaption")).to_contain_text("Ihr Interview")
        found |= look_at(page, f"settings-{place}")
    for place, title in {"": "Installation", "/models": "Modelle", "/prices": "Preise"}.items():
        page.goto(f"{browser_platform.url}/operations{place}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        found |= look_at(page, f"operations{place.replace('/', '-')}")

    page.goto(f"{browser_platform.url}/settings/keys")
    page.get_by_role("button", name="API-Schlüssel erstellen").click()
    found |= look_at(page, "new-key")
    assert faults_of(page) == []
    assert found == {}
