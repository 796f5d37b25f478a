"""The planner that uses the built-in rules."""

from __future__ import annotations

import asyncio

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.planner import TrialLanguage, plan_interview
from vivavoce.planning.domain.skills import SkillReport


async def plan_by_rules(
    brief: PlanBrief, skills: SkillReport, *, trial_language: TrialLanguage | None = None
) -> InterviewPlan:
    """Return the plan; raise ``ConflictError`` for a brief that the rules do not support.

    It needs no model, no API key and no network. A plan takes about 0.1 s of a processor, the first of a
    process about 1 s, because its data is loaded; a thread does it, so that others are served meanwhile.
    ``trial_language`` is planned beside English.
    """
    return await asyncio.to_thread(plan_interview, brief, skills, trial_language=trial_language)
