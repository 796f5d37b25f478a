"""A candidate who asks for a person creates one task: opened once, claimed, and completed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import FACTS, HiringWorld, partner, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, started, tell

from vivavoce.contracts.events import PersonRequested
from vivavoce.hiring.domain.human_task import PeopleOnlyError, TaskClaimedError, TaskDoneError
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.ports.queue import TaskNotFoundError
from vivavoce.kernel.caller import Role
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId

SESSION = "01234567-89ab-4def-8123-456789abcdef"


def asked(world: HiringWorld, after_s: float = 0) -> PersonRequested:
    at = world.ground.clock.now() + timedelta(seconds=after_s)
    return PersonRequested(session_id=SESSION, requested_at=format_timestamp(at))


async def with_task(world: HiringWorld, tenant: TenantId) -> tuple[Interview, UUID]:
    interview = await started(world, tenant)
    await tell(world, tenant, interview, asked(world))
    (one,) = (await world.cases.manage_tasks.list(person(tenant), ("open",))).tasks
    return interview, one.task.id


async def test_repeated_requests_and_events_open_one_task_and_send_one_email(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    first = asked(world)

    for request in (first, first, asked(world, after_s=5)):
        await tell(world, tenant, interview, request)
    found = await world.cases.manage_tasks.list(person(tenant), ("open", "claimed"))

    (one,) = found.tasks
    assert found.total == 1
    assert (one.task.kind, one.task.status) == ("person_requested", "open")
    assert one.task.last_asked_at > one.task.asked_at
    assert world.staff_mail.sent == [(interview.id, None)], "a partner's key requested it"


async def test_the_user_who_requested_the_interview_gets_the_email(
    world: HiringWorld, tenant: TenantId
) -> None:
    rita = person(tenant)
    receipt = await world.cases.request_interview(rita, FACTS)
    interview = await find(world, tenant, receipt.body["interviewId"])

    await tell(world, tenant, interview, asked(world))

    assert world.staff_mail.sent == [(interview.id, rita.id)]


async def test_a_task_is_claimed_and_completed_and_both_are_audited(
    world: HiringWorld, tenant: TenantId
) -> None:
    _, task = await with_task(world, tenant)
    rita = person(tenant)

    claimed = await world.cases.manage_tasks.claim(rita, task)
    again = await world.cases.manage_tasks.claim(rita, task)
    done = await world.cases.manage_tasks.complete(rita, task)

    assert (claimed.task.status, claimed.task.claimed_by) == ("claimed", rita.id)
    assert again.task == claimed.task
    assert (done.task.status, done.task.done_by) == ("done", rita.id)
    assert [row[1] for row in world.audit.rows if row[2] == str(task)] == [
        "task.claim",
        "task.complete",
    ]
    assert (await world.cases.manage_tasks.list(rita, ("open", "claimed"))).tasks == ()
    with pytest.raises(TaskDoneError):
        await world.cases.manage_tasks.claim(rita, task)


async def test_only_a_request_after_completion_opens_another_task(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview, task = await with_task(world, tenant)
    old = asked(world, after_s=-60)
    await world.cases.manage_tasks.complete(person(tenant), task)

    await tell(world, tenant, interview, old)
    after_old = await world.cases.manage_tasks.list(person(tenant), ("open",))
    await tell(world, tenant, interview, asked(world, after_s=60))
    after_new = await world.cases.manage_tasks.list(person(tenant), ("open",))

    assert (after_old.total, after_new.total) == (0, 1)


async def test_a_task_claimed_by_a_colleague_cannot_be_claimed(
    world: HiringWorld, tenant: TenantId
) -> None:
    _, task = await with_task(world, tenant)
    await world.cases.manage_tasks.claim(person(tenant), task)
    other = person(tenant, name="Otto").__class__(
        tenant_id=tenant,
        kind="account",
        id=UUID(int=99),
        name="Otto",
        permissions=person(tenant).permissions,
        role=Role.RECRUITER,
    )

    with pytest.raises(TaskClaimedError):
        await world.cases.manage_tasks.claim(other, task)


async def test_api_keys_and_viewers_change_no_task(world: HiringWorld, tenant: TenantId) -> None:
    _, task = await with_task(world, tenant)

    with pytest.raises(PeopleOnlyError):
        await world.cases.manage_tasks.complete(partner(tenant), task)
    with pytest.raises(ForbiddenError):
        await world.cases.manage_tasks.complete(person(tenant, Role.VIEWER), task)
    with pytest.raises(ForbiddenError):
        await world.cases.manage_tasks.list(person(tenant, Role.SEEKER), ("open",))
    assert (await world.cases.manage_tasks.list(person(tenant, Role.VIEWER), ("open",))).total == 1


async def test_another_organization_neither_sees_nor_completes_it(
    world: HiringWorld, tenant: TenantId
) -> None:
    _, task = await with_task(world, tenant)
    outsider = person(fresh_tenant())

    assert (await world.cases.manage_tasks.list(outsider, ("open", "claimed", "done"))).tasks == ()
    with pytest.raises(TaskNotFoundError):
        await world.cases.manage_tasks.complete(outsider, task)


async def test_the_task_of_a_deleted_interview_is_deleted(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview, task = await with_task(world, tenant)
    await world.cases.erase.delete_interview(person(tenant, Role.ADMIN), interview.run_id)

    assert (await world.cases.manage_tasks.list(person(tenant), ("open",))).total == 0
    with pytest.raises(TaskNotFoundError):
        await world.cases.manage_tasks.complete(person(tenant), task)


async def test_tasks_over_http(world: HiringWorld, tenant: TenantId, edge: Edge) -> None:
    interview, task = await with_task(world, tenant)

    listed = (await edge.ask("GET", "/tasks", badge="RECRUITER")).json()
    claimed = await edge.ask("POST", f"/tasks/{task}/claim", badge="RECRUITER")
    refused = await edge.ask("POST", f"/tasks/{task}/complete")
    done = await edge.ask("POST", f"/tasks/{task}/complete", badge="RECRUITER")
    twice = await edge.ask("POST", f"/tasks/{task}/claim", badge="RECRUITER")
    left = (await edge.ask("GET", "/tasks", badge="RECRUITER")).json()
    finished = (await edge.ask("GET", "/tasks?status=done", badge="RECRUITER")).json()

    assert listed["total"] == 1
    assert listed["data"][0]["interviewId"] == str(interview.id)
    assert listed["data"][0]["candidateName"] == interview.request.candidate_name
    assert claimed.json()["status"] == "claimed"
    assert (refused.status_code, refused.json()["code"]) == (403, "signed_in_person_required")
    assert done.json()["status"] == "done"
    assert (twice.status_code, twice.json()["code"]) == (409, "task_already_done")
    assert left == {"data": [], "total": 0, "nextCursor": None}
    assert finished["total"] == 1
