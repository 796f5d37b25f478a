"""The demos wait for a model that scores, with progress, and say what happened if it takes too long."""

from __future__ import annotations

import asyncio
import io
from typing import Any, cast

import pytest

from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient
from vivavoce.app.demo.practice import wait_for_review
from vivavoce.app.demo.terminal import TerminalOutput


class ScoringPlatform(PlatformClient):
    """Reports an interview that is assessed, and a review that is written, at a given time."""

    def __init__(self, done_at_s: float) -> None:
        self._done_at_s = done_at_s

    async def get(self, path: str) -> dict[str, Any]:
        is_done = asyncio.get_running_loop().time() >= self._done_at_s
        if path.startswith("/review/"):
            return {"status": "completed" if is_done else "processing"}
        return {"state": "ASSESSMENT_PENDING" if is_done else "ASSESSING"}


def lines_of(screen: io.StringIO) -> list[str]:
    return [line.strip() for line in screen.getvalue().splitlines()]


async def test_progress_is_printed_while_answers_are_scored() -> None:
    screen = io.StringIO()
    announce = TerminalOutput(screen).announce_progress(
        "The answers are being scored", timeout_s=90
    )

    interview = await ScoringPlatform(done_at_s=42).wait_for_state(
        "/status", "ASSESSMENT_PENDING", timeout_s=90, announce=announce
    )

    assert interview["state"] == "ASSESSMENT_PENDING"
    assert len(lines_of(screen)) == 8
    assert lines_of(screen)[0] == "The answers are being scored (5 s, at most 90 s) …"


async def test_a_review_that_takes_a_while_is_waited_for_with_progress() -> None:
    screen = io.StringIO()
    platform = cast("PlatformClient", ScoringPlatform(done_at_s=12))

    review = await wait_for_review(platform, "session", TerminalOutput(screen), timeout_s=60)

    assert review["status"] == "completed"
    assert lines_of(screen) == [
        "The review is being written (5 s, at most 60 s) …",
        "The review is being written (10 s, at most 60 s) …",
    ]


async def test_a_review_that_is_too_late_ends_the_demo_in_words() -> None:
    platform = cast("PlatformClient", ScoringPlatform(done_at_s=900))

    with pytest.raises(DemoFailedError, match="within 60 s"):
        await wait_for_review(platform, "session", TerminalOutput(io.StringIO()), timeout_s=60)
