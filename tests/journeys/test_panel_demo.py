"""The panel demo runs to its end on a real platform, through public addresses."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.fakes.platform_process import RealPlatform

from vivavoce.app.demo.hiring import DemoOptions
from vivavoce.app.demo.panel import run_panel_demo
from vivavoce.app.demo.terminal import TerminalOutput

pytestmark = pytest.mark.soak

EXAMPLES = Path(__file__).parents[2] / "examples"


async def test_the_panel_demo_shows_evaluations_a_takeover_and_a_ranking(
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
    output = " ".join(out.getvalue().split())

    assert "The candidate sees: A member of the hiring team is now listening." in output
    assert "Recruiter This is Ada from the hiring team." in output
    assert "The candidate sees: The interviewer continues from here." in output
    assert "relevance / Relevance to the question:" in output
    assert "by built-in rules" in output
    assert "Recruiter: Who was with you at that moment? (asked)" in output
    ranking = output.partition("A proposed ranking of the two")[2]
    assert "1. Dana Kowalczyk:" in ranking
    # Robin's few words may show nothing: then the ranking says so, and guesses no place.
    listed = ("2. Robin Achterberg:", "Not ranked: Robin Achterberg, no_evidence")
    assert any(line in ranking for line in listed), ranking
