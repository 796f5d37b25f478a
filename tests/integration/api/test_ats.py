"""Applicant tracking systems at the gateway: from the order of an interview to the report of its result."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251 - ids that nobody has

import pytest
import pytest_asyncio
from tests.fakes.ats_servers import TOKEN, LeverServer
from tests.fakes.webhook_receiver import Receiver
from tests.integration.api.gateway import Gateway
from tests.whole_examples import members_only_in_example

from vivavoce.ats.domain.order import AtsCallFailedError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONNECTIONS = "/api/v1/ats/connections"
GREENHOUSE = "/api/v1/ats/greenhouse"
ASHBY = "/api/v1/ats/ashby"
LEVER = f"/api/v1/ats/lever/{DEMO_TENANT_ID}/webhook"
STAGE = "51adf7b1-1e2f-4b3c-9a55-0c6b4c2b9f10"


def basic(key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}


OURS = basic(DEMO_KEY)


@pytest_asyncio.fixture(loop_scope="session")
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made


async def connect(gateway: Gateway, ats: str, **body: Any) -> dict[str, Any]:
    answer = await gateway.ask(
        "admin", "PUT", f"{CONNECTIONS}/{ats}", {"apiKey": "the-key-of-the-ats"} | body
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def order_of(gateway: Gateway, receiver: Receiver, path: str = "ok") -> dict[str, Any]:
    return {
        "partner_test_id": gateway.known.template_id,
        "candidate": {
            "first_name": "Harry",
            "last_name": "Example",
            "email": f"harry.{uuid4().hex[:8]}@example.com",
            "phone_number": "123",
        },
        "url": receiver.url(f"{path}/{uuid4().hex[:8]}"),
    }


async def send_test(gateway: Gateway, order: dict[str, Any]) -> str:
    answer = await gateway.http.post(f"{GREENHOUSE}/send_test", json=order, headers=OURS)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["partner_interview_id"])


async def test_greenhouse_lists_the_templates_and_sends_a_test_once(
    gateway: Gateway, receiver: Receiver
) -> None:
    await connect(gateway, "greenhouse", apiUrl=receiver.url("").rstrip("/"))
    order = order_of(gateway, receiver)

    path = f"/api/v1/templates/{gateway.known.template_id}"
    template = (await gateway.ask("recruiter", "GET", path)).json()
    listed = await gateway.http.get(f"{GREENHOUSE}/list_tests", headers=OURS)
    first = await send_test(gateway, order)
    again = await send_test(gateway, order)
    status = await gateway.http.get(
        f"{GREENHOUSE}/test_status", params={"partner_interview_id": first}, headers=OURS
    )

    tests = {one["partner_test_id"]: one["partner_test_name"] for one in listed.json()}
    assert tests[gateway.known.template_id] == template["title"]
    assert first == again
    assert status.status_code == 200
    assert status.json()["partner_status"] != "complete"
    assert "partner_score" not in status.json()


async def test_an_approved_result_is_reported_once_and_shown_with_its_score(
    gateway: Gateway, receiver: Receiver
) -> None:
    await connect(gateway, "greenhouse", apiUrl=receiver.url("").rstrip("/"))
    order = await send_test(gateway, order_of(gateway, receiver))
    async with gateway.on.open_work(
        DEMO_TENANT_ID
    ) as work:  # the assessed interview is the ordered one
        await work.execute(
            "UPDATE ats_order SET interview_id = %(interview)s WHERE id = %(id)s",
            {"interview": UUID(gateway.known.interview_id), "id": UUID(order)},
        )
    report = gateway.of.ats.jobs["ats.report_outcome"]

    await report(DEMO_TENANT_ID, order_id=order, outcome="completed")
    await report(DEMO_TENANT_ID, order_id=order, outcome="completed")
    status = await gateway.http.get(
        f"{GREENHOUSE}/test_status", params={"partner_interview_id": order}, headers=OURS
    )
    async with gateway.on.open_work(DEMO_TENANT_ID) as work:
        await work.execute(
            "UPDATE ats_order SET interview_id = NULL WHERE id = %(id)s", {"id": UUID(order)}
        )

    assert [one.headers["authorization"] for one in receiver.requests] == [
        basic("the-key-of-the-ats")["Authorization"]
    ]
    assessment = await gateway.ask(
        "admin", "GET", f"/api/v1/interviews/{gateway.known.run_id}/assessment"
    )
    score = assessment.json()["scorecard"]["overall_score"]
    assert status.json()["partner_status"] == "complete"
    assert status.json().get("partner_score") == score
    assert gateway.known.interview_id in status.json()["partner_profile_url"]


async def test_a_report_that_fails_is_recorded_and_tried_again(
    gateway: Gateway, receiver: Receiver
) -> None:
    await connect(gateway, "greenhouse", apiUrl=receiver.url("").rstrip("/"))
    order = await send_test(gateway, order_of(gateway, receiver, "500"))
    report = gateway.of.ats.jobs["ats.report_outcome"]

    with pytest.raises(AtsCallFailedError):
        await report(DEMO_TENANT_ID, order_id=order, outcome="completed")

    shown = await gateway.ask("admin", "GET", CONNECTIONS)
    greenhouse = next(one for one in shown.json()["data"] if one["ats"] == "greenhouse")
    newest = greenhouse["calls"][0]
    assert (newest["direction"], newest["isSuccessful"], newest["status"]) == ("sent", False, 500)
    assert "the-key" not in shown.text


async def test_what_is_wrong_with_an_order_is_named_and_recorded(
    gateway: Gateway, receiver: Receiver
) -> None:
    await connect(gateway, "greenhouse", apiUrl=receiver.url("").rstrip("/"))
    order = order_of(gateway, receiver)
    wrong = [
        ({**order, "partner_test_id": "12345"}, 400),
        ({**order, "partner_test_id": str(uuid4())}, 404),
        ({**order, "candidate": {"first_name": "Harry"}}, 400),
        ({**order, "url": "https://attacker.example.com/"}, 400),
    ]

    answers = [
        await gateway.http.post(f"{GREENHOUSE}/send_test", json=body, headers=OURS)
        for body, _ in wrong
    ]

    assert [one.status_code for one in answers] == [status for _, status in wrong]
    shown = await gateway.ask("admin", "GET", CONNECTIONS)
    assert "ats_order_malformed" in shown.text
    assert members_only_in_example("list_ats_connections", shown.json()) == []


async def test_no_key_and_the_key_of_another_organization_see_nothing(
    gateway: Gateway, receiver: Receiver
) -> None:
    await connect(gateway, "greenhouse", apiUrl=receiver.url("").rstrip("/"))
    order = await send_test(gateway, order_of(gateway, receiver))
    made = await gateway.ask(
        "other",
        "POST",
        "/api/v1/api-keys",
        {"name": "Theirs", "permissions": ["interview:create", "interview:read"]},
    )
    theirs = basic(made.json()["key"])
    path, asked = f"{GREENHOUSE}/test_status", {"partner_interview_id": order}

    nobody = await gateway.http.get(path, params=asked)
    wrong = await gateway.http.get(path, params=asked, headers=basic("not-a-key"))
    unconnected = await gateway.http.get(path, params=asked, headers=theirs)
    await gateway.ask("other", "PUT", f"{CONNECTIONS}/greenhouse", {"apiKey": "k"})
    foreign = await gateway.http.get(path, params=asked, headers=theirs)

    assert (nobody.status_code, wrong.status_code) == (401, 401)
    assert (unconnected.status_code, unconnected.json()["code"]) == (409, "ats_not_connected")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "ats_order_not_found")


async def test_ashby_starts_an_assessment_once_and_cancels_it(gateway: Gateway) -> None:
    await connect(gateway, "ashby")
    body = {
        "assessment_type_id": gateway.known.template_id,
        "candidate": {"first_name": "Harry", "email": "harry@example.com"},
        "application": {"ashby_id": uuid4().hex},
    }

    listed = await gateway.http.post(f"{ASHBY}/assessment.list", json={}, headers=OURS)
    first = await gateway.http.post(f"{ASHBY}/assessment.start", json=body, headers=OURS)
    again = await gateway.http.post(f"{ASHBY}/assessment.start", json=body, headers=OURS)
    asked = {"assessment_id": first.json()["results"]["assessment_id"]}
    cancelled = await gateway.http.post(f"{ASHBY}/assessment.cancel", json=asked, headers=OURS)
    twice = await gateway.http.post(f"{ASHBY}/assessment.cancel", json=asked, headers=OURS)

    ids = [one["assessment_type_id"] for one in listed.json()["results"]]
    assert gateway.known.template_id in ids
    assert first.json() == again.json()
    assert (cancelled.status_code, twice.status_code) == (200, 200)


async def test_a_stage_of_lever_opens_an_interview_of_the_candidate(gateway: Gateway) -> None:
    async with Receiver() as lever:
        await connect(
            gateway,
            "lever",
            signingToken=TOKEN,
            apiUrl=lever.url("v1"),
            stageTemplates={STAGE: gateway.known.template_id},
        )
        body = LeverServer().event({"toStageId": STAGE, "opportunityId": uuid4().hex})

        taken = await gateway.http.post(LEVER, json=body)
        again = await gateway.http.post(LEVER, json=body)
        ignored = await gateway.http.post(
            LEVER, json=LeverServer().event({"toStageId": "other", "opportunityId": "o"})
        )
        forged = await gateway.http.post(LEVER, json={**body, "signature": "0" * 64})
        elsewhere = await gateway.http.post(f"/api/v1/ats/lever/{uuid4()}/webhook", json=body)

    assert [one.json() for one in (taken, again, ignored)] == [
        {"ordered": True},
        {"ordered": True},
        {"ordered": False},
    ]
    assert (forged.status_code, elsewhere.status_code) == (401, 401)


async def order_at_lever(gateway: Gateway, receiver: Receiver, path: str) -> UUID:
    stages = {STAGE: gateway.known.template_id}
    await connect(
        gateway, "lever", signingToken=TOKEN, apiUrl=receiver.url(path), stageTemplates=stages
    )
    opportunity = uuid4().hex
    body = LeverServer().event({"toStageId": STAGE, "opportunityId": opportunity})
    assert (await gateway.http.post(LEVER, json=body)).json() == {"ordered": True}
    async with gateway.on.open_work(DEMO_TENANT_ID) as work:
        [row] = await work.fetch_all(
            "SELECT id FROM ats_order WHERE external_id = %(id)s", {"id": f"{opportunity} {STAGE}"}
        )
    return UUID(str(row["id"]))


async def interview_of(gateway: Gateway, order: UUID) -> UUID | None:
    async with gateway.on.open_work(DEMO_TENANT_ID) as work:
        [row] = await work.fetch_all(
            "SELECT interview_id FROM ats_order WHERE id = %(id)s", {"id": order}
        )
    return row["interview_id"]  # type: ignore[no-any-return]  # a cell


async def test_an_order_of_lever_becomes_one_interview_of_the_candidate_read_there(
    gateway: Gateway, receiver: Receiver
) -> None:
    order = await order_at_lever(gateway, receiver, "opportunity")
    open_interview = gateway.of.ats.jobs["ats.open_interview"]

    await open_interview(DEMO_TENANT_ID, order_id=str(order))
    first = await interview_of(gateway, order)
    await open_interview(DEMO_TENANT_ID, order_id=str(order))

    assert await interview_of(gateway, order) == first
    facts = await gateway.ask("admin", "GET", f"/api/v1/interviews/{first}")
    assert facts.json()["candidateName"] == "Harry Example"
    assert len(receiver.requests) == 1


async def test_while_lever_does_not_answer_the_order_waits_for_another_attempt(
    gateway: Gateway, receiver: Receiver
) -> None:
    order = await order_at_lever(gateway, receiver, "500")

    with pytest.raises(AtsCallFailedError):
        await gateway.of.ats.jobs["ats.open_interview"](DEMO_TENANT_ID, order_id=str(order))

    assert await interview_of(gateway, order) is None


async def test_switching_off_forgets_the_key_and_refuses_orders(gateway: Gateway) -> None:
    await connect(gateway, "ashby")

    off = await gateway.ask("admin", "PUT", f"{CONNECTIONS}/ashby", {"isActive": False})
    refused = await gateway.http.post(f"{ASHBY}/assessment.list", json={}, headers=OURS)
    on = await gateway.ask("admin", "PUT", f"{CONNECTIONS}/ashby", {})

    assert (off.status_code, off.json()["apiKeyEnding"]) == (200, "")
    assert (refused.status_code, refused.json()["code"]) == (409, "ats_not_connected")
    assert (on.status_code, on.json()["code"]) == (422, "invalid_ats_connection")


async def test_a_resume_goes_in_and_comes_out(gateway: Gateway) -> None:
    resume = {
        "basics": {"name": "Ada Lovelace", "email": "ada@example.com", "label": "Buyer"},
        "work": [{"name": "Mill", "position": "Buyer", "startDate": "2019-03"}],
    }
    body = {"position": "Buyer", "level": "MID", "resume": resume}

    made = await gateway.ask("admin", "POST", "/api/v1/interviews", body)
    key = made.json()["interviewId"]
    facts = await gateway.ask("admin", "GET", f"/api/v1/interviews/{key}")
    written = await gateway.ask("admin", "GET", f"/api/v1/interviews/{key}/json-resume")
    wrong = await gateway.ask(
        "admin", "POST", "/api/v1/interviews", body | {"resume": {"work": [{"startDate": "May"}]}}
    )
    read = await gateway.http.post(
        "/api/v1/documents/text",
        content=json.dumps(resume).encode(),
        headers=gateway.callers["admin"],
    )

    assert made.status_code == 201, made.text
    assert facts.json()["candidateName"] == "Ada Lovelace"
    assert written.json()["basics"]["name"] == "Ada Lovelace"
    assert written.json()["work"] == resume["work"]
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_json_resume")
    assert "resume.work[0].startDate" in wrong.text
    assert "- 2019-03, Mill, Buyer" in read.json()["text"]


async def test_the_facts_of_a_resume_are_read_corrected_and_exported_as_they_are(
    gateway: Gateway,
) -> None:
    text = (
        "Buyer at Mill (March 2018 - May 2024)\n"
        "BSc Economics, University of Leeds, 2014 - 2017\nBought wool."
    )
    read = await gateway.http.post(
        "/api/v1/interviews/parse-resume",
        content=text.encode(),
        headers=gateway.callers["recruiter"] | {"content-type": "text/plain"},
    )
    facts = read.json()["facts"]
    body = {
        "position": "Buyer",
        "level": "MID",
        "candidateName": "Ada Lovelace",
        "resumeText": read.json()["resumeText"],
        "resume": {"work": facts["work"], "education": facts["education"]},
    }
    made = await gateway.ask("recruiter", "POST", "/api/v1/interviews", body)
    path = f"/api/v1/interviews/{made.json()['interviewId']}/json-resume"

    stored = (await gateway.ask("recruiter", "GET", path)).json()
    right = {
        "basics": {"name": "Ada King", "label": "Buyer"},
        "work": [{**facts["work"][0], "name": "Mill & Sons"}],
        "education": facts["education"],
        "skills": [{"name": "Purchasing"}],
    }
    corrected = await gateway.ask("recruiter", "PUT", path, {"resume": right})
    exported = (await gateway.ask("recruiter", "GET", path)).json()
    again = await gateway.ask("recruiter", "PUT", path, {"resume": exported})
    wrong = await gateway.ask("recruiter", "PUT", path, {"resume": {"work": [{"endDate": "May"}]}})
    viewer = await gateway.ask("viewer", "PUT", path, {"resume": right})
    foreign = await gateway.ask("other", "PUT", path, {"resume": right})
    detail = await gateway.ask("recruiter", "GET", path.removesuffix("/json-resume"))

    assert facts["work"] == [
        {"name": "Mill", "position": "Buyer", "startDate": "2018-03", "endDate": "2024-05"}
    ]
    assert (stored["work"], stored["education"]) == (facts["work"], facts["education"])
    assert corrected.json() == exported
    assert exported["basics"] == {"name": "Ada Lovelace", "label": "Buyer"}
    assert {name: exported[name] for name in ("work", "education", "skills")} == {
        name: right[name] for name in ("work", "education", "skills")
    }
    assert again.json() == exported, "what was exported can be imported without a change"
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (
        422,
        "resume.work[0].endDate",
    )
    assert (viewer.status_code, foreign.status_code) == (403, 404)
    assert detail.json()["resumeText"] == text, "the candidate's own text stays"
