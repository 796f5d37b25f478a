"""The built-in planner works for one request while its process serves others."""

from __future__ import annotations

import asyncio

from tests.unit.planning.briefs import BRIEF

from vivavoce.planning.adapters.built_in_planner import plan_by_rules
from vivavoce.planning.domain.skills import SkillReport


async def test_others_are_served_while_a_plan_is_made() -> None:
    served = 0
    planning = asyncio.ensure_future(plan_by_rules(BRIEF, SkillReport()))

    while not planning.done():
        await asyncio.sleep(0)
        served += 1

    assert (await planning).questions
    assert served > 5
