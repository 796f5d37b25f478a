"""kill -9 of the embedded PostgreSQL, and of the platform that leaves it behind as an orphan."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.fakes.platform_process import ProcessDeath, RealPlatform, tended
from tests.faults.journey import interview_journey
from tests.faults.journey.journey_checks import faults_of_journey

from vivavoce.app.demo.platform_client import run_webhook_receiver
from vivavoce.infra.embedded.cluster_home import resolve_cluster_home
from vivavoce.infra.embedded.errors import ClusterError
from vivavoce.infra.embedded.processes import PidFile

pytestmark = pytest.mark.soak


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
    try:
        home = resolve_cluster_home(platform.folder / "data" / "postgres", can_create=False)
    except ClusterError:
        return []
    named = PidFile.read(home.pgdata)
    if named is None or b"postgres" not in _command(named.pid):
        return []
    return [named.pid]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


async def until(is_so: Callable[[], bool]) -> None:
    """Look from outside until something is so."""
    for _ in range(300):
        if is_so():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it did not come to be so within 30 s")


async def test_the_journey_continues_after_a_killed_and_an_orphaned_database(
    platform: RealPlatform,
) -> None:
    platform.start("up")
    # Its own demo interview would be heard by the journey's receiver.
    await asyncio.to_thread(platform.until_welcomed)
    killed: list[str] = []

    async def interfere() -> None:
        """Kill the database once planning is asked for, then the platform when it serves again."""
        await asyncio.sleep(1.5)
        [pid] = postmasters(platform)
        os.kill(pid, signal.SIGKILL)
        killed.append("database")
        await until(lambda: postmasters(platform) not in ([], [pid]) and platform.is_ready())
        [left] = postmasters(platform)
        os.kill(platform.pid("up"), signal.SIGKILL)
        killed.append("platform")
        assert postmasters(platform) == [left]

    async with (
        run_webhook_receiver("a-secret-between-two-parties-of-a-test") as receiver,
        tended(platform),
    ):
        journey, _ = await asyncio.gather(
            interview_journey.run_journey(platform.url, receiver, has_code=False, slowly_s=0.5),
            interfere(),
        )
        faults = await faults_of_journey(journey, receiver, platform.own_settings)

    assert faults == []
    assert killed == ["database", "platform"]
    assert ProcessDeath("up", -signal.SIGKILL) in platform.deaths
