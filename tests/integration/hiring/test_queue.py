"""The queue: only what a role may decide, in the order in which it is due, with who works on it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.delivery import MovedClock
from tests.fakes.hiring import HiringWorld, hiring_world, partner, person
from tests.infrastructure import Ground
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, judged, pending, requested, started, tell

from vivavoce.contracts.events import PersonRequested
from vivavoce.hiring.domain.human_task import PeopleOnlyError
from vivavoce.hiring.domain.queue import QueueOrder, QueueOwner, QueuePage
from vivavoce.hiring.ports.interviews import InterviewNotFoundError
from vivavoce.hiring.ports.queue import QueueItemNotFoundError
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId


def colleague(tenant: TenantId, number: int, name: str) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=UUID(int=number),
        name=name,
        permissions=ROLE_PERMISSIONS[Role.RECRUITER],
        role=Role.RECRUITER,
    )


async def read(
    world: HiringWorld,
    caller: Caller,
    *,
    owner: QueueOwner = "team",
    order: QueueOrder = "due",
    page: int = 1,
    limit: int = 25,
    only_overdue: bool = False,
) -> QueuePage:
    return await world.cases.read_queue(
        caller, owner=owner, order=order, page=page, limit=limit, only_overdue=only_overdue
    )


def facts(**more: object) -> dict[str, object]:
    """Return facts that make an interview of its own."""
    return {"candidate_email": "other@example.com", **more}


async def test_an_assessment_shows_its_proposal_its_flags_and_how_long_the_conversation_reads(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await judged(world, tenant)
    flag = {"kind": "instruction_in_answer", "detail": "…"}
    world.assessments.assessments[interview.id] = {
        "assessmentId": "assessment-1",
        "scorecard": {"flags": [flag, flag]},
    }
    world.transcript_lengths.words["session-1"] = 401

    (item,) = (await read(world, person(tenant))).items
    await read(world, person(tenant))

    assert (item.kind, item.interview.recommendation) == ("assessment", "HIRE")
    assert item.flags == ("instruction_in_answer",)
    assert item.flag_count == 2, "flags, not their kinds"
    assert item.reading_minutes == 3, "401 words at 200 a minute, rounded up"
    assert world.transcript_lengths.asked == ["session-1"], "a conversation is counted once"


async def test_a_plan_is_due_when_the_setting_says_or_when_the_interview_is_scheduled(
    world: HiringWorld, tenant: TenantId
) -> None:
    waits = await pending(world, tenant)
    soon = world.ground.clock.now().replace(microsecond=0) + timedelta(hours=5)
    scheduled = await pending(world, tenant, **facts(scheduled_at=soon))

    first, second = (await read(world, person(tenant))).items
    world.policy.due_hours = 0
    never = (await read(world, person(tenant))).items

    assert (first.interview.id, first.due_at) == (scheduled.id, soon)
    assert (second.interview.id, second.kind) == (waits.id, "plan")
    assert second.due_at == second.waiting_since + timedelta(hours=48)
    assert second.reading_minutes == 1
    assert [item.due_at for item in never] == [soon, None]
    by_wait = (await read(world, person(tenant), order="longest_wait")).items
    assert [item.interview.id for item in by_wait] == [waits.id, scheduled.id]


async def test_a_role_sees_only_what_it_may_decide(world: HiringWorld, tenant: TenantId) -> None:
    await pending(world, tenant)

    seen = {role: await read(world, person(tenant, role)) for role in (Role.ADMIN, Role.RECRUITER)}
    nothing = {
        role: await read(world, person(tenant, role)) for role in (Role.VIEWER, Role.HIRING_MANAGER)
    }

    assert [page.total for page in seen.values()] == [1, 1]
    assert [(page.items, page.total, page.decides) for page in nothing.values()] == [
        ((), 0, ()),
        ((), 0, ("intake",)),
    ]
    with pytest.raises(ForbiddenError):
        await read(world, person(tenant, Role.SEEKER))


async def test_an_own_intake_waits_for_its_person_alone_until_it_has_ended(
    world: HiringWorld, tenant: TenantId
) -> None:
    intake = await started(world, tenant)
    plan = await pending(world, tenant, **facts())
    rita, otto = colleague(tenant, 1, "Rita"), colleague(tenant, 2, "Otto")
    world.own_intakes.ids[rita.id] = [intake.id]

    page = await read(world, rita)
    cut = await read(world, rita, limit=1)
    mine, unclaimed = (
        await read(world, rita, owner="mine"),
        await read(world, rita, owner="unclaimed"),
    )
    others = await read(world, otto)

    assert [(item.kind, item.interview.id) for item in page.items] == [
        ("plan", plan.id),
        ("intake", intake.id),
    ]
    assert (page.items[1].due_at, page.items[1].task_id) == (None, None)
    assert page.items[1].waiting_since == intake.created_at, "not since it was begun"
    assert (page.counts.team, page.counts.mine, page.counts.unclaimed) == (2, 1, 1)
    assert (len(cut.items), cut.has_more) == (1, True)
    assert [item.kind for item in mine.items] == ["intake"]
    assert [item.kind for item in unclaimed.items] == ["plan"]
    assert [item.kind for item in others.items] == ["plan"]
    with pytest.raises(QueueItemNotFoundError):
        await world.cases.manage_claims.claim(rita, str(intake.id), "intake")

    async with world.ground.open_work(tenant) as work:
        await work.execute(
            "UPDATE interview SET state = 'COMPLETED' WHERE id = %(id)s", {"id": intake.id}
        )
    assert [item.kind for item in (await read(world, rita)).items] == ["plan"]


async def test_two_people_who_claim_the_same_item_see_each_other(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    other = await pending(world, tenant, **facts())
    rita, otto = colleague(tenant, 1, "Rita"), colleague(tenant, 2, "Otto")

    await world.cases.manage_claims.claim(rita, str(interview.id), "plan")
    both = await world.cases.manage_claims.claim(otto, str(interview.id), "plan")
    again = await world.cases.manage_claims.claim(otto, str(interview.id), "plan")
    team = await read(world, rita)

    assert [claim.user_name for claim in both] == ["Rita", "Otto"]
    assert [claim.user_name for claim in again] == ["Rita", "Otto"]
    assert {item.interview.id: len(item.claims) for item in team.items} == {
        interview.id: 2,
        other.id: 0,
    }
    mine = await read(world, rita, owner="mine")
    free = await read(world, rita, owner="unclaimed")
    assert [item.interview.id for item in mine.items] == [interview.id]
    assert [item.interview.id for item in free.items] == [other.id]
    assert (team.counts.team, team.counts.mine, team.counts.unclaimed) == (2, 1, 1)
    approved = await world.cases.decide_plan.approve(otto, str(interview.id))
    assert approved.interview.id == interview.id, "a claim locks nothing"


async def test_what_a_person_requested_is_theirs_until_a_colleague_claims_it(
    world: HiringWorld, tenant: TenantId
) -> None:
    rita, otto = person(tenant), colleague(tenant, 2, "Otto")
    receipt = await world.cases.request_interview(rita, {"candidate_name": "Ada"})
    interview = await find(world, tenant, receipt.body["interviewId"])

    before = await read(world, rita, owner="mine")
    await world.cases.manage_claims.claim(otto, str(interview.id), "details")
    after = await read(world, rita, owner="mine")
    his = await read(world, otto, owner="mine")

    assert [item.kind for item in before.items] == ["details"]
    assert (after.total, his.total) == (0, 1)


async def test_a_claim_ends_when_it_is_released_expires_or_the_item_is_decided(
    ground: Ground, tenant: TenantId
) -> None:
    clock = MovedClock()
    world = hiring_world(ground, clock=clock)
    interview = await pending(world, tenant)
    rita = person(tenant)
    claims = world.cases.manage_claims

    await claims.claim(rita, str(interview.id), "plan")
    await claims.release(rita, str(interview.id), "plan")
    await claims.release(rita, str(interview.id), "plan")
    released = (await read(world, rita)).counts.unclaimed
    await claims.claim(rita, str(interview.id), "plan")
    clock.ahead = timedelta(hours=4, seconds=1)
    expired = (await read(world, rita)).counts.unclaimed
    await claims.claim(rita, str(interview.id), "plan")
    await world.cases.decide_plan.modify(rita, str(interview.id), comments="Fewer questions")

    assert (released, expired) == (1, 1)
    assert [row[1] for row in world.audit.rows if row[1].startswith("queue.")] == [
        "queue.claim",
        "queue.release",
        "queue.claim",
        "queue.claim",
    ]
    with pytest.raises(QueueItemNotFoundError):
        await claims.claim(rita, str(interview.id), "plan")


async def test_a_task_is_in_the_queue_and_shows_who_claimed_it(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    asked_at = format_timestamp(world.ground.clock.now())
    session = "01234567-89ab-4def-8123-456789abcdef"
    await tell(world, tenant, interview, PersonRequested(session_id=session, requested_at=asked_at))
    rita = person(tenant)

    (item,) = (await read(world, rita)).items
    assert item.task_id is not None
    await world.cases.manage_tasks.claim(rita, item.task_id)
    (claimed,) = (await read(world, rita)).items

    assert (item.kind, item.claims, item.reading_minutes) == ("person_requested", (), None)
    assert [claim.user_name for claim in claimed.claims] == [rita.name]
    await world.cases.manage_tasks.complete(rita, item.task_id)
    assert (await read(world, rita)).total == 0


async def test_keys_readers_and_other_organizations_claim_nothing(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    claims = world.cases.manage_claims

    with pytest.raises(PeopleOnlyError):
        await claims.claim(partner(tenant), str(interview.id), "plan")
    with pytest.raises(ForbiddenError):
        await claims.claim(person(tenant, Role.VIEWER), str(interview.id), "plan")
    with pytest.raises(InterviewNotFoundError):
        await claims.claim(person(fresh_tenant()), str(interview.id), "plan")
    with pytest.raises(QueueItemNotFoundError):
        await claims.claim(person(tenant), str(interview.id), "assessment")
    assert (await read(world, person(fresh_tenant()))).total == 0


async def test_the_queue_over_http(world: HiringWorld, tenant: TenantId, edge: Edge) -> None:
    interview = await pending(world, tenant)
    await requested(world, tenant, **facts())
    world.live_count.live[tenant] = 3
    claim = f"/queue/{interview.id}/plan/claim"

    claimed = await edge.ask("PUT", claim, badge="RECRUITER")
    listed = (await edge.ask("GET", "/queue?owner=mine&limit=1", badge="RECRUITER")).json()
    released = await edge.ask("DELETE", claim, badge="RECRUITER")
    unknown_kind = await edge.ask("PUT", f"/queue/{interview.id}/soup/claim", badge="RECRUITER")
    unknown_order = await edge.ask("GET", "/queue?order=soup", badge="RECRUITER")
    nothing = await edge.ask("PUT", f"/queue/{interview.id}/details/claim", badge="RECRUITER")

    assert [one["isMine"] for one in claimed.json()["data"]] == [True]
    assert (listed["total"], listed["counts"]["mine"]) == (1, 1)
    assert listed["liveCount"] == 3
    (item,) = listed["data"]
    assert (item["kind"], item["interview"]["id"]) == ("plan", str(interview.id))
    assert (item["recommendation"], item["flags"], item["taskId"]) == (None, [], None)
    assert item["flagCount"] == 0
    assert listed["decides"][0] == "assessment"
    assert released.status_code == 204
    assert (unknown_kind.status_code, unknown_order.status_code) == (422, 422)
    assert (nothing.status_code, nothing.json()["code"]) == (404, "queue_item_not_found")


async def test_only_what_was_due_before_now_is_listed_as_overdue(
    ground: Ground, tenant: TenantId
) -> None:
    clock = MovedClock()
    world = hiring_world(ground, clock=clock)
    late = await pending(world, tenant)
    rita = person(tenant)
    at_once = await read(world, rita, only_overdue=True)
    clock.ahead = timedelta(hours=49)
    await pending(world, tenant, **facts())

    page = await read(world, rita, only_overdue=True)
    mine = await read(world, rita, owner="mine", only_overdue=True)
    everything = await read(world, rita)

    assert (at_once.items, at_once.total, at_once.counts.overdue) == ((), 0, 0)
    assert [item.interview.id for item in page.items] == [late.id]
    assert (page.total, page.counts.team, page.counts.overdue) == (1, 2, 1)
    assert (mine.total, mine.counts.overdue) == (0, 0), "nobody claimed it"
    assert (everything.total, len(everything.items), everything.counts.overdue) == (2, 2, 1)
