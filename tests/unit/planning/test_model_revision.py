"""A model's revision of a plan: what it sees of the bank and the texts, and what code keeps of the bank."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.plan_steps import Json, StepModel
from tests.unit.planning.test_stepwise_plan import BRIEF

from vivavoce.contracts.plan import InterviewPlan, PlannerFailedError
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.adapters.revision_material import (
    MAX_REVISION_PASSAGE_TOKENS,
    MAX_REVISION_TOKENS,
)
from vivavoce.planning.adapters.stepwise_planner import MAX_STEP_TOKENS
from vivavoce.planning.domain.passages import count_tokens
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

SKILLS = validate_skills(BRIEF.skills, load_skill_catalog())
FIRST = plan_interview(BRIEF, SKILLS)
GERMAN = replace(
    FIRST,
    language="de",
    greeting_script="Guten Tag. Das dauert etwa 30 Minuten.",
    closing_script="Ein Mensch entscheidet.",
    inmail_draft="Guten Tag. {{INTERVIEW_LINK}}",
)
REVISION = replace(BRIEF, previous=FIRST, comments="Add a question about teamwork, please.")


async def revise(model: StepModel, **changed: object) -> InterviewPlan:
    return await ModelPlanner(model).plan(replace(REVISION, **changed), SKILLS)


def take_from_the_bank(material: Json, answer: Json) -> Json:
    """Return a draft that asks the first question of the bank in place of an own one."""
    answer["competencies"][0]["questions"][-1] = material["bank"][0]["id"]
    return answer | {"new_questions": []}


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
        [asked] = answer["new_questions"]
        asked["text"] = "What about Calm relatives and explain the next steps to them?"
        return answer

    model = StepModel(paste)

    with pytest.raises(PlannerFailedError):
        await revise(model)

    assert any("do not copy it" in problem for problem in model.problems)


async def test_in_another_language_the_bank_is_empty() -> None:
    model = StepModel()

    await revise(model, language="de", previous=GERMAN)

    assert model.asked[0]["bank"] == []


async def test_a_revision_in_another_language_keeps_the_scripts_and_names_the_new_duration() -> (
    None
):
    plan = await revise(
        StepModel(), language="de", previous=GERMAN, comments="Please make it 45 minutes."
    )

    assert plan.closing_script == GERMAN.closing_script
    assert plan.greeting_script == "Guten Tag. Das dauert etwa 45 Minuten."


@pytest.mark.parametrize(
    ("wish", "in_full"),
    [("Replace question 2, please.", {"q2"}), ("More demanding, please.", None)],
)
async def test_questions_that_a_request_does_not_concern_are_cut(
    wish: str, in_full: set[str] | None
) -> None:
    model = StepModel()

    await revise(model, comments=wish)

    shown = [one for part in model.asked[0]["previous"] for one in part["questions"]]
    texts = {f"q{place}": one.text for place, one in enumerate(FIRST.questions, 1)}
    long = {one for one, text in texts.items() if len(text) > len(shown[0]["text"]) + 1 > 100}
    whole = {one["id"] for one in shown if one["text"] == texts[one["id"]]}
    assert {one["id"] for one in shown} == set(texts)
    assert whole >= (in_full or set(texts))
    assert in_full is None or long - in_full


async def test_a_revision_reads_and_may_write_as_much_as_a_step_of_a_first_plan() -> None:
    model = StepModel()

    await revise(
        model,
        comments="Please ask more about patients, relatives, injections and the ward.",
        company_description="\n\n".join(f"Ward {n} has a stroke unit." for n in range(200)),
    )

    [request] = model.requests
    assert count_tokens(request.instructions + request.input) <= MAX_REVISION_TOKENS
    assert request.max_output_tokens == MAX_STEP_TOKENS


async def test_a_question_that_moves_to_another_competency_keeps_its_levels() -> None:
    def move(_: Json, answer: Json) -> Json:
        first, second = answer["competencies"][:2]
        first["questions"] = [one for one in first["questions"] if one != "n1"]
        second["questions"].append(first["questions"].pop())
        if not first["questions"]:
            answer["competencies"].remove(first)
        return answer | {"new_questions": []}

    plan = await revise(StepModel(move))

    assert {one.id: one.anchors for one in plan.questions} == {
        one.id: one.anchors for one in FIRST.questions
    }
    assert [one.competency for one in plan.questions] != [one.competency for one in FIRST.questions]


@pytest.mark.parametrize(
    ("ids", "complaint"),
    [
        (["q1", "q99"], 'There is no question "q99".'),
        (["q1", "q1"], 'The id "q1" stands for one question, once.'),
    ],
)
async def test_an_id_that_names_no_question_or_is_used_twice_is_sent_back(
    ids: list[str], complaint: str
) -> None:
    def misname(_: Json, answer: Json) -> Json:
        answer["competencies"] = answer["competencies"][:1]
        answer["competencies"][0]["questions"] = ids
        return answer | {"new_questions": []}

    model = StepModel(misname)

    with pytest.raises(PlannerFailedError):
        await revise(model)

    assert model.problems == [complaint]
