"""Staff at the gateway, a candidate at the edge: real roles, real sign-in, and a gateway that is killed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.database import TestDatabase, cloned_database, drop
from tests.fakes.api_clients import ApiClient, Json, signed_in
from tests.fakes.platform_process import ALONE, RealPlatform, standing, tended
from tests.faults.journey.interview_journey import REQUEST
from websockets.asyncio.client import ClientConnection, connect

from vivavoce.app.doctor.checks import run_checks
from vivavoce.app.platform import connect_to_platform
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

pytestmark = pytest.mark.soak

IN_TIME_S = 60.0


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_staff_gateway")
    yield made
    drop(made)


async def until(line: ClientConnection, frame_type: str, /, **members: object) -> Json:
    async with asyncio.timeout(IN_TIME_S):
        while True:
            message: Json = json.loads(await line.recv())
            if message["type"] == frame_type and members.items() <= message.items():
                return message


async def open_link(platform: RealPlatform, recruiter: ApiClient) -> Json:
    """Have an interview planned and approved, and return what its candidate starts with."""
    partner = ApiClient(platform.url, {"X-API-Key": DEMO_KEY})
    made = await partner.post(
        "/a2a/interview", {**REQUEST, "candidateRef": "staff", "experienceLevel": "MID"}
    )
    run = made["runId"]
    async with asyncio.timeout(IN_TIME_S):
        while (await recruiter.get(f"/interviews/{run}/status"))["state"] != "APPROVED":
            status = await recruiter.get(f"/interviews/{run}/status")
            if status["state"] == "INFO_NEEDED":
                fact = {"level": "MID", "skills": REQUEST["skills"]}
                await partner.ask("PATCH", f"/a2a/interview/{run}/complete-info", fact)
            if status["state"] == "PENDING":
                plan = await recruiter.get(f"/interviews/{run}/plan")
                yes = {"approved": True, "comments": "Good.", "planId": plan["planId"]}
                await recruiter.ask("POST", f"/a2a/interview/{run}/approve", yes)
            await asyncio.sleep(0.1)
    link = (await recruiter.get(f"/interviews/{run}/status"))["interviewLink"]
    way = f"/candidate-access/{link.rpartition('/')[2]}"
    anyone = ApiClient(platform.url)
    card = await anyone.get(f"{way}/info")
    yes = {"accepted": True, "version": card["consent"]["version"]}
    await anyone.post(f"{way}/consent", yes)
    return await anyone.post(f"{way}/start")


def staff_socket(platform: RealPlatform, recruiter: ApiClient, path: str = "") -> Any:
    token = recruiter.headers["Authorization"].removeprefix("Bearer ")
    return connect(
        f"ws://127.0.0.1:{platform.ports['gateway']}/api/v1/live{path}",
        subprotocols=["vivavoce.staff.v1", f"bearer.{token}"],  # type: ignore[list-item]
    )


async def test_staff_actions_reach_the_interview_although_the_gateway_is_killed(
    database: TestDatabase, tmp_path: Path
) -> None:
    platform = RealPlatform(
        tmp_path,
        roles=ALONE,
        database_url=database.owner_url,
        settings={"VIVAVOCE_OTP_REQUIRED": "false"},
    )
    with standing(platform):
        async with tended(platform):
            recruiter = await signed_in(platform.url, "recruiter")
            session = await open_link(platform, recruiter)
            address = (
                f"{platform.edge_url}/?sessionId={session['sessionId']}"
                f"&tenantId={session['tenantId']}"
            )
            async with connect(address) as candidate, staff_socket(platform, recruiter) as wall:
                await until(candidate, "TRANSCRIPT", kind="question")
                (card,) = (await recruiter.get("/live"))["sessions"]
                shown = await until(wall, "snapshot")
                path = f"/sessions/{card['sessionId']}"
                async with staff_socket(platform, recruiter, f"/{card['sessionId']}") as watch:
                    assert watch.subprotocol == "vivavoce.staff.v1"
                    first = await until(watch, "events")
                    listens = await until(candidate, "NOTIFICATION", kind="staff")
                    taken = await recruiter.post(f"{path}/takeover")
                    await recruiter.post(f"{path}/say", {"text": "Hello, a person here."})
                    transcript = await until(candidate, "TRANSCRIPT", text="Hello, a person here.")
                    platform.kill("gateway")
                    left = await until(candidate, "NOTIFICATION", kind="staff", text=_NOBODY)
                after = await recruiter.get(path)
                await recruiter.post(f"{path}/handback")
                await until(candidate, "NOTIFICATION", text=_GOES_ON)
            async with connect_to_platform(platform.own_settings, name="test") as on:
                broken = [
                    one.invariant.full_name
                    for one in await run_checks(on, recheck_delay_s=3)
                    if not one.is_satisfied
                ]

    assert [death.role for death in platform.deaths] == ["gateway"]
    assert broken == []
    assert card["initials"] == "DK"
    assert card["sessionId"] in [each["sessionId"] for each in shown["sessions"]]
    assert first["events"][0]["type"] == "session.created"
    assert "listening" in listens["text"]
    assert taken["isAttended"] is True
    assert transcript["saidBy"] == "staff"
    assert left["text"] == _NOBODY
    assert (after["takenOverBy"], after["observers"]) == (taken["takenOverBy"], 0)


_NOBODY = "The hiring team is no longer listening."
_GOES_ON = "The interviewer continues from here."
