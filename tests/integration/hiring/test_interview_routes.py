"""Interviews as staff read them: status, list, facts, permissions, links and consent."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.database import fresh_tenant
from tests.fakes.hiring import BODY, HiringWorld
from tests.integration.api.valid_bodies import BODIES
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import ENDED, find, pending, started, tell
from tests.whole_examples import members_only_in_example

from vivavoce.contracts.candidate_page import ConsentAnswer
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import TenantId


async def test_status_and_plan_show_the_plan_with_its_decision(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    path = f"/interviews/{interview.id}"

    before = await edge.ask("GET", f"{path}/plan")
    await edge.ask(
        "POST", f"/a2a/{interview.run_id}/approve", {"approved": True, "comments": "Ok."}
    )
    after = await edge.ask("GET", f"/a2a/interview/{interview.run_id}/status")
    nothing = await edge.ask("GET", f"{path}/assessment")

    shown = before.json()
    (question,) = shown["document"]["competencies"][0]["questions"]
    (statement,) = shown["document"]["job_analysis"]["statements"]
    assert (shown["planId"], shown["version"], shown["decision"]) == ("plan-1", 1, None)
    assert question["origin"]["line_number"] == 6
    assert question["anchors"] == {"4": {"description": "Called ahead.", "signals": ["called"]}}
    assert question["probe_elements"] == ["result", "result"]
    assert (statement["kind"], statement["tasks"][0]["group"]["group"]) == ("task", "S8.2")
    assert after.json()["plan"]["decision"]["comments"] == "Ok."
    assert after.json()["interviewLink"]
    assert (nothing.status_code, nothing.json()["code"]) == (404, "not_available_yet")


async def test_the_list_filters_by_state_and_pages_newest_first(edge: Edge) -> None:
    for number in range(3):
        await edge.ask("POST", "/interviews", BODY | {"position": f"Post {number}"})
    await edge.ask("POST", "/interviews", {"position": "Nurse"})

    first = (await edge.ask("GET", "/interviews?limit=2&state=VALIDATING_SKILLS")).json()
    second = (await edge.ask("GET", "/interviews?limit=2&page=2&status=VALIDATING_SKILLS")).json()
    waiting = (await edge.ask("GET", "/interviews?state=info_needed,PENDING")).json()
    counts = (await edge.ask("GET", "/interviews/counts")).json()

    assert [one["position"] for one in first["data"] + second["data"]] == [
        "Post 2",
        "Post 1",
        "Post 0",
    ]
    assert (first["total"], first["page"], first["limit"]) == (3, 1, 2)
    repeated = (await edge.ask("GET", "/interviews?state=INFO_NEEDED&state=PENDING")).json()
    assert repeated == waiting
    assert waiting["data"][0]["waitingSince"] is not None
    assert waiting["data"][0]["missingFields"]
    assert len(counts["counts"]) == 13
    assert (counts["counts"]["INFO_NEEDED"], counts["total"]) == (1, 4)
    for query in ("limit=101", "limit=0", "page=0", "state=FLYING", "page=99999999999999999999"):
        assert (await edge.ask("GET", f"/interviews?{query}")).status_code == 400, query


async def test_the_longest_waiting_interviews_come_first_when_requested(edge: Edge) -> None:
    made = [
        (await edge.ask("POST", "/interviews", {"position": f"Nurse {number}"})).json()
        for number in range(3)
    ]
    moved = await edge.ask("PUT", f"/interviews/{made[0]['id']}", BODY | {"position": "Nurse 0"})
    assert moved.status_code == 200

    async def page(number: int, states: str) -> list[str]:
        query = f"order=longest_wait&limit=2&page={number}&state={states}"
        answer = (await edge.ask("GET", f"/interviews?{query}")).json()
        return [one["position"] for one in answer["data"]]

    everything = "INFO_NEEDED,VALIDATING_SKILLS"
    assert await page(1, "INFO_NEEDED") == ["Nurse 1", "Nurse 2"]
    assert await page(1, everything) == ["Nurse 1", "Nurse 2"]
    assert await page(2, everything) == ["Nurse 0"], "its wait began anew with its state"
    assert (await edge.ask("GET", "/interviews?order=by_luck")).status_code == 400


async def test_an_interview_shows_its_facts_and_its_history(edge: Edge) -> None:
    made = (await edge.ask("POST", "/interviews", {"position": "Nurse", "level": "MID"})).json()

    put = await edge.ask("PUT", f"/interviews/{made['id']}", BODY)
    shown = (await edge.ask("GET", f"/interviews/{made['runId']}")).json()

    assert put.status_code == 200
    assert shown["candidateName"] == BODY["candidateName"]
    assert shown["skills"] == BODY["skills"]
    assert [step["transition"] for step in shown["transitions"]] == [
        "RECEIVE",
        "REQUEST_INFO",
        "COMPLETE_INFO",
    ]
    assert shown["availableTransitions"] == ["CANCEL"]


async def test_permissions_are_checked_before_anything_is_read(edge: Edge) -> None:
    made = (await edge.ask("POST", "/interviews", BODY)).json()
    one = f"/interviews/{made['id']}"

    for badge, method, path, body in (
        ("VIEWER", "POST", "/interviews", BODY),
        ("VIEWER", "PUT", one, BODY),
        ("RECRUITER", "DELETE", one, None),
        ("VIEWER", "POST", f"/a2a/{made['runId']}/approve", {"approved": True}),
        ("SEEKER", "GET", one, None),
        ("SEEKER", "GET", "/interviews", None),
    ):
        answer = await edge.ask(method, path, body, badge=badge)
        assert answer.status_code == 403, (badge, method, path)
    assert (await edge.ask("GET", one, badge="nobody")).status_code == 401
    assert (await edge.ask("DELETE", one, badge="ADMIN")).status_code == 204
    assert (await edge.ask("GET", one, badge="ADMIN")).status_code == 404


async def test_every_path_treats_an_interview_of_another_organization_as_unknown(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    foreign = fresh_tenant()
    theirs = await pending(world, foreign)
    decision = {"approved": True, "comments": "x", "transition": "APPROVE", "reassess": False}
    own_bodies: dict[str, Any] = {
        "job-analysis/corrections": {"corrections": [{"start": 0, "kind": "offer"}]},
        "assessment/corrections": {"assessmentId": "a", "competency": "Planning"},
        "assessment/reassess": {"comments": "x"},
        "decisions": {"assessmentId": "a", "outcome": "HIRE"},
        "scorecard-links": {"days": 1},
        "plan": {
            "planId": "p",
            "questions": [{"text": "How do you plan a late shift?", "timeBudgetS": 120}],
        },
        "plan/approve": {"comments": "x"},
        "plan/reject": {"comments": "No such place."},
        "plan/changes": {"comments": "Fewer questions, please."},
        "cancel": {"reason": "x"},
        "review-answer": {"answer": "We read it again."},
        "plan/change-preview": {"planId": "p", "comments": "Fewer questions, please."},
        "plan/trial": {"answers": []},
        "embed-token": BODIES["create_embed_token"],
        "booking-offer": BODIES["offer_booking_times"],
        "json-resume": {"resume": {"skills": [{"name": "Welding"}]}},
    }
    paths = (await edge.openapi())["paths"]
    asked = 0

    for path, methods in paths.items():
        if "{key}" not in path:
            continue
        for method in methods:
            for key in (theirs.run_id, str(theirs.id), "run_1_unknown", "..."):
                sent = own_bodies.get(path.partition("{key}/")[2], decision)
                body = None if method in ("get", "delete") else sent
                address = path.removeprefix("/api/v1").replace("{key}", key)
                address = address.replace("{item_kind}", "plan")
                address = re.sub(r"\{(decision|link)_id\}", str(UUID(int=1)), address)
                answer = await edge.ask(method.upper(), address, body, badge="ADMIN")
                assert answer.status_code == 404, (method, path, answer.text)
                assert answer.json()["code"] == "interview_not_found"
                asked += 1
    assert asked > 80
    assert (await find(world, foreign, theirs.run_id)).state == "PENDING"


async def test_invitation_and_assessment_can_be_requested_again(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    one = f"/interviews/{interview.id}"

    early = await edge.ask("POST", f"{one}/invite")
    await edge.ask("POST", f"/a2a/{interview.run_id}/approve", {"approved": True})
    sent = await edge.ask("POST", f"{one}/invite")
    nothing = await edge.ask("POST", f"{one}/assess")

    assert (early.status_code, early.json()["code"]) == (409, "not_invitable")
    assert sent.json()["interviewLink"] == world.candidate_links.opened[interview.id]
    assert world.candidate_links.invited == [interview.id]
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_assess")


async def test_a_missing_assessment_is_requested_again(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await started(world, tenant)
    await tell(world, tenant, interview, ENDED)

    answer = await edge.ask("POST", f"/interviews/{interview.id}/assess")

    assert (answer.status_code, answer.json()["state"]) == (200, "COMPLETED")
    assert world.assessments.asked == [interview.id]
    assert members_only_in_example("retry_assessment", answer.json()) == []


async def test_a_new_link_replaces_the_old_one_and_a_revoked_one_is_gone(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    one = f"/interviews/{interview.id}"

    early = await edge.ask("POST", f"{one}/candidate-link")
    await edge.ask("POST", f"/a2a/{interview.run_id}/approve", {"approved": True})
    first = (await edge.ask("GET", one)).json()["interviewLink"]
    renewed = await edge.ask("POST", f"{one}/candidate-link")
    shown = (await edge.ask("GET", one)).json()["interviewLink"]
    refused = await edge.ask("DELETE", f"{one}/candidate-link", badge="VIEWER")
    revoked = await edge.ask("DELETE", f"{one}/candidate-link")
    again = await edge.ask("DELETE", f"{one}/candidate-link")
    after = (await edge.ask("GET", one)).json()

    assert (early.status_code, early.json()["code"]) == (409, "link_not_possible")
    assert renewed.status_code == 201
    assert renewed.json()["interviewLink"] == shown != first
    assert refused.status_code == 403
    assert revoked.status_code == 204
    assert (again.status_code, again.json()["code"]) == (409, "no_candidate_link")
    assert (after["interviewLink"], after["state"]) == (None, "APPROVED")
    assert world.candidate_links.invited == []


async def test_a_new_link_of_an_appointment_lasts_beyond_it_and_a_closed_interview_has_none(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    one, way = f"/interviews/{interview.id}", f"/workflow/interviews/{interview.id}/transition"
    at = world.ground.clock.now() + timedelta(days=20)
    await edge.ask("POST", f"/a2a/{interview.run_id}/approve", {"approved": True})
    scheduling = {"transition": "SCHEDULE", "scheduledAt": at.isoformat()}
    await edge.ask("POST", way, scheduling, badge="RECRUITER")
    world.candidate_links.kept.clear()

    renewed = await edge.ask("POST", f"{one}/candidate-link")
    await edge.ask("POST", way, {"transition": "CANCEL"}, badge="RECRUITER")
    closed = await edge.ask("POST", f"{one}/candidate-link")

    assert renewed.json()["state"] == "SCHEDULED"
    assert world.candidate_links.kept == {interview.id: at + timedelta(days=7)}
    assert (closed.status_code, closed.json()["code"]) == (409, "link_not_possible")


async def test_the_answers_to_consent_texts_are_listed_for_staff(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    path = f"/interviews/{interview.run_id}/consents"
    at = world.ground.clock.now()

    before = await edge.ask("GET", path, badge="VIEWER")
    world.candidate_links.consents[interview.id] = (
        ConsentAnswer(version="1.90", text="We keep your answers.", is_accepted=False, at=at),
    )
    after = await edge.ask("GET", path, badge="VIEWER")

    assert before.json() == {"data": []}
    assert after.json()["data"] == [
        {
            "version": "1.90",
            "text": "We keep your answers.",
            "accepted": False,
            "at": format_timestamp(at),
        }
    ]


async def test_each_documented_operation_has_a_unique_name(edge: Edge) -> None:
    document = await edge.openapi()

    names = [op["operationId"] for path in document["paths"].values() for op in path.values()]
    assert len(names) == len(set(names))
    assert "a2a_create" in names
    task = document["paths"]["/api/v1/a2a/task"]["post"]
    assert task["security"] == [{"bearer": []}, {"apiKey": []}]
    assert "requestBody" in task
