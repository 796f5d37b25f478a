"""The candidate's path in German: the link, the consent, the code, the first answer and the end."""

from __future__ import annotations

import os
import re

from playwright.sync_api import Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.test_candidate import in_room, question

ENGLISH = re.compile(r"\b(the|your|you|and|is|are|with|not)\b")


def english_on(page: Page, *said_by_the_server: str) -> list[str]:
    """Return the lines of the page that are in English, without those that the server says."""
    lines = page.locator("body").inner_text().replace("\xa0", " ").splitlines()
    foreign = [said.replace("\xa0", " ") for said in said_by_the_server]
    own = [line for line in lines if not any(line in said or said in line for said in foreign)]
    return [line for line in own if ENGLISH.search(line)]


def kept(page: Page, name: str) -> None:
    folder = os.environ.get("VIVAVOCE_SCREENSHOTS")
    if folder:
        page.set_viewport_size({"width": 360, "height": 640})
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_german_candidate_reads_german_from_the_link_to_the_end(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited()
    page.set_viewport_size({"width": 360, "height": 640})
    faults: dict[str, list[str]] = {}
    english: dict[str, list[str]] = {}

    page.goto(guest.link)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hallo Dana")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_text(re.compile("^Ein Computerprogramm führt"))).to_be_visible()
    faults["link"], english["link"] = faults_of(page), english_on(page)
    kept(page, "link")

    page.get_by_role("button", name=re.compile("^Ich stimme zu")).click()
    code = page.get_by_label("Sechsstelliger Code")
    expect(code).to_be_visible()
    faults["code"], english["code"] = faults_of(page), english_on(page)
    kept(page, "code")
    right = browser_platform.in_mailbox(guest.email, r"Ihr Code[^\d]*(\d{6})")
    code.fill("111111" if right != "111111" else "222222")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert")).to_contain_text("Der Code ist nicht richtig")
    expect(page.get_by_text("Noch 4 Versuche mit diesem Code.")).to_be_visible()
    code.fill(right)
    page.get_by_role("button", name="Weiter").click()

    expect(page.get_by_text("Frage", exact=True)).to_be_visible()
    asked = page.locator("h1").inner_text()
    said = page.locator("main [data-asked]").inner_text()
    faults["room"], english["room"] = faults_of(page), english_on(page, said, asked)
    kept(page, "room")
    page.get_by_label("Ihre Antwort").fill("I stopped the loading and told the driver why.")
    page.get_by_role("button", name="Antwort senden").click()
    until(page, lambda: page.locator("h1").inner_text() != asked, f"still asked '{asked}'")

    page.get_by_role("button", name="Interview beenden").click()
    page.get_by_role("button", name="Jetzt beenden").click()
    page.wait_for_url("**/done")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vielen Dank für Ihre Zeit, Dana")
    closing = page.locator("main .font-voice").all_inner_texts()
    faults["end"], english["end"] = faults_of(page), english_on(page, *closing)
    kept(page, "end")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vielen Dank")

    assert {name: found for name, found in faults.items() if found} == {}
    assert {name: found for name, found in english.items() if found} == {}


def test_a_candidate_who_changes_the_language_in_the_room_keeps_what_was_typed_and_goes_on_in_german(
    page: Page, browser_platform: BrowserPlatform
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    in_room(page, browser_platform, browser_platform.invited(minutes=10))
    asked = question(page)
    page.get_by_label("Your answer").fill("I stopped the loading and")

    page.get_by_role("button", name="Deutsch").click()

    field = page.get_by_label("Ihre Antwort")
    expect(field).to_have_value("I stopped the loading and")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert question(page) == asked
    said = page.locator("main [data-asked]").inner_text()
    assert english_on(page, said, asked) == []
    assert faults_of(page) == []
    field.press("End")
    page.keyboard.type(" told the driver why.")
    page.get_by_role("button", name="Antwort senden").click()
    until(page, lambda: question(page) != asked, f"still asked '{asked}'")
    page.reload()
    expect(page.get_by_label("Ihre Antwort")).to_be_visible()
    page.get_by_role("button", name="Interview beenden").click()
    page.get_by_role("button", name="Jetzt beenden").click()
    page.wait_for_url("**/done")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vielen Dank")
    expect(page.get_by_text("I stopped the loading and told the driver why.")).to_have_count(1)
