"""A greeting says the time once, and it is the time that this candidate has."""

import re
from dataclasses import replace

import pytest
from tests.fakes import live_session
from tests.unit.live.talks import Talk
from tests.unit.planning.briefs import BRIEF

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.adapters.planner_model_io import convert_to_practice_plan
from vivavoce.planning.domain.intake_plan import plan_intake
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills


def a_plan(brief: PlanBrief) -> InterviewPlan:
    if brief.profile == "intake":
        return plan_intake(brief, planner="rules")
    if brief.profile == "practice":
        return convert_to_practice_plan(live_session.a_plan(minutes=brief.duration_minutes), brief)
    skills = validate_skills(brief.skills, load_skill_catalog())
    return plan_interview(brief, skills, trial_language="de")


@pytest.mark.parametrize(
    ("profile", "changes"),
    [
        ("hiring", {}),
        ("hiring", {"channel": "phone"}),
        ("practice", {}),
        ("intake", {}),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("minutes", [20, 30])
def test_a_greeting_says_once_how_long_this_candidate_has(
    profile: str, changes: dict[str, str], language: str, minutes: int
) -> None:
    brief = replace(BRIEF, profile=profile, language=language, duration_minutes=20)
    plan = a_plan(brief)

    talk = Talk(plan, language=language, profile=profile, time_limit_s=minutes * 60, **changes)

    greeting = talk.state.turns[0]
    assert greeting.kind == "greeting"
    assert re.findall(r"(\d+) (?:minutes|Minuten)", greeting.text) == [str(minutes)]
