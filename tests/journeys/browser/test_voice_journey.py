"""A candidate speaks in a real browser to the whole platform, and nobody has a key for anything."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser.eyes import until
from tests.journeys.browser.stage import Invited, Stage
from tests.journeys.browser.voice_stage import microphone, visitor

from vivavoce.app.demo.tape import RATE, Tape
from vivavoce.voice.adapters.engines.espeak import Espeak

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WORDS = "First I stopped the loading. Then I told the driver why, and I closed the dock."
LOUD_S, STILL_S = 1.0, 14.0
SLOW_MS = 60_000
"""One keyless answer on a machine that does other things as well."""


@pytest.fixture(scope="session")
def answer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own voice, with a long silence after it; the browser plays it over and over."""
    path = tmp_path_factory.mktemp("answer") / "answer.wav"
    asyncio.run(_record(path))
    return path


async def _record(path: Path) -> None:
    voice, tape = Espeak(), Tape()
    try:
        pcm = b"".join([one.pcm async for one in voice.speak(WORDS, language="en")])
    finally:
        await voice.close()
    tape.lay("candidate", LOUD_S, pcm, voice.rate)
    tape.lay("interviewer", LOUD_S + len(pcm) / 2 / voice.rate, b"\0\0" * int(STILL_S * RATE), RATE)
    tape.save(path)


def through_the_door(page: Page, stage: Stage, guest: Invited) -> None:
    page.goto(guest.link)
    page.get_by_role("radio", name=re.compile("^Speak")).check()
    page.get_by_role("button", name=re.compile("^I agree")).click()
    page.get_by_label("The six digits").fill(stage.code(guest.email))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Try the microphone").click()
    expect(page.locator("li[data-state]").nth(0)).to_have_attribute(
        "data-state", "works", timeout=SLOW_MS
    )
    page.get_by_role("button", name=re.compile("^I am ready")).click()


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
    box = page.get_by_label("Your answer")

    # What was heard is put before the candidate, who sends it as their own words.
    expect(box).not_to_have_value("", timeout=SLOW_MS)
    sent = box.input_value()
    page.get_by_role("button", name="Send this answer").click()
    until_logged(page, stage, guest, answers, "no answer arrived")

    # From here on what is heard is sent by itself.
    page.get_by_text("Sound and captions").click()
    page.get_by_text("Send what was heard by itself").click()
    until_logged(
        page, stage, guest, lambda log: len(answers(log)) > 1, "nothing was sent by itself"
    )

    page.get_by_role("button", name="Finish early").click()
    page.get_by_role("button", name="Finish now").click()
    page.wait_for_url("**/done", timeout=SLOW_MS)
    return guest, sent
