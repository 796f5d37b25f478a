"""kill -9 of the embedded PostgreSQL, and of the platform that leaves it behind as an orphan."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fakes.platform import Death, RealPlatform, tended
from tests.faults.journey import story
from tests.faults.journey.check import faults_of_story

from vivavoce.app.demo.receiver import receiving


@pytest.fixture
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    made = RealPlatform(
        tmp_path_factory.mktemp("embedded"), settings={"VIVAVOCE_OTP_REQUIRED": "false"}
    )
    yield made
    made.abandon()
    for pid in postmasters(made):
        os.kill(pid, signal.SIGKILL)


def postmasters(platform: RealPlatform) -> list[int]:
    """Return the process ids of the platform's PostgreSQL, as its own files name them."""
    found = []
    for path in (platform.folder / "data" / "postgres").rglob("postmaster.pid"):
        pid = int(path.read_text().split()[0])
        said = Path(f"/proc/{pid}/cmdline")
        if said.exists() and b"postgres" in said.read_bytes():
            found.append(pid)
    return found


async def test_the_journey_goes_on_over_a_killed_database_and_an_orphaned_one(
    platform: RealPlatform,
) -> None:
    platform.start("up")
    await asyncio.to_thread(platform.until_ready)
    killed: list[str] = []

    async def interfere() -> None:
        """Kill the database once planning is asked for, then the platform when it serves again."""
        await asyncio.sleep(1.5)
        [pid] = postmasters(platform)
        os.kill(pid, signal.SIGKILL)
        killed.append("database")
        while postmasters(platform) in ([], [pid]) or not platform.is_ready():
            await asyncio.sleep(0.1)
        [left] = postmasters(platform)
        os.kill(platform.pid("up"), signal.SIGKILL)
        killed.append("platform")
        assert postmasters(platform) == [left]

    async with receiving("a-secret-between-two-parties-of-a-test") as receiver, tended(platform):
        interfering = asyncio.create_task(interfere())
        told = await story.tell(platform.url, receiver, has_code=False, slowly_s=0.5)
        await interfering
        faults = await faults_of_story(told, receiver, platform.own_settings)

    assert faults == []
    assert killed == ["database", "platform"]
    assert Death("up", -signal.SIGKILL) in platform.deaths


def test_the_finder_of_postmasters_tells_a_living_one_from_a_dead_name(tmp_path: Path) -> None:
    platform = RealPlatform(tmp_path)
    folder = tmp_path / "data" / "postgres" / "data"
    folder.mkdir(parents=True)
    gone = subprocess.Popen(["true"])
    gone.wait()
    (folder / "postmaster.pid").write_text(f"{gone.pid}\n")

    assert postmasters(platform) == []
