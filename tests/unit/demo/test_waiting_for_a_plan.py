"""The demo waits for a slow plan with progress, and says what happened instead of a traceback."""

from __future__ import annotations

import asyncio
import io
from typing import Any, cast

import pytest

from vivavoce.app.demo.hiring import wait_until_action_required
from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient
from vivavoce.app.demo.terminal import TerminalOutput


class PlanningPlatform:
    """Reports an interview whose plan is written at a given time, and may end in another state."""

    def __init__(self, planned_at_s: float, state: str = "PENDING") -> None:
        self._planned_at_s = planned_at_s
        self._state = state

    async def get(self, _: str) -> dict[str, Any]:
        is_planned = asyncio.get_running_loop().time() >= self._planned_at_s
        return {"state": self._state if is_planned else "GENERATING_PLAN"}


async def wait(platform: PlanningPlatform, screen: io.StringIO, *, timeout_s: float = 60) -> str:
    recruiter = cast("PlatformClient", platform)
    return await wait_until_action_required(
        recruiter, "run", TerminalOutput(screen), timeout_s=timeout_s
    )


async def test_progress_is_printed_every_five_seconds_while_a_plan_is_written() -> None:
    screen = io.StringIO()

    assert await wait(PlanningPlatform(planned_at_s=12), screen) == "PENDING"

    lines = [line.strip() for line in screen.getvalue().splitlines()]
    assert lines == [
        "The plan is being written (5 s, at most 60 s) …",
        "The plan is being written (10 s, at most 60 s) …",
    ]


async def test_a_plan_that_is_too_late_ends_the_demo_with_what_to_do() -> None:
    with pytest.raises(DemoFailedError, match=r"within 60 s.*--try-model"):
        await wait(PlanningPlatform(planned_at_s=900), io.StringIO())


async def test_an_interview_that_gets_no_plan_ends_the_demo_at_once() -> None:
    with pytest.raises(DemoFailedError, match="CANCELLED"):
        await wait(PlanningPlatform(planned_at_s=0, state="CANCELLED"), io.StringIO())
