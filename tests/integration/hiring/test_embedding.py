"""A customer's server asks for a token to embed the room: when it can, and who vouches for whom."""

from __future__ import annotations

import pytest
from tests.fakes.hiring import HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import judged, pending, started

from vivavoce.kernel.ids import TenantId

ORIGIN = {"origin": "https://careers.example"}


async def test_a_program_vouches_for_the_candidate_and_a_person_does_not(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    path = f"/interviews/{interview.id}/embed-token"

    by_key = await edge.ask("POST", path, ORIGIN)
    by_person = await edge.ask("POST", path, ORIGIN, badge="RECRUITER")

    assert by_key.status_code == 201
    assert by_key.json() == {
        "token": f"embed-{interview.id}",
        "url": f"https://door.example/embed/{interview.id}",
        "origin": "https://careers.example",
        "otpReplaced": True,
        "expiresAt": "2026-11-24T00:00:00Z",
    }
    assert by_person.json()["otpReplaced"] is False


async def test_the_audit_keeps_who_asked_for_a_token(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await started(world, tenant)

    await edge.ask("POST", f"/interviews/{interview.id}/embed-token", ORIGIN)

    kept = [row for row in world.audit.rows if row[1] == "interview.embed_token_created"]
    assert kept == [("ATS key", "interview.embed_token_created", str(interview.id))]


@pytest.mark.parametrize("badge", ["VIEWER", "HIRING_MANAGER", "SEEKER"])
async def test_who_may_not_change_interviews_gets_no_token(
    world: HiringWorld, edge: Edge, tenant: TenantId, badge: str
) -> None:
    interview = await started(world, tenant)

    answer = await edge.ask("POST", f"/interviews/{interview.id}/embed-token", ORIGIN, badge=badge)

    assert answer.status_code == 403


async def test_there_is_a_room_only_from_the_approval_to_the_end(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    before, after = await pending(world, tenant), await judged(world, tenant)

    answers = [
        await edge.ask("POST", f"/interviews/{one.id}/embed-token", ORIGIN)
        for one in (before, after)
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (409, "link_not_possible")
    ] * 2


@pytest.mark.parametrize("body", [{}, {"origin": 1}, {"origin": "x" * 301}, {**ORIGIN, "more": 1}])
async def test_an_invalid_request_is_refused(
    world: HiringWorld, edge: Edge, tenant: TenantId, body: dict[str, object]
) -> None:
    interview = await started(world, tenant)

    answer = await edge.ask("POST", f"/interviews/{interview.id}/embed-token", body)

    assert answer.status_code == 422


async def test_an_origin_that_is_not_registered_is_refused(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await started(world, tenant)

    answer = await edge.ask(
        "POST", f"/interviews/{interview.id}/embed-token", {"origin": "https://evil.example"}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "origin_not_registered")
