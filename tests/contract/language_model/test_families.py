"""Every family of endpoints can plan, word a follow-up and evaluate an answer; none was met for real."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.fakes.model_families import model_of
from tests.fakes.panel import heard
from tests.unit.assessment.stories import OUTAGE
from tests.unit.planning.briefs import BRIEF

from vivavoce.assessment.adapters.model_panel_members import ModelPanelMembers
from vivavoce.assessment.adapters.rule_panel_members import RulePanelMembers
from vivavoce.assessment.domain.panel.panel_config import PanelConfig
from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.live.adapters.model_question_composer import ModelQuestionComposer
from vivavoce.live.domain.interviewer.question_composition import CompositionRequest, PromptMessage
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.testing.families import FAMILIES
from vivavoce.testing.protocol import Family

WANTED = CompositionRequest(
    turn=3,
    question="Tell me about a delivery.",
    rules_wording="What was your own share in it?",
    criterion="Delivery",
    reason="OWNERSHIP",
    language="en",
    deadline_s=6.0,
)
TALK = (PromptMessage(author="candidate", text="We moved the warehouse in a night.", turn=3),)


@pytest.fixture(params=FAMILIES, ids=lambda family: family.__name__)
def family(request: pytest.FixtureRequest) -> Family:
    made: Callable[[], Family] = request.param
    return made()


async def plan_with(model: OpenAiCompatibleLanguageModel) -> None:
    report = validate_skills(BRIEF.skills, load_skill_catalog())
    plan = await ModelPlanner(model).plan(BRIEF, report)
    assert find_plan_violations(plan, BRIEF, report) == []


async def word_with(model: OpenAiCompatibleLanguageModel) -> str:
    composed = await ModelQuestionComposer(model).compose(
        WANTED, TALK, find_objection=lambda _: None, deadline_s=6
    )
    return composed.question


async def evaluate_with(model: OpenAiCompatibleLanguageModel) -> None:
    members = ModelPanelMembers(model, RulePanelMembers(), label="model")
    context = heard(OUTAGE.plain, question="q1")
    for evaluator in members.evaluators(context, PanelConfig()):
        result = await evaluator(context)
        assert result.evaluations[0].evaluated_by.startswith("model")


async def test_a_family_plans_words_a_follow_up_and_evaluates(family: Family) -> None:
    model = model_of(family)

    await plan_with(model)
    question = await word_with(model)
    await evaluate_with(model)

    assert question == "What would you have liked to say about it?"


async def test_a_family_words_a_follow_up_at_the_first_request_of_the_process(
    family: Family,
) -> None:
    assert await word_with(model_of(family)) == "What would you have liked to say about it?"


async def test_what_was_learned_saves_the_refusals_of_later_requests(family: Family) -> None:
    model = model_of(family)
    await plan_with(model)
    await word_with(model)
    before = len(family.asked)

    await word_with(model)

    is_nameless = family.name in ("silent gateway", "gemini")
    assert len(family.asked) - before == (2 if is_nameless else 1)
