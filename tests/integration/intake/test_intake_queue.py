"""An intake waits in the queue and the notifications of the hiring manager who is to be interviewed."""

from __future__ import annotations

import pytest
from tests.fakes.api_clients import Json
from tests.fakes.hiring_manager import IntakeEdge

from vivavoce.tenancy.usecases.create_organization import build_demo_email

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def queued(edge: IntakeEdge, who: str, intake: Json) -> list[str]:
    """Return the kinds of the items about an intake in a person's queue."""
    found = await edge.ask_json(who, "GET", "/queue?limit=50")
    return [
        item["kind"] for item in found["data"] if item["interview"]["id"] == intake["interviewId"]
    ]


async def notified(edge: IntakeEdge, who: str, intake: Json) -> list[str]:
    """Return the kinds of a person's notifications about an intake."""
    found = await edge.ask_json(who, "GET", "/notifications?limit=50")
    return [item["kind"] for item in found["data"] if item["interviewId"] == intake["interviewId"]]


async def test_an_intake_waits_for_its_manager_and_for_no_one_else_until_it_was_held(
    edge: IntakeEdge,
) -> None:
    manager = build_demo_email("manager")
    intake = await edge.opened("recruiter", title="Buyer", managerEmail=manager)

    before = await queued(edge, "manager", intake), await notified(edge, "manager", intake)
    opener = await queued(edge, "recruiter", intake), await notified(edge, "recruiter", intake)
    path = f"/queue/{intake['interviewId']}/intake/claim"
    claimed = await edge.ask("manager", "PUT", path)
    await edge.completed_intake(intake)

    assert before == (["intake"], ["intake"])
    assert opener == ([], [])
    assert (claimed.status_code, claimed.json()["code"]) == (404, "queue_item_not_found")

    await edge.until("manager", f"/intakes/{intake['intakeId']}", "COMPLETED")
    assert await queued(edge, "manager", intake) == []
    assert await notified(edge, "manager", intake) == []


async def test_own_intakes_open_no_tasks_to_a_manager(edge: IntakeEdge) -> None:
    nowhere = "/tasks/0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55/complete"

    answer = await edge.ask("manager", "POST", nowhere)

    assert answer.status_code == 403
