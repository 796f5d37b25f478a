"""The microphone audio of the browser journeys: our own voice, and silence after it."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Page, expect

from vivavoce.app.demo.stereo_recording import RECORDING_RATE, StereoRecording
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine

LOUD_S, STILL_S = 1.0, 14.0
SLOW_MS = 60_000
"""One keyless answer on a machine that does other things as well."""


def checked_sound(page: Page) -> None:
    """Test microphone on the sound check, and go on."""
    page.get_by_role("button", name="Test microphone").click()
    expect(page.locator("li[data-state]").nth(0)).to_have_attribute(
        "data-state", "works", timeout=SLOW_MS
    )
    page.get_by_role("button", name=re.compile("^Continue")).click()


def heard_in_the_box(page: Page) -> str:
    """Wait until what was heard stands in the box; return it."""
    box = page.get_by_label("Your answer")
    expect(box).not_to_have_value("", timeout=SLOW_MS)
    return box.input_value()


def by_itself(page: Page) -> None:
    """Have what is heard sent by itself from here on."""
    page.get_by_text("Sound and captions").click()
    page.get_by_text("Send answers automatically").click()


def answer_said(path: Path, words: str, *, still_s: float = STILL_S) -> Path:
    """Record ``words`` and a silence at ``path``; the browser plays the file over and over."""
    with ThreadPoolExecutor(1) as aside:  # a loop may be running here already
        aside.submit(lambda: asyncio.run(_record(path, words, still_s))).result()
    return path


async def _record(path: Path, words: str, still_s: float) -> None:
    voice, tape = EspeakTtsEngine(), StereoRecording()
    try:
        pcm = b"".join([one.pcm async for one in voice.synthesize(words, language="en")])
    finally:
        await voice.close()
    tape.add_audio("candidate", LOUD_S, pcm, voice.rate)
    said_s = LOUD_S + len(pcm) / 2 / voice.rate
    tape.add_audio("interviewer", said_s, b"\0\0" * int(still_s * RECORDING_RATE), RECORDING_RATE)
    tape.save(path)
