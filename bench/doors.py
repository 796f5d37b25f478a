"""The same interview requested through REST, A2A and MCP of one platform: what each protocol adds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from bench.client import Json, Line, lines, one_after_another
from bench.http import WAY, WISH, until_quiet
from bench.measure import Figure, cpu_seconds, percentile, report
from bench.own_platform import Running, a_platform, own_folder
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

_HEADERS = {
    "X_API_Key": DEMO_KEY,
    "A2A_Version": "1.0",
    "Accept": "application/json, text/event-stream",
    "MCP_Protocol_Version": "2025-06-18",
}


async def _by_rest(line: Line) -> str:
    return str((await line.ask("POST", WAY, WISH))["interviewId"])


async def _by_a2a(line: Line) -> str:
    message = {"messageId": str(uuid4()), "role": "ROLE_USER", "parts": [{"data": WISH}]}
    params = {"message": message, "configuration": {"returnImmediately": True}}
    return str((await _call(line, "/a2a/v1", "SendMessage", params))["task"]["id"])


async def _by_mcp(line: Line) -> str:
    params = {"name": "request_interview", "arguments": {"facts": WISH}}
    result = await _call(line, "/mcp", "tools/call", params)
    if result.get("isError") or "interviewId" not in result["content"][0]["text"]:
        raise RuntimeError(f"MCP: {result}")
    return str(result["content"][0]["text"])


async def _call(line: Line, path: str, method: str, params: Json) -> Json:
    answer = await line.ask(
        "POST", path, {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    )
    if "result" not in answer:
        raise RuntimeError(f"{method}: {answer}")
    return dict(answer["result"])


_DOORS: dict[str, Callable[[Line], Awaitable[str]]] = {
    "REST": _by_rest,
    "A2A": _by_a2a,
    "MCP": _by_mcp,
}


async def _run(on: Running, count: int) -> list[Figure]:
    figures = []
    with lines(on.url, 1, **_HEADERS) as (line,):
        for name, create in _DOORS.items():
            await create(line)  # the first call loads the protocol's library
            await until_quiet(line)
            cpu = cpu_seconds(on.pid)
            times = await one_after_another(lambda _, create=create: create(line), count)
            cpu = cpu_seconds(on.pid) - cpu
            figures += [
                Figure(f"create by {name}, one after another, p50", percentile(times, 0.5), "ms"),
                Figure(f"create by {name}, one after another, p95", percentile(times, 0.95), "ms"),
                Figure(f"processor time of the process, by {name}", cpu / count * 1000, "ms"),
            ]
            await until_quiet(line)
    return figures


async def main(*, quick: bool = False) -> None:
    method = (
        "One `vivavoce up` with its own PostgreSQL (fsync on), audit and encryption on, local profile; this"
        " process is the client, on one connection. Each request is answered once the interview is stored;"
        " plans are written meanwhile, in the same process, and their time is in its processor time."
    )
    with own_folder() as folder:
        async with a_platform(folder) as on:
            await report(
                "Creating an interview by each protocol",
                method,
                lambda: _run(on, 30 if quick else 200),
            )


if __name__ == "__main__":
    asyncio.run(main())
