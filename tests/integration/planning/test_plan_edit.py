"""A plan edited by hand: stored as the next version with its author, refused with everything to mend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.fakes.hiring import person
from tests.fakes.planning import PlanningWorld

from vivavoce.contracts.plan_edit import PlanEdit, PlanQuestionEdit
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.decide_plan import DecidePlan, PlanChangedError
from vivavoce.hiring.usecases.edit_plan import EditPlan
from vivavoce.kernel.caller import Role
from vivavoce.planning.usecases.build_edited_plan import (
    PlanEditRefusedError,
    PlanWarningsOpenError,
)


def questions_of(plan: dict[str, Any]) -> list[PlanQuestionEdit]:
    asked = [q for one in plan["document"]["competencies"] for q in one["questions"]]
    return [
        PlanQuestionEdit(
            id=q["id"],
            text=q["text"],
            time_budget_s=q["time_budget_s"],
            is_mandatory=q["is_mandatory"],
        )
        for q in sorted(asked, key=lambda q: q["order"])
    ]


def editor(world: PlanningWorld) -> EditPlan:
    hiring, ground = world.hiring, world.ground
    return EditPlan(ground.open_work, hiring.interviews, world.reader, hiring.audit, ground.clock)


async def save(
    world: PlanningWorld,
    interview: Interview,
    *questions: PlanQuestionEdit,
    plan_id: str | None = None,
) -> None:
    await editor(world)(
        person(world.tenant, Role.RECRUITER),
        interview.run_id,
        PlanEdit(questions=questions),
        plan_id=plan_id or str((await world.current(interview))["planId"]),
    )


async def versions(world: PlanningWorld, interview: Interview) -> list[dict[str, Any]]:
    async with world.ground.open_work(world.tenant) as work:
        return await world.reader.list_versions(work, interview.id)


async def test_an_edit_is_the_next_version_with_its_author(world: PlanningWorld) -> None:
    interview = await world.planned()
    first, *rest = questions_of(await world.current(interview))

    await save(world, interview, *rest, replace(first, text=first.text + " Please."))

    second, before = await versions(world, interview)
    assert (second["version"], before["version"]) == (2, 1)
    author = person(world.tenant, Role.RECRUITER).name
    assert second["document"]["edited_by"] == author
    assert "edited_by" not in before["document"]
    found = await world.find(interview.id)
    assert (found.state, found.plan_id) == ("PENDING", second["planId"])
    assert questions_of(second)[-1].text == first.text + " Please."


async def test_of_two_people_the_second_is_told_and_nothing_is_lost(world: PlanningWorld) -> None:
    interview = await world.planned()
    plan = await world.current(interview)
    first, *rest = questions_of(plan)
    await save(world, interview, *rest, plan_id=plan["planId"])

    with pytest.raises(PlanChangedError) as conflict:
        await save(world, interview, first, plan_id=plan["planId"])

    newest = await world.current(interview)
    assert conflict.value.extra == {"currentPlanId": newest["planId"]}
    assert newest["version"] == 2


async def test_nothing_new_makes_no_version(world: PlanningWorld) -> None:
    interview = await world.planned()

    await save(world, interview, *questions_of(await world.current(interview)))

    assert len(await versions(world, interview)) == 1


async def test_every_fault_is_named_at_its_question(world: PlanningWorld) -> None:
    interview = await world.planned()
    first, *rest = questions_of(await world.current(interview))
    unlawful = replace(first, text="Are you married?")
    closed = PlanQuestionEdit(
        text="Have you led a team?",
        time_budget_s=60,
        competency=(await world.current(interview))["document"]["competencies"][0]["name"],
    )

    with pytest.raises(PlanEditRefusedError) as refused:
        await save(world, interview, unlawful, *rest[1:], closed)
    with pytest.raises(PlanWarningsOpenError) as open_warnings:
        await save(world, interview, *rest, closed)

    assert ("questions.0", "unlawful") in [(e.field, e.code) for e in refused.value.errors]
    assert [(e.field, e.code) for e in open_warnings.value.errors] == [
        (f"questions.{len(rest)}", "closed_question")
    ]
    assert len(await versions(world, interview)) == 1


async def test_a_pinned_question_survives_the_request_for_changes(world: PlanningWorld) -> None:
    interview = await world.planned()
    first, *rest = questions_of(await world.current(interview))
    await save(world, interview, replace(first, is_pinned=True), *rest)
    hiring, clock = world.hiring, world.ground.clock
    step = ApplyTransition(hiring.interviews, hiring.webhooks, hiring.audit, clock)
    approve = ApprovePlan(step, hiring.candidate_links, world.reader, clock)
    decide = DecidePlan(
        world.ground.open_work, hiring.interviews, step, approve, hiring.policy, world.reader
    )

    await decide.modify(
        person(world.tenant, Role.RECRUITER),
        interview.run_id,
        comments="Remove question 1. Remove question 2.",
    )
    await world.generate(
        world.tenant, await world.ordered(interview, "interview.modification_requested")
    )

    third = await world.current(interview)
    texts = [question.text for question in questions_of(third)]
    assert (third["version"], first.text in texts, rest[0].text in texts) == (3, True, False)
    assert "edited_by" not in third["document"]


async def test_a_preview_says_what_would_change_and_what_was_not_understood(
    world: PlanningWorld,
) -> None:
    interview = await world.planned()
    first = questions_of(await world.current(interview))[0]

    async with world.ground.open_work(world.tenant) as work:
        preview = await world.reader.preview_change(
            work,
            interview.id,
            "Remove question 1. Blub the frobnicator.",
            position="Engineer",
            level="MID",
            job_description="",
        )

    assert preview.changes == (f'Removed "{first.text}".',)
    assert preview.ignored.not_understood == ("blub the frobnicator",)
    assert len(await versions(world, interview)) == 1
