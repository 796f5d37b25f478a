"""A real Prometheus beside a platform, with our rules."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from tests.fakes.api_clients import Json
from tests.ports import free_ports

DEPLOY = Path(__file__).parents[2] / "deploy"
IN_TIME_S = 90


@asynccontextmanager
async def a_prometheus(
    folder: Path, port: int
) -> AsyncIterator[Callable[[str], Awaitable[list[Json]]]]:
    """Run a real Prometheus that scrapes the platform, with our rules; yield a way to ask it."""
    (own_port,) = free_ports(1)
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(DEPLOY / "prometheus" / "vivavoce.rules.yml")],
        "scrape_configs": [
            {"job_name": "vivavoce", "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}
        ],
    }
    file = folder / "prometheus.yml"
    file.write_text(json.dumps(config))
    process = await asyncio.create_subprocess_exec(
        "prometheus",
        f"--config.file={file}",
        f"--storage.tsdb.path={folder / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{own_port}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{own_port}/api/v1", timeout=IN_TIME_S
        ) as http:

            async def ask(expression: str) -> list[Json]:
                answer = await http.get("/query", params={"query": expression})
                assert answer.status_code == 200, answer.text
                result: list[Json] = answer.json()["data"]["result"]
                return result

            await _until_scraped(ask)
            rules = (await http.get("/rules")).json()["data"]["groups"][0]["rules"]
            assert {rule["health"] for rule in rules} <= {"ok", "unknown"}
            yield ask
    finally:
        process.terminate()
        await process.wait()


async def _until_scraped(ask: Callable[[str], Awaitable[list[Json]]]) -> None:
    for _ in range(IN_TIME_S * 10):
        try:
            if await ask("interview_worker_up"):
                return
        except (httpx.TransportError, AssertionError):
            pass  # it does not listen yet, or says 503 until it has begun
        await asyncio.sleep(0.1)
    raise AssertionError("Prometheus scraped nothing")
