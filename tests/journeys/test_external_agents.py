"""Planner and assessor are external programs that use the runs API."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.journeys.platform import platform, process
from tests.whole_examples import members_only_in_example

from vivavoce.app.api_document.run_documents import AssessmentInputResponse
from vivavoce.app.demo.platform_client import (
    DemoFailedError,
    PlatformClient,
    open_session_socket,
)
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.domain.api_keys import DEMO_KEY
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

pytestmark = pytest.mark.soak

KEY = "a-key-that-only-this-journey-gives-to-its-agents"
EXAMPLE = Path(__file__).parents[2] / "examples" / "outside_planner.py"
REQUEST = {
    "candidateName": "Dana Kowalczyk",
    "candidateEmail": "dana@example.com",
    "position": "Warehouse shift lead",
    "level": "MID",
    "skills": ["Python", "PostgreSQL"],
    "jobDescription": "You lead a shift of twelve people in our spare parts warehouse. " * 3,
}


async def take_interview(anyone: PlatformClient, link: str) -> None:
    way = f"/candidate-access/{link.rpartition('/')[2]}"
    card = await anyone.get(f"{way}/info")
    await anyone.post(f"{way}/consent", {"accepted": True, "version": card["consent"]["version"]})
    session, dana, count = await anyone.post(f"{way}/start"), StrongCandidate(), 0
    async with open_session_socket(
        session["wsUrl"], session["sessionId"], session["tenantId"]
    ) as room:
        async for frame in room.frames():
            if frame.get("role") == "agent" and frame["kind"] in (
                "question",
                "follow_up",
                "repeat",
            ):
                count += 1
                said = dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")
                await room.send(type="TEXT", text=said, clientMessageId=f"said {count}")


async def evidence(agent: httpx.AsyncClient, run_id: str) -> dict[str, Any]:
    """Quote the start of the first long answer, and something that nobody said."""
    async with asyncio.timeout(20):
        run = (await agent.get(f"/runs/{run_id}")).json()
        while run["kind"] != "assessment":
            await asyncio.sleep(0.1)
            run = (await agent.get(f"/runs/{run_id}")).json()
    assert (run["status"], run["awaitsResult"]) == ("queued", True)
    AssessmentInputResponse.model_validate(run["input"])
    turns, rubric = run["input"]["turns"], run["input"]["rubric"]
    asked = {q["id"]: c["name"] for c in rubric["competencies"] for q in c["questions"]}
    said = next(t for t in turns if t["role"] == "candidate" and len(t["text"].split()) > 8)
    before = [t for t in turns if t["turn"] < said["turn"] and t["questionId"]]
    item = {
        "quote": " ".join(said["text"].split()[:8]),
        "turn": said["turn"],
        "competency": asked[said["questionId"] or before[-1]["questionId"]],
        "sub_dimension": "Practice",
        "level": 4,
    }
    return {
        "assessor": "outside assessor v7",
        "evidence": [item, item | {"quote": "I invented it all"}],
    }


async def test_an_interview_is_planned_and_assessed_by_external_programs(
    tmp_path: Path,
) -> None:
    outside = {"VIVAVOCE_PLANNER": "external", "VIVAVOCE_ASSESSOR": "external", "A2A_API_KEY": KEY}
    credentials = {"X-API-Key": KEY, "X-Tenant-ID": str(DEMO_TENANT_ID)}
    async with (
        platform(tmp_path, **outside, VIVAVOCE_OTP_REQUIRED="false") as at,
        httpx.AsyncClient(base_url=f"{at.agents}/api/v1", headers=credentials, timeout=60) as agent,
        PlatformClient(at.gateway, api_key=DEMO_KEY) as partner,
        PlatformClient(at.gateway) as anyone,
    ):
        login = {"email": build_demo_email("recruiter"), "password": DEMO_PASSWORD}
        token = (await anyone.post("/auth/login", login))["accessToken"]
        run_id = (await partner.post("/a2a/interview", REQUEST))["runId"]
        async with PlatformClient(at.gateway, token=token) as recruiter:
            env = {
                **os.environ,
                **outside,
                "TENANT_ID": str(DEMO_TENANT_ID),
                "VIVAVOCE_URL": at.agents,
            }
            async with process(str(EXAMPLE), env=env, output=tmp_path / "planner.txt"):
                status = await recruiter.wait_for_state(
                    f"/a2a/interview/{run_id}/status", "PENDING"
                )
            assert status["plan"]["document"]["planner"] == "example planner v1"
            run = await recruiter.get(f"/runs/{run_id}")
            assert (run["kind"], run["status"]) == ("plan", "pending_hitl")
            done = await recruiter.post(f"/runs/{run['id']}/continue", {"approved": True})
            assert done["status"] == "completed"

            status = await recruiter.get(f"/a2a/interview/{run_id}/status")
            async with asyncio.timeout(30):
                await take_interview(anyone, status["interviewLink"])
            found = await evidence(agent, run_id)
            kept = await agent.put(f"/runs/{run_id}/result", json=found)
            assert kept.status_code == 200, kept.text
            assert kept.json()["dropped"] == [{"index": 1, "reason": "not_verbatim"}]
            assert members_only_in_example("put_result", kept.json()) == []

            status = await recruiter.wait_for_state(
                f"/a2a/interview/{run_id}/status", "ASSESSMENT_PENDING"
            )
            card = status["assessment"]["scorecard"]
            assert card["scorer"]["kind"] == "outside assessor v7"
            scored = [one for one in card["competencies"] if one["score"] is not None]
            assert [one["score"] for one in scored] == [3.5]

            own = kept.json()["id"]
            refused = await agent.post(f"/runs/{own}/continue", json={"approved": True})
            assert refused.status_code == 403
            with pytest.raises(DemoFailedError, match="answered 403"):
                await partner.post(f"/runs/{own}/continue", {"approved": True})
            done = await recruiter.post(f"/runs/{own}/continue", {"approved": True})
            assert (done["status"], done["result"]["assessmentId"]) == ("completed", own)
