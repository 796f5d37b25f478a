"""Practice as its people meet it: assigned, set up, talked through, reviewed and collected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.database import cloned_database, drop
from tests.fakes.api_clients import Json
from tests.fakes.practice_platform import PracticePlatform, Seeker, a_practice_platform

from vivavoce.app.doctor.checks import run_checks
from vivavoce.tenancy.usecases.create_organization import build_demo_email

PATIENCE_S = 90.0
ANSWER = (
    "Last winter our shop went down on a Friday evening. My task was to bring it back before the rush. "
    "I read the logs, rolled back the release myself and told the customers because they waited. "
    "In the end errors fell from 9 to 3 percent, and since then I test the rollback every month."
)


@pytest.fixture
async def platform(worker_id: str, tmp_path: Path) -> AsyncIterator[PracticePlatform]:
    made = cloned_database(f"{worker_id}_practice_story")
    try:
        async with a_practice_platform(made, tmp_path) as platform:
            yield platform
    finally:
        drop(made)


class Edge:
    """The gateway, as signed-in people reach it."""

    def __init__(self, platform: PracticePlatform, http: httpx.AsyncClient) -> None:
        self._house = platform
        self._http = http

    async def ask(self, who: str, method: str, path: str, body: object = None) -> httpx.Response:
        return await self._http.request(
            method, f"/api/v1{path}", json=body, headers=self._house.headers(who)
        )

    async def ask_json(self, who: str, method: str, path: str, body: object = None) -> Json:
        answer = await self.ask(who, method, path, body)
        assert answer.is_success, (path, answer.status_code, answer.text)
        return dict(answer.json())

    async def configured(self, **context: object) -> str:
        me = await self.ask_json("seeker", "GET", "/auth/me")
        made = await self.ask_json(
            "seeker",
            "POST",
            "/configure",
            {
                "user_id": me["id"],
                "org_id": "demo",
                "persona_id": "kapil",
                "interview_type": "behavioral",
                "duration_minutes": 5,
                "context": {"target_role": "Platform engineer", "candidate_name": "Sam Seeker"}
                | {"leaderboard": True}
                | context,
            },
        )
        return str(made["session_id"])

    async def completed_session(self, session_id: str) -> None:
        url, words = self._house.url("edge", session_id), self._house.protocols("seeker")
        ended = await Seeker(url, words, answer=ANSWER).practise(patience_s=PATIENCE_S)
        assert ended["type"] == "ended"

    async def reviewed(self, session_id: str) -> Json:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                review = await self.ask_json("seeker", "GET", f"/review/{session_id}")
                if review["status"] != "processing":
                    return review
                await asyncio.sleep(0.1)


async def test_practice_from_its_assignment_to_its_results(platform: PracticePlatform) -> None:
    base = f"http://127.0.0.1:{platform.ports['gateway']}"
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE_S) as http:
        edge = Edge(platform, http)
        assigned = await edge.ask_json(
            "recruiter",
            "POST",
            "/interviews/assignments",
            {
                "organization_id": "demo",
                "role": "Platform engineer",
                "round": "behavioral",
                "assignee_emails": [build_demo_email("seeker")],
            },
        )
        [assignment] = assigned["assignment_ids"]

        session_id = await edge.configured(assignment_id=assignment)
        before = await edge.ask_json("seeker", "GET", f"/review/{session_id}")
        await edge.completed_session(session_id)
        review = await edge.reviewed(session_id)

        assert before["reason"] == "not_started"
        assert review["status"] == "completed", review
        assert review["session"]["assignment_id"] == assignment
        assert review["session"]["persona_id"] == "kapil"
        assert review["session"]["questions_answered"] == 3
        quotes = [quote for one in review["rubric_scores"] for quote in one["evidence"]]
        assert all(quote["quote"] in ANSWER for quote in quotes)
        assert await edge.ask_json("recruiter", "GET", f"/review/{session_id}") == review
        assert (await edge.ask("other", "GET", f"/review/{session_id}")).status_code == 404

        body = {"organization_id": "demo", "assignment_ids": [assignment]}
        found = await edge.ask_json("recruiter", "POST", "/interviews/results:bulk", body)
        assert found["results"][assignment]["status"] == "completed"
        assert found["results"][assignment]["summary"] == review["summary"]

        board = await edge.ask_json("seeker", "GET", "/leaderboard?org_id=demo")
        listed = [one["session_id"] for one in board["entries"]]
        assert listed == ([] if review["overall_score"] is None else [session_id])

        again = await edge.configured()
        await edge.completed_session(again)
        second = await edge.reviewed(again)
        assert second["historical_comparison"]["previous_session_id"] == session_id

    broken = [
        one.invariant.full_name
        for one in await run_checks(platform.on, recheck_delay_s=2)
        if not one.is_satisfied
    ]
    assert broken == []
