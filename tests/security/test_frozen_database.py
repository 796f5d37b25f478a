"""The database is frozen by SIGSTOP: probes report it within two seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.fakes.platform_process import RealPlatform, standing

from vivavoce.infra.embedded.cluster_home import resolve_cluster_home
from vivavoce.infra.embedded.processes import PidFile

WITHIN_S = 2.0


def of_the_database(platform: RealPlatform) -> list[int]:
    """Return the process ids of the platform's own PostgreSQL, all of them."""
    named = PidFile.read(
        resolve_cluster_home(platform.folder / "data" / "postgres", can_create=False).pgdata
    )
    assert named is not None
    children = [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if _parent(stat) == named.pid
    ]
    return [named.pid, *children]


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return -1


@contextmanager
def frozen(platform: RealPlatform) -> Iterator[None]:
    pids = of_the_database(platform)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def ask(
    http: httpx.AsyncClient, port: int, path: str = "/health/ready"
) -> tuple[float, httpx.Response]:
    began = time.monotonic()
    answer = await http.get(f"http://127.0.0.1:{port}{path}")
    return time.monotonic() - began, answer


@pytest.mark.soak
async def test_a_frozen_database_and_its_return_are_reported_within_two_seconds(
    tmp_path: Path,
) -> None:
    async with httpx.AsyncClient(timeout=60) as http:
        with standing(RealPlatform(tmp_path, settings={"VIVAVOCE_VOICE": "off"})) as platform:
            ports, gateway = platform.ports.values(), platform.ports["gateway"]
            calm = max([(await ask(http, port))[0] for port in ports for _ in range(5)])
            with frozen(platform):
                # More probes than the pool has connections.
                probes = await asyncio.gather(
                    *(ask(http, port) for port in ports for _ in range(5))
                )
                again = await ask(http, gateway)
                live = await ask(http, gateway, "/health/live")
            for _ in range(300):
                _, thawed = await ask(http, gateway)
                if thawed.status_code == 200:
                    break
                await asyncio.sleep(0.1)

    assert {answer.status_code for _, answer in [*probes, again]} == {503}
    assert {answer.json()["checks"]["database"]["status"] for _, answer in probes} == {
        "unavailable"
    }
    # The middle of many, and what the machine itself needs for as many: not the database's doing.
    assert sorted(took for took, _ in probes)[len(probes) // 2] < WITHIN_S + len(probes) * calm
    assert again[0] < WITHIN_S + calm
    assert live[1].status_code == 200
    assert thawed.status_code == 200
