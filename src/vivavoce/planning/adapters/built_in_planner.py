"""The planner that uses the built-in rules."""

from __future__ import annotations

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import SkillReport


async def plan_by_rules(brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
    """Return the plan; raise ``ConflictError`` for a brief that the rules do not support.

    It needs no model, no API key and no network, and takes a few milliseconds.
    """
    return plan_interview(brief, skills)
