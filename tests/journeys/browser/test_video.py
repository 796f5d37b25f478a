"""A candidate is recorded by a simulated camera in a real browser; staff watch the video."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.page_checks import faults_of, until
from tests.journeys.browser.scripted_voice_room import guest_page
from tests.journeys.browser.test_candidate import answer, finish_early, until_asked
from tests.journeys.browser.test_recruiter import signed_in

pytestmark = pytest.mark.soak

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
NO_LEAVE = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
SAID = "First I stopped the loading, then I told the driver why."
RECORDED = '[data-video="recording"]'
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
def candidate(chromium: Browser, browser_platform: BrowserPlatform, *flags: str) -> Iterator[Page]:
    with guest_page(chromium, browser_platform.url, *flags, executable_path=CHROMIUM) as guest:
        yield guest.page


def at_the_link(page: Page, guest: InvitedCandidate, *, is_recorded: bool) -> None:
    page.goto(guest.link)
    box = page.get_by_role("checkbox", name=re.compile("^Also record video"))
    expect(box).not_to_be_checked()
    if is_recorded:
        box.check()


def go_in(page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate) -> None:
    page.get_by_role("button", name=re.compile("^I agree")).click()
    page.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
    page.get_by_role("button", name="Continue").click()
    until_asked(page)


def agree_in_the_room(page: Page) -> None:
    page.get_by_role("checkbox", name=re.compile("^Also record video")).click()
    expect(page.locator(RECORDED)).to_be_visible()


def until_recorded(
    page: Page,
    browser_platform: BrowserPlatform,
    guest: InvitedCandidate,
    is_so: Callable[[dict[str, Any]], bool],
    why: str,
) -> None:
    until(page, lambda: is_so(browser_platform.video(guest.interview_id)), why, patience=3)


def replay_of(page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate) -> None:
    signed_in(page, browser_platform)
    page.wait_for_url("**/queue")
    page.goto(
        f"{browser_platform.url}/sessions/{browser_platform.detail(guest.interview_id)['sessionId']}/replay"
    )
    expect(page.get_by_role("heading", name="Transcript")).to_be_visible()


def now(page: Page) -> float:
    at: float = page.evaluate(f"() => {SHOWN}.currentTime")
    return at


def is_there(page: Page) -> bool:
    there: bool = page.evaluate(f"() => {SHOWN}.readyState >= 2 && !{SHOWN}.seeking")
    return there


def test_a_candidate_is_recorded_withdraws_consents_again_and_staff_see_the_video_in_sync(
    chromium: Browser, browser_platform: BrowserPlatform, page: Page
) -> None:
    guest = browser_platform.invited("Filmed Fay", minutes=10, is_recorded=True)
    with candidate(chromium, browser_platform, *CAMERA) as person:
        at_the_link(person, guest, is_recorded=True)
        go_in(person, browser_platform, guest)
        expect(person.locator(RECORDED)).to_contain_text("Recording video.")
        until(person, lambda: is_there(person), "no own picture")
        until_recorded(
            person, browser_platform, guest, lambda video: len(video["chunks"]) > 0, "no piece came"
        )

        person.get_by_role("button", name="Stop and delete video").click()
        expect(person.get_by_text(re.compile("the recording is deleted"))).to_be_visible()
        withdrawn = browser_platform.video(guest.interview_id)
        assert (withdrawn["consent"], withdrawn["chunks"]) == ("withdrawn", [])

        agree_in_the_room(person)
        answer(person, SAID)
        until_recorded(
            person, browser_platform, guest, lambda video: len(video["chunks"]) > 0, "no piece came"
        )
        finish_early(person)
        expect(person.get_by_text("The last seconds of your video are saved.")).to_be_visible()
    video = browser_platform.video(guest.interview_id)
    assert video["consent"] == "agreed"
    assert [one["seq"] for one in video["chunks"]] == list(range(len(video["chunks"])))
    assert [one["isFileStart"] for one in video["chunks"]] == [True] + [False] * (
        len(video["chunks"]) - 1
    )
    assert len(video["chunks"]) >= 2, "the last seconds came, too"

    replay_of(page, browser_platform, guest)
    length = (video["chunks"][-1]["timestamp"] + video["chunks"][-1]["durationMs"]) / 1000
    until(page, lambda: page.locator("video").count() == 1, "no film is shown")
    until(
        page,
        # The last picture may stay longer than its piece says: on a busy machine there are few.
        lambda: length <= page.evaluate(f"() => {SHOWN}.duration") < length + 1,
        "another duration",
    )
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


def test_a_candidate_without_consent_is_not_recorded_and_staff_see_the_reason(
    chromium: Browser, browser_platform: BrowserPlatform, page: Page
) -> None:
    guest = browser_platform.invited("Unfilmed Uwe", minutes=10, is_recorded=True)
    with candidate(chromium, browser_platform, *CAMERA) as person:
        fetched: list[str] = []
        person.on("request", lambda request: fetched.append(request.url))
        at_the_link(person, guest, is_recorded=False)
        go_in(person, browser_platform, guest)
        assert person.get_by_label("Video recording").count() == 0
        assert [url for url in fetched if "video-bar" in url or "/recording/" in url] == []

        agree_in_the_room(person)
        person.get_by_role("button", name="Stop and delete video").click()
        expect(person.get_by_text(re.compile("the recording is deleted"))).to_be_visible()
        answer(person, SAID)
        finish_early(person)
        expect(person.get_by_text(re.compile("You can close this page"))).to_be_visible()

    replay_of(page, browser_platform, guest)
    expect(page.get_by_text(re.compile("the candidate withdrew consent on"))).to_be_visible()


def test_a_reloaded_page_continues_recording_in_a_new_file(
    chromium: Browser, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Reloaded Rosa", minutes=10, is_recorded=True)
    with candidate(chromium, browser_platform, *CAMERA) as person:
        at_the_link(person, guest, is_recorded=True)
        go_in(person, browser_platform, guest)
        until_recorded(
            person, browser_platform, guest, lambda video: len(_files(video)) == 1, "no piece came"
        )

        person.reload()
        expect(person.locator(RECORDED)).to_be_visible()
        until_recorded(
            person, browser_platform, guest, lambda video: len(_files(video)) == 2, "no new file"
        )
        finish_early(person)
    video = browser_platform.video(guest.interview_id)
    _, again = _files(video)
    *_, last = [one for one in video["chunks"] if one["seq"] < again["seq"]]
    assert again["timestamp"] >= last["timestamp"] + last["durationMs"]


def _files(video: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the pieces with which a file begins."""
    return [one for one in video["chunks"] if one["isFileStart"]]


def test_without_a_camera_the_interview_continues_and_every_page_is_accessible(
    chromium: Browser, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Dark Dora", minutes=10, is_recorded=True)
    with candidate(chromium, browser_platform, *NO_LEAVE) as person:
        at_the_link(person, guest, is_recorded=True)
        faults = {"door": faults_of(person)}
        go_in(person, browser_platform, guest)
        expect(person.get_by_text("The browser blocks the camera.")).to_be_visible()
        faults["no camera"] = faults_of(person)
        answer(person, SAID)
        person.get_by_role("button", name="Stop and delete video").click()
        faults["stopped"] = faults_of(person)
        finish_early(person)

    assert {name: found for name, found in faults.items() if found} == {}
    assert browser_platform.video(guest.interview_id)["chunks"] == []


def test_the_device_check_shows_a_preview_and_stores_nothing(
    chromium: Browser, browser_platform: BrowserPlatform
) -> None:
    guest = browser_platform.invited("Checking Chen", minutes=10, is_recorded=True)
    with candidate(chromium, browser_platform, *CAMERA) as person:
        at_the_link(person, guest, is_recorded=True)
        person.goto(f"{browser_platform.url}/interview/pre-check/{guest.link.rpartition('/')[2]}")
        person.get_by_role("button", name="Test camera").click()
        row = person.locator("li[data-state]").filter(has_text="Camera")
        expect(row).to_have_attribute("data-state", "works")
        until(person, lambda: is_there(person), "no own picture")
        assert faults_of(person) == []
