from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests import cluster
from tests.faults.postgres.conftest import DataFolder

USER = """
import sys
from pathlib import Path
from tests import cluster
address = cluster.test_cluster(Path(sys.argv[1]))
sys.stdout.write(address.url() + "\\n")
sys.stdout.flush()
sys.stdin.read()
"""
REPOSITORY = Path(cluster.__file__).parent.parent


@pytest.fixture
def user(data_folder: DataFolder) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts test processes that use one shared cluster; they and it are gone afterwards."""
    started: list[subprocess.Popen[str]] = []
    folder = data_folder.root / "cache"
    if os.geteuid() != 0:
        folder.mkdir(mode=0o700)

    def start() -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", USER, folder],
                cwd=REPOSITORY,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
    _until(lambda: not cluster._is_locked(folder / "keeper.lock"))


def _until(true: Callable[[], bool], patience_s: float = 20) -> None:
    until = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.soak
def test_concurrent_users_share_one_cluster_which_stops_when_they_are_killed(
    user: Callable[[], subprocess.Popen[str]],
) -> None:
    racers = [user() for _ in range(3)]
    urls = [racer.stdout.readline().strip() for racer in racers]
    assert len(set(urls)) == 1
    assert urls[0].startswith("postgresql://")

    os.kill(racers[0].pid, signal.SIGKILL)
    time.sleep(1)
    assert _answers(urls[0])
    for racer in racers[1:]:
        os.kill(racer.pid, signal.SIGKILL)
    _until(lambda: not _answers(urls[0]))

    late = user()
    assert _answers(late.stdout.readline().strip())
