"""kill -9 of the platform while it writes documents: each is written once and announced once."""

from __future__ import annotations

import asyncio
import json
import signal
import time

import pytest
from tests.fakes.api_clients import ApiClient, Json, signed_in
from tests.fakes.hiring_manager import ANSWERS
from tests.fakes.platform_process import ProcessDeath, tended
from tests.faults.journey.conftest import NewPlatform
from tests.faults.journey.test_killed_at_each_failpoint import Chained
from websockets.asyncio.client import connect

from vivavoce.app.doctor.checks import run_checks
from vivavoce.app.platform import connect_to_platform
from vivavoce.planning.domain.intake.artifacts import ARTIFACT_KINDS

pytestmark = pytest.mark.soak

EDGES = ("artifact.before_commit", "artifact.after_commit")
_PATIENCE_S = 150.0


async def hold_intake(url: str, manager: ApiClient, intake: Json) -> None:
    shown = intake["sessionId"]
    ticket = await manager.post(f"/sessions/{shown}/ticket")
    address = f"{url.replace('http', 'ws', 1)}/api/v1/session/{shown}?ticket={ticket['ticket']}"
    async with asyncio.timeout(_PATIENCE_S), connect(address) as line:
        await line.send(json.dumps({"type": "hello", "last_seq": 0, "mode": "text"}))
        async for raw in line:
            read = json.loads(raw)
            if read["type"] == "question":
                words = {"text": ANSWERS[read["question_id"]], "client_msg_id": f"t{read['turn']}"}
                await line.send(json.dumps({"type": "text_answer", **words}))
            if read["type"] == "ended":
                return


async def written(manager: ApiClient, intake: Json) -> list[Json]:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        found = (await manager.get(f"/intakes/{intake['intakeId']}/artifacts"))["artifacts"]
        if len(found) == len(ARTIFACT_KINDS) and all(one["status"] == "ready" for one in found):
            return list(found)
        await asyncio.sleep(0.2)
    raise AssertionError(f"not all were written: {found}")


async def test_every_document_is_written_once_when_the_platform_is_killed_at_each_failpoint(
    new_platform: NewPlatform,
) -> None:
    made = new_platform()
    platform = Chained(made.folder, database_url=made.database_url)
    platform.left = list(EDGES)
    platform.start("up")
    async with tended(platform):
        manager = await signed_in(platform.url, "manager", patience_s=_PATIENCE_S)
        intake = await manager.post("/intakes", {"companyName": "Acme"})
        await manager.until(f"/intakes/{intake['intakeId']}", "APPROVED")
        await hold_intake(platform.url, manager, intake)
        found = await written(manager, intake)
        async with connect_to_platform(platform.own_settings, name="test") as on:
            broken = [
                one.invariant.full_name
                for one in await run_checks(on, recheck_delay_s=3)
                if not one.is_satisfied
            ]

    assert platform.deaths == [ProcessDeath("up", -signal.SIGKILL)] * len(EDGES)
    assert [one["version"] for one in found] == [1] * len(ARTIFACT_KINDS)
    assert broken == []
