"""Test keys: what they create is a test, and each key sees and changes only what is of its own mode."""

from __future__ import annotations

import base64
import io
import json
from datetime import datetime
from typing import Any
from uuid import uuid4  # noqa: TID251 - ids that nobody has

import psycopg
import pyarrow.parquet
import pytest
import pytest_asyncio
from tests.fakes.api_clients import Json
from tests.integration.api.gateway import Gateway
from tests.integration.api.test_foreign_ids import cases, response_to, unknown_ids
from tests.integration.api.valid_bodies import BODIES

from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.domain.api_keys import TEST_KEY_PERMISSIONS

pytestmark = pytest.mark.asyncio(loop_scope="session")

_OF_INTERVIEWS = {
    *("key", "run_id", "interview_id", "id", "session_id", "message_id", "task_id"),
    *("decision_id", "link_id"),
}
"""Names in paths that lead to an interview."""
_REFUSED = {401, 403, 404}
FACTS = {
    "candidateName": "Toni Test",
    "candidateEmail": "toni@example.com",
    "position": "Buyer",
    "level": "MID",
    "skills": ["Negotiation"],
    "jobDescription": "You buy what the house needs and talk with the people who sell it to us.",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def modes(gateway: Gateway) -> Gateway:
    """The gateway with a test key and a live key of equal permissions."""
    for mode in ("test", "live"):
        wish = {"name": mode, "permissions": sorted(TEST_KEY_PERMISSIONS), "mode": mode}
        issued = await gateway.ask("admin", "POST", "/api/v1/api-keys", wish)
        assert issued.status_code == 201, issued.text
        assert issued.json()["key"].startswith(f"sk_{mode}_")
        assert issued.json()["prefix"].startswith(f"sk_{mode}_")
        gateway.callers[mode] = {"X-API-Key": issued.json()["key"]}
    return gateway


async def create(gateway: Gateway, who: str, **more: Any) -> Json:
    answer = await gateway.ask(who, "POST", "/api/v1/interviews", {**FACTS, **more})
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def test_a_test_key_treats_every_live_interview_as_unknown(modes: Gateway) -> None:
    before = await modes.rows(tenant=True)
    differ, refused = {}, set()
    for one, real in cases(modes):
        if not set(real) & _OF_INTERVIEWS:
            continue
        live = await response_to(modes, "test", one, real)
        unknown = await response_to(modes, "test", one, unknown_ids(real))
        if live != unknown or live[0] not in _REFUSED:
            differ[f"{one.id} {real}"] = (live, unknown)
        if live[0] == 404:
            refused.add(one.id)

    assert differ == {}
    assert len(refused) >= 25
    assert await modes.rows(tenant=True) == before


async def _let_a_system_call(gateway: Gateway) -> None:
    """Have an applicant tracking system call about the live interview."""
    connection = await gateway.ask(
        "admin", "PUT", "/api/v1/ats/connections/greenhouse", BODIES["put_ats_connection"]
    )
    assert connection.status_code == 200, connection.text
    async with await psycopg.AsyncConnection.connect(gateway.database.superuser_url) as link:
        await link.execute(
            "INSERT INTO ats_call (tenant_id, id, ats, direction, operation, at, is_successful,"
            " interview_id) VALUES (%s, %s, 'greenhouse', 'received', 'send_test', now(), true, %s)",
            [DEMO_TENANT_ID, uuid4(), gateway.known.interview_id],
        )


async def test_lists_of_a_test_key_contain_nothing_live(modes: Gateway) -> None:
    await _let_a_system_call(modes)
    known = modes.known
    ids = (known.interview_id, known.run_id, known.waiting_id, known.session_id, known.message_id)
    lists = [one.path for one in modes.operations if one.method == "GET" and not one.path_names]
    more = [
        f"/api/v1/interviews?search={known.run_id}",
        "/api/v1/interviews?isTest=false",
        "/api/v1/interviews/export/results?isTest=false",
        *(f"/api/v1/webhooks?status={status}" for status in ("pending", "delivered", "gone")),
    ]
    seen = set()
    for path in lists + more:
        text = (await modes.ask("test", "GET", path)).text
        seen |= {f"{path} {one}" for one in ids if one in text}

    assert seen == set()
    assert known.run_id in (await modes.ask("live", "GET", more[0])).text
    calls = (await modes.ask("live", "GET", "/api/v1/ats/connections")).text
    assert str(known.interview_id) in calls


async def test_a_live_key_sees_no_tests_and_a_person_sees_them_when_asked(modes: Gateway) -> None:
    made = await create(modes, "test")
    key = made["interviewId"]
    path = f"/api/v1/interviews/{key}"
    found = {}
    for who in ("test", "live", "key", "admin"):
        for query in ("", "?isTest=true", "?isTest=false"):
            listed = (await modes.ask(who, "GET", f"/api/v1/interviews{query}")).json()
            found[who, query] = key in [one["id"] for one in listed["data"]]

    assert made["isTest"] is True
    assert {pair for pair, is_found in found.items() if is_found} == {
        ("test", ""),
        ("test", "?isTest=true"),
        ("test", "?isTest=false"),
        ("admin", "?isTest=true"),
    }
    assert [(await modes.ask(who, "GET", path)).status_code for who in ("test", "live", "key")] == [
        200,
        404,
        404,
    ]
    assert (await modes.ask("admin", "GET", path)).json()["isTest"] is True
    assert (await modes.ask("live", "DELETE", path)).status_code == 404


async def test_every_way_to_create_an_interview_with_a_test_key_makes_a_test(
    modes: Gateway,
) -> None:
    csv = "candidateName,position,level,skills\nToni,Buyer,MID,Negotiation\n"
    batch = await modes.ask("test", "POST", "/api/v1/interviews/batch", {"interviews": [FACTS]})
    imported = await modes.ask(
        "test",
        "POST",
        "/api/v1/interviews/import",
        {"csv": csv, "dryRun": False, "createsIncomplete": True},
    )
    partner = await modes.ask("test", "POST", "/api/v1/a2a/interview", BODIES["a2a_create"])
    integration = await modes.ask("test", "POST", "/api/v1/integration/interviews", FACTS)
    rpc = await modes.ask(
        "test",
        "POST",
        "/api/v1/a2a/task",
        {"jsonrpc": "2.0", "id": 1, "method": "interview.create", "params": FACTS},
    )
    template = await modes.ask(
        "test",
        "POST",
        f"/api/v1/templates/{modes.known.template_id}/interviews",
        {"candidateName": "Toni", "candidateEmail": "toni@example.com"},
    )
    agent = await modes.ask(
        "test",
        "POST",
        "/a2a/v1",
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "SendMessage",
            "params": {
                "message": {
                    "messageId": str(uuid4()),
                    "role": "ROLE_USER",
                    "parts": [{"data": FACTS}],
                },
                "configuration": {"returnImmediately": True},
            },
        },
        headers={"A2A-Version": "1.0"},
    )
    tool = await modes.ask("test", "POST", "/mcp", _mcp_call(FACTS), headers=_MCP_HEADERS)
    answers = {
        "batch": batch,
        "import": imported,
        "partner": partner,
        "integration": integration,
        "rpc": rpc,
        "template": template,
        "agent": agent,
        "mcp": tool,
    }
    assert {name: one.status_code for name, one in answers.items() if one.status_code >= 300} == {}
    created = {name: _find_id(one.text) for name, one in answers.items()}
    async with modes.on.open_work(DEMO_TENANT_ID) as work:
        rows = await work.fetch_all(
            "SELECT id::text AS id, is_test FROM interview WHERE id::text = ANY (%(ids)s)",
            {"ids": list(created.values())},
        )
    is_test = {row["id"]: row["is_test"] for row in rows}
    assert {name: is_test.get(one) for name, one in created.items()} == dict.fromkeys(answers, True)


async def test_the_same_names_in_both_modes_are_two_interviews(modes: Gateway) -> None:
    name = {"externalId": f"both-{uuid4()}"}
    same = {"Idempotency-Key": str(uuid4())}
    path = "/api/v1/interviews"
    live = await modes.ask("live", "POST", path, {**FACTS, **name}, headers=same)
    test = await modes.ask("test", "POST", path, {**FACTS, **name}, headers=same)
    again = await modes.ask("test", "POST", path, {**FACTS, **name}, headers=same)

    assert (live.status_code, test.status_code) == (201, 201)
    assert live.json()["interviewId"] != test.json()["interviewId"]
    assert again.json()["interviewId"] == test.json()["interviewId"]
    assert (live.json()["isTest"], test.json()["isTest"]) == (False, True)


async def test_tests_are_not_counted_and_not_in_the_queue(modes: Gateway) -> None:
    paths = ("/api/v1/interviews/counts", "/api/v1/queue", "/api/v1/positions")
    before = [(await modes.ask("admin", "GET", path)).json() for path in paths]
    made = await create(modes, "test", jobDescription=None, position="A post that is a test")
    after = [(await modes.ask("admin", "GET", path)).json() for path in paths]
    with_tests = (await modes.ask("admin", "GET", "/api/v1/queue?isTest=true")).json()

    assert made["state"] == "INFO_NEEDED"
    assert after == before
    assert made["interviewId"] in [one["interview"]["id"] for one in with_tests["data"]]


async def test_the_events_of_a_test_say_so_and_analytics_leave_it_out(modes: Gateway) -> None:
    made = [await create(modes, who) for who in ("test", "live")]
    async with modes.on.open_work(DEMO_TENANT_ID) as work:
        marks = [
            {
                row["mark"]
                for row in await work.fetch_all(
                    "SELECT payload ->> 'isTest' AS mark FROM outbox WHERE interview_id = %(id)s",
                    {"id": one["interviewId"]},
                )
            }
            for one in made
        ]

    assert marks == [{"true"}, {None}]


@pytest.mark.parametrize("permission", ["api-key:manage", "user:manage", "tenant:update"])
async def test_a_test_key_cannot_change_what_is_live(modes: Gateway, permission: str) -> None:
    wish = {"name": "too much", "permissions": [permission], "mode": "test"}
    answer = await modes.ask("admin", "POST", "/api/v1/api-keys", wish)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "not_for_test_keys"


async def test_rotating_a_test_key_makes_a_test_key(modes: Gateway) -> None:
    wish = {"name": "turns", "permissions": ["interview:read"], "mode": "test"}
    issued = (await modes.ask("admin", "POST", "/api/v1/api-keys", wish)).json()
    rotated = await modes.ask("admin", "POST", f"/api/v1/api-keys/{issued['id']}/rotate", {})

    assert rotated.json()["mode"] == "test"
    assert rotated.json()["key"].startswith("sk_test_")


async def test_an_access_token_of_a_test_key_is_of_the_same_mode(modes: Gateway) -> None:
    wish = {"name": "tokens", "permissions": ["interview:read"], "mode": "test"}
    key = (await modes.ask("admin", "POST", "/api/v1/api-keys", wish)).json()
    form = {"grant_type": "client_credentials", "scope": "interview:read"}
    issued = await modes.http.post("/oauth/token", data=form, auth=(key["id"], key["key"]))
    assert issued.status_code == 200, issued.text
    bearer = {"Authorization": f"Bearer {issued.json()['access_token']}"}
    path = f"/api/v1/interviews/{modes.known.interview_id}"

    assert (await modes.http.get(path, headers=bearer)).status_code == 404
    assert (await modes.http.get("/api/v1/interviews", headers=bearer)).status_code == 200


async def test_an_applicant_tracking_system_cannot_use_a_test_key(modes: Gateway) -> None:
    key = modes.callers["test"]["X-API-Key"]
    basic = base64.b64encode(f"{key}:".encode()).decode()
    answer = await modes.http.get(
        "/api/v1/ats/greenhouse/list_tests", headers={"Authorization": f"Basic {basic}"}
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "live_key_needed")


async def test_exports_name_the_tests(modes: Gateway) -> None:
    made = await create(modes, "test")
    query = f"isTest=true&interview={made['interviewId']}"
    lines = (await modes.ask("admin", "GET", f"/api/v1/interviews/export?{query}")).text
    results = (await modes.ask("admin", "GET", f"/api/v1/interviews/export/results?{query}")).text

    table = await modes.ask(
        "admin", "GET", f"/api/v1/interviews/export/results?{query}&format=parquet"
    )

    header, row = lines.strip().splitlines()
    assert dict(zip(header.split(","), row.split(","), strict=True))["isTest"] == "true"
    exported = json.loads(results)
    assert exported["interview"]["isTest"] is True
    (parquet_row,) = pyarrow.parquet.read_table(io.BytesIO(table.content)).to_pylist()
    assert parquet_row["isTest"] is True
    assert parquet_row["createdAt"] == datetime.fromisoformat(exported["interview"]["createdAt"])
    assert parquet_row["skills"] == exported["interview"]["skills"]
    assert json.loads(parquet_row["transitions"]) == exported["interview"]["transitions"]


_MCP_HEADERS = {
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2025-06-18",
}


def _mcp_call(facts: Json) -> Json:
    return {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "request_interview", "arguments": {"facts": facts}},
    }


def _find_id(text: str) -> str:
    """Return the id of the interview in an answer, in whichever form it names it."""
    plain = text.replace("\\", "")
    for name in ('"interviewId":', '"interviewId": ', '"taskId":', '"id":'):
        _, found, rest = plain.partition(name)
        candidate = rest.strip().strip('"')[:36]
        if found and candidate.count("-") == 4:
            return candidate
    return ""
