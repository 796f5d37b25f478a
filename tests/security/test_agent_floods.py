"""One message of an agent stops nobody else: what is slow to read is refused before it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.fakes.platform_process import RealPlatform

from vivavoce.app.protocol_servers import MAX_PROTOCOL_VALUES
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

A2A, REST_BINDING, MCP = "/a2a/v1", "/a2a/v1/message:send", "/mcp"
HEADERS = {
    "X-API-Key": DEMO_KEY,
    "Content-Type": "application/json",
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2025-06-18",
}
ZEROS = [0] * 400_000
MEMBERS = {f"k{number}": 0 for number in range(70_000)}


def _message(*parts: Any, **more: Any) -> dict[str, Any]:
    return {"messageId": "flood", "role": "ROLE_USER", "parts": [*parts], **more}


def _send(message: Any, method: str = "SendMessage") -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": {"message": message}}


def _tool(arguments: Any, **more: Any) -> dict[str, Any]:
    params = {"name": "request_interview", "arguments": arguments, **more}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


_DATA = {"data": {"position": "Van driver"}}
_OLD = {"messageId": "flood", "role": "user", "kind": "message"}
FLOODS: dict[str, tuple[str, str, Any]] = {
    "parts": (A2A, "1.0", _send(_message(*[{}] * 300_000))),
    "texts": (A2A, "1.0", _send(_message(*[{"text": "a"}] * 70_000))),
    "data": (A2A, "1.0", _send(_message({"data": {"skills": ZEROS}}))),
    "metadata": (A2A, "1.0", _send(_message(_DATA, metadata=MEMBERS))),
    "references": (A2A, "1.0", _send(_message(_DATA, referenceTaskIds=["loop"] * 90_000))),
    "version 0.3": (
        *(A2A, "0.3"),
        _send({**_OLD, "parts": [{"kind": "data", "data": {"a": ZEROS}}]}, "message/send"),
    ),
    "binding": (REST_BINDING, "1.0", {"message": _message(*[{}] * 300_000)}),
    "arguments": (MCP, "", _tool({"facts": {"position": "Van driver", "skills": ZEROS}})),
    "meta": (MCP, "", _tool({"facts": {}}, _meta=MEMBERS)),
    "calls": (MCP, "", [_tool({})] * 1_500),
}


def _post(platform: RealPlatform, path: str, version: str, body: Any) -> httpx.Response:
    is_raw = isinstance(body, bytes | Iterator)
    content = body if is_raw else json.dumps(body, separators=(",", ":"))
    headers = HEADERS | ({"A2A-Version": version} if version else {})
    return httpx.post(f"{platform.url}{path}", headers=headers, content=content, timeout=60)


@pytest.mark.parametrize("name", FLOODS)
def test_a_message_of_very_many_values_is_refused_before_the_protocol_reads_it(
    small_platform: RealPlatform, name: str
) -> None:
    answer = _post(small_platform, *FLOODS[name])

    assert answer.status_code == 413, answer.text[:500]
    assert answer.json()["code"] == "too_many_values"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16", "utf-32-be", "utf-8-sig"])
@pytest.mark.parametrize("path", [A2A, REST_BINDING, MCP])
def test_a_message_that_is_not_plain_utf_8_is_refused(
    small_platform: RealPlatform, path: str, encoding: str
) -> None:
    message = _message({"data": {"skills": [[]] * 6_000}})
    body = _tool({"facts": message}) if path == MCP else _send(message)
    text = json.dumps({"message": message} if path == REST_BINDING else body)

    answer = _post(small_platform, path, "" if path == MCP else "1.0", text.encode(encoding))

    assert answer.status_code == 400, answer.text[:500]
    assert "UTF-8" in answer.json()["detail"]


@pytest.mark.parametrize(("more", "is_read"), [(-40, True), (40, False)])
def test_a_message_below_the_limit_is_read(
    small_platform: RealPlatform, more: int, is_read: bool
) -> None:
    message = _message(_DATA, metadata={"numbers": [0] * (MAX_PROTOCOL_VALUES + more)})
    message["taskId"] = "no such task"

    answer = _post(small_platform, A2A, "1.0", _send(message))

    assert answer.status_code == (200 if is_read else 413)
    if is_read:
        assert answer.json()["error"]["code"] == -32001


@pytest.mark.parametrize("path", [A2A, REST_BINDING, MCP])
def test_fifty_megabytes_of_unannounced_length_are_not_read(
    small_platform: RealPlatform, path: str
) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        yield b'{"jsonrpc": "2.0", "id": "'
        for _ in range(50 << 4):
            sent += 1 << 16
            yield b"a" * (1 << 16)

    before = _memory(small_platform)
    try:
        answer = _post(small_platform, path, "1.0", pieces())
    except httpx.TransportError:  # the server closed the line while we were sending
        assert sent < 50 << 20
    else:
        assert answer.status_code == 413
    assert _memory(small_platform) - before < 20 << 20


def test_wrong_arguments_are_named_in_a_short_answer(small_platform: RealPlatform) -> None:
    answer = _post(small_platform, MCP, "", _tool({"facts": {"skills": [0] * 4_000}}))

    (content,) = answer.json()["result"]["content"]
    assert content["text"].startswith("'facts.skills.0': ")
    assert content["text"].endswith("and 3,980 more")


def test_an_unknown_name_is_not_repeated_in_full(small_platform: RealPlatform) -> None:
    call = _tool({})
    call["params"]["name"] = "a" * 500_000

    answer = _post(small_platform, MCP, "", call)

    assert len(answer.content) < 1_000


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_no_line_is_held_open_for_what_is_never_sent(
    small_platform: RealPlatform, method: str
) -> None:
    answer = httpx.request(method, f"{small_platform.url}{MCP}", headers=HEADERS, timeout=20)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def _memory(platform: RealPlatform) -> int:
    pages = Path(f"/proc/{platform.pid('up')}/statm").read_text(encoding="ascii").split()
    return int(pages[1]) * 4096
