"""Notifications: only what a role may decide or should know, newest first, and what each person has read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.delivery import MovedClock
from tests.fakes.hiring import HiringWorld, hiring_world, partner, person
from tests.infrastructure import Ground
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import judged, pending, requested, started, tell
from tests.integration.hiring.test_queue import colleague, facts

from vivavoce.contracts.events import PersonRequested
from vivavoce.hiring.domain.human_task import PeopleOnlyError
from vivavoce.hiring.domain.notification import NotificationPage
from vivavoce.infra.cursors import write_cursor
from vivavoce.kernel.caller import Caller, Permission, Role
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId

SESSION = "01234567-89ab-4def-8123-456789abcdef"
AT = "2026-11-25T09:00:00.000Z"


async def read(
    world: HiringWorld, caller: Caller, *, only_unread: bool = False, page: int = 1, limit: int = 20
) -> NotificationPage:
    return await world.cases.read_notifications(
        caller, only_unread=only_unread, page=page, limit=limit
    )


async def kinds(world: HiringWorld, caller: Caller) -> list[str]:
    return [item.kind for item in (await read(world, caller)).items]


async def test_what_waits_is_listed_for_those_who_may_decide_it(
    world: HiringWorld, tenant: TenantId
) -> None:
    plan = await pending(world, tenant)
    assessment = await judged(world, tenant, **facts())
    details = await requested(world, tenant, candidate_email=None, position=None)

    found = await read(world, person(tenant))

    assert {(item.kind, item.interview and item.interview.id) for item in found.items} == {
        ("plan", plan.id),
        ("assessment", assessment.id),
        ("details", details.id),
    }
    assert (found.total, found.unread) == (3, 3)
    assert [item.at for item in found.items] == sorted(
        (item.at for item in found.items), reverse=True
    )
    assert await kinds(world, person(tenant, Role.VIEWER)) == []
    assert await kinds(world, person(fresh_tenant())) == []
    with pytest.raises(ForbiddenError):
        await read(world, person(tenant, Role.SEEKER))


async def test_what_was_read_stays_read_for_this_person_until_something_new_comes(
    ground: Ground, tenant: TenantId
) -> None:
    clock = MovedClock()
    world = hiring_world(ground, clock=clock)
    rita, otto = colleague(tenant, 1, "Rita"), colleague(tenant, 2, "Otto")
    await pending(world, tenant)
    await judged(world, tenant, **facts())
    first, second = (await read(world, rita)).items
    mark = world.cases.mark_notifications

    await mark(rita, ids=[first.id])
    await mark(rita, ids=[first.id, "unknown"])

    page = await read(world, rita)
    assert [(item.id, item.is_read) for item in page.items] == [
        (first.id, True),
        (second.id, False),
    ]
    assert (page.total, page.unread) == (2, 1)
    assert [item.id for item in (await read(world, rita, only_unread=True)).items] == [second.id]
    assert (await read(world, otto)).unread == 2

    await mark(rita, until=page.as_of + timedelta(days=9))
    assert (await read(world, rita)).unread == 0
    clock.ahead += timedelta(minutes=1)
    await pending(world, tenant, **facts(candidate_email="third@example.com"))
    assert [item.is_read for item in (await read(world, rita)).items] == [False, True, True]


async def test_a_candidate_who_asks_for_a_person_and_a_failed_step_are_notified(
    world: HiringWorld, tenant: TenantId
) -> None:
    asked = await started(world, tenant)
    await tell(world, tenant, asked, PersonRequested(session_id=SESSION, requested_at=AT))
    failed = await pending(world, tenant, **facts())
    async with world.ground.open_work(tenant) as work:
        await world.facade.note_failure(
            work, failed.id, stage="plan", code="planner_failed", attempts=5
        )

    found = {item.kind: item for item in (await read(world, person(tenant))).items}

    assert set(found) == {"person_requested", "step_failed", "plan"}
    assert found["step_failed"].failure == {
        "stage": "plan",
        "code": "planner_failed",
        "attempts": 5,
    }
    assert await kinds(world, person(tenant, Role.HIRING_MANAGER)) == []


async def test_a_colleague_who_claims_what_a_person_requested_or_claimed_is_named(
    world: HiringWorld, tenant: TenantId
) -> None:
    rita, otto, third = (
        colleague(tenant, number, name) for number, name in ((1, "Rita"), (2, "Otto"), (3, "Ida"))
    )
    interview = await pending(world, tenant)
    claims = world.cases.manage_claims

    await claims.claim(rita, str(interview.id), "plan")
    assert await kinds(world, rita) == ["plan"]
    await claims.claim(otto, str(interview.id), "plan")

    (claimed,) = [item for item in (await read(world, rita)).items if item.kind == "item_claimed"]
    assert (claimed.claimed_by, claimed.claimed_kind) == ("Otto", "plan")
    assert await kinds(world, third) == ["plan"]
    await claims.release(otto, str(interview.id), "plan")
    assert await kinds(world, rita) == ["plan"]


@pytest.mark.parametrize(("days", "is_notified"), [(13, True), (-1, True), (15, False)])
async def test_operators_are_notified_before_the_certificate_ends(
    world: HiringWorld, tenant: TenantId, days: int, is_notified: bool
) -> None:
    operator = replace(
        person(tenant),
        permissions=person(tenant).permissions | {Permission.PLATFORM_OPERATE},
    )
    ends_at = world.ground.clock.now() + timedelta(days=days)
    world.certificate.ends_at = ends_at

    found = (await read(world, operator)).items

    assert [(item.kind, item.ends_at) for item in found] == (
        [("certificate_ends", ends_at)] if is_notified else []
    )
    assert await kinds(world, person(tenant)) == []


async def test_notifications_over_http(world: HiringWorld, tenant: TenantId, edge: Edge) -> None:
    await pending(world, tenant)
    await judged(world, tenant, **facts())

    first = (await edge.ask("GET", "/notifications?limit=1", badge="RECRUITER")).json()
    second = (await edge.ask("GET", "/notifications?limit=1&page=2", badge="RECRUITER")).json()
    body = {"ids": [first["data"][0]["id"]]}
    marked = await edge.ask("POST", "/notifications/read", body, badge="RECRUITER")
    by_program = await edge.ask("POST", "/notifications/read", body, badge="partner")
    left = (await edge.ask("GET", "/notifications?unread=true", badge="RECRUITER")).json()

    assert (first["total"], first["unread"], len(first["data"])) == (2, 2, 1)
    assert first["data"][0]["id"] != second["data"][0]["id"]
    assert first["data"][0]["position"]
    assert (marked.status_code, by_program.status_code) == (204, 403)
    assert [item["id"] for item in left["data"]] == [second["data"][0]["id"]]
    assert left["total"] == 1


async def test_a_cursor_continues_where_the_page_ended_whatever_comes_or_is_read_meanwhile(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    for number in range(3):
        await pending(world, tenant, **facts(position=f"Post {number}"))
    whole = (await edge.ask("GET", "/notifications", badge="RECRUITER")).json()

    first = (await edge.ask("GET", "/notifications?unread=true&limit=1", badge="RECRUITER")).json()
    await pending(world, tenant, **facts(position="Newest"))
    body = {"ids": [first["data"][0]["id"]]}
    await edge.ask("POST", "/notifications/read", body, badge="RECRUITER")
    path = f"/notifications?unread=true&limit=2&page=9&cursor={first['nextCursor']}"
    rest = (await edge.ask("GET", path, badge="RECRUITER")).json()

    assert whole["nextCursor"] is None
    shown = [item["id"] for item in (*first["data"], *rest["data"])]
    assert shown == [item["id"] for item in whole["data"]]
    assert rest["nextCursor"] is None


async def test_pages_have_each_notification_once_also_those_of_one_moment(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    plans = [await pending(world, tenant, **facts(position=f"Post {n}")) for n in range(4)]
    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE interview SET state_since = %(at)s WHERE id = ANY (%(ids)s)",
            {"at": plans[0].state_since, "ids": [plan.id for plan in plans[:3]]},
        )
    whole = (await edge.ask("GET", "/notifications", badge="RECRUITER")).json()

    pages = [(await edge.ask("GET", "/notifications?limit=1", badge="RECRUITER")).json()]
    for _ in plans[1:]:
        path = f"/notifications?limit=1&cursor={pages[-1]['nextCursor']}"
        pages.append((await edge.ask("GET", path, badge="RECRUITER")).json())

    assert len({item["at"] for item in whole["data"]}) == 2
    assert [item["id"] for page in pages for item in page["data"]] == [
        item["id"] for item in whole["data"]
    ]
    assert pages[-1]["nextCursor"] is None


@pytest.mark.parametrize(
    "keys",
    [("now", "plan:1:1"), ("2026-11-25T09:00:00", "plan:1:1"), (AT, "plan\0"), (AT, "\ud800")],
)
async def test_a_made_up_cursor_is_refused(
    world: HiringWorld, tenant: TenantId, edge: Edge, keys: tuple[str, str]
) -> None:
    cursor = write_cursor("notifications", *keys)

    answer = await edge.ask("GET", f"/notifications?cursor={cursor}", badge="RECRUITER")

    assert answer.json()["code"] == "cursor_not_valid"


async def test_only_people_have_read_something(world: HiringWorld, tenant: TenantId) -> None:
    with pytest.raises(PeopleOnlyError):
        await world.cases.mark_notifications(partner(tenant), ids=[str(UUID(int=1))])
