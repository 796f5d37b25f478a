"""Reviews: how soon one is ready after a talk, and five hundred results in one request."""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
from tests.database import cloned_database, drop
from tests.fakes.practice_platform import PracticePlatform, Seeker, a_practice_platform

from bench.client import Json
from bench.measure import Figure, percentile, report
from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.kernel.ids import DEMO_TENANT_ID

RESULTS = 500
_ANSWER = (
    "Last winter our shop went down on a Friday evening. My task was to bring it back before the rush. "
    "I read the logs, rolled back the release myself and told the customers because they waited. "
    "In the end errors fell from 9 to 3 percent, and since then I test the rollback every month."
)
_COPY_REVIEW = """
    INSERT INTO review (tenant_id, interview_id, run_id, person_id, session_id, status, version,
                        interview_type, difficulty, assessment_id, scorer_kind, scorer_version,
                        overall_score, created_at, updated_at, completed_at, sealed_document)
    SELECT tenant_id, %(interview)s, run_id, %(person)s, session_id, status, version, interview_type,
           difficulty, assessment_id, scorer_kind, scorer_version, overall_score, created_at, updated_at,
           completed_at, %(document)s
    FROM review
    WHERE interview_id = %(of)s
"""
_ASSIGNED = """
    INSERT INTO assignment (tenant_id, id, batch_id, role, round, status, interview_id, assigned_by,
                            assigned_at, started_at, completed_at)
    VALUES (%(tenant)s, %(id)s, %(id)s, 'Engineer', 'behavioral', 'completed', %(interview)s, %(id)s,
            now(), now(), now())
"""


@dataclass(frozen=True, slots=True)
class _Line:
    """A person at the gateway."""

    house: PracticePlatform
    http: httpx.AsyncClient
    who: str

    async def ask(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        headers = self.house.headers(self.who)
        answer = await self.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        answer.raise_for_status()
        return answer


async def _talked(line: _Line) -> tuple[str, float]:
    """Return a session, and the seconds from the end of its talk until its review was completed."""
    session_id = await line.house.ready(line.who)
    url, words = line.house.url("edge", session_id), line.house.protocols(line.who)
    await Seeker(url, words, answer=_ANSWER).practise(patience_s=120)
    ended = time.perf_counter()
    while (await line.ask("GET", f"/review/{session_id}")).json()["status"] != "completed":
        await asyncio.sleep(0.02)
    return session_id, time.perf_counter() - ended


async def _many(house: PracticePlatform, session_id: str) -> list[UUID]:
    """Return assignments of as many people, each with a review of its own like that of ``session_id``."""
    on, original, made = house.on, parse_practice_session_id(session_id), []
    async with on.open_work(DEMO_TENANT_ID) as work:
        row = await work.fetch_one(
            "SELECT person_id, sealed_document FROM review WHERE interview_id = %(id)s",
            {"id": original},
        )
        assert row is not None
        words = (await on.vault.get_cipher(work, row["person_id"])).decrypt_json(
            row["sealed_document"]
        )
        for _ in range(RESULTS):
            person, interview, assignment = (on.ids.new_id() for _ in range(3))
            sealed = (await on.vault.get_cipher(work, person)).encrypt_json(words)
            review = {"of": original, "interview": interview, "person": person, "document": sealed}
            await work.execute(_COPY_REVIEW, review)
            assigned = {"tenant": DEMO_TENANT_ID, "id": assignment, "interview": interview}
            await work.execute(_ASSIGNED, assigned)
            made.append(assignment)
    return made


async def _run(house: PracticePlatform, talks: int, requests: int) -> list[Figure]:
    base = f"http://127.0.0.1:{house.ports['gateway']}"
    async with httpx.AsyncClient(base_url=base, timeout=60) as http:
        seeker, staff = _Line(house, http, "seeker"), _Line(house, http, "recruiter")
        done = [await _talked(seeker) for _ in range(talks)]
        ready = [seconds for _, seconds in done]
        ids = [str(one) for one in await _many(house, done[0][0])]
        times, cpu, size = [], [], 0
        for _ in range(requests):
            began, worked = time.perf_counter(), time.process_time()
            body = {"organization_id": "demo", "assignment_ids": ids}
            answer = await staff.ask("POST", "/interviews/results:bulk", body)
            times.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - worked) * 1000)
            size = len(answer.content)
            assert len(answer.json()["results"]) == RESULTS
    return [
        Figure("review ready after the end of the talk, median", percentile(ready, 0.5), "s"),
        Figure("review ready after the end of the talk, worst", max(ready), "s"),
        Figure(f"results of {RESULTS} assignments, median", percentile(times, 0.5), "ms"),
        Figure(f"results of {RESULTS} assignments, p95", percentile(times, 0.95), "ms", budget=300),
        Figure(
            "processor time of that request in this process, median", percentile(cpu, 0.5), "ms"
        ),
        Figure("bytes of that answer", size / 1024, "KiB"),
    ]


async def main(*, quick: bool = False) -> None:
    talks, requests = (2, 10) if quick else (6, 40)
    method = (
        f"Every role in this process, which is the client too; {talks} text talks of five minutes' plan one"
        " after another, answered at once, polled every 20 ms from the last frame until the review is"
        f" completed; then {requests} requests for the completed results of {RESULTS} people, each review"
        " sealed under a key of its own, until the last byte."
    )
    database = cloned_database("bench_reviews")
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with a_practice_platform(database, Path(folder)) as house:
                await report(
                    "Reviews",
                    method,
                    lambda: _run(house, talks, requests),
                    runs=1 if quick else 3,
                )
    finally:
        drop(database)


if __name__ == "__main__":
    asyncio.run(main())
