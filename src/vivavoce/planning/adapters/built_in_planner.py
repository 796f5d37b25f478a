"""The planner that uses the built-in rules."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import SkillReport


class BuiltInPlanner:
    """Plans by rules: needs no model, no API key and no network; takes a few milliseconds."""

    async def plan(self, brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
        """Return the plan; raise ``ConflictError`` for a brief that the rules do not support."""
        return plan_interview(brief, skills)
