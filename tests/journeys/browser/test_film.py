"""A candidate is filmed in a real browser by a camera that the browser plays; staff look at the film."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.eyes import faults_of, until
from tests.journeys.browser.stage import Invited, Stage
from tests.journeys.browser.test_candidate import answer, finish_early, until_asked
from tests.journeys.browser.test_recruiter import signed_in
from tests.journeys.browser.voice_stage import visitor

pytestmark = pytest.mark.soak

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
NO_LEAVE = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
SAID = "First I stopped the loading, then I told the driver why."
FILMED = '[data-video="recording"]'
SHOWN = "document.querySelector('video')"
_COLOURS = f"""() => {{
  const video = {SHOWN};
  const canvas = document.createElement("canvas");
  canvas.width = 64; canvas.height = 36;
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0, 64, 36);
  return new Set(new Uint32Array(pen.getImageData(0, 0, 64, 36).data.buffer)).size;
}}"""


@contextmanager
def candidate(chromium: Browser, stage: Stage, *flags: str) -> Iterator[Page]:
    with visitor(chromium, stage.url, *flags, executable_path=CHROMIUM) as guest:
        yield guest.page


def at_the_door(page: Page, guest: Invited, *, is_filmed: bool) -> None:
    page.goto(guest.link)
    box = page.get_by_role("checkbox", name=re.compile("^Also record video"))
    expect(box).not_to_be_checked()
    if is_filmed:
        box.check()


def go_in(page: Page, stage: Stage, guest: Invited) -> None:
    page.get_by_role("button", name=re.compile("^I agree")).click()
    page.get_by_label("Six-digit code").fill(stage.code(guest.email))
    page.get_by_role("button", name="Continue").click()
    until_asked(page)


def agree_in_the_room(page: Page) -> None:
    page.get_by_role("checkbox", name=re.compile("^Also record video")).click()
    expect(page.locator(FILMED)).to_be_visible()


def until_filmed(
    page: Page, stage: Stage, guest: Invited, is_so: Callable[[dict[str, Any]], bool], why: str
) -> None:
    until(page, lambda: is_so(stage.film(guest.interview_id)), why, patience=3)


def replay_of(page: Page, stage: Stage, guest: Invited) -> None:
    signed_in(page, stage)
    page.wait_for_url("**/queue")
    page.goto(f"{stage.url}/sessions/{stage.detail(guest.interview_id)['sessionId']}/replay")
    expect(page.get_by_role("heading", name="Transcript")).to_be_visible()


def now(page: Page) -> float:
    at: float = page.evaluate(f"() => {SHOWN}.currentTime")
    return at


def is_there(page: Page) -> bool:
    there: bool = page.evaluate(f"() => {SHOWN}.readyState >= 2 && !{SHOWN}.seeking")
    return there


def test_a_candidate_is_filmed_takes_it_back_agrees_again_and_staff_see_the_film_in_step(
    chromium: Browser, stage: Stage, page: Page
) -> None:
    guest = stage.invited("Filmed Fay", minutes=10, is_filmed=True)
    with candidate(chromium, stage, *CAMERA) as person:
        at_the_door(person, guest, is_filmed=True)
        go_in(person, stage, guest)
        expect(person.locator(FILMED)).to_contain_text("Recording video.")
        until(person, lambda: is_there(person), "no own picture")
        until_filmed(person, stage, guest, lambda film: len(film["chunks"]) > 0, "no piece came")

        person.get_by_role("button", name="Stop and delete video").click()
        expect(person.get_by_text(re.compile("the recording is deleted"))).to_be_visible()
        withdrawn = stage.film(guest.interview_id)
        assert (withdrawn["consent"], withdrawn["chunks"]) == ("withdrawn", [])

        agree_in_the_room(person)
        answer(person, SAID)
        until_filmed(person, stage, guest, lambda film: len(film["chunks"]) > 0, "no piece came")
        finish_early(person)
        expect(person.get_by_text("The last seconds of your video are saved.")).to_be_visible()
    film = stage.film(guest.interview_id)
    assert film["consent"] == "agreed"
    assert [one["seq"] for one in film["chunks"]] == list(range(len(film["chunks"])))
    assert [one["isFileStart"] for one in film["chunks"]] == [True] + [False] * (
        len(film["chunks"]) - 1
    )
    assert len(film["chunks"]) >= 2, "the last seconds came, too"

    replay_of(page, stage, guest)
    length = film["chunks"][-1]["timestamp"] + film["chunks"][-1]["durationMs"]
    until(page, lambda: page.locator("video").count() == 1, "no film is shown")
    until(page, lambda: page.evaluate(f"() => {SHOWN}.duration") == length / 1000, "no duration")
    # A line of the transcript leads to the picture of that moment.
    page.get_by_role("button", name=re.compile("^Go to")).nth(3).click()
    until(page, lambda: is_there(page) and now(page) > 0, "no picture after a jump")
    jumped = now(page)
    assert jumped > 0
    assert page.evaluate(_COLOURS) > 8
    page.get_by_role("button", name=re.compile("^Play from")).click()
    until(page, lambda: now(page) > jumped + 0.5, "the picture stands still")
    page.get_by_role("button", name=re.compile("^Pause at")).click()
    expect(page.get_by_text(re.compile("The video has no sound."))).to_be_visible()
    assert faults_of(page) == []


def test_who_does_not_agree_is_not_filmed_and_staff_read_why(
    chromium: Browser, stage: Stage, page: Page
) -> None:
    guest = stage.invited("Unfilmed Uwe", minutes=10, is_filmed=True)
    with candidate(chromium, stage, *CAMERA) as person:
        fetched: list[str] = []
        person.on("request", lambda request: fetched.append(request.url))
        at_the_door(person, guest, is_filmed=False)
        go_in(person, stage, guest)
        assert person.get_by_label("Video recording").count() == 0
        assert [url for url in fetched if "video-bar" in url or "/recording/" in url] == []

        agree_in_the_room(person)
        person.get_by_role("button", name="Stop and delete video").click()
        expect(person.get_by_text(re.compile("the recording is deleted"))).to_be_visible()
        answer(person, SAID)
        finish_early(person)
        expect(person.get_by_text(re.compile("You can close this page"))).to_be_visible()

    replay_of(page, stage, guest)
    expect(page.get_by_text(re.compile("the candidate withdrew consent at"))).to_be_visible()


def test_a_page_that_is_loaded_again_goes_on_filming_in_a_new_file(
    chromium: Browser, stage: Stage
) -> None:
    guest = stage.invited("Reloaded Rosa", minutes=10, is_filmed=True)
    with candidate(chromium, stage, *CAMERA) as person:
        at_the_door(person, guest, is_filmed=True)
        go_in(person, stage, guest)
        until_filmed(person, stage, guest, lambda film: len(_files(film)) == 1, "no piece came")

        person.reload()
        expect(person.locator(FILMED)).to_be_visible()
        until_filmed(person, stage, guest, lambda film: len(_files(film)) == 2, "no new file")
        finish_early(person)
    film = stage.film(guest.interview_id)
    _, again = _files(film)
    *_, last = [one for one in film["chunks"] if one["seq"] < again["seq"]]
    assert again["timestamp"] >= last["timestamp"] + last["durationMs"]


def _files(film: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the pieces with which a file begins."""
    return [one for one in film["chunks"] if one["isFileStart"]]


def test_without_a_camera_the_talk_goes_on_and_every_page_can_be_read(
    chromium: Browser, stage: Stage
) -> None:
    guest = stage.invited("Dark Dora", minutes=10, is_filmed=True)
    with candidate(chromium, stage, *NO_LEAVE) as person:
        at_the_door(person, guest, is_filmed=True)
        faults = {"door": faults_of(person)}
        go_in(person, stage, guest)
        expect(person.get_by_text("The browser blocks the camera.")).to_be_visible()
        faults["no camera"] = faults_of(person)
        answer(person, SAID)
        person.get_by_role("button", name="Stop and delete video").click()
        faults["stopped"] = faults_of(person)
        finish_early(person)

    assert {name: found for name, found in faults.items() if found} == {}
    assert stage.film(guest.interview_id)["chunks"] == []


def test_the_sound_check_shows_oneself_and_keeps_nothing(chromium: Browser, stage: Stage) -> None:
    guest = stage.invited("Checking Chen", minutes=10, is_filmed=True)
    with candidate(chromium, stage, *CAMERA) as person:
        at_the_door(person, guest, is_filmed=True)
        person.goto(f"{stage.url}/interview/pre-check/{guest.link.rpartition('/')[2]}")
        person.get_by_role("button", name="Test camera").click()
        row = person.locator("li[data-state]").filter(has_text="Camera")
        expect(row).to_have_attribute("data-state", "works")
        until(person, lambda: is_there(person), "no own picture")
        assert faults_of(person) == []
