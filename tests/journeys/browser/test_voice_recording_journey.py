"""A candidate agrees to a recording of their voice in a real browser; staff listen to their quotes."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.microphone import SLOW_MS, answer_said, by_itself, checked_sound
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.scripted_voice_room import guest_page, microphone
from tests.journeys.browser.test_recruiter import at_the_queue
from tests.journeys.browser.test_voice_journey import CHROMIUM, SHORTEST_MINUTES, WORDS, turns

pytestmark = [pytest.mark.soak, pytest.mark.turn(1, 3)]

PICTURES = os.environ.get("JOURNEY_PICTURES")
"""The folder for pictures of the pages, to look at them; none without it."""
BOX = re.compile("^Keep a recording of my voice")


def picture(page: Page, name: str) -> None:
    """Take pictures of a page at two widths, light and dark, where a folder is named."""
    if not PICTURES:
        return
    size = page.viewport_size
    for width, height in ((360, 640), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    if size:
        page.set_viewport_size(size)


def voice_of(browser_platform: BrowserPlatform, interview_id: str) -> Any:
    session = browser_platform.detail(interview_id)["sessionId"]
    answer = httpx.get(
        f"{browser_platform.url}/api/v1/recording/{session}/voice",
        headers=browser_platform.signed_in_as("recruiter"),
    )
    return answer.json()


@pytest.fixture
def allowed(browser_platform: BrowserPlatform) -> Any:
    """Let the organization ask for recordings of the voice, and forbid it again."""
    url = f"{browser_platform.url}/api/v1/tenants/me/settings"
    headers = browser_platform.signed_in_as("admin")
    httpx.patch(url, json={"voiceRecordingAllowed": True}, headers=headers).raise_for_status()
    yield
    httpx.patch(url, json={"voiceRecordingAllowed": False}, headers=headers).raise_for_status()


def test_what_a_candidate_agreed_to_is_recorded_and_heard_by_staff(
    chromium: Browser,
    browser_platform: BrowserPlatform,
    page: Page,
    tmp_path: Path,
    allowed: None,
) -> None:
    guest = browser_platform.invited("Heard Hana", minutes=SHORTEST_MINUTES)
    flags = microphone(answer_said(tmp_path / "answer.wav", WORDS, still_s=7.0))
    with guest_page(chromium, browser_platform.url, *flags, executable_path=CHROMIUM) as visitor:
        person = visitor.page
        person.goto(guest.link)
        person.get_by_role("radio", name=re.compile("^Speak")).check()
        box = person.get_by_role("checkbox", name=BOX)
        expect(box).not_to_be_checked()
        box.check()
        assert faults_of(person) == []
        picture(person, "agree")
        person.get_by_role("button", name=re.compile("^I agree")).click()
        person.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
        person.get_by_role("button", name="Continue").click()
        checked_sound(person)
        recorded = person.get_by_role("region", name="Recording of your voice")
        expect(recorded).to_contain_text("Your voice is recorded.")
        by_itself(person)
        until(
            person,
            lambda: len(turns(browser_platform.events(guest.interview_id), "candidate")) > 0,
            "nothing was heard",
            patience=4,
        )
        assert faults_of(person) == []
        picture(person, "room")
        person.get_by_role("button", name="End interview").click()
        person.get_by_role("button", name="End now").click()
        person.wait_for_url("**/done", timeout=SLOW_MS)
    browser_platform.until(guest.interview_id, "ASSESSMENT_PENDING")

    until(
        page,
        lambda: voice_of(browser_platform, guest.interview_id)["passages"] != [],
        "no passage is stored",
        patience=2,
    )
    found = voice_of(browser_platform, guest.interview_id)
    assert found["consent"] == "agreed"
    spoken = turns(browser_platform.events(guest.interview_id), "candidate")[0]
    at_the_queue(page, browser_platform)
    session = browser_platform.detail(guest.interview_id)["sessionId"]
    page.goto(f"{browser_platform.url}/sessions/{session}/replay")
    listen = page.get_by_role("button", name=re.compile(f"^Listen to turn {spoken['turn']},"))
    expect(listen).to_be_visible()
    with page.expect_response(lambda answer: "/voice/sound" in answer.url) as heard:
        listen.focus()
        page.keyboard.press("Enter")
    assert heard.value.status == 200
    stop = page.get_by_role("button", name=f"Stop listening to turn {spoken['turn']}")
    expect(stop).to_be_visible()
    expect(listen).to_be_visible(timeout=SLOW_MS)  # it has played to its end
    assert faults_of(page) == []
    picture(page, "replay")
    page.goto(f"{browser_platform.url}/interviews/{guest.interview_id}/assessment")
    expect(page.get_by_role("heading", name="Competencies")).to_be_visible()
    page.get_by_text(re.compile(r"^Show \d+ turns")).click()
    expect(listen).to_be_visible()
    assert faults_of(page) == []
    picture(page, "assessment")


def test_a_candidate_who_stops_the_recording_has_it_deleted(
    chromium: Browser, browser_platform: BrowserPlatform, tmp_path: Path, allowed: None
) -> None:
    guest = browser_platform.invited("Private Priya", minutes=SHORTEST_MINUTES)
    flags = microphone(answer_said(tmp_path / "answer.wav", WORDS, still_s=7.0))
    with guest_page(chromium, browser_platform.url, *flags, executable_path=CHROMIUM) as visitor:
        person = visitor.page
        person.goto(guest.link)
        person.get_by_role("radio", name=re.compile("^Speak")).check()
        person.get_by_role("checkbox", name=BOX).check()
        person.get_by_role("button", name=re.compile("^I agree")).click()
        person.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
        person.get_by_role("button", name="Continue").click()
        checked_sound(person)
        person.get_by_role("button", name=re.compile("^Stop and delete")).click()
        expect(person.get_by_text("The recording of your voice is deleted.").first).to_be_visible()
        expect(person.get_by_role("checkbox", name=BOX)).not_to_be_checked()
        picture(person, "stopped")

    found = voice_of(browser_platform, guest.interview_id)
    assert (found["consent"], found["storedMs"]) == ("withdrawn", 0)
