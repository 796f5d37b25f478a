"""A person's own questions become the next version of their plan."""

from __future__ import annotations

import pytest
from tests.fakes.planning import PlanningWorld
from tests.integration.planning.own import opened, own_interviews, prepared, prepared_again

from vivavoce.planning.domain.practice.edited_question_rules import EditedQuestion
from vivavoce.planning.facade import InvalidQuestionsError, PlanEditor
from vivavoce.planning.ports import PlanNotFoundError

OWN = [
    EditedQuestion(question="Why do you want to work on ferries?"),
    EditedQuestion(question="How does an index in PostgreSQL work?", topic="Databases"),
    EditedQuestion(question="Tell me about a conflict.", expected_framework="SOAR"),
]


def editor(world: PlanningWorld) -> PlanEditor:
    ground = world.ground
    return PlanEditor(
        interviews=world.hiring.facade,
        plans=world.plans,
        clock=ground.clock,
        ids=ground.ids,
    )


async def test_own_questions_are_the_next_version_and_nothing_is_told(world: PlanningWorld) -> None:
    interview = await prepared(world)

    async with world.ground.open_work(world.tenant) as work:
        stored = await editor(world).replace_questions(work, interview.id, OWN)
        await own_interviews(world).set_current_plan(work, interview.id, str(stored.id))

    async with world.ground.open_work(world.tenant) as work:
        plan = await world.reader.by_id(work, stored.id)
    assert [q.text for q in plan.questions] == [one.question for one in OWN]
    assert {q.source for q in plan.questions} == {"edited"}
    assert plan.version == 2
    assert (await world.find(interview.id)).plan_id == str(stored.id)
    assert len(await world.events(interview, "plan.generated")) == 1


async def test_what_is_wrong_is_said_field_by_field_and_nothing_is_kept(
    world: PlanningWorld,
) -> None:
    interview = await prepared(world)

    with pytest.raises(InvalidQuestionsError) as wrong:
        async with world.ground.open_work(world.tenant) as work:
            await editor(world).replace_questions(
                work, interview.id, [EditedQuestion(question=" ")] * 6
            )

    assert {(e.field, e.code) for e in wrong.value.errors} >= {
        ("questions", "too_many"),
        ("questions.0", "empty"),
    }
    assert (await world.current(interview))["version"] == 1


async def test_without_a_plan_there_is_nothing_to_edit(world: PlanningWorld) -> None:
    interview = await opened(world)

    with pytest.raises(PlanNotFoundError):
        async with world.ground.open_work(world.tenant) as work:
            await editor(world).replace_questions(work, interview.id, OWN)


async def test_a_new_version_replaces_what_was_edited(world: PlanningWorld) -> None:
    interview = await prepared(world)
    async with world.ground.open_work(world.tenant) as work:
        stored = await editor(world).replace_questions(work, interview.id, OWN)
        await own_interviews(world).set_current_plan(work, interview.id, str(stored.id))

    again = await prepared_again(world, interview, "shorter questions")

    document = (await world.current(again))["document"]
    asked = [q for part in document["competencies"] for q in part["questions"]]
    assert document["version"] == 3
    assert len(asked) == 5
    assert {q["source"] for q in asked} == {"planner"}
