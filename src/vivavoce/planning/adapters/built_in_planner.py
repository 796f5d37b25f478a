"""The built-in rules as a planner."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import SkillReport


class BuiltInPlanner:
    """Needs no model, no key and no network; takes some milliseconds."""

    async def plan(self, brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
        """Return the plan of the rules; raise ``ConflictError`` for a brief they cannot serve."""
        return plan_interview(brief, skills)
