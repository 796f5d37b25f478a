"""A person takes all of their practice back: nothing that they wrote can be read anywhere afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql
from tests.database import TestDatabase, cloned_database, drop
from tests.fakes.api_clients import Json
from tests.fakes.practice_platform import PracticePlatform, Seeker, a_practice_platform

from vivavoce.app.doctor.checks import run_checks
from vivavoce.contracts.interview import parse_practice_session_id

PATIENCE_S = 90.0
ANSWER = (
    "Last winter the Quillfeather ward was short of two nurses. My task was to keep it safe that night. "
    "I called the agency, rearranged the shifts and checked every patient myself. "
    "In the end no medicine was late, and complaints fell from 9 to 3 a month."
)
WORDS = (
    *("Quillfeather", "Brambleworth", "Zaffrecombe", "Ottermarsh", "Wimblefold", "Sam Demo"),
    "Larkenfell",
)
"""Of answers, name, wish, edited question, chat, account and the edited question's topic."""
WISHES = ("Tolgarrow", "Yewbarrow", "Dunmerrin")
"""Of the role, the employer and its posting: the logs of events keep these, as of any interview."""
LOGS = ("outbox", "session_event")


@pytest.fixture
def store(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_practice_erasing")
    yield made
    drop(made)


@pytest.fixture
async def platform(store: TestDatabase, tmp_path: Path) -> AsyncIterator[PracticePlatform]:
    async with a_practice_platform(store, tmp_path) as platform:
        yield platform


def _lying_open(store: TestDatabase) -> dict[str, list[str]]:
    """Return by table the words that can be read in it, but for the accounts people sign in with."""
    found: dict[str, list[str]] = {}
    with psycopg.connect(store.superuser_url) as link:
        tables = link.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT LIKE 'pg_%' "
            "AND schemaname <> 'information_schema' AND tablename NOT IN ('account', 'membership')"
        ).fetchall()
        for schema, table in tables:
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(schema, table))
            text = "\n".join(row[0] for row in link.execute(query))
            words = WORDS if table in LOGS else WORDS + WISHES
            seen = [w for w in words if w in text or w.encode().hex() in text]
            if seen:
                found[table] = seen
    return found


async def _practised(platform: PracticePlatform, http: httpx.AsyncClient) -> str:
    """Set up with a wish and an own question, talk, read the review and ask the assistant."""
    headers = platform.headers("seeker")

    async def post(path: str, body: Json) -> Json:
        answer = await http.post(f"/api/v1{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return dict(answer.json())

    me = (await http.get("/api/v1/auth/me", headers=headers)).json()["id"]
    wish = {
        "user_id": me,
        "org_id": "demo",
        "interview_type": "behavioral",
        "duration_minutes": 5,
        "context": {
            "target_role": "Ward nurse at Tolgarrow",
            "candidate_name": "Sam Brambleworth",
            "company_name": "Yewbarrow Clinic",
            "job_description": "Nights at Dunmerrin: keep patients safe, hand over, work with relatives.",
            "candidate_profile": "Sam Brambleworth, nurse for 6 years.",
        },
    }
    draft = await post("/configure/preview", wish)
    session_id = str(draft["session_id"])
    again = {
        "draft_session_id": session_id,
        "planner_feedback": "Harder, please, and more about Zaffrecombe.",
    }
    draft = await post("/configure/preview", wish | again)
    asked = [one["question"] for one in draft["question_outline"][:2]]
    own = {
        "question": "What did you learn from the move to Ottermarsh?",
        "topic": "Larkenfell move",
    }
    await post("/configure/questions", {"session_id": session_id, "questions": [*asked, own]})
    await post("/configure/approve", {"session_id": session_id})
    line = Seeker(platform.url("edge", session_id), platform.protocols("seeker"), answer=ANSWER)
    await line.practise(patience_s=PATIENCE_S)
    async with asyncio.timeout(PATIENCE_S):
        while (await _review(http, headers, session_id))["status"] == "processing":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await post(
        "/assistant/messages", {"message": "I was so nervous about Wimblefold. How did I do?"}
    )
    return session_id


async def _review(http: httpx.AsyncClient, headers: dict[str, str], session_id: str) -> Json:
    return dict((await http.get(f"/api/v1/review/{session_id}", headers=headers)).json())


async def test_erasing_leaves_nothing_readable_and_can_be_repeated(
    platform: PracticePlatform, store: TestDatabase
) -> None:
    base, headers = f"http://127.0.0.1:{platform.ports['gateway']}", platform.headers("seeker")
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE_S) as http:
        session_id = await _practised(platform, http)
        before = await _review(http, headers, session_id)
        open_one = await platform.draft("seeker")

        erased = [
            (await http.delete("/api/v1/practice/me", headers=headers)).status_code for _ in "12"
        ]

        after = await http.get(f"/api/v1/review/{session_id}", headers=headers)
        listed = (await http.get("/api/v1/practice/sessions", headers=headers)).json()
        talks = (await http.get("/api/v1/assistant/conversations", headers=headers)).json()
        board = await http.get("/api/v1/leaderboard?org_id=demo", headers=headers)
        gone = [
            (await http.get(f"/api/v1/{path}/{one}", headers=headers)).status_code
            for path in ("sessions", "review")
            for one in (session_id, open_one)
        ]
    with psycopg.connect(store.superuser_url) as link:
        audit = link.execute(
            "SELECT action FROM audit_log WHERE action = 'practice.erase_own'"
        ).fetchall()
        states = link.execute("SELECT DISTINCT state, cancel_reason FROM interview").fetchall()

    assert (before["status"], erased) == ("completed", [204, 204])
    assert _lying_open(store) == {}
    assert (after.status_code, listed["sessions"], talks["conversations"]) == (404, [], [])
    assert (board.json()["entries"], gone) == ([], [404] * 4)
    assert len(audit) == 1
    assert sorted(states) == [("CANCELLED", "DELETED"), ("COMPLETED", None)]
    broken = [
        one.invariant.full_name
        for one in await run_checks(platform.on, recheck_delay_s=2)
        if not one.is_satisfied
    ]
    assert broken == []


async def test_erasing_one_person_leaves_others_alone_and_needs_their_confirmation(
    platform: PracticePlatform,
) -> None:
    mine, theirs = await platform.draft("seeker"), await platform.draft("admin")
    base = f"http://127.0.0.1:{platform.ports['gateway']}"
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE_S) as http:

        async def erased(who: str, query: str = "") -> int:
            answer = await http.delete(f"/api/v1/practice/me{query}", headers=platform.headers(who))
            return answer.status_code

        refused = [await erased("viewer"), await erased("seeker", "?user_id=somebody")]
        unnamed = await erased("key")
        assert (refused, unnamed, await erased("admin")) == ([403, 403], 422, 204)

        async def seen(who: str, session_id: str) -> int:
            path = f"/api/v1/sessions/{session_id}"
            return (await http.get(path, headers=platform.headers(who))).status_code

        assert (await seen("seeker", mine), await seen("admin", theirs)) == (200, 404)
        me = (await http.get("/api/v1/auth/me", headers=platform.headers("seeker"))).json()["id"]
        assert (await erased("key", f"?user_id={me}"), await seen("seeker", mine)) == (204, 404)


def _age(store: TestDatabase, session_id: str, days: int) -> None:
    """Let ``days`` pass for one practice session."""
    with psycopg.connect(store.superuser_url) as link:
        for statement in (
            "UPDATE interview SET state_since = state_since - make_interval(days => %s) WHERE id = %s",
            "UPDATE interview_transition SET at = at - make_interval(days => %s) WHERE interview_id = %s",
        ):
            link.execute(statement, (days, parse_practice_session_id(session_id)))


def _left_of(store: TestDatabase, session_id: str) -> dict[str, int]:
    """Return how many rows still hold words, or an assessment, of a practice session."""
    with psycopg.connect(store.superuser_url) as link:
        counts = {
            "words": "SELECT count(*) FROM session_event e JOIN session s ON s.id = e.session_id "
            "WHERE s.interview_id = %s AND e.personal <> ''",
            "assessments": "SELECT count(*) FROM assessment WHERE interview_id = %s",
            "reviews": "SELECT count(*) FROM review WHERE interview_id = %s AND sealed_document <> ''",
        }
        found = {}
        for name, query in counts.items():
            row = link.execute(query, (parse_practice_session_id(session_id),)).fetchone()
            assert row is not None
            found[name] = row[0]
        return found


async def test_an_old_session_is_deleted_on_time_and_a_newer_one_stays(
    platform: PracticePlatform, store: TestDatabase
) -> None:
    base, headers = f"http://127.0.0.1:{platform.ports['gateway']}", platform.headers("seeker")
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE_S) as http:
        old, new = await _practised(platform, http), await _practised(platform, http)
        assert 0 not in _left_of(store, old).values()
        _age(store, old, 366)

        await platform.of.hiring.retention()

        reviews = [
            (await http.get(f"/api/v1/review/{one}", headers=headers)).status_code
            for one in (old, new)
        ]
        listed = await http.get("/api/v1/practice/sessions", headers=headers)
    assert set(_left_of(store, old).values()) == {0}
    assert 0 not in _left_of(store, new).values()
    assert reviews == [410, 200]
    assert listed.status_code == 200
    with psycopg.connect(store.superuser_url) as link:
        states = link.execute("SELECT DISTINCT state FROM interview").fetchall()
    assert states == [("COMPLETED",)]
    broken = [
        one.invariant.full_name
        for one in await run_checks(platform.on, recheck_delay_s=2)
        if not one.is_satisfied
    ]
    assert broken == []
