"""The seeds' partner API and the console's own, as a client meets them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import BODY, HiringWorld
from tests.integration.api.valid_bodies import BODIES
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, judged, pending

from vivavoce.contracts.candidate_page import ConsentAnswer
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import TenantId


async def test_a_complete_request_is_created_and_returns_its_state(edge: Edge) -> None:
    answer = await edge.ask("POST", "/a2a/interview", BODY | {"favouriteColour": "green"})

    made = answer.json()
    assert answer.status_code == 201
    assert made["state"] == "VALIDATING_SKILLS"
    assert made["dataQuality"] == "EXCELLENT"
    assert made["runId"].startswith("run_")
    assert len(made["runId"].split("_", 2)[2]) >= 14  # 80 bits in base64
    assert [(w["field"], w["severity"]) for w in made["warnings"]] == [("favouriteColour", "INFO")]


async def test_missing_facts_return_201_with_questions_and_malformed_ones_400(edge: Edge) -> None:
    missing = await edge.ask("POST", "/a2a/interview", {"position": "Nurse"})
    malformed = await edge.ask("POST", "/a2a/interview", BODY | {"level": "WIZARD", "skills": "x"})

    assert missing.status_code == 201
    assert missing.json()["state"] == "INFO_NEEDED"
    assert missing.json()["dataQuality"] == "POOR"
    assert {gap["severity"] for gap in missing.json()["missingFields"]} == {"CRITICAL", "HIGH"}
    assert malformed.status_code == 400
    assert malformed.json()["details"][0]["field"] == "skills"


@pytest.mark.parametrize(
    "extra",
    [
        {"tenantId": "t"},
        {"state": "APPROVED"},
        {"id": "1"},
        {"runId": "run_1_x"},
        {"scheduledAt": 17},
        {"scheduledAt": "soon"},
        {"scheduledAt": "0001-01-01T00:00:00+14:00"},
        {"duration": True},
        {"duration": 1.5},
        {"skills": [1]},
        {"callbackUrl": "http://127.0.0.1/x"},
        {"callbackUrl": "https://refused.example/x"},
        {"candidateProfile": "x"},
        {"abilities": {"evaluations": "yes"}},
        {"userId": "u" * 300},
    ],
)
async def test_fields_that_a_client_may_not_set_are_refused(
    edge: Edge, extra: dict[str, Any]
) -> None:
    answer = await edge.ask("POST", "/a2a/interview", BODY | extra)

    assert answer.status_code == 400, answer.text
    assert (await edge.ask("GET", "/interviews")).json()["total"] == 0


async def test_an_idempotency_key_returns_the_same_response_and_marks_it(edge: Edge) -> None:
    key = {"Idempotency-Key": "abc"}

    first = await edge.ask("POST", "/a2a/interview", BODY, headers=key)
    again = await edge.ask("POST", "/integration/interviews", BODY, headers=key)
    other = await edge.ask("POST", "/a2a/interview", BODY | {"level": "MID"}, headers=key)
    empty = await edge.ask("POST", "/a2a/interview", BODY, headers={"Idempotency-Key": ""})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert empty.status_code == 400


async def test_a_known_external_id_returns_200_with_the_interview_in_its_state(edge: Edge) -> None:
    first = await edge.ask("POST", "/interviews", BODY | {"externalId": "e1"})
    again = await edge.ask("POST", "/interviews", BODY | {"externalId": "e1"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["runId"] == again.json()["runId"]


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
        "decisions": {"assessmentId": "a", "outcome": "HIRE"},
        "scorecard-links": {"days": 1},
        "plan": {
            "planId": "p",
            "questions": [{"text": "How do you plan a late shift?", "timeBudgetS": 120}],
        },
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
