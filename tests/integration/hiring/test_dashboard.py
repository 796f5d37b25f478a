"""Dashboards that were built for ``/admin``: real numbers of the organization, and of no other."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.database import fresh_tenant
from tests.fakes.hiring import HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import judged, pending, requested

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import TenantId


async def mark_failed(world: HiringWorld, tenant: TenantId, interview: Interview) -> None:
    failure = json.dumps({"stage": "plan", "code": "failed", "attempts": 3})
    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE interview SET failure = %(failure)s::jsonb WHERE id = %(id)s",
            {"failure": failure, "id": interview.id},
        )


async def test_the_numbers_of_an_empty_organization_are_zero_and_no_time_is_invented(
    edge: Edge,
) -> None:
    stats = (await edge.ask("GET", "/admin/dashboard/stats", badge="VIEWER")).json()

    assert stats.pop("timestamp").endswith("Z")
    assert stats.pop("oldestWaitingSince") is None
    assert stats.pop("counts") == {
        "infoNeeded": 0,
        "pendingPlanApproval": 0,
        "pendingAssessmentReview": 0,
    }
    assert set(stats.values()) == {0}


async def test_the_numbers_are_those_of_the_organizations_interviews(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    await requested(world, tenant, candidate_name="Ada One")
    failed = await requested(world, tenant, candidate_name="Bea Two")
    await mark_failed(world, tenant, failed)
    waiting = await pending(world, tenant, candidate_name="Cleo Three")
    await judged(world, tenant, candidate_name="Dora Four")
    await requested(world, tenant, position=None)
    await pending(world, fresh_tenant())

    stats = (await edge.ask("GET", "/admin/dashboard/stats", badge="VIEWER")).json()

    assert (stats["totalInterviews"], stats["recentInterviews"]) == (5, 5)
    assert (stats["beingPrepared"], stats["failed"], stats["held"]) == (2, 1, 1)
    assert stats["counts"] == {
        "infoNeeded": 1,
        "pendingPlanApproval": 1,
        "pendingAssessmentReview": 1,
    }
    assert stats["oldestWaitingSince"] == format_timestamp(waiting.state_since)


async def test_old_interviews_are_not_recent(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await requested(world, tenant)
    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE interview SET created_at = %(at)s WHERE id = %(id)s",
            {"at": interview.created_at - timedelta(days=8), "id": interview.id},
        )

    stats = (await edge.ask("GET", "/admin/dashboard/stats", badge="VIEWER")).json()

    assert (stats["totalInterviews"], stats["recentInterviews"]) == (1, 0)


async def test_every_state_has_its_number(world: HiringWorld, edge: Edge, tenant: TenantId) -> None:
    await pending(world, tenant)

    counts = (await edge.ask("GET", "/admin/metrics/workflows", badge="VIEWER")).json()

    assert counts == {str(state): 0 for state in InterviewState} | {"PENDING": 1}


async def test_what_waits_for_a_person_is_listed_with_the_longest_wait_first(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    plan = await pending(world, tenant, candidate_name="Ada One", position="Nurse")
    verdict = await judged(world, tenant, candidate_name="Bea Two", position="Van driver")
    facts = await requested(world, tenant, candidate_name="Cleo Three", position=None)
    await requested(world, tenant, candidate_name="Dora Four")
    await pending(world, fresh_tenant())

    page = (await edge.ask("GET", "/admin/interviews/pending-approvals", badge="VIEWER")).json()

    assert [one["id"] for one in page["data"]] == [str(plan.id), str(verdict.id), str(facts.id)]
    assert page["data"][0] == {
        "id": str(plan.id),
        "runId": plan.run_id,
        "candidateName": "Ada One",
        "position": "Nurse",
        "workflowState": "PENDING",
        "waitingSince": page["data"][0]["waitingSince"],
    }
    assert [one["workflowState"] for one in page["data"]] == [
        "PENDING",
        "ASSESSMENT_PENDING",
        "INFO_NEEDED",
    ]
    assert page["counts"] == {
        "infoNeeded": 1,
        "pendingPlanApproval": 1,
        "pendingAssessmentReview": 1,
    }
    assert (page["total"], page["page"], page["limit"]) == (3, 1, 20)


async def test_a_page_of_what_waits_starts_after_the_one_before(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    made = [await pending(world, tenant, candidate_name=f"Ada {name}") for name in ("X", "Y")]

    path = "/admin/interviews/pending-approvals?limit=1&page=2"
    page = (await edge.ask("GET", path, badge="VIEWER")).json()

    assert [one["id"] for one in page["data"]] == [str(made[1].id)]
    assert page["total"] == 2


async def test_a_page_that_does_not_exist_is_refused(edge: Edge) -> None:
    answers = [
        await edge.ask("GET", f"/admin/interviews/pending-approvals?{query}", badge="VIEWER")
        for query in ("page=0", "limit=101", "limit=many")
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]


async def test_a_person_who_practices_reads_none_of_it(edge: Edge) -> None:
    paths = ("dashboard/stats", "metrics/workflows", "interviews/pending-approvals")
    answers = [await edge.ask("GET", f"/admin/{path}", badge="SEEKER") for path in paths]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
