"""The decision about a candidate: recorded, undone, sent, confirmed by a second person, erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.fakes.hiring import HiringWorld, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, history, judged, topics

from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.domain.hiring_decision import DecisionPendingError, SecondPersonRequiredError
from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.ids import TenantId

NO_HIRE: dict[str, Any] = {
    "assessmentId": "assessment-1",
    "outcome": "NO_HIRE",
    "levels": [{"competency": "Planning", "level": 2.5}],
    "comments": "She named no plan of her own.",
}


async def assessed(world: HiringWorld, tenant: TenantId) -> Interview:
    interview = await judged(world, tenant)
    world.assessments.assessments[interview.id] = {
        "assessmentId": "assessment-1",
        "scorecard": {"competencies": [{"name": "Planning"}]},
    }
    return interview


def colleague(tenant: TenantId) -> Caller:
    rita = person(tenant)
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=UUID(int=9),
        name="Carl Colleague",
        permissions=rita.permissions,
        role=rita.role,
    )


async def decide(
    edge: Edge, interview: Interview, body: Any = None, key: str | None = None
) -> tuple[int, Any]:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = await edge.ask(
        "POST",
        f"/interviews/{interview.id}/decisions",
        body or NO_HIRE,
        badge="RECRUITER",
        headers=headers,
    )
    return answer.status_code, answer.json()


async def send(world: HiringWorld, tenant: TenantId, decision: Any) -> None:
    """Run the job that is due ten seconds after the decision."""
    await world.cases.decide_candidate.send(tenant, UUID(decision["decisionId"]))


async def test_a_decision_is_sent_after_ten_seconds_with_its_outcome_beside_the_seeds_state(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)

    status, decision = await decide(edge, interview)
    before = await edge.ask("GET", f"/interviews/{interview.id}", badge="VIEWER")
    sent_before = world.webhooks.events(interview.id)
    await send(world, tenant, decision)
    await send(world, tenant, decision)
    after = (await edge.ask("GET", f"/interviews/{interview.id}", badge="VIEWER")).json()
    listed = (await edge.ask("GET", "/interviews", badge="VIEWER")).json()["data"]

    assert (status, decision["status"], decision["decidedBy"]) == (201, "pending", "Rita Recruiter")
    assert before.json()["state"] == "ASSESSMENT_PENDING"
    assert "interview.decided" not in sent_before
    assert (after["state"], after["cancelReason"]) == ("ASSESSMENT_APPROVED", None)
    assert after["hiringDecision"]["outcome"] == "NO_HIRE"
    assert after["hiringDecision"]["status"] == "final"
    assert after["hiringDecision"]["levels"] == NO_HIRE["levels"]
    assert after["hiringDecision"]["comments"] == NO_HIRE["comments"]
    assert [(each["hiringDecision"]["outcome"]) for each in listed] == ["NO_HIRE"]
    sent = [what for what in world.webhooks.recorded if what["interview_id"] == interview.id][-2:]
    assert [what["event"] for what in sent] == [
        "interview.assessment_approved",
        "interview.decided",
    ]
    assert {what["data"]["hiringDecision"]["outcome"] for what in sent} == {"NO_HIRE"}
    assert (await topics(world, tenant, interview))[-2:] == [
        "assessment.approved",
        "interview.decided",
    ]
    assert ("Rita Recruiter", "interview.decided", str(interview.id)) in world.audit.rows


async def test_an_undone_decision_leaves_nothing_and_another_can_be_made(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    _, first = await decide(edge, interview)
    path = f"/interviews/{interview.id}/decisions"

    with pytest.raises(DecisionPendingError):
        await world.cases.decide_candidate.withdraw(
            colleague(tenant), interview.run_id, UUID(first["decisionId"])
        )
    undone = await edge.ask("DELETE", f"{path}/{first['decisionId']}", badge="RECRUITER")
    await send(world, tenant, first)
    left = (await edge.ask("GET", path, badge="VIEWER")).json()
    steps = await history(world, tenant, interview.run_id)
    status, second = await decide(edge, interview, NO_HIRE | {"outcome": "STRONG_HIRE"})
    confirmed = await edge.ask("POST", f"{path}/{second['decisionId']}/confirm", badge="RECRUITER")
    late = await edge.ask("DELETE", f"{path}/{second['decisionId']}", badge="RECRUITER")

    assert (undone.status_code, left) == (204, {"data": []})
    assert steps[-1].after == "ASSESSMENT_PENDING"
    assert (status, confirmed.json()["status"]) == (201, "final")
    assert (late.status_code, late.json()["code"]) == (409, "decision_final")


async def test_a_later_decision_names_the_earlier_one_and_may_replace_it(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    _, first = await decide(edge, interview, key="press-1")
    again = await decide(edge, interview, key="press-1")
    other_body = await decide(edge, interview, NO_HIRE | {"outcome": "HIRE"}, key="press-1")
    refused = await decide(edge, interview, NO_HIRE | {"outcome": "HIRE"})
    await send(world, tenant, first)
    also_refused = await decide(edge, interview, NO_HIRE | {"outcome": "HIRE"})

    status, change = await decide(
        edge, interview, NO_HIRE | {"outcome": "HIRE", "replaces": first["decisionId"]}
    )
    await send(world, tenant, change)

    assert again == (201, first)
    assert other_body[0] == 422, "the same key with another body"
    assert (refused[0], refused[1]["code"]) == (409, "decision_exists")
    assert refused[1]["currentDecision"]["decidedBy"] == "Rita Recruiter"
    assert also_refused[1]["currentDecision"]["outcome"] == "NO_HIRE"
    assert status == 201
    kept = await world.cases.decide_candidate.list(person(tenant), interview.run_id)
    assert [(each.outcome, each.status) for each in kept] == [
        ("HIRE", "final"),
        ("NO_HIRE", "final"),
    ]
    assert world.webhooks.events(interview.id)[-1] == "interview.decided"
    assert world.webhooks.events(interview.id).count("interview.assessment_approved") == 1


async def test_a_second_person_confirms_before_anything_is_sent(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    world.policy.needs_two = True
    use, key = world.cases.decide_candidate, interview.run_id
    _, decision = await decide(edge, interview)
    decision_id = UUID(decision["decisionId"])

    with pytest.raises(DecisionPendingError):
        await use.confirm(colleague(tenant), key, decision_id)
    await send(world, tenant, decision)
    waiting = (await use.list(person(tenant), key))[0].status
    sent_while_waiting = "interview.decided" in world.webhooks.events(interview.id)
    tasks = await world.cases.manage_tasks.list(person(tenant), ["open"])
    with pytest.raises(SecondPersonRequiredError):
        await use.confirm(person(tenant), key, decision_id)
    final = await use.confirm(colleague(tenant), key, decision_id)

    assert (waiting, sent_while_waiting) == ("awaiting_second_person", False)
    assert [each.task.kind for each in tasks.tasks] == ["decision_to_confirm"]
    assert world.staff_mail.kinds == ["decision_to_confirm"]
    assert (await world.cases.manage_tasks.list(person(tenant), ["open"])).total == 0
    assert (final.status, final.decided_by_name, final.confirmed_by_name) == (
        "final",
        "Rita Recruiter",
        "Carl Colleague",
    )
    assert (await find(world, tenant, key)).state == "ASSESSMENT_APPROVED"


async def test_a_decision_about_a_replaced_assessment_or_a_cancelled_interview_is_dropped(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    _, decision = await decide(edge, interview)

    await world.cases.cancel(person(tenant), interview.run_id, reason="Position was closed.")
    await send(world, tenant, decision)

    assert await world.cases.decide_candidate.list(person(tenant), interview.run_id) == ()
    assert "interview.decided" not in world.webhooks.events(interview.id)
    assert ("Rita Recruiter", "interview.decision_dropped", str(interview.id)) in world.audit.rows


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"comments": None}, 422, "comments_required"),
        ({"comments": "no"}, 422, "reason_too_short"),
        ({"assessmentId": "assessment-0"}, 409, "assessment_changed"),
        ({"levels": [{"competency": "Juggling", "level": 3}]}, 422, "competency_unknown"),
        ({"levels": [{"competency": "Planning", "level": 2.3}]}, 422, "validation"),
        ({"outcome": "MAYBE"}, 422, "validation"),
        ({"replaces": str(UUID(int=5))}, 404, "decision_not_found"),
    ],
)
async def test_a_decision_that_cannot_stand_is_refused_with_its_reason(
    world: HiringWorld,
    edge: Edge,
    tenant: TenantId,
    change: dict[str, Any],
    status: int,
    code: str,
) -> None:
    interview = await assessed(world, tenant)

    got = await decide(edge, interview, NO_HIRE | change)

    assert (got[0], got[1]["code"]) == (status, code)


async def test_only_people_who_may_decide_do_so(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    path = f"/interviews/{interview.id}/decisions"

    refused = [
        (await edge.ask("POST", path, NO_HIRE, badge=badge)).json()["code"]
        for badge in ("partner", Role.VIEWER, Role.HIRING_MANAGER)
    ]

    assert refused == ["person_required", "forbidden", "forbidden"]


async def test_a_corrected_level_stands_beside_the_proposed_one_until_it_is_taken_back(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    path = f"/interviews/{interview.id}/assessment/corrections"
    body = {"assessmentId": "assessment-1", "competency": "Planning", "level": 3.5}

    refused = await edge.ask("PUT", path, body, badge="RECRUITER")
    reason = {"comments": "The audio has the runbook she wrote."}
    await edge.ask("PUT", path, body | reason, badge="RECRUITER")
    shown = await edge.ask("GET", f"/interviews/{interview.id}/assessment", badge="VIEWER")
    taken_back = await edge.ask("PUT", path, body | {"level": None}, badge="RECRUITER")

    assert (refused.status_code, refused.json()["code"]) == (422, "comments_required")
    (correction,) = shown.json()["corrections"]
    assert (correction["level"], correction["comments"], correction["correctedBy"]) == (
        3.5,
        "The audio has the runbook she wrote.",
        "Rita Recruiter",
    )
    assert taken_back.json() == {"data": []}
    assert (await find(world, tenant, interview.run_id)).state == "ASSESSMENT_PENDING"


async def test_reasons_go_with_the_candidates_data_and_levels_with_the_assessment(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    _, decision = await decide(edge, interview)
    await send(world, tenant, decision)
    decisions = PostgresHiringDecisionRepository(world.ground.vault)

    await world.cases.erase.erase_candidate(person(tenant, Role.ADMIN), interview.run_id)
    (erased,) = await world.cases.decide_candidate.list(person(tenant), interview.run_id)
    async with world.ground.open_work(tenant) as work:
        await decisions.erase_levels(work, [interview.id])
    (expired,) = await world.cases.decide_candidate.list(person(tenant), interview.run_id)

    assert (erased.outcome, erased.comments, len(erased.levels)) == ("NO_HIRE", None, 1)
    assert (expired.outcome, expired.decided_by_name, expired.levels) == (
        "NO_HIRE",
        "Rita Recruiter",
        (),
    )
