"""Many plans are approved as if each were the only one, after a dry run that changes nothing."""

from __future__ import annotations

import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import HiringWorld, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, history, pending, started

from vivavoce.hiring.usecases.bulk_actions import DryRunNotAvailableError
from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId


async def test_a_dry_run_says_which_plans_cannot_be_approved_and_changes_nothing(
    world: HiringWorld, tenant: TenantId
) -> None:
    waits = await pending(world, tenant)
    begun = await started(world, tenant, candidate_email="other@example.com")
    before = len(world.audit.rows)

    ready, refused = await world.cases.apply_bulk_action(
        person(tenant), "approve", [waits.id, begun.id], is_dry_run=True
    )

    assert (ready.is_done, ready.state, ready.plan_id) == (False, "PENDING", "plan-1")
    assert (ready.code, refused.code) == (None, "invalid_transition")
    assert (await find(world, tenant, waits.run_id)).state == "PENDING"
    assert len(world.audit.rows) == before
    with pytest.raises(DryRunNotAvailableError):
        await world.cases.apply_bulk_action(person(tenant), "cancel", [waits.id], is_dry_run=True)


async def test_each_plan_is_approved_as_if_it_were_the_only_one(
    world: HiringWorld, tenant: TenantId
) -> None:
    first = await pending(world, tenant)
    second = await pending(world, tenant, candidate_email="other@example.com")
    changed = await pending(world, tenant, candidate_email="third@example.com")
    rita = person(tenant)

    done = await world.cases.apply_bulk_action(
        rita,
        "approve",
        [first.id, second.id, changed.id, first.id],
        plan_ids={first.id: "plan-1", changed.id: "an older plan"},
    )

    assert [(one.is_done, one.code) for one in done] == [
        (True, None),
        (True, None),
        (False, "plan_changed"),
    ]
    for interview in (first, second):
        last = (await history(world, tenant, interview.run_id))[-1]
        assert (last.transition, last.actor.id) == ("APPROVE", rita.id)
        assert "interview.approved" in world.webhooks.events(interview.id)
        assert interview.id in world.candidate_links.opened
    assert (await find(world, tenant, changed.run_id)).state == "PENDING"
    repeated = await world.cases.apply_bulk_action(rita, "approve", [first.id])
    assert [one.code for one in repeated] == ["invalid_transition"]


async def test_who_may_not_approve_approves_nothing(world: HiringWorld, tenant: TenantId) -> None:
    interview = await pending(world, tenant)

    with pytest.raises(ForbiddenError):
        await world.cases.apply_bulk_action(person(tenant, Role.VIEWER), "approve", [interview.id])
    (foreign,) = await world.cases.apply_bulk_action(
        person(fresh_tenant()), "approve", [interview.id]
    )
    assert foreign.code == "interview_not_found"


async def test_bulk_approval_over_http(world: HiringWorld, tenant: TenantId, edge: Edge) -> None:
    interview = await pending(world, tenant)
    body = {"action": "approve", "interviewIds": [str(interview.id)]}

    dry = (await edge.ask("POST", "/interviews/bulk", {**body, "dryRun": True})).json()
    done = (
        await edge.ask(
            "POST",
            "/interviews/bulk",
            {**body, "planIds": {str(interview.id): dry["results"][0]["planId"]}},
        )
    ).json()
    no_dry_run = await edge.ask(
        "POST", "/interviews/bulk", {**body, "action": "remind", "dryRun": True}
    )

    assert (dry["done"], dry["results"][0]["code"]) == (0, None)
    assert (done["done"], done["results"][0]["state"]) == (1, "APPROVED")
    assert no_dry_run.status_code == 422
