"""Voluntary answers: asked only if switched on, seen by nobody else, counted once, deleted with the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.fakes.hiring import HiringWorld, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import judged, started
from tests.integration.hiring.test_candidate_page import decided, do, page_of
from tests.whole_examples import members_only_in_example

from vivavoce.hiring.adapters.voluntary_answers import PostgresVoluntaryAnswerRepository
from vivavoce.hiring.domain.candidate_page import CandidateActionNotAvailableError
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.voluntary_questions import (
    UnknownVoluntaryAnswerError,
    list_quarters,
    next_quarter,
)
from vivavoce.hiring.ports.candidates import VoluntaryQuestionRules
from vivavoce.hiring.usecases.read_positions import CANDIDATE_PROFILES
from vivavoce.kernel.ids import TenantId

ASKED = VoluntaryQuestionRules(questions="gb", minimum=5)
ACTION = "answer_voluntary_questions"
WOMAN = {"gender": "woman", "ethnicity": "mixed", "age": None, "disability": None}


def repository(world: HiringWorld) -> PostgresVoluntaryAnswerRepository:
    return PostgresVoluntaryAnswerRepository(world.ground.vault, CANDIDATE_PROFILES)


async def stored(world: HiringWorld, tenant: TenantId) -> list[bytes]:
    async with world.ground.open_work(tenant) as work:
        return [
            bytes(row["answers"])
            for row in await work.fetch_all("SELECT answers FROM voluntary_answer")
        ]


async def decide_many(
    world: HiringWorld, tenant: TenantId, edge: Edge, outcome: str, answer: str | None, many: int
) -> list[Interview]:
    found = []
    for _ in range(many):
        interview = await decided(world, tenant, edge, outcome)
        if answer is not None:
            await do(world, tenant, interview, ACTION, {"gender": answer})
        found.append(interview)
    return found


async def to_last_quarter(world: HiringWorld, tenant: TenantId) -> None:
    """Move the decisions made so far into the quarter before this one."""
    at = datetime.combine(list_quarters(world.ground.clock.now())[0], datetime.min.time(), UTC)
    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE hiring_decision SET final_at = %(at)s", {"at": at + timedelta(days=40)}
        )


async def test_nothing_is_asked_unless_the_organization_switched_it_on_and_the_interview_is_over(
    world: HiringWorld, tenant: TenantId
) -> None:
    over = await judged(world, tenant)
    silent = await page_of(world, tenant, over)
    world.policy.voluntary = ASKED
    running = await page_of(world, tenant, await started(world, tenant))
    asked = await page_of(world, tenant, over)

    assert (silent.voluntary_questions, ACTION in silent.actions) == ((), False)
    assert (running.voluntary_questions, ACTION in running.actions) == ((), False)
    assert [one.code for one in asked.voluntary_questions] == [
        "gender",
        "ethnicity",
        "age",
        "disability",
    ]
    assert asked.voluntary_answers is None


async def test_a_candidate_answers_changes_and_takes_back_what_only_they_see(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    world.policy.voluntary = ASKED
    interview = await judged(world, tenant)
    audited = len(world.audit.rows)

    answered = await do(world, tenant, interview, ACTION, WOMAN)
    [sealed] = await stored(world, tenant)
    changed = await do(world, tenant, interview, ACTION, dict.fromkeys(WOMAN))
    staff = [
        (await edge.ask("GET", f"/interviews/{interview.id}{path}", badge="ADMIN")).text
        for path in ("", "/candidate-messages", "/status")
    ]
    with pytest.raises(UnknownVoluntaryAnswerError):
        await do(world, tenant, interview, ACTION, {"gender": "a king"})

    assert answered.voluntary_answers == {"gender": "woman", "ethnicity": "mixed"}
    assert changed.voluntary_answers == {}
    assert b"woman" not in sealed
    assert not any("mixed" in text or "oluntary" in text for text in staff)
    assert len(world.audit.rows) == audited, "no record says that this candidate answered"
    assert not any("oluntary" in str(each) for each in world.webhooks.recorded)


async def test_the_rates_of_a_quarter_are_counted_once_and_stay_when_an_answer_is_deleted(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    world.policy.voluntary = ASKED
    await decide_many(world, tenant, edge, "HIRE", "woman", 2)
    await decide_many(world, tenant, edge, "NO_HIRE", "woman", 4)
    await decide_many(world, tenant, edge, "HIRE", "man", 4)
    men = await decide_many(world, tenant, edge, "NO_HIRE", "man", 1)
    await to_last_quarter(world, tenant)

    first = await edge.ask("GET", "/analytics/selection-rates", badge="RECRUITER")
    async with world.ground.open_work(tenant) as work:
        await world.page.erase(work, men[0].id)
    again = await edge.ask("GET", "/analytics/selection-rates", badge="RECRUITER")
    file = await edge.ask("GET", "/analytics/selection-rates/export", badge="RECRUITER")

    assert first.status_code == 200, first.text
    body = first.json()
    gender = next(one for one in body["rates"] if one["question"] == "gender")
    assert [
        (each["group"], each["selected"], each["candidates"], each["isBelowFourFifths"])
        for each in gender["groups"]
    ] == [("man", 4, 5, False), ("woman", 2, 6, True)]
    assert gender["groups"][1]["ratio"] == pytest.approx(2 / 6 / 0.8)
    assert {one["question"]: len(one["groups"]) for one in body["rates"]}["age"] == 0
    assert len(await stored(world, tenant)) == 10, "the erased person's answer is gone"
    assert again.json() == body
    assert members_only_in_example("show_selection_rates", body) == []
    assert file.text.splitlines()[1].startswith(f"{body['startsOn']},gender,")
    assert str(men[0].id) not in first.text + file.text


async def test_only_those_who_see_the_organization_read_rates_and_only_of_quarters_that_are_over(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    off = await edge.ask("GET", "/analytics/selection-rates", badge="RECRUITER")
    world.policy.voluntary = ASKED
    refused = [
        (await edge.ask("GET", "/analytics/selection-rates", badge=badge)).status_code
        for badge in ("VIEWER", "HIRING_MANAGER", "SEEKER")
    ]
    start = next_quarter(list_quarters(world.ground.clock.now())[0])
    running = await edge.ask(
        "GET", f"/analytics/selection-rates?quarter={start.isoformat()}", badge="RECRUITER"
    )

    assert off.json()["isAsked"] is False
    assert refused == [403, 403, 403]
    assert (running.status_code, running.json()["code"]) == (422, "quarter_not_over")


async def test_the_answers_are_deleted_with_the_transcript_after_the_quarter_was_counted(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    world.policy.voluntary = ASKED
    [interview] = await decide_many(world, tenant, edge, "HIRE", "woman", 1)
    await to_last_quarter(world, tenant)

    async with world.ground.open_work(tenant) as work:
        await world.cases.selection_rates.forget(work, [interview.id])
    async with world.ground.open_work(tenant) as work:
        start = list_quarters(world.ground.clock.now())[0]
        counted = await repository(world).find_report(work, start)

    assert await stored(world, tenant) == []
    assert counted is not None
    world.policy.voluntary = VoluntaryQuestionRules(questions="off", minimum=5)
    with pytest.raises(CandidateActionNotAvailableError):
        await do(world, tenant, interview, ACTION, WOMAN)
    assert await world.cases.selection_rates.read(person(tenant), None) == counted
