"""A model's revision of a plan: what it sees of the bank and the texts, and what code keeps of the bank."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.plan_steps import Json, StepModel
from tests.unit.planning.test_stepwise_plan import BRIEF

from vivavoce.contracts.plan import InterviewPlan, PlannerFailedError
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.adapters.revision_material import MAX_REVISION_PASSAGE_TOKENS
from vivavoce.planning.domain.passages import count_tokens
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

SKILLS = validate_skills(BRIEF.skills, load_skill_catalog())
FIRST = plan_interview(BRIEF, SKILLS)
REVISION = replace(BRIEF, previous=FIRST, comments="Add a question about teamwork, please.")


async def revise(model: StepModel, **changed: object) -> InterviewPlan:
    return await ModelPlanner(model).plan(replace(REVISION, **changed), SKILLS)


def take_from_the_bank(material: Json, answer: Json) -> Json:
    """Return a draft that asks the first question of the bank in place of an own one."""
    first = material["bank"][0]
    part = answer["competencies"][0]
    asked = {key: first[key] for key in ("text", "kind", "skill")}
    part["questions"][-1] = {**asked, "expected_points": [], "probes": []}
    return answer


async def test_a_revision_sees_the_bank_the_job_the_company_and_the_background() -> None:
    model = StepModel()

    await revise(model)

    [material] = model.asked
    texts = " ".join(passage["text"] for passage in material["passages"])
    assert material["bank"]
    assert [passage["id"] for passage in material["passages"]] == ["j1", "c1", "b1"]
    assert "burns unit" in texts
    assert "stroke unit" in texts


async def test_long_texts_reach_a_revision_in_passages() -> None:
    model = StepModel()

    await revise(model, company_description="\n\n".join(
        f"Ward {number} has a stroke unit in which nurses work in a team." for number in range(200)
    ))  # fmt: skip

    [material] = model.asked
    tokens = sum(count_tokens(passage["text"]) for passage in material["passages"])
    assert 0 < tokens <= MAX_REVISION_PASSAGE_TOKENS


async def test_a_question_of_the_bank_keeps_its_levels_and_points() -> None:
    model = StepModel(take_from_the_bank)

    plan = await revise(model)

    [new] = [question for question in plan.questions if question not in FIRST.questions]
    assert new.text == model.asked[0]["bank"][0]["text"]
    assert new.anchors or len(new.expected_points) > 1
    assert new.competency == FIRST.rubric.competencies[0].name


async def test_a_line_of_the_job_text_pasted_into_a_new_question_is_sent_back() -> None:
    def paste(material: Json, answer: Json) -> Json:
        asked = answer["competencies"][0]["questions"][-1]
        asked["text"] = "What about Calm relatives and explain the next steps to them?"
        return answer

    model = StepModel(paste)

    with pytest.raises(PlannerFailedError):
        await revise(model)

    assert any("do not copy it" in problem for problem in model.problems)


async def test_in_another_language_the_bank_is_empty() -> None:
    said = "Guten Tag. Ein Computerprogramm fragt, ein Mensch entscheidet."
    scripts = {"greeting": said, "closing": said, "invitation": f"{said} {{{{INTERVIEW_LINK}}}}"}
    model = StepModel(lambda material, answer: answer | scripts)

    await revise(model, language="de")

    assert model.asked[0]["bank"] == []
