"""The built-in planner of practice: the same brief gives the same plan."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import Plan
from vivavoce.planning.domain.bank import load_bank
from vivavoce.planning.domain.practice.composing import compose, first_sheet
from vivavoce.planning.domain.practice.ground import ground_of
from vivavoce.planning.domain.practice.revising import revised_sheet
from vivavoce.planning.domain.practice.setting import Setting
from vivavoce.planning.domain.requirements import read_requirements
from vivavoce.planning.domain.skills import SkillReport


def plan_practice(brief: PlanBrief, skills: SkillReport, *, planner: str) -> Plan:
    """Return a plan with exactly the wanted number of questions, or the next version of one."""
    setting = Setting(brief)
    bank = load_bank()
    wanted = read_requirements(brief.job_description)
    ground = ground_of(setting, skills, wanted, bank, depth=setting.depth)
    sheet = first_sheet(setting, ground)
    if brief.previous is not None:
        sheet = revised_sheet(setting, sheet, ground, skills, wanted, bank)
    return compose(setting, sheet, ground, skills, wanted, planner=planner)
