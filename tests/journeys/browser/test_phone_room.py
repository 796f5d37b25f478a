"""The candidate's room on a phone: question, answer field and Send in one window, at every question."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform
from tests.journeys.browser.conftest import visit
from tests.journeys.browser.page_checks import PATIENCE_S, Keyboard, faults_of, until
from tests.journeys.browser.scripted_voice_room import (
    QUESTION,
    VoiceRoomPages,
    guest_page,
    microphone,
    open_voice_room,
    spoken_file,
)
from tests.journeys.browser.test_candidate import SEND, in_room, question

from vivavoce.app.demo.scripted_candidates import WeakCandidate

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SMALL, WITH_KEYBOARD, SIDEWAYS = (360, 640), (360, 340), (640, 360)
PHONES = (SMALL, (360, 740), (390, 844))
ANSWERS = 4
SIXTY_WORDS = (
    "Imagine that the night shift has left you a half-loaded truck, two people have called in"
    " sick, the scanner at the second dock shows yesterday's stock, and a customer is waiting on"
    " the telephone for a delivery that was promised for noon. Which of these do you deal with"
    " first, who do you tell about it, and how do you make sure that nothing gets lost?"
)
_BOXES = """() => Object.fromEntries(Object.entries({
  question: document.querySelector("h1"),
  field: document.querySelector("textarea"),
  send: [...document.querySelectorAll("button")].find((b) => b.textContent.startsWith("Send answer")),
  done: [...document.querySelectorAll("button")].find((b) => b.textContent.startsWith("Finish answer")),
  moment: [...document.querySelectorAll("button")].find((b) => b.textContent === "Take a moment"),
  state: [...document.querySelectorAll("main strong")].at(-1),
}).filter(([name, one]) => one).map(([name, one]) => {
  const box = one.getBoundingClientRect();
  return [name, [Math.round(box.top), Math.round(box.bottom)]];
}))"""
_LISTEN = """() => {
  window.told = [];
  const voice = document.querySelector("[role=status]");
  const note = () => voice.textContent && window.told.push(voice.textContent);
  note();
  new MutationObserver(note).observe(voice, {childList: true, characterData: true, subtree: true});
}"""
# Playwright sets no limit to an evaluation: a page that draws no frame fails its test, and holds no other.
_NEXT_FRAME = """(limit_ms) => Promise.race([
  new Promise((done) => setTimeout(() => requestAnimationFrame(() => done()), 100)),
  new Promise((_, fail) => setTimeout(() => fail(new Error("no frame was drawn")), limit_ms)),
])"""
Boxes = dict[str, tuple[int, int]]
ANSWERED = ("question", "field", "send")
SPOKEN = ("question", "state", "done", "moment")


def phone(width: int, height: int) -> dict[str, Any]:
    """Return what makes a browser's page that of a phone."""
    return {"viewport": {"width": width, "height": height}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def small_phone(browser_platform: BrowserPlatform, chromium: Browser) -> Iterator[Page]:
    yield from visit(browser_platform.url, chromium, **phone(*SMALL))


@pytest.fixture
def room() -> Iterator[VoiceRoomPages]:
    with open_voice_room() as standing:
        yield standing


@pytest.fixture
def guest(room: VoiceRoomPages, chromium: Browser) -> Iterator[Page]:
    """A candidate on a small phone who types, at the first question."""
    yield from visit(room.url, chromium, **phone(*SMALL))


def enter(page: Page, room: VoiceRoomPages) -> None:
    page.goto(f"{room.url}/interview/int_1")
    expect(page.get_by_role("heading", level=1, name=QUESTION)).to_be_visible()


def ask(page: Page, room: VoiceRoomPages, text: str) -> None:
    room.room.ask(text)
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def boxes(page: Page) -> Boxes:
    found: Boxes = page.evaluate(_BOXES)
    return found


def outside(page: Page, size: tuple[int, int], wanted: tuple[str, ...] = ANSWERED) -> Boxes:
    """Return what of the wanted is not wholly in the window."""
    found = boxes(page)
    return {name: found[name] for name in wanted if found[name][0] < 0 or found[name][1] > size[1]}


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    # The page hears of its new size with the next frames.
    page.evaluate(_NEXT_FRAME, PATIENCE_S * 1000)


def test_question_answer_field_and_send_button_share_the_window_at_every_question(
    small_phone: Page, browser_platform: BrowserPlatform
) -> None:
    page, robin = small_phone, WeakCandidate()
    in_room(page, browser_platform, browser_platform.invited(minutes=60))
    missed = [outside(page, SMALL)]

    for _ in range(ANSWERS):
        asked = question(page)
        is_follow_up = page.get_by_text("Follow-up question").count() > 0
        page.get_by_label("Your answer").fill(robin.answer(asked, is_follow_up=is_follow_up))
        page.get_by_role("button", name=SEND).tap()
        until(page, lambda: question(page) != asked, f"nothing follows '{asked}'")  # noqa: B023
        missed.append(outside(page, SMALL))

    assert missed == [{}] * (ANSWERS + 1)


@pytest.mark.parametrize("size", [*PHONES, SIDEWAYS], ids=lambda size: "x".join(map(str, size)))
def test_a_question_of_sixty_words_fits_above_its_answer(
    guest: Page, room: VoiceRoomPages, size: tuple[int, int]
) -> None:
    resize(guest, size)
    enter(guest, room)
    first = outside(guest, size)
    guest.get_by_label("Your answer").fill("I called the customer. " * 12)
    guest.get_by_role("button", name=SEND).tap()
    expect(guest.get_by_label("Your answer")).to_have_value("")

    ask(guest, room, SIXTY_WORDS)

    assert (first, outside(guest, size)) == ({}, {})


def test_the_on_screen_keyboard_keeps_question_field_and_send_button_visible(
    guest: Page, room: VoiceRoomPages
) -> None:
    enter(guest, room)
    field = guest.get_by_label("Your answer")
    field.tap()

    resize(guest, WITH_KEYBOARD)
    opened = (outside(guest, WITH_KEYBOARD, ("field", "send")), boxes(guest)["question"][1] > 24)
    guest.keyboard.type("I stopped the loading.")
    guest.get_by_role("button", name=SEND).tap()
    ask(guest, room, SIXTY_WORDS)

    assert opened == ({}, True)
    assert outside(guest, WITH_KEYBOARD, ("field", "send")) == {}
    assert boxes(guest)["question"][1] > 24
    # The caret is still in the field: a phone keeps its keyboard open.
    expect(field).to_be_focused()


def test_scrolling_up_is_not_interrupted_before_the_next_question(
    guest: Page, room: VoiceRoomPages
) -> None:
    enter(guest, room)
    for number in range(3):
        guest.get_by_label("Your answer").fill(f"Answer {number}. " + "I told the driver why. " * 8)
        guest.get_by_role("button", name=SEND).tap()
        expect(guest.get_by_label("Your answer")).to_have_value("")
        ask(guest, room, f"And what came of it the {number}. time?")
    earlier = guest.get_by_text("Answer 0.", exact=False)

    guest.evaluate("() => window.scrollTo(0, 0)")
    resize(guest, (360, 696))
    resize(guest, SMALL)
    room.room.say(type="PING", remainingSeconds=800)
    room.room.say(type="NOTIFICATION", kind="info", severity="info", text="Five minutes are left.")
    expect(guest.get_by_text("Five minutes are left.").first).to_be_attached()
    stayed = guest.evaluate("() => window.scrollY")
    expect(earlier).to_be_in_viewport()
    ask(guest, room, SIXTY_WORDS)

    assert stayed == 0
    assert outside(guest, SMALL) == {}


def test_each_question_is_announced_once_and_takes_no_focus(
    guest: Page, room: VoiceRoomPages
) -> None:
    enter(guest, room)
    guest.evaluate(_LISTEN)
    asked = [QUESTION, "And then?", SIXTY_WORDS]
    keys = Keyboard(guest)
    keys.tab_to("Your answer")
    for text in asked[1:]:
        keys.type("I stopped the loading.")
        keys.use(SEND)
        ask(guest, room, text)
        # Whoever sent by keyboard goes on in the field, and not at the button.
        if not guest.evaluate("() => matchMedia('(pointer: coarse)').matches"):
            expect(guest.get_by_label("Your answer")).to_be_focused()
        keys.tab_to("Your answer")

    def announcements() -> list[str]:
        found: list[str] = guest.evaluate("() => window.told")
        return found

    until(
        guest, lambda: any(SIXTY_WORDS in each for each in announcements()), "it was not announced"
    )
    guest.wait_for_timeout(3_500)
    assert [sum(each.count(f"asks: {text}") for each in announcements()) for text in asked] == [
        1,
        1,
        1,
    ]


def test_the_room_with_earlier_turns_is_accessible_on_any_screen(
    guest: Page, room: VoiceRoomPages
) -> None:
    enter(guest, room)
    guest.get_by_label("Your answer").fill("I stopped the loading.")
    guest.get_by_role("button", name=SEND).tap()
    ask(guest, room, SIXTY_WORDS)

    assert faults_of(guest) == []


@pytest.mark.soak
def test_a_spoken_question_keeps_status_and_controls_visible(
    chromium: Browser, room: VoiceRoomPages, tmp_path: Path
) -> None:
    flags = microphone(spoken_file(tmp_path, "First I stopped the loading."))
    with guest_page(
        chromium, room.url, *flags, executable_path=CHROMIUM, **phone(*SMALL)
    ) as speaker:
        speaker.enter()
        speaker.page.get_by_role("button", name="Switch to speaking").tap()
        expect(speaker.page.get_by_role("button", name="Finish answer")).to_be_visible()
        first = outside(speaker.page, SMALL, SPOKEN)
        ask(speaker.page, room, SIXTY_WORDS)

        assert (first, outside(speaker.page, SMALL, SPOKEN)) == ({}, {})
