"""An Agno agent outside the platform takes the planner's place: by the topic and the runs API alone."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.dev_broker import DevBroker
from tests.database import cloned_database, drop
from tests.fakes.api_clients import signed_in
from tests.fakes.platform_process import RealPlatform, standing
from tests.journeys.hiring import hiring_at
from tests.journeys.kafka.conftest import KEY

pytestmark = pytest.mark.soak

EXAMPLE = Path(__file__).parents[3] / "examples" / "agno_planner" / "agno_planner.py"


@pytest.fixture
def platform_without_planner(worker_id: str, tmp_path: Path) -> Iterator[RealPlatform]:
    broker = DevBroker(tmp_path / "broker")
    broker.start()
    made = cloned_database(f"{worker_id}_agno")
    settings = {
        "KAFKA_BROKER": broker.address,
        "VIVAVOCE_PLANNER": "external",
        "A2A_API_KEY": KEY,
    }
    with standing(
        RealPlatform(tmp_path, database_url=made.owner_url, settings=settings), ready_in_s=180
    ) as platform:
        yield platform
    drop(made)
    broker.kill()


async def test_an_agno_agent_plans_by_kafka_and_a_person_approves(
    platform_without_planner: RealPlatform, tmp_path: Path
) -> None:
    platform = platform_without_planner
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LLM_")},
        "KAFKA_BROKER": platform.settings["KAFKA_BROKER"],
        "A2A_API_KEY": KEY,
        "VIVAVOCE_URL": f"http://127.0.0.1:{platform.ports['agents']}",
        "AGNO_TELEMETRY": "false",
    }
    hiring = await hiring_at(platform.url)
    await hiring.request()
    with (tmp_path / "agno.out").open("wb") as out:
        agent = await asyncio.create_subprocess_exec(
            sys.executable, str(EXAMPLE), env=env, stdout=out, stderr=out
        )
    try:
        await hiring.until("PENDING")
    finally:
        agent.kill()
        await agent.wait()

    plan = await hiring.plan()
    assert plan["document"]["planner"] == "agno example planner v1"
    approved = await hiring.recruiter.post(
        f"/a2a/interview/{hiring.run_id}/approve", {"approved": True}
    )
    assert approved["state"] == "APPROVED"
    admin = await signed_in(platform.url, "admin")
    status = await admin.get("/admin/kafka/status")
    assert "planner-agent" not in {one["groupId"] for one in status["groups"]}
