"""Mandatory requirements of the A2A specification 1.0, each as the bytes that a client sends and receives.

These cases are our own, written from the specification; ``tests/a2a_kit`` runs the project's kit.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.integration.a2a.agents import FACTS, http_client, rpc_body, said
from tests.integration.practice.studio import Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOBODYS = "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
DATA = {"data": {"position": "Van driver"}}


async def _post(studio: Studio, body: Any, *, version: str = "1.0", path: str = "") -> Any:
    async with http_client(studio, "key", A2A_Version=version) as http:
        answer = await http.post(
            f"/a2a/v1{path}",
            # httpx refuses to write NaN, as a client of another language may.
            content=body if isinstance(body, bytes) else json.dumps(body),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code < 500, answer.text
        return answer


async def _code(studio: Studio, body: Any, *, version: str = "1.0") -> int:
    answer = await _post(studio, body, version=version)
    assert answer.status_code == 200, answer.text
    assert answer.json()["jsonrpc"] == "2.0"
    return int(answer.json()["error"]["code"])


async def test_an_unknown_method_is_answered_with_the_methods_that_exist(studio: Studio) -> None:
    answer = await _post(studio, rpc_body("DeleteEverything", {}))

    message = answer.json()["error"]["message"]
    assert message.startswith("Method not found. The methods are SendMessage, ")
    assert "GetExtendedAgentCard" in message


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"jsonrpc": "2.0", "id": 1, ', -32700),
        (b"\xff\xfe", None),
        (b"\x80", None),
        (b"[" * 4_000, None),
        ([rpc_body("GetTask", {"id": NOBODYS})], -32600),
        ({"id": 1, "method": "GetTask", "params": {"id": NOBODYS}}, -32600),
        (rpc_body("GetTask", {"id": NOBODYS}, call_id=True), -32600),
        (rpc_body("DeleteEverything", {}), -32601),
        (rpc_body("GetTask", {}), -32602),
        (rpc_body("GetTask", {"id": 5}), -32602),
        (rpc_body("GetTask", {"id": NOBODYS}), -32001),
        (rpc_body("GetTask", {"id": "a\u0000b"}), None),
        (rpc_body("GetTask", {"id": NOBODYS, "historyLength": -1}), -32602),
        (rpc_body("CancelTask", {"id": NOBODYS}), -32001),
        (rpc_body("SubscribeToTask", {"id": NOBODYS}), -32001),
        (rpc_body("ListTasks", {"pageSize": 0}), -32602),
        (rpc_body("SendMessage", {}), -32602),
        (rpc_body("SendMessage", said()), -32602),
        (rpc_body("SendMessage", said({})), -32602),
        (rpc_body("SendMessage", said(DATA, messageId="")), -32602),
        (rpc_body("SendMessage", said(DATA, messageId="x" * 201)), -32602),
        (rpc_body("SendMessage", said(DATA, role="ROLE_AGENT")), -32602),
        (rpc_body("SendMessage", said(DATA, taskId=NOBODYS)), -32001),
        (rpc_body("SendMessage", said(DATA, DATA)), -32602),
        (rpc_body("SendMessage", said(*[{"text": "again"}] * 21)), -32602),
        (rpc_body("SendMessage", said({"data": [1, 2]})), -32602),
        (rpc_body("SendMessage", said({"data": {"durationMinutes": float("nan")}})), None),
        (rpc_body("SendMessage", said({"data": {"position": "Van\u0000driver"}})), None),
        (
            b'{"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message": {"messageId": "big",'
            b' "role": "ROLE_USER", "parts": [{"data": {"durationMinutes": 1e400}}]}}}',
            None,
        ),
        (rpc_body("SendMessage", said(DATA, metadata={"skill": "cook"})), -32602),
        (rpc_body("SendMessage", said({"data": {"positon": "Van driver"}})), -32602),
        (rpc_body("SendMessage", said({"data": {"candidateEmail": "nobody"}})), -32602),
        (rpc_body("SendMessage", said({"data": {"tenantId": NOBODYS}})), -32602),
        (rpc_body("SendMessage", said({"raw": "JVBERi0xLjQK", "filename": "cv.pdf"})), -32005),
        (rpc_body("SendMessage", said({"url": "http://169.254.169.254/latest"})), -32005),
        (
            rpc_body("SendMessage", said(DATA) | {"configuration": {"acceptedOutputModes": ["image/png"]}}),
            -32005,
        ),
        (
            rpc_body(
                "CreateTaskPushNotificationConfig",
                {"taskId": NOBODYS, "url": "https://example.com/hook"},
            ),
            -32001,
        ),
    ],
)  # fmt: skip
async def test_a_bad_call_gets_the_error_of_the_specification(
    studio: Studio, body: Any, code: int | None
) -> None:
    if code is None:
        refused = await _post(studio, body)
        assert refused.status_code == 400
    else:
        assert await _code(studio, body) == code


@pytest.mark.parametrize(
    ("version", "code"), [("0.5", -32009), ("9.0", -32009), ("", -32009), ("1.1", -32001)]
)
async def test_a_call_names_a_version_that_is_supported(
    studio: Studio, version: str, code: int
) -> None:
    assert await _code(studio, rpc_body("GetTask", {"id": NOBODYS}), version=version) == code


async def test_version_0_3_has_its_own_method_names(studio: Studio) -> None:
    call = rpc_body("tasks/get", {"id": NOBODYS})

    assert await _code(studio, call, version="") == -32001
    assert await _code(studio, call, version="1.0") == -32009


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/message:send", said({"data": {"level": "KING"}}), 400),
        ("/message:send", {}, 400),
        ("/message:send", b"{", 400),
        ("/message:stream", said({"data": {"level": "KING"}}), 400),
        (f"/tasks/{NOBODYS}:cancel", {}, 404),
        (f"/tasks/{NOBODYS}:subscribe", {}, 404),
        ("/nothing", {}, 404),
    ],
)
async def test_a_bad_call_of_the_rest_binding_has_its_status(
    studio: Studio, path: str, body: Any, status: int
) -> None:
    assert (await _post(studio, body, path=path)).status_code == status


async def test_the_fields_that_are_wrong_are_named(studio: Studio) -> None:
    answer = await _post(studio, rpc_body("SendMessage", said({"data": FACTS | {"level": "KING"}})))

    details = answer.json()["error"]["data"]
    assert "level" in str(details)
    assert "KING" in answer.json()["error"]["message"]


async def test_a_body_of_50_megabytes_is_refused_before_it_is_read(studio: Studio) -> None:
    async with http_client(studio, "key", A2A_Version="1.0") as http:
        declared = await http.post(
            "/a2a/v1", content=b"", headers={"Content-Length": str(50 << 20)}
        )
        sent = await http.post("/a2a/v1", content=b"a" * (2 << 20))

    assert (declared.status_code, sent.status_code) == (413, 413)


async def test_a_client_that_will_not_wait_gets_the_task_at_once(studio: Studio) -> None:
    params = said({"data": FACTS}) | {"configuration": {"returnImmediately": True}}

    answer = await _post(studio, rpc_body("SendMessage", params))

    task = answer.json()["result"]["task"]
    assert task["status"]["state"] in ("TASK_STATE_WORKING", "TASK_STATE_INPUT_REQUIRED")
    assert task["status"]["timestamp"].endswith("Z")


async def test_a_get_of_the_endpoint_is_no_page(studio: Studio) -> None:
    async with http_client(studio, "key") as http:
        assert (await http.get("/a2a/v1")).status_code == 405


async def test_an_address_that_ends_with_a_slash_is_the_endpoint_too(studio: Studio) -> None:
    answer = await _post(studio, rpc_body("GetTask", {"id": NOBODYS}), path="/")

    assert answer.json()["error"]["code"] == -32001


@pytest.mark.parametrize(
    ("content_type", "code"),
    [
        ("text/plain", -32005),
        ("application/x-www-form-urlencoded", -32005),
        ("application/json; charset=utf-8", -32001),
    ],
)
async def test_a_call_is_json(studio: Studio, content_type: str, code: int) -> None:
    async with http_client(studio, "key", A2A_Version="1.0", Content_Type=content_type) as http:
        answer = await http.post(
            "/a2a/v1", content=json.dumps(rpc_body("GetTask", {"id": NOBODYS}))
        )

    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [("*/*", "application/json"), ("application/a2a+json", "application/a2a+json")],
)
async def test_the_rest_binding_answers_as_json(
    studio: Studio, accept: str, content_type: str
) -> None:
    async with http_client(studio, "key", A2A_Version="1.0", Accept=accept) as http:
        answer = await http.get("/a2a/v1/tasks")

    assert answer.headers["content-type"] == content_type
