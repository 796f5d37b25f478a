"""kill -9 of the process that conducts a practice: its person comes back, nothing is lost or doubled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from tests.database import TestDatabase, cloned_database, drop
from tests.fakes.platform_process import ALONE, RealPlatform, standing, tended
from tests.fakes.practice_platform import ANSWER, Seeker, closed, token_of
from websockets.asyncio.client import connect

from vivavoce.app.platform import Platform, connect_to_platform
from vivavoce.app.slices import Slices, build_slices
from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import fold
from vivavoce.live.ports import SessionAddress
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email

pytestmark = pytest.mark.soak

IN_TIME_S = 60.0


@asynccontextmanager
async def connected_platform(platform: RealPlatform) -> AsyncIterator[tuple[Platform, Slices]]:
    """Open the platform's own database with its own secret."""
    async with connect_to_platform(platform.own_settings, name="desk") as on:
        yield on, build_slices(on)


async def configured(platform: RealPlatform, of: Slices) -> tuple[str, Caller, str]:
    """Sign in and set up a practice that can begin; return token, caller and session."""
    async with httpx.AsyncClient(base_url=platform.url, timeout=60) as http:
        token = await token_of(http, build_demo_email("seeker"), DEMO_PASSWORD)
        credential = {"authorization": f"Bearer {token}"}
        caller = await of.tenancy.authenticate(**credential, api_key="", tenant="")
        wish = {
            "user_id": str(caller.id),
            "org_id": "demo",
            "persona_id": "kapil",
            "interview_type": "behavioral",
            "duration_minutes": 5,
            "context": {"target_role": "Nurse"},
        }
        answer = await http.post("/api/v1/configure", json=wish, headers=credential)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["launch"]["ws_url"] == f"{platform.edge_url}/api/v1/session/{made['session_id']}"
    return token, caller, made["session_id"]


async def log_when_completed(
    on: Platform, of: Slices, caller: Caller, session_id: str
) -> tuple[RecordedEvent, ...]:
    interview_id = parse_practice_session_id(session_id)
    assert interview_id is not None
    async with asyncio.timeout(IN_TIME_S):
        while True:
            async with on.open_work(caller.tenant_id) as work:
                view = await of.hiring.self_service_interviews.view(work, interview_id)
            if view.state == "COMPLETED":
                break
            await asyncio.sleep(0.1)
    assert view.session_id is not None
    return await of.live._store.load(
        SessionAddress(caller.tenant_id, SessionId(UUID(view.session_id)))
    )


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_killed_practice")
    yield made
    drop(made)


@pytest.mark.parametrize("role", ["edge", "gateway"])
async def test_a_killed_practice_interview_continues_without_loss_or_duplicates(
    database: TestDatabase, tmp_path: Path, role: str
) -> None:
    platform = RealPlatform(tmp_path, roles=ALONE, database_url=database.owner_url)
    with standing(platform):
        async with tended(platform), connected_platform(platform) as (on, of):
            token, caller, session_id = await configured(platform, of)
            seeker = Seeker(
                f"ws://127.0.0.1:{platform.ports[role]}/api/v1/session/{session_id}",
                ["vivavoce.practice.v1", f"bearer.{token}"],
            )
            async with asyncio.TaskGroup() as group:
                interview_task = group.create_task(seeker.practise(patience_s=IN_TIME_S))
                await until_transcripts(seeker, answers=1)
                platform.kill(role)
            ended = interview_task.result()
            log = await log_when_completed(on, of, caller, session_id)
            await kept_quiet(platform, token, session_id)

    state = fold(log)
    assert state is not None
    assert [death.role for death in platform.deaths] == [role]
    assert seeker.connections >= 2
    assert ended["reason"] == "all_asked"
    assert seeker.seqs == sorted(set(seeker.seqs))
    said = [turn for turn in state.turns if turn.role == "candidate"]
    asked = [turn.question_id for turn in state.turns if turn.kind == "question"]
    assert [turn.text for turn in said] == [ANSWER] * len(said)
    assert len({turn.client_message_id for turn in said}) == len(said)
    assert len(set(asked)) == len(asked) == state.created.question_count
    assert [record.seq for record in log] == list(range(1, len(log) + 1))
    # On a busy machine the next owner, too, can lose its lease for a moment: once or more.
    taken_over = [each.event for each in log if isinstance(each.event, events.ConnectionLost)]
    assert {event.reason for event in taken_over} == {"worker_lost"}


async def until_transcripts(seeker: Seeker, *, answers: int) -> None:
    """Wait until so many answers came back as heard."""
    async with asyncio.timeout(IN_TIME_S):
        while True:
            if sum(each["type"] == "transcript" for each in seeker.messages) >= answers:
                return
            await asyncio.sleep(0.005)


async def kept_quiet(platform: RealPlatform, token: str, session_id: str) -> None:
    """Visits leave lines in the log, and no log holds what opens a room or was said in it."""
    guessed = "a-ticket-that-somebody-guessed"
    base = f"{platform.edge_url}/api/v1/session/{session_id}"
    async with connect(f"{base}?ticket={guessed}") as line:
        assert (await closed(line))[0] == 4401
    url = f"{platform.url}/api/v1/sessions/{session_id}/ticket"
    async with httpx.AsyncClient(timeout=IN_TIME_S) as http:
        await http.post(url, headers={"Authorization": f"Bearer {token}"})
    logs = [*platform.folder.rglob("*.out"), *platform.folder.rglob("*.jsonl")]
    written = "".join(each.read_text("utf-8", "replace") for each in logs)
    assert "http.request" in written
    assert "socket.refused" in written
    for secret in (token, guessed, session_id, ANSWER[:40]):
        assert secret not in written
