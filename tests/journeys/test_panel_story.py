"""The panel's demo on a real platform: told to its end, through public addresses."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.fakes.platform import RealPlatform

from vivavoce.app.demo.hiring import DemoOptions
from vivavoce.app.demo.panel import run_panel_demo
from vivavoce.app.demo.terminal import TerminalOutput

pytestmark = pytest.mark.soak

EXAMPLES = Path(__file__).parents[2] / "examples"


async def test_a_newcomer_sees_the_panel_read_a_recruiter_step_in_and_two_people_ranked(
    platform: RealPlatform,
) -> None:
    out = io.StringIO()
    wish = DemoOptions(
        job=EXAMPLES / "jobs" / "warehouse-shift-lead.md",
        resume=EXAMPLES / "resumes" / "warehouse-shift-lead.pdf",
        skills=("Inventory control", "Order picking", "Shift planning"),
        minutes=10,
        is_interactive=False,
    )
    await run_panel_demo(platform.url, TerminalOutput(out), options=wish)
    told = " ".join(out.getvalue().split())

    assert "The candidate sees: A member of the hiring team is now listening." in told
    assert "Recruiter This is Ada from the hiring team." in told
    assert "The candidate sees: The interviewer continues from here." in told
    assert "relevance / Relevance to the question:" in told
    assert "by built-in rules" in told
    assert "Recruiter: Who was with you at that moment? (asked)" in told
    assert "1. Dana Kowalczyk:" in told
    assert "2. Robin Achterberg:" in told
