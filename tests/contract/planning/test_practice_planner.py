"""Every planner of practice keeps the same promises: the rules, and a model over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from tests.fakes.model_families import model_of
from tests.fakes.openai_server import OpenAiServer, open_openai_server
from tests.unit.planning.practice import PLAIN, brief, report, texts

from vivavoce.contracts.interview import INTERVIEW_TYPES, PlanBrief
from vivavoce.contracts.plan import InterviewPlan, PlannerFailedError, PlanQuestion
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.language_model.lazy import open_language_model
from vivavoce.infra.settings import Settings
from vivavoce.planning.adapters.built_in_planner import plan_by_rules
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.adapters.stepwise_planner import MAX_STEP_TOKENS
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.ports import Planner
from vivavoce.testing.answers import material_of
from vivavoce.testing.hosted_families import openai_chat


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with open_openai_server() as server:
        yield server


def by_model(server: OpenAiServer, model: str) -> Planner:
    language_model = open_language_model(
        Settings(LLM_BASE_URL=server.url, LLM_MODEL=model), SystemClock()
    )
    assert language_model is not None
    return ModelPlanner(language_model, deadline_s=20).plan


@pytest.fixture(params=["rules", "model"])
def planner(request: pytest.FixtureRequest, server: OpenAiServer) -> Planner:
    return plan_by_rules if request.param == "rules" else by_model(server, "good")


async def plan_by(planner: Planner, wanted: PlanBrief) -> InterviewPlan:
    return await planner(wanted, report(wanted))


async def test_no_request_of_the_longest_practice_plan_may_write_more_than_a_step() -> None:
    family, wanted = openai_chat(), brief(15)
    planner = ModelPlanner(model_of(family)).plan

    first = await plan_by(planner, wanted)
    await plan_by(
        planner, replace(wanted, previous=first, comments="add a question about conflict")
    )

    assert len(family.asked) > 3
    assert {body["max_completion_tokens"] for body in family.asked} == {MAX_STEP_TOKENS}


@pytest.mark.parametrize("minutes", [5, 10, 15])
@pytest.mark.parametrize("kind", INTERVIEW_TYPES)
async def test_a_practice_plan_is_complete_and_of_the_exact_size(
    planner: Planner, kind: str, minutes: int
) -> None:
    wanted = brief(minutes, interview_type=kind, persona_id="payal", framework="CAR")

    plan = await plan_by(planner, wanted)

    assert find_plan_violations(plan, wanted, report(wanted)) == []
    assert len(plan.questions) == wanted.question_count
    assert all(q.topic and q.source == "planner" and q.is_mandatory for q in plan.questions)
    assert {q.expected_framework for q in plan.questions} == {"CAR"}
    assert "I am a computer program" in plan.greeting_script
    assert "person" not in plan.greeting_script
    assert plan.closing_script.startswith("Thank you for practicing with me.")
    assert plan.inmail_draft == ""
    assert plan.notes[0].startswith("Planned for: ")
    assert not any(c.is_required for c in plan.rubric.competencies)


async def test_without_a_change_request_other_questions_follow(planner: Planner) -> None:
    wanted = brief(interview_type="role_related")
    old = await plan_by(planner, wanted)

    new = await plan_by(planner, replace(wanted, previous=old, comments=""))

    assert not set(texts(old)) & set(texts(new))
    assert len(new.questions) == 5


async def test_a_change_request_changes_one_part_and_keeps_the_size(planner: Planner) -> None:
    wanted = brief(interview_type="role_related")
    old = await plan_by(planner, wanted)
    order = replace(wanted, previous=old, comments="add a question about conflict, 15 minutes")

    new = await plan_by(planner, order)

    assert find_plan_violations(new, order, report(order)) == []
    assert (len(new.questions), new.duration_minutes) == (5, 10)
    assert len(set(texts(old)) & set(texts(new))) == 4


async def test_an_edited_question_does_not_return(planner: Planner) -> None:
    wanted = brief(interview_type="role_related")
    old = await plan_by(planner, wanted)
    own = PlanQuestion(
        id="own-1",
        text="Which ships do you like?",
        competency=old.questions[0].competency,
        source="edited",
    )
    edited = replace(old, rubric=replace(old.rubric, questions=(own, *old.questions[1:])))

    new = await plan_by(
        planner, replace(wanted, previous=edited, comments="add a question about conflict")
    )

    assert own.text not in texts(new)
    assert len(new.questions) == 5


async def test_a_plan_for_other_facts_is_planned_anew(planner: Planner) -> None:
    old = await plan_by(planner, brief(interview_type="behavioral"))
    now = brief(15, interview_type="coding", persona_id="john")

    new = await plan_by(planner, replace(now, previous=old, comments="harder"))

    assert len(new.questions) == 7
    assert new.closing_script.startswith("That brings us to the end.")
    assert new.notes[0].startswith("Planned for: coding, medium, 15 minutes, 7 questions")


async def test_the_model_receives_the_chosen_options(server: OpenAiServer) -> None:
    wanted = brief(
        interview_type="coding",
        difficulty="hard",
        framework="CAR",
        focus=("System design",),
        avoid=("How would you go about matter 1 in your work?",),
    )

    await plan_by(by_model(server, "good"), wanted)

    facts = material_of(server.asked[0])["practice"]
    assert facts["kind"] == "coding"
    assert facts["difficulty"] == "hard"
    assert facts["framework"] == "CAR"
    assert facts["question_count"] == 5
    assert facts["focus"] == ["System design"]
    assert facts["avoid"] == list(wanted.avoid)
    assert "answered by speaking" in str(server.asked[0]["messages"])


async def test_a_hiring_plan_receives_nothing_from_practice(server: OpenAiServer) -> None:
    hiring = PlanBrief(position="Developer", skills=("React",))

    await plan_by(by_model(server, "good"), hiring)

    assert "practice" not in material_of(server.asked[0])
    assert "practises" not in str(server.asked[0]["messages"])


@pytest.mark.parametrize("model", ["broken", "unlawful", "away"])
async def test_a_model_without_a_valid_practice_plan_fails(
    server: OpenAiServer, model: str
) -> None:
    with pytest.raises(PlannerFailedError):
        await plan_by(by_model(server, model), replace(PLAIN, interview_type="role_related"))
