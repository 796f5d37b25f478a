"""A draft from wish to plan, on the real planner."""

from __future__ import annotations

import pytest
from tests.integration.practice.studio import Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_preview_shows_the_whole_plan(studio: Studio) -> None:
    draft = await studio.draft()
    assert draft["status"] == "draft"
