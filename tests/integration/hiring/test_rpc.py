"""JSON-RPC at ``/a2a/task``: the methods, the codes, batches and notifications."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes.hiring import BODY, HiringWorld
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import find, judged, pending

from vivavoce.kernel.ids import TenantId


async def test_an_interview_is_processed_by_remote_calls(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    made = await edge.call("interview.create", {"position": "Nurse"})
    run = {"runId": made["result"]["runId"]}

    filled = await edge.call("interview.completeInfo", run | BODY)
    status = await edge.call("interview.getStatus", run)

    assert made["id"] == 1
    assert made["result"]["state"] == "INFO_NEEDED"
    assert filled["result"]["state"] == "VALIDATING_SKILLS"
    assert status["result"]["state"] == "VALIDATING_SKILLS"


async def test_a_misspelled_member_of_the_params_is_named_in_the_result(edge: Edge) -> None:
    made = await edge.call("interview.create", {"postion": "Nurse"})
    status = await edge.call("interview.getStatus", {"runId": made["result"]["runId"], "x": 1})

    assert [one["message"] for one in made["result"]["warnings"] if one["severity"] == "INFO"] == [
        "'postion' is not a known field and was ignored. Did you mean 'position'?"
    ]
    assert [one["field"] for one in status["result"]["warnings"]] == ["x"]


async def test_an_unknown_method_is_answered_with_the_methods_that_exist(edge: Edge) -> None:
    answer = await edge.call("interview.delete", {})

    assert answer["error"]["code"] == -32601
    for method in ("interview.create", "interview.getStatus", "assessment.approve"):
        assert method in answer["error"]["message"]


async def test_a_misspelled_member_is_named_beside_the_one_that_is_missing(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.call("interview.approve", {"runId": interview.run_id, "aproved": True})

    data = answer["error"]["data"]
    assert data["field"] == "approved"
    assert [one["field"] for one in data["warnings"]] == ["aproved"]
    assert "Did you mean 'approved'?" in data["warnings"][0]["message"]
    refused = await edge.ask(
        "POST", f"/a2a/interview/{interview.run_id}/approve", {"aproved": True}, badge="partner"
    )
    assert [one["field"] for one in refused.json()["errors"]] == ["aproved", "approved"]


@pytest.mark.parametrize(
    ("method", "params", "state"),
    [
        ("interview.approve", {"approved": True}, "APPROVED"),
        ("interview.approve", {"approved": False, "comments": "No."}, "REJECTED"),
        ("interview.requestModification", {"comments": "More."}, "GENERATING_PLAN"),
        ("interview.modify", {"comments": "More."}, "GENERATING_PLAN"),
    ],
)
async def test_decisions_are_accepted_under_old_and_new_names(
    world: HiringWorld,
    tenant: TenantId,
    edge: Edge,
    method: str,
    params: dict[str, Any],
    state: str,
) -> None:
    interview = await pending(world, tenant)

    answer = await edge.call(method, {"runId": interview.run_id, **params})

    assert answer["result"]["state"] == state
    assert (await find(world, tenant, interview.run_id)).state == state


async def test_each_refusal_has_its_documented_code(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)
    assessed = await judged(world, tenant)
    run = {"runId": interview.run_id}

    async def code(method: str, params: Any, badge: str = "partner") -> int:
        answer = await edge.call(method, params, badge=badge)
        return int(answer["error"]["code"])

    assert await code("interview.fly", run) == -32601
    assert await code("interview.approve", {"approved": True}) == -32602
    assert await code("interview.approve", run | {"approved": "yes"}) == -32602
    assert await code("interview.create", {"level": "x"}) == -32602
    assert await code("interview.create", {"state": "PENDING"}) == -32602
    assert await code("interview.create", ["a"]) == -32602
    assert await code("interview.status", run, "nobody") == -32001
    assert await code("interview.approve", run | {"approved": True}, "VIEWER") == -32002
    assert await code("interview.status", {"runId": "run_1_none"}) == -32003
    assert await code("interview.complete-info", run | {"level": "MID"}) == -32004
    key_decides = {"runId": assessed.run_id, "approved": True}
    assert await code("assessment.approve", key_decides) == -32002


async def test_invalid_params_name_the_field_and_an_invalid_transition_the_state(
    world: HiringWorld, tenant: TenantId, edge: Edge
) -> None:
    interview = await pending(world, tenant)

    wrong = await edge.call("interview.create", {"level": "WIZARD"})
    early = await edge.call("interview.completeInfo", {"runId": interview.run_id, "level": "MID"})

    assert wrong["error"]["data"]["field"] == "level"
    assert "WIZARD" in wrong["error"]["data"]["issue"]
    assert early["error"]["data"]["currentState"] == "PENDING"
    assert "APPROVE" in early["error"]["data"]["allowedTransitions"]


@pytest.mark.parametrize("raw", [b"{", b"\xff", b'{"a":1,"a":2}', b"NaN", b""])
async def test_invalid_json_is_a_parse_error(edge: Edge, raw: bytes) -> None:
    answer = await edge.raw("/a2a/task", raw)

    assert answer.status_code == 200
    assert answer.json()["error"]["code"] == -32700
    assert answer.json()["id"] is None


@pytest.mark.parametrize(
    "call",
    [
        17,
        {},
        [],
        {"jsonrpc": "1.0", "method": "interview.status", "id": 1},
        {"jsonrpc": "2.0", "method": 5, "id": 1},
        {"jsonrpc": "2.0", "method": "interview.status", "id": {}},
        {"jsonrpc": "2.0", "method": "interview.status", "id": True},
        [{"jsonrpc": "2.0", "method": "x", "id": n} for n in range(51)],
    ],
)
async def test_json_that_is_no_call_is_an_invalid_request(edge: Edge, call: Any) -> None:
    answer = await edge.rpc(call)

    assert answer["error"]["code"] == -32600


async def test_a_batch_is_answered_call_by_call_without_its_notifications(edge: Edge) -> None:
    made = {"jsonrpc": "2.0", "method": "interview.create", "params": BODY}

    answers = await edge.rpc([made | {"id": "a"}, made, 17, made | {"id": None}])

    assert [answer["id"] for answer in answers] == ["a", None, None]
    assert "result" in answers[0]
    assert answers[1]["error"]["code"] == -32600
    assert "result" in answers[2]
    listed = (await edge.ask("GET", "/interviews")).json()
    assert listed["total"] == 3


async def test_a_notification_is_carried_out_and_not_answered(edge: Edge) -> None:
    call = {"jsonrpc": "2.0", "method": "interview.create", "params": BODY}

    alone = await edge.ask("POST", "/a2a/task", call)
    together = await edge.ask("POST", "/a2a/task", [call, call])

    assert (alone.status_code, together.status_code) == (204, 204)
    assert alone.content == together.content == b""
    assert (await edge.ask("GET", "/interviews")).json()["total"] == 3
