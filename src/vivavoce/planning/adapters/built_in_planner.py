"""The planner that uses the built-in rules."""

from __future__ import annotations

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.planner import TrialLanguage, plan_interview
from vivavoce.planning.domain.skills import SkillReport


async def plan_by_rules(
    brief: PlanBrief, skills: SkillReport, *, trial_language: TrialLanguage | None = None
) -> InterviewPlan:
    """Return the plan; raise ``ConflictError`` for a brief that the rules do not support.

    It needs no model, no API key and no network, and takes some tens of milliseconds. ``trial_language`` is
    planned beside English.
    """
    return plan_interview(brief, skills, trial_language=trial_language)
