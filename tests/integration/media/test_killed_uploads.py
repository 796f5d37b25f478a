"""kill -9 in the middle of an upload: no half object is ever an object, and the same ticket works again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251 - an account and an interview of their own

import httpx
import pytest
from tests.database import TestDatabase
from tests.fakes.forked_program import Program, start_program, wait_until_ended
from tests.fakes.media import files
from tests.integration.media.media_platform import PUBLIC, WEBM, MediaWorld, sha256

from vivavoce.contracts.interview import format_practice_session_id
from vivavoce.kernel.ids import InterviewId

_ROOT = Path(__file__).parents[3]


@dataclass
class Serving:
    """One life of the process."""

    process: Program
    http: httpx.AsyncClient
    me: UUID
    shown: str
    log: Path

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"X-API-Key": str(self.me)}
        return await self.http.request(method, f"/api/v1{path}", json=body, headers=headers)

    async def ticket(self) -> str:
        path = f"/sessions/{self.shown}/video/upload-url"
        answer = await self.ask("POST", path, {"content_type": "video/webm"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["url"]).removeprefix(PUBLIC)

    async def put(self, link: str, content: Any) -> httpx.Response:
        return await self.http.put(link, content=content, headers={"Content-Type": "video/webm"})

    async def video(self, seq: int, content: bytes) -> httpx.Response:
        headers = {"X-API-Key": str(self.me), "Content-Type": "video/webm"}
        path = f"/api/v1/recording/{self.shown}/chunks/{seq}?durationMs=30000"
        return await self.http.put(path, content=content, headers=headers)

    async def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        await wait_until_ended(self.process)


@dataclass
class Server:
    """A server that can be started again on the same rows and the same folder."""

    database: TestDatabase
    world: MediaWorld
    me: UUID
    interview: InterviewId

    @asynccontextmanager
    async def serving(self, failpoints: str = "") -> AsyncIterator[Serving]:
        log = self.world.folder / "log.txt"
        with log.open("ab") as said:
            process = start_program(
                *("tests.integration.media.media_process", str(self.world.folder)),
                stdout=subprocess.PIPE,
                stderr=said,
                env={
                    **os.environ,
                    "PYTHONPATH": f"{_ROOT}:{_ROOT / 'src'}",
                    "DATABASE": self.database.app_url,
                    "TENANT": str(self.world.tenant),
                    "ACCOUNT": str(self.me),
                    "INTERVIEW": str(self.interview),
                    "VIVAVOCE_FAILPOINTS": failpoints,
                },
            )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(90):
                port = int(await asyncio.to_thread(process.stdout.readline))
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
                yield Serving(
                    process, http, self.me, format_practice_session_id(self.interview), log
                )
        finally:
            process.kill()
            await wait_until_ended(process)
            process.stdout.close()


@pytest.fixture
def server(database: TestDatabase, world: MediaWorld) -> Server:
    return Server(database, world, uuid4(), InterviewId(uuid4()))


def objects(world: MediaWorld) -> list[Path]:
    return files(world.folder / "media" / world.tenant.hex)


@pytest.mark.soak
async def test_a_kill_during_an_upload_leaves_no_partial_object_and_the_ticket_stays_valid(
    server: Server, world: MediaWorld
) -> None:
    async with server.serving() as first:
        link = await first.ticket()

        async def half() -> AsyncIterator[bytes]:
            yield WEBM
            async with asyncio.timeout(60):
                while not files(world.folder / "media"):  # noqa: ASYNC110 - another process writes
                    await asyncio.sleep(0.01)
            await first.kill()
            yield WEBM

        with pytest.raises(httpx.TransportError):
            await first.put(link, half())

    assert len(files(world.folder / "media" / "unfinished")) == 1
    assert objects(world) == []
    async with server.serving() as second:
        missing = await second.ask("POST", f"/sessions/{second.shown}/video/uploaded", {})
        assert (missing.status_code, missing.json()["code"]) == (409, "upload_missing")
        assert (await second.put(link, WEBM)).status_code == 204
        said = {"sha256": sha256(WEBM)}
        kept = await second.ask("POST", f"/sessions/{second.shown}/video/uploaded", said)
        assert kept.status_code == 202
    world.clock.ahead += timedelta(hours=2)
    assert await world.tidy.delete_orphans() == 1
    assert files(world.folder / "media") == objects(world)
    assert len(objects(world)) == 1
    assert await world.doctor() == {}


@pytest.mark.soak
async def test_a_kill_between_object_and_row_leaves_an_orphan_that_is_found_and_removed(
    server: Server, world: MediaWorld
) -> None:
    async with server.serving("media.before_commit=exit") as first:
        link = await first.ticket()
        with pytest.raises(httpx.TransportError):
            await first.put(link, WEBM)
        assert await wait_until_ended(first.process) == -signal.SIGKILL

    (stray,) = objects(world)
    found = await world.doctor()
    assert [UUID(one).hex for one in found["objects_have_rows"]] == [stray.name]
    async with server.serving() as second:
        assert (await second.put(link, WEBM)).status_code == 204
    world.clock.ahead += timedelta(minutes=30)
    assert await world.tidy.delete_orphans() == 0
    await _age(world, stray)
    assert await world.tidy.delete_orphans() == 1
    await world.tidy()

    assert stray not in objects(world)
    assert len(objects(world)) == 1
    assert await world.doctor() == {}


@pytest.mark.soak
@pytest.mark.parametrize(
    ("edge", "is_kept"),
    [
        ("media.before_commit=exit", False),
        # Consent is the first unit of work, looking before writing the second, keeping the third.
        ("work.before_commit=exit@3", False),
        ("work.after_commit=exit@3", True),
    ],
)
async def test_a_video_chunk_is_stored_once_wherever_the_server_is_killed(
    server: Server, world: MediaWorld, edge: str, is_kept: bool
) -> None:
    async with server.serving(edge) as first:
        with pytest.raises(httpx.TransportError):
            await first.video(0, WEBM)
        assert await wait_until_ended(first.process) == -signal.SIGKILL

    left = objects(world)
    assert len(left) == 1
    assert await _pieces(world) == ((1, 1) if is_kept else (0, 0))
    assert set(await world.doctor()) == (set() if is_kept else {"objects_have_rows"})
    async with server.serving() as second:
        assert (await second.video(0, WEBM)).status_code == (200 if is_kept else 201)
        assert (await second.video(1, WEBM)).status_code == 201
        played = await second.ask("GET", f"/recording/{second.shown}/stream")
        assert played.content == WEBM + WEBM
    assert await _pieces(world) == (2, 2)
    if not is_kept:
        await _age(world, left[0])
        assert await world.tidy.delete_orphans() == 1
        await world.tidy()
    assert len(objects(world)) == 2
    assert await world.doctor() == {}


async def _pieces(world: MediaWorld) -> tuple[int, int]:
    """Return how many pieces have a row, and how many the bus is told of."""
    async with world.ground.open_work(world.tenant) as work:
        rows = await work.fetch_all("SELECT 1 FROM video_chunk")
        events = await work.fetch_all("SELECT 1 FROM outbox WHERE topic = 'video.candidate.stream'")
    return len(rows), len(events)


async def test_no_signed_link_is_logged(server: Server) -> None:
    async with server.serving() as serving:
        link = await serving.ticket()
        await serving.put(link, b"")
        await serving.put(link + "A", WEBM)
        await serving.put(link, WEBM)
        await serving.http.get(link)
        await serving.http.delete(link)
        token = link.rpartition("/")[2]
        said = serving.log.read_text()

    assert "/api/v1/media/{token}" in said
    assert token not in said
    assert token[:40] not in said


async def _age(world: MediaWorld, file: Path) -> None:
    """Make a file look older than its neighbours."""
    at = (world.clock.now() - timedelta(hours=2)).timestamp()
    os.utime(file, (at, at))
