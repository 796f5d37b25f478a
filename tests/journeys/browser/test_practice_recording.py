"""A person who practices keeps a recording of their voice in a real browser and listens to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.microphone import SLOW_MS, answer_said, by_itself, checked_sound
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.scripted_voice_room import guest_page, microphone
from tests.journeys.browser.test_candidate import SEND
from tests.journeys.browser.test_practice import STORY, drafted, practising
from tests.journeys.browser.test_voice_practice_and_intake import (
    CHROMIUM,
    WORDS,
    finished,
    heard_and_sent,
)
from tests.journeys.browser.test_voice_recording_journey import BOX, picture

pytestmark = pytest.mark.soak


def test_what_a_person_kept_of_their_voice_is_heard_in_their_review_and_deleted_with_it(
    chromium: Browser, browser_platform: BrowserPlatform, tmp_path: Path
) -> None:
    flags = microphone(answer_said(tmp_path / "answer.wav", WORDS, still_s=7.0))
    with guest_page(chromium, browser_platform.url, *flags, executable_path=CHROMIUM) as speaker:
        page = speaker.page
        speaker.unpressed()
        practising(page, browser_platform)
        drafted(page)
        page.get_by_role("button", name=re.compile("^Start practice")).click()
        page.get_by_role("radio", name=re.compile("^Speak")).check()
        box = page.get_by_role("checkbox", name=BOX)
        expect(box).not_to_be_checked()
        box.check()
        faults = {"before the start": faults_of(page)}
        picture(page, "practice-before")
        page.get_by_role("button", name=re.compile("test sound$", re.IGNORECASE)).click()
        checked_sound(page)
        recorded = page.get_by_role("region", name="Recording of your voice")
        expect(recorded).to_contain_text("Your voice is recorded.")
        by_itself(page)
        expect(page.get_by_text("Your answer:")).to_be_visible(timeout=SLOW_MS)
        faults["the room"] = faults_of(page)
        picture(page, "practice-room")
        page.get_by_role("button", name="Turn sound off").click()
        page.get_by_label("Your answer").fill(STORY)
        page.get_by_role("button", name=SEND).click()
        expect(recorded).to_be_visible()
        finished(page)

        expect(page.get_by_role("heading", name="By skill")).to_be_visible(timeout=SLOW_MS)
        listen = page.get_by_role("button", name=re.compile(r"^Listen to turn \d+,")).first
        expect(listen).to_be_visible()
        with page.expect_response(lambda answer: "/voice/sound" in answer.url) as heard:
            listen.focus()
            page.keyboard.press("Enter")
        assert heard.value.status == 200
        expect(
            page.get_by_role("button", name=re.compile("^Stop listening to turn")).first
        ).to_be_visible()
        with page.expect_download() as saved:
            page.get_by_role("button", name="Download my voice").click()
        assert Path(saved.value.path()).read_bytes().startswith(b"OggS")
        faults["the review"] = faults_of(page)
        picture(page, "practice-review")
        page.get_by_role("link", name="Transcript").click()
        expect(listen).to_be_visible()
        faults["the transcript"] = faults_of(page)

    assert {name: found for name, found in faults.items() if found} == {}


def test_a_person_who_stops_the_recording_in_practice_has_it_deleted(
    chromium: Browser, browser_platform: BrowserPlatform, tmp_path: Path
) -> None:
    flags = microphone(answer_said(tmp_path / "answer.wav", WORDS))
    with guest_page(chromium, browser_platform.url, *flags, executable_path=CHROMIUM) as speaker:
        page = speaker.page
        speaker.unpressed()
        practising(page, browser_platform)
        drafted(page)
        page.get_by_role("button", name=re.compile("^Start practice")).click()
        page.get_by_role("radio", name=re.compile("^Speak")).check()
        page.get_by_role("button", name=re.compile("test sound$", re.IGNORECASE)).click()
        checked_sound(page)
        box = page.get_by_role("checkbox", name=BOX)
        expect(box).not_to_be_checked()
        box.click()  # the line above takes its place
        page.get_by_role("button", name=re.compile("^Stop and delete")).click()
        expect(page.get_by_text("The recording of your voice is deleted.").first).to_be_visible()
        expect(box).not_to_be_checked()
        heard_and_sent(page, STORY)
        finished(page)
        expect(page.get_by_role("heading", name="By skill")).to_be_visible(timeout=SLOW_MS)
        expect(
            page.get_by_text(re.compile("you stopped the recording of your voice"))
        ).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^Listen to"))).to_have_count(0)
        expect(page.get_by_role("button", name="Download my voice")).to_have_count(0)
