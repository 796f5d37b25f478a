"""Many at once: one row, one winner, one answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import pytest
from tests.database import TestDatabase
from tests.fakes.hiring import BODY, FACTS, HiringWorld, partner, person
from tests.integration.hiring.interview_steps import (
    find,
    history,
    judged,
    pending,
    requested,
    topics,
)

from vivavoce.contracts.envelope import IdempotencyKeyReusedError
from vivavoce.hiring.domain.interview import Receipt
from vivavoce.hiring.domain.workflow import (
    InterviewState,
    InterviewTransition,
    InvalidTransitionError,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import TenantId


async def _together(*calls: Awaitable[Any]) -> list[Any]:
    return await asyncio.gather(*calls, return_exceptions=True)


async def _count(work: UnitOfWork) -> int:
    row = await work.fetch_one("SELECT count(*) AS total FROM interview")
    return int(row["total"]) if row else 0


async def test_of_a_concurrent_approval_and_rejection_exactly_one_wins(
    world: HiringWorld, tenant: TenantId
) -> None:
    waiting = [await pending(world, tenant) for _ in range(20)]
    decide, who = world.cases.decide_plan, partner(tenant)

    answers = await _together(
        *(
            take(who, one.run_id)
            for count, one in enumerate(waiting)
            for take in ((decide.approve, decide.reject)[:: 1 - 2 * (count % 2)])
        )
    )

    winners = set()
    for one, first, second in zip(waiting, answers[::2], answers[1::2], strict=True):
        losers = [a for a in (first, second) if isinstance(a, InvalidTransitionError)]
        assert len(losers) == 1, (first, second)
        decided = await find(world, tenant, one.run_id)
        winners.add(decided.state)
        steps = await history(world, tenant, one.run_id)
        assert [step.seq for step in steps] == list(range(1, decided.version + 1))
        published = await topics(world, tenant, one)
        assert len([t for t in published if t.startswith("approval.")]) == 1
    assert winners == {InterviewState.APPROVED, InterviewState.REJECTED}


async def test_of_two_concurrent_decisions_exactly_one_counts(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)
    verdicts = (InterviewTransition.APPROVE_ASSESSMENT, InterviewTransition.REJECT_ASSESSMENT) * 3

    answers = await _together(
        *(world.cases.decide_assessment(person(tenant), interview.run_id, v) for v in verdicts)
    )

    assert len([a for a in answers if isinstance(a, InvalidTransitionError)]) == 5


async def test_fifty_requests_with_one_idempotency_key_create_one_interview(
    world: HiringWorld, tenant: TenantId
) -> None:
    answers = await _together(
        *(
            world.cases.request_interview(
                partner(tenant), FACTS, raw_body=BODY, idempotency_key="once"
            )
            for _ in range(50)
        )
    )

    assert all(isinstance(answer, Receipt) for answer in answers), answers[0]
    assert len({json.dumps(answer.body, sort_keys=True) for answer in answers}) == 1
    assert [answer.is_replayed for answer in answers].count(False) == 1
    async with world.ground.open_work(tenant) as work:
        assert await _count(work) == 1


async def test_an_idempotency_key_with_another_body_is_refused_and_a_failed_request_frees_it(
    world: HiringWorld, tenant: TenantId
) -> None:
    request, who = world.cases.request_interview, partner(tenant)
    with pytest.raises(VivavoceError):
        await request(who, FACTS | {"level": "x"}, raw_body=BODY, idempotency_key="k")
    await request(who, FACTS, raw_body=BODY, idempotency_key="k")

    with pytest.raises(IdempotencyKeyReusedError) as refused:
        await request(who, FACTS, raw_body=BODY | {"level": "MID"}, idempotency_key="k")

    assert (refused.value.status, refused.value.code) == (422, "idempotency_key_reused")


async def test_twenty_requests_with_one_external_id_create_one_interview(
    world: HiringWorld, tenant: TenantId
) -> None:
    facts = FACTS | {"external_id": "ats-4711"}

    answers = await _together(
        *(world.cases.request_interview(partner(tenant), facts) for _ in range(20))
    )

    assert len({answer.body["runId"] for answer in answers}) == 1
    assert [answer.is_new for answer in answers].count(True) == 1
    async with world.ground.open_work(tenant) as work:
        assert await _count(work) == 1


async def test_a_transition_from_an_outdated_version_is_refused(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    await world.cases.decide_plan.reject(partner(tenant), interview.run_id)

    with pytest.raises(VivavoceError) as refused:
        async with world.ground.open_work(tenant) as work:
            await world.interviews.save(work, interview, expected_version=interview.version)

    assert refused.value.code == "interview_changed"


async def test_concurrent_updates_of_the_facts_are_both_applied(
    world: HiringWorld, tenant: TenantId, database: TestDatabase
) -> None:
    asked = await requested(world, tenant, candidate_name=None, candidate_email=None)
    complete, who = world.cases.complete_info, partner(tenant)
    row = "SELECT 1 FROM interview WHERE id = %s FOR UPDATE"

    async with database.hold_transaction_open(row, asked.id):
        both = asyncio.gather(
            complete(who, asked.run_id, {"candidate_name": "Ana Lima"}),
            complete(who, asked.run_id, {"candidate_email": "ana@example.com"}),
        )
        await database.until_waiting_for_locks(2)
    await both

    filled = await find(world, tenant, asked.run_id)
    assert filled.request.candidate_name == "Ana Lima"
    assert filled.request.candidate_email == "ana@example.com"
    assert filled.state is InterviewState.VALIDATING_SKILLS
