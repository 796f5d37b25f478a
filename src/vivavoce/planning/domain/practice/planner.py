"""The built-in, deterministic planner of practice interviews."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.practice.options import PracticePlanOptions
from vivavoce.planning.domain.practice.plan_composer import (
    compose_practice_plan,
    select_initial_question_set,
)
from vivavoce.planning.domain.practice.question_pool import build_question_pool
from vivavoce.planning.domain.practice.question_set_revision import revise_question_set
from vivavoce.planning.domain.question_bank import load_question_bank
from vivavoce.planning.domain.requirements import parse_requirements
from vivavoce.planning.domain.skills import SkillReport


def plan_practice(brief: PlanBrief, skills: SkillReport, *, planner: str) -> InterviewPlan:
    """Return a plan with exactly the requested number of questions, or its next version."""
    setting = PracticePlanOptions(brief)
    bank = load_question_bank()
    wanted = parse_requirements(brief.job_description)
    ground = build_question_pool(setting, skills, wanted, bank, depth=setting.depth)
    sheet = select_initial_question_set(setting, ground)
    if brief.previous is not None:
        sheet = revise_question_set(setting, sheet, ground, skills, wanted, bank)
    return compose_practice_plan(setting, sheet, ground, skills, wanted, planner=planner)
