"""A candidate speaks in a real browser to the whole platform, and nobody has a key for anything."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.browser.eyes import until
from tests.journeys.browser.microphone import (
    SLOW_MS,
    answer_said,
    by_itself,
    checked_sound,
    heard_in_the_box,
)
from tests.journeys.browser.stage import Invited, Stage
from tests.journeys.browser.voice_stage import microphone, visitor

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WORDS = "First I stopped the loading. Then I told the driver why, and I closed the dock."


@pytest.fixture(scope="session")
def answer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own voice, with a long silence after it; the browser plays it over and over."""
    return answer_said(tmp_path_factory.mktemp("answer") / "answer.wav", WORDS)


def through_the_door(page: Page, stage: Stage, guest: Invited) -> None:
    page.goto(guest.link)
    page.get_by_role("radio", name=re.compile("^Speak")).check()
    page.get_by_role("button", name=re.compile("^I agree")).click()
    page.get_by_label("The six digits").fill(stage.code(guest.email))
    page.get_by_role("button", name="Continue").click()
    checked_sound(page)


def events(stage: Stage, guest: Invited) -> list[dict[str, Any]]:
    return stage.events(guest.interview_id)


def until_logged(page: Page, stage: Stage, guest: Invited, is_so: Any, otherwise: str) -> None:
    until(page, lambda: is_so(events(stage, guest)), otherwise, patience=3)


def answers(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        one["payload"]
        for one in log
        if one["type"] == "turn.completed" and one["payload"]["role"] == "candidate"
    ]


def test_an_interview_is_spoken_from_the_door_to_the_goodbye_without_any_key(
    chromium: Browser, stage: Stage, answer_file: Path
) -> None:
    flags = microphone(answer_file)
    with visitor(chromium, stage.url, *flags, executable_path=CHROMIUM) as speaker:
        guest, sent = hold(speaker.page, stage)
    stage.until(guest.interview_id, "ASSESSMENT_PENDING")

    log = events(stage, guest)
    spoken = [one["payload"] for one in log if one["type"] == "agent.utterance.spoken"]
    assert any(not one["is_interrupted"] for one in spoken), "one was heard to its end"
    assert {one["payload"]["model"] for one in log if one["type"] == "tts.response"} == {
        "espeak-ng"
    }
    assert {one["payload"]["engine"] for one in log if one["type"] == "stt.final"} == {
        "pocketsphinx"
    }
    first, *others = answers(log)
    assert (first["text"], first["is_draft"]) == (sent, False), "checked and sent by a person"
    assert [one["is_draft"] for one in others if one["kind"] == "answer"], "and one by itself"
    assert all(one["is_draft"] for one in others)
    assert log[-1]["type"] == "session.completed"


def hold(page: Page, stage: Stage) -> tuple[Invited, str]:
    """Speak from the door to the goodbye; return who it was, and what they sent themselves."""
    guest = stage.invited(minutes=10)
    through_the_door(page, stage, guest)

    # What was heard is put before the candidate, who sends it as their own words.
    sent = heard_in_the_box(page)
    page.get_by_role("button", name="Send this answer").click()
    until_logged(page, stage, guest, answers, "no answer arrived")

    # From here on what is heard is sent by itself.
    by_itself(page)
    until_logged(
        page, stage, guest, lambda log: len(answers(log)) > 1, "nothing was sent by itself"
    )

    page.get_by_role("button", name="Finish early").click()
    page.get_by_role("button", name="Finish now").click()
    page.wait_for_url("**/done", timeout=SLOW_MS)
    return guest, sent
