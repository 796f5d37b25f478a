"""The spoken room and the video of an interview with a keyboard alone: every control is reached and seen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.page_checks import shown, until
from tests.journeys.browser.scripted_voice_room import (
    VoiceRoomPages,
    guest_page,
    microphone,
    open_voice_room,
    spoken_file,
)
from tests.journeys.browser.test_candidate import until_asked
from tests.journeys.browser.test_keyboard_only import WatchedKeyboard
from tests.journeys.browser.test_video import (
    CAMERA,
    RECORDED,
    is_there,
    now,
    replay_of,
    until_recorded,
)
from tests.journeys.browser.test_voice_room import until_heard, until_reported

pytestmark = pytest.mark.soak

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WORDS = "First I stopped the loading, and then I told the driver why."


@pytest.fixture
def voices() -> Iterator[VoiceRoomPages]:
    with open_voice_room() as standing:
        yield standing


def test_a_candidate_speaks_mutes_corrects_and_types_with_a_keyboard_alone(
    chromium: Browser, voices: VoiceRoomPages, tmp_path: Path
) -> None:
    sound = microphone(spoken_file(tmp_path, WORDS))
    with guest_page(chromium, voices.url, *sound, executable_path=CHROMIUM) as guest:
        page, keys, room = guest.page, WatchedKeyboard(guest.page), voices.room
        guest.enter()
        until_asked(page)  # what comes in pushes the rest down, whatever has the focus
        keys.use("^Switch to speaking")
        expect(page.get_by_role("button", name="Mute")).to_be_visible()
        until_heard(guest, voices)
        keys.look("when the microphone was on")

        keys.tab_to("^Take a moment")
        keys.tab_to("^Repeat")
        keys.use("^Mute")
        expect(shown(page, "You are muted.")).to_be_visible()
        keys.look("when it was muted")
        keys.use("^Unmute")
        expect(shown(page, "You are muted.")).to_have_count(0)
        until_heard(guest, voices)

        room.say(type="CAPTION", role="candidate", text="first I stopped", final=False)
        keys.use("^Finish answer")
        until_reported(guest, voices, "AUDIO_END")
        room.say(type="DRAFT", text="First I stopped the leaf.")
        expect(page.get_by_label("Your answer")).to_have_value("First I stopped the leaf.")
        keys.look("when the text came")
        keys.tab_to("^Your answer")
        keys.press("Control+a")
        keys.type("First I stopped the lift.")
        keys.use("^Send answer")
        assert until_reported(guest, voices, "TEXT")["text"] == "First I stopped the lift."
        keys.look("when the answer was sent")

        keys.use("^Sound and captions")
        keys.tab_to("^Send answers automatically")
        keys.press("Space")
        until_reported(guest, voices, "VOICE", 3)
        heard = {"role": "candidate", "text": "I stopped the leaf.", "final": True}
        room.say(type="TRANSCRIPT", seq=3, turn=3, kind="answer", **heard)
        expect(page.get_by_role("button", name="Correct the text")).to_be_visible()
        keys.use("^Correct the text")
        keys.look("in the correction")
        keys.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        keys.look("after the correction")
        keys.use("^Turn sound off")
        expect(page.get_by_role("button", name="Switch to speaking")).to_be_visible()
        keys.look("when the sound was off")

    assert "\n".join(sorted(keys.faults)) == ""


def test_a_candidate_is_recorded_and_staff_watch_the_video_with_a_keyboard_alone(
    chromium: Browser, browser_platform: BrowserPlatform, page: Page
) -> None:
    guest = browser_platform.invited(
        browser_platform.new_name("Kay Camera"), minutes=10, is_recorded=True
    )
    with guest_page(chromium, browser_platform.url, *CAMERA, executable_path=CHROMIUM) as visit:
        person, keys = visit.page, WatchedKeyboard(visit.page)
        person.goto(guest.link)
        keys.tab_to("^Also record video")
        keys.press("Space")
        keys.use("^I agree")
        keys.tab_to("^Six-digit code")
        keys.type(browser_platform.code(guest.email))
        keys.press("Enter")
        until_asked(person)
        expect(person.locator(RECORDED)).to_contain_text("Recording video.")
        keys.use("^Hide my video")
        keys.look("when the own picture was hidden")
        keys.use("^Show my video")
        until_recorded(
            person, browser_platform, guest, lambda video: len(video["chunks"]) > 0, "no piece came"
        )
        keys.use("^Stop and delete video")
        expect(person.get_by_text(re.compile("the recording is deleted"))).to_be_visible()
        keys.look("when the video was deleted")
        keys.tab_to("^Also record video")
        keys.press("Space")
        expect(person.locator(RECORDED)).to_be_visible()
        keys.look("when it was recorded again")
        keys.tab_to("^Your answer")
        keys.type(WORDS)
        keys.use("^Send answer")
        until_recorded(
            person, browser_platform, guest, lambda video: len(video["chunks"]) > 1, "no piece came"
        )
        keys.use("^End interview")
        keys.use("^End now")
        person.wait_for_url("**/done")
    assert "\n".join(sorted(keys.faults)) == ""

    replay_of(page, browser_platform, guest)
    staff = WatchedKeyboard(page)
    until(page, lambda: page.locator("video").count() == 1, "no video is shown")
    staff.use("^Go to")
    until(page, lambda: is_there(page), "no picture after a jump")
    before = now(page)
    staff.use("^Play from")
    until(page, lambda: now(page) > before + 0.5, "the picture stands still")
    staff.look("while it plays")
    staff.use("^Pause at")
    staff.tab_to("^Playback position")
    at = page.get_by_label("Playback position").input_value()
    staff.press("ArrowRight")
    assert page.get_by_label("Playback position").input_value() != at
    staff.tab_to("^Speed")
    assert "\n".join(sorted(staff.faults)) == ""
