"""A candidate speaks in a real browser to the whole platform, without any key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.browser_platform import BrowserPlatform, InvitedCandidate
from tests.journeys.browser.microphone import (
    SLOW_MS,
    answer_said,
    by_itself,
    checked_sound,
    heard_in_the_box,
)
from tests.journeys.browser.page_checks import until
from tests.journeys.browser.scripted_voice_room import guest_page, microphone
from tests.journeys.browser.test_recruiter import at_the_queue

pytestmark = [pytest.mark.soak, pytest.mark.turn(2, 3)]

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WORDS = "I stopped the loading, and I told the driver why."
SHORTEST_MINUTES = 5
"""The shortest interview that can be asked for: two questions."""
Json = dict[str, Any]
Log = list[Json]


@pytest.fixture(scope="session")
def answer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own voice, with a silence after it; the browser plays it over and over."""
    return answer_said(tmp_path_factory.mktemp("answer") / "answer.wav", WORDS, still_s=7.0)


def open_link(page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate) -> None:
    page.goto(guest.link)
    page.get_by_role("radio", name=re.compile("^Speak")).check()
    page.get_by_role("button", name=re.compile("^I agree")).click()
    page.get_by_label("Six-digit code").fill(browser_platform.code(guest.email))
    page.get_by_role("button", name="Continue").click()
    checked_sound(page)


def turns(log: Log, role: str) -> list[Json]:
    found = [one["payload"] for one in log if one["type"] == "turn.completed"]
    return [turn for turn in found if turn["role"] == role]


def heard_whole(log: Log) -> set[int]:
    """Return the turns of the interviewer that sounded to their end."""
    found = [one["payload"] for one in log if one["type"] == "agent.utterance.spoken"]
    return {spoken["turn"] for spoken in found if not spoken["is_interrupted"]}


def engines(log: Log, kind: str, name: str) -> set[str]:
    return {one["payload"][name] for one in log if one["type"] == kind}


def read_by_staff(
    page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate, answers: list[Json]
) -> None:
    """See in the replay what was said, and which of it nobody checked."""
    transcript = {turn["turn"]: turn for turn in browser_platform.transcript(guest.interview_id)}
    for answer in answers:
        shown = transcript[answer["turn"]]
        assert (shown["text"], shown["isDraft"]) == (answer["text"], answer["is_draft"])
    at_the_queue(page, browser_platform)
    page.goto(
        f"{browser_platform.url}/sessions/{browser_platform.detail(guest.interview_id)['sessionId']}/replay"
    )
    drafts = page.get_by_text("Transcribed by pocketsphinx, not checked by the candidate")
    expect(drafts).to_have_count(sum(answer["is_draft"] for answer in answers))


class Speaker:
    """Somebody who listens to each question with the microphone closed, and opens it to answer."""

    def __init__(
        self, page: Page, browser_platform: BrowserPlatform, guest: InvitedCandidate
    ) -> None:
        self._page, self._stage, self._guest = page, browser_platform, guest
        self.sent: list[str] = []
        """What was checked and sent by hand."""
        self._asked = 0

    def answer_all(self) -> None:
        """Answer aloud whatever is asked, until the interviewer closes the talk by itself."""
        self._press("Mute")
        while self._is_asked():
            answered = len(turns(self._log(), "candidate"))
            self._press("Unmute")
            if not self.sent:
                self.sent.append(heard_in_the_box(self._page))
                self._press("Mute")
                self._press("Send answer")
                self._until(lambda log, n=answered: len(turns(log, "candidate")) > n, "not sent")
                by_itself(self._page)
            else:
                self._until(lambda log, n=answered: len(turns(log, "candidate")) > n, "not heard")
                self._press("Mute")

    def _is_asked(self) -> bool:
        """Hear what the interviewer says next to its end; return whether it waits for an answer."""

        def is_heard(log: Log) -> bool:
            newest = max((turn["turn"] for turn in turns(log, "agent")), default=0)
            return newest > self._asked and newest in heard_whole(log)

        self._until(is_heard, "a question was not heard")
        newest = turns(self._log(), "agent")[-1]
        self._asked = newest["turn"]
        return bool(newest["kind"] != "closing")

    def _press(self, name: str) -> None:
        self._page.get_by_role("button", name=name, exact=True).click()

    def _log(self) -> Log:
        return self._stage.events(self._guest.interview_id)

    def _until(self, is_so: Callable[[Log], bool], otherwise: str) -> None:
        until(self._page, lambda: is_so(self._log()), otherwise, patience=3)


def test_a_keyless_voice_interview_runs_from_the_link_to_the_goodbye(
    chromium: Browser, browser_platform: BrowserPlatform, page: Page, answer_file: Path
) -> None:
    guest = browser_platform.invited(minutes=SHORTEST_MINUTES)
    flags = microphone(answer_file)
    with guest_page(
        chromium, browser_platform.url, *flags, executable_path=CHROMIUM
    ) as at_the_link:
        open_link(at_the_link.page, browser_platform, guest)
        speaker = Speaker(at_the_link.page, browser_platform, guest)
        speaker.answer_all()
        at_the_link.page.wait_for_url("**/done", timeout=SLOW_MS)
    browser_platform.until(guest.interview_id, "ASSESSMENT_PENDING")

    log = browser_platform.events(guest.interview_id)
    asked, answers = turns(log, "agent"), turns(log, "candidate")
    assert asked[-1]["kind"] == "closing", "the interviewer closed it"
    assert log[-1]["type"] == "session.completed"
    assert {turn["turn"] for turn in asked} == heard_whole(log), "all of it was heard to its end"
    questions = [turn for turn in asked if turn["kind"] == "question"]
    assert len(questions) == 3
    answered = [answer["question_id"] for answer in answers]
    assert set(answered) == {turn["question_id"] for turn in questions}, "all were answered aloud"
    first, *others = answers
    assert ([first["text"]], first["is_draft"]) == (speaker.sent, False), "checked by a person"
    assert others
    assert all(one["is_draft"] for one in others), "what was sent by itself is a draft"
    assert engines(log, "tts.synthesized", "model") == {"espeak-ng"}
    assert engines(log, "stt.final", "engine") == {"pocketsphinx"}
    read_by_staff(page, browser_platform, guest, answers)
