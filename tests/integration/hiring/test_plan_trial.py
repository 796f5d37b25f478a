"""Trying a plan before it is approved: who may, and that it leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes.hiring import HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, pending

from vivavoce.kernel.ids import TenantId

VAGUE = "Oh, there was a lot going on back then."
_COUNTED = (
    "outbox",
    "job",
    "session",
    "session_event",
    "candidate_link",
    "assessment",
    "interview_analytics",
    "interview_transition",
)


async def counts(world: HiringWorld, tenant: TenantId) -> dict[str, int]:
    """Return how many rows the tables have that an interview writes to."""
    async with world.ground.open_work(tenant) as work:
        names = await work.fetch_all(
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        known = {row["name"] for row in names}
        found = {}
        for table in _COUNTED:
            if table in known:
                query: Any = f"SELECT count(*) AS many FROM {table}"  # noqa: S608 - names of this file
                row = await work.fetch_one(query)
                found[table] = -1 if row is None else row["many"]
        return found


@pytest.mark.parametrize("badge", ["RECRUITER", "HIRING_MANAGER", "VIEWER"])
async def test_every_role_that_reads_a_plan_tries_it_and_nothing_is_stored(
    world: HiringWorld, edge: Edge, tenant: TenantId, badge: str
) -> None:
    interview = await pending(world, tenant)
    before, audited = await counts(world, tenant), len(world.audit.rows)
    webhooks = len(world.webhooks.recorded)
    path = f"/interviews/{interview.id}/plan/trial"

    begun = await edge.ask("POST", path, {"answers": []}, badge=badge)
    answered = await edge.ask("POST", path, {"answers": [{"text": VAGUE}]}, badge=badge)
    skipped = await edge.ask("POST", path, {"answers": [{"text": VAGUE}, {}]}, badge=badge)

    assert (begun.status_code, answered.status_code, skipped.status_code) == (200, 200, 200)
    assert [turn["kind"] for turn in begun.json()["turns"]] == ["greeting", "question"]
    follow_up = answered.json()["turns"][-1]
    assert (follow_up["kind"], follow_up["reason"] is None) == ("follow_up", False)
    assert skipped.json()["asked"] == 2
    assert "score" not in answered.text
    after = await find(world, tenant, interview.run_id)
    assert (after.state, after.version) == (interview.state, interview.version)
    assert await counts(world, tenant) == before
    assert set(before) >= {"outbox", "session_event"}
    assert (len(world.audit.rows), len(world.webhooks.recorded)) == (audited, webhooks)


async def test_a_trial_of_another_plan_or_of_none_is_refused(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await pending(world, tenant)
    path = f"/interviews/{interview.id}/plan/trial"

    stale = await edge.ask("POST", path, {"planId": "another", "answers": []}, badge="RECRUITER")
    seeker = await edge.ask("POST", path, {"answers": []}, badge="SEEKER")
    empty = await edge.ask("POST", path, {"answers": [{"text": ""}]}, badge="RECRUITER")

    assert (stale.status_code, stale.json()["code"]) == (409, "plan_changed")
    assert seeker.status_code == 403
    assert empty.status_code == 422
