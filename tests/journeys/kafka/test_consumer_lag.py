"""A stopped agents service shows as lag on the status page, on both buses."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.dev_broker import DevBroker
from tests.database import cloned_database, drop
from tests.fakes.api_clients import ApiClient, Json, signed_in
from tests.fakes.platform_process import ALONE, RealPlatform, standing
from tests.journeys.hiring import hiring_at

pytestmark = pytest.mark.soak

TOPIC = "skill.validation.requested"


@pytest.fixture(params=["embedded", "kafka"])
def apart(
    request: pytest.FixtureRequest, worker_id: str, tmp_path: Path
) -> Iterator[tuple[RealPlatform, str]]:
    """A platform whose roles are processes of their own, and the mode that its bus is in."""
    settings, broker = {}, None
    if request.param == "kafka":
        broker = DevBroker(tmp_path / "broker")
        broker.start()
        settings["KAFKA_BROKER"] = broker.address
    made = cloned_database(f"{worker_id}_lag_{request.param}")
    real = RealPlatform(tmp_path, ALONE, made.owner_url, settings)
    with standing(real, ready_in_s=180):
        yield real, request.param
    drop(made)
    if broker is not None:
        broker.kill()


def lag_of(status: Json, topic: str) -> int:
    return sum(
        part["lag"]
        for group in status["groups"]
        for part in group["partitions"]
        if part["topic"] == topic and group["groupId"] == "planner-agent"
    )


async def until_lag(admin: ApiClient, wanted: int) -> Json:
    status: Json = {}
    for _ in range(120):
        status = await admin.get("/admin/kafka/status")
        if lag_of(status, TOPIC) == wanted:
            return status
        await asyncio.sleep(0.5)
    raise AssertionError(f"the lag is {lag_of(status, TOPIC)}, not {wanted}: {status}")


async def test_a_stopped_agents_service_shows_as_lag_until_it_returns(
    apart: tuple[RealPlatform, str],
) -> None:
    platform, mode = apart
    admin = await signed_in(platform.url, "admin")
    first = await hiring_at(platform.url)
    await first.request()
    await first.until("PENDING")
    status = await until_lag(admin, 0)
    assert status["mode"] == mode
    assert set(status) == {"mode", "broker", "clientId", "groups", "totals"}
    keys = {"topic", "partition", "committed", "end", "lag"}
    assert all(set(part) == keys for one in status["groups"] for part in one["partitions"])

    platform.tell("agents", signal.SIGTERM, patience_s=20)
    waiting = [await hiring_at(platform.url) for _ in range(3)]
    for one in waiting:
        await one.request()
    status = await until_lag(admin, 3)
    assert status["totals"]["lag"] >= 3
    assert status["clientId"] == "ai-interview-gateway"

    platform.start("agents")
    for one in waiting:
        await one.until("PENDING")
    await until_lag(admin, 0)
