"""Practice and an intake by voice in a real browser, over the whole platform, without any key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.microphone import (
    SLOW_MS,
    answer_said,
    by_itself,
    checked_sound,
    heard_in_the_box,
)
from tests.journeys.browser.page_checks import faults_of
from tests.journeys.browser.scripted_voice_room import guest_page, microphone
from tests.journeys.browser.test_candidate import SEND
from tests.journeys.browser.test_intake import DRAFTS, ROLE, SUCCESS, opened
from tests.journeys.browser.test_practice import STORY, drafted, practising
from tests.journeys.browser.test_recruiter import at_the_queue

pytestmark = pytest.mark.soak

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WORDS = "First I stopped the loading. Then I told the driver why, and I closed the dock."


@pytest.fixture(scope="session")
def answer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return answer_said(tmp_path_factory.mktemp("answer") / "answer.wav", WORDS)


def by_voice(page: Page) -> None:
    page.get_by_role("radio", name=re.compile("^Speak")).check()
    page.get_by_role("button", name=re.compile("test sound$", re.IGNORECASE)).click()
    checked_sound(page)


def heard_and_sent(page: Page, words: str | None = None) -> None:
    """Let the keyless ears put something into the box, put it right and send it."""
    transcript = heard_in_the_box(page)
    assert transcript.strip()
    if words:
        page.get_by_label("Your answer").fill(words)
    page.get_by_role("button", name=SEND).click()


def finished(page: Page) -> None:
    page.get_by_role("button", name="End interview").click()
    page.get_by_role("button", name="End now").click()


def test_a_practice_interview_is_spoken_from_setup_to_review(
    chromium: Browser, browser_platform: BrowserPlatform, answer_file: Path
) -> None:
    flags = microphone(answer_file)
    with guest_page(chromium, browser_platform.url, *flags, executable_path=CHROMIUM) as speaker:
        page = speaker.page
        speaker.unpressed()
        practising(page, browser_platform)
        drafted(page)
        page.get_by_role("button", name=re.compile("^Start practice")).click()
        expect(page.get_by_text(re.compile("by speaking or typing"))).to_be_visible()
        faults = {"the way in": faults_of(page)}
        by_voice(page)

        heard_and_sent(page)
        # Half-way one types, and speaks again, without losing a word.
        page.get_by_role("button", name="Turn sound off").click()
        page.get_by_label("Your answer").fill(STORY)
        page.get_by_role("button", name="Switch to speaking").click()
        expect(page.get_by_label("Your answer")).to_have_value(re.compile("^In March"))
        page.get_by_role("button", name=SEND).click()
        # Who comes back to the room finds the talk as it was, and speaks on with one press.
        page.reload()
        speaker.press("Turn sound on")
        page.get_by_text("Transcript so far").click()
        expect(page.get_by_role("log")).to_contain_text("In March the evening shift")
        by_itself(page)
        expect(page.get_by_text("Your answer:")).to_be_visible(timeout=SLOW_MS)
        faults["the room"] = faults_of(page)
        finished(page)

        expect(page.get_by_role("heading", name="By skill")).to_be_visible(timeout=SLOW_MS)
        expect(page.get_by_text("You answered by voice.")).to_be_visible()
        expect(page.get_by_text("Some answers were not checked.")).to_be_visible()
        expect(page.get_by_text("Your share of the speaking time", exact=True)).to_be_visible()
        faults["the review"] = faults_of(page)

    assert {name: found for name, found in faults.items() if found} == {}


def test_an_intake_is_spoken_from_the_list_to_its_four_drafts(
    chromium: Browser, browser_platform: BrowserPlatform, answer_file: Path
) -> None:
    flags = microphone(answer_file)
    with guest_page(chromium, browser_platform.url, *flags, executable_path=CHROMIUM) as speaker:
        page = speaker.page
        at_the_queue(page, browser_platform, "manager")
        opened(page)
        expect(
            page.get_by_text(re.compile("^A computer program asks you about a position"))
        ).to_be_visible()
        faults = {"the way in": faults_of(page)}
        by_voice(page)
        expect(page.get_by_role("toolbar")).to_be_visible()
        expect(page.get_by_text("Suggestions")).to_be_visible()

        heard_and_sent(page, ROLE)
        heard_and_sent(page, SUCCESS)
        by_itself(page)
        expect(page.get_by_text("Your answer:")).to_be_visible(timeout=SLOW_MS)
        faults["the talk"] = faults_of(page)
        finished(page)

        # The goodbye is heard first.
        expect(page.get_by_text("The interview is complete.", exact=True)).to_be_visible(
            timeout=SLOW_MS
        )
        for name in DRAFTS:
            expect(page.get_by_role("tab", name=name)).to_contain_text("Ready for review")
        panel = page.get_by_role("tabpanel")
        expect(panel).to_contain_text("You lead eighteen people at night")
        expect(panel).to_contain_text("comes from speech recognition")

    assert {name: found for name, found in faults.items() if found} == {}
