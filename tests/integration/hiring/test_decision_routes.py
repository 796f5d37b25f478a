"""Decisions about plans and assessments over the API, and the steps that they allow."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes.hiring import HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, judged, pending

from vivavoce.kernel.ids import TenantId


@pytest.mark.parametrize(
    ("method", "path", "body", "state"),
    [
        ("POST", "/a2a/interview/{id}/approve", {"approved": True}, "APPROVED"),
        ("POST", "/a2a/interview/{run}/approve", {"action": "approve"}, "APPROVED"),
        ("POST", "/a2a/{run}/approve", {"decision": "Rejected", "reason": "No."}, "REJECTED"),
        ("POST", "/a2a/{id}/approve", {"approved": False}, "REJECTED"),
        (
            "PATCH",
            "/a2a/interview/{run}/request-modification",
            {"comments": "x"},
            "GENERATING_PLAN",
        ),
        ("PATCH", "/a2a/{run}/request-modification", {"reason": "x"}, "GENERATING_PLAN"),
        ("POST", "/integration/interviews/{run}/plan/approve", None, "APPROVED"),
        ("POST", "/integration/interviews/{run}/plan/reject", {"feedback": "x"}, "REJECTED"),
        ("PATCH", "/integration/interviews/{id}/plan/revise", {"feedback": "x"}, "GENERATING_PLAN"),
        ("DELETE", "/integration/interviews/{run}", None, "CANCELLED"),
        ("POST", "/interviews/{run}/plan/approve", None, "APPROVED"),
        ("POST", "/interviews/{run}/plan/reject", {"comments": "x"}, "REJECTED"),
        ("POST", "/interviews/{id}/plan/changes", {"comments": "x"}, "GENERATING_PLAN"),
        ("POST", "/interviews/{run}/cancel", None, "CANCELLED"),
        ("POST", "/workflow/interviews/{id}/transition", {"transition": "APPROVE"}, "APPROVED"),
        ("POST", "/workflow/interviews/{run}/transition", {"transition": "CANCEL"}, "CANCELLED"),
    ],
)
async def test_every_plan_decision_leads_to_its_state(
    world: HiringWorld,
    tenant: TenantId,
    edge: Edge,
    method: str,
    path: str,
    body: dict[str, Any] | None,
    state: str,
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.ask(method, path.format(id=interview.id, run=interview.run_id), body)

    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == state
    assert (await find(world, tenant, interview.run_id)).state == state
    link = answer.json().get("interviewLink")
    assert "workflow" in path or (link is not None) is (state == "APPROVED")


@pytest.mark.parametrize(
    "body",
    [{}, {"approved": "yes"}, {"approved": True, "action": "reject"}, {"decision": "perhaps"}],
)
async def test_an_ambiguous_decision_is_refused_and_changes_nothing(
    world: HiringWorld, tenant: TenantId, edge: Edge, body: dict[str, Any]
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.ask("POST", f"/a2a/interview/{interview.run_id}/approve", body)

    assert answer.status_code == 400, answer.text
    assert (await find(world, tenant, interview.run_id)).state == "PENDING"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/a2a/interview/{run}/approve", {"approved": True}),
        ("/integration/interviews/{run}/plan/approve", {}),
        ("/interviews/{run}/plan/approve", {}),
    ],
)
async def test_an_approval_confirms_must_haves_and_names_the_plan_version(
    world: HiringWorld, tenant: TenantId, edge: Edge, path: str, body: dict[str, Any]
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.ask(
        "POST",
        path.format(run=interview.run_id),
        {**body, "mustHaveCompetencies": ["Customer focus"]},
    )

    assert answer.status_code == 200, answer.text
    assert [names for names, _ in world.plans.must_haves] == [("Customer focus",)]
    assert (await find(world, tenant, interview.run_id)).plan_id == "plan-with-must-haves"


async def test_without_must_haves_the_plan_is_approved_unchanged(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)

    await edge.ask("POST", f"/a2a/interview/{interview.run_id}/approve", {"approved": True})

    assert world.plans.must_haves == []
    assert (await find(world, tenant, interview.run_id)).plan_id == interview.plan_id


async def test_must_haves_are_accepted_with_an_approval_only(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    body = {"approved": False, "mustHaveCompetencies": ["Customer focus"]}

    answer = await edge.ask("POST", f"/a2a/interview/{interview.run_id}/approve", body)

    assert answer.status_code == 400
    assert "is allowed only with an approval" in answer.text
    assert (await find(world, tenant, interview.run_id)).state == "PENDING"


async def test_a_second_decision_returns_409_with_state_and_possible_steps(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    path = f"/a2a/interview/{interview.run_id}/approve"
    await edge.ask("POST", path, {"approved": False})

    answer = await edge.ask("POST", path, {"approved": True})

    assert answer.status_code == 409
    assert answer.json()["code"] == "invalid_transition"
    assert answer.json()["currentState"] == "REJECTED"
    assert answer.json()["allowedTransitions"] == []


async def test_a_system_transition_cannot_be_requested(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    path = f"/workflow/interviews/{interview.id}"

    refused = await edge.ask("POST", f"{path}/transition", {"transition": "COMPLETE"})
    unknown = await edge.ask("POST", f"{path}/transition", {"transition": "FLY"})
    possible = await edge.ask("GET", f"{path}/available-transitions")

    assert (refused.status_code, unknown.status_code) == (409, 400)
    assert refused.json()["allowedTransitions"] == possible.json()["availableTransitions"]
    assert possible.json()["availableTransitions"] == ["APPROVE", "REJECT", "MODIFY", "CANCEL"]


async def test_the_acting_user_comes_from_the_credential_and_never_from_the_body(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    body = {"transition": "REJECT", "userId": "boss", "reason": "Not now."}

    moved = await edge.ask("POST", f"/workflow/interviews/{interview.id}/transition", body)
    history_page = await edge.ask("GET", f"/workflow/interviews/{interview.id}/history")

    last = history_page.json()["transitions"][-1]
    assert moved.json()["previousState"] == "PENDING"
    assert moved.json()["newState"] == "REJECTED"
    assert (moved.json()["triggeredBy"], last["actor"]) == ("ATS key", "ATS key")
    assert (last["from"], last["to"]) == ("PENDING", "REJECTED")
    for shown in (moved.json(), last):
        assert (shown["onBehalfOf"], shown["reason"]) == ("boss", "Not now.")


async def test_an_appointment_can_be_set_only_in_the_future(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    await edge.ask("POST", f"/a2a/{interview.run_id}/approve", {"approved": True})
    path = f"/workflow/interviews/{interview.id}/transition"
    step = {"transition": "SCHEDULE"}

    past = await edge.ask("POST", path, step | {"scheduledAt": "2020-01-01T00:00:00Z"})
    ahead = await edge.ask("POST", path, step | {"scheduledAt": "2090-01-01T00:00:00Z"})

    assert (past.status_code, past.json()["code"]) == (400, "time_in_past")
    assert ahead.json()["newState"] == "SCHEDULED"
    shown = await edge.ask("GET", f"/interviews/{interview.id}")
    assert shown.json()["scheduledAt"] == "2090-01-01T00:00:00.000Z"


async def test_only_a_person_decides_about_an_assessment_over_http(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await judged(world, tenant)
    path = f"/a2a/interview/{interview.id}/approve-assessment"

    by_key = await edge.ask("POST", path, {"approved": True})
    confused = await edge.ask("POST", path, {"approved": True, "reassess": True}, badge="ADMIN")
    wordless = await edge.ask("POST", path, {"reassess": True}, badge="ADMIN")
    by_person = await edge.ask("POST", path, {"approved": True, "comments": "Yes."}, badge="ADMIN")
    shown = await edge.ask("GET", f"/interviews/{interview.id}/assessment")

    assert (by_key.status_code, by_key.json()["code"]) == (403, "person_required")
    assert (confused.status_code, wordless.status_code) == (400, 400)
    assert by_person.json()["state"] == "ASSESSMENT_APPROVED"
    decision = shown.json()["decision"]
    assert (decision["approved"], decision["by"], decision["comments"]) == (
        True,
        "Rita Recruiter",
        "Yes.",
    )


async def test_a_person_has_an_assessment_made_again_and_erases_the_candidate(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await judged(world, tenant)
    path = f"/interviews/{interview.id}/assessment/reassess"
    reason = {"comments": "Turn four was not read."}

    by_key = await edge.ask("POST", path, reason)
    wordless = await edge.ask("POST", path, {}, badge="ADMIN")
    stale = await edge.ask("POST", path, reason | {"assessmentId": "older"}, badge="ADMIN")
    again = await edge.ask("POST", path, reason, badge="ADMIN")
    erased = await edge.ask("DELETE", f"/interviews/{interview.id}/candidate-data", badge="ADMIN")

    assert (by_key.status_code, by_key.json()["code"]) == (403, "person_required")
    assert wordless.status_code == 422
    assert (stale.status_code, stale.json()["code"]) == (409, "assessment_changed")
    assert again.json()["state"] == "COMPLETED"
    assert erased.status_code == 200
    shown = await edge.ask("GET", f"/interviews/{interview.id}")
    assert shown.json()["candidateName"] is None


@pytest.mark.parametrize("step", ["plan/reject", "plan/changes"])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "validation"),
        ({"comments": ""}, "validation"),
        ({"comments": " "}, "comments_required"),
        ({"reason": "Another name."}, "validation"),
        ({"comments": "Remove question 3.", "planId": "older"}, "plan_changed"),
    ],
)
async def test_a_plan_is_rejected_or_changed_only_with_comments_about_the_current_one(
    world: HiringWorld, tenant: TenantId, edge: Edge, step: str, body: dict[str, Any], code: str
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.ask("POST", f"/interviews/{interview.run_id}/{step}", body)

    assert answer.status_code == (409 if code == "plan_changed" else 422), answer.text
    assert answer.json()["code"] == code
    assert (await find(world, tenant, interview.run_id)).state == "PENDING"


async def test_a_cancellation_is_in_the_history_with_its_reason(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    path = f"/interviews/{interview.id}/cancel"
    body = {"reason": "The position was filled.", "userId": "grace@ats.example.com"}

    canceled = await edge.ask("POST", path, body)
    again = await edge.ask("POST", path)
    history = await edge.ask("GET", f"/workflow/interviews/{interview.id}/history")

    assert (canceled.json()["state"], canceled.json()["cancelReason"]) == ("CANCELLED",) * 2
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    last = history.json()["transitions"][-1]
    assert (last["transition"], last["reason"], last["onBehalfOf"]) == (
        "CANCEL",
        body["reason"],
        body["userId"],
    )
