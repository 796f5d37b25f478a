from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Callable

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from tests.faults.postgres.conftest import DataFolder

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.embedded.cluster import EmbeddedPostgresAddress, supervise_cluster
from vivavoce.infra.embedded.processes import PidFile

pytestmark = pytest.mark.soak

WRITERS, KILLS = 8, 3


def _fill(address: EmbeddedPostgresAddress) -> None:
    with psycopg.connect(address.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (writer int, number int)")
        connection.execute("INSERT INTO kept VALUES (0, 42)")


def _kept(address: EmbeddedPostgresAddress) -> list[tuple[int, int]]:
    with psycopg.connect(address.url()) as connection:
        return connection.execute("SELECT writer, number FROM kept").fetchall()


class Writers:
    """Eight clients that append for ever and note what was acknowledged, and when."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.acknowledged: set[tuple[int, int]] = set()
        self.last_at = 0.0
        self.done = False

    async def write(self, writer: int) -> None:
        number = 0
        while not self.done:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, connect_timeout=5
                ) as connection:
                    while not self.done:
                        number += 1
                        await connection.execute(
                            "INSERT INTO kept VALUES (%s, %s)", (writer, number)
                        )
                        self.acknowledged.add((writer, number))
                        self.last_at = time.monotonic()
            except psycopg.OperationalError:
                await asyncio.sleep(0.05)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(90):
        while not true():  # noqa: ASYNC110 - what is awaited happens in another process
            await asyncio.sleep(0.02)


async def test_three_kills_under_eight_writers_lose_nothing_and_the_service_returns_each_time(
    data_folder: DataFolder,
) -> None:
    cluster = data_folder.cluster()
    address = await asyncio.to_thread(cluster.start)
    await asyncio.to_thread(_fill, address)
    writers, restarts = Writers(address.url()), []
    async with asyncio.TaskGroup() as tasks:
        guard = tasks.create_task(supervise_cluster(cluster, SystemClock(), restarts.append))
        for writer in range(1, WRITERS + 1):
            tasks.create_task(writers.write(writer))
        for killed in range(KILLS):
            await asyncio.sleep(0.7)
            os.kill(data_folder.server_pid(), signal.SIGKILL)
            await _until(lambda seen=killed: len(restarts) > seen)
            await _until(lambda since=time.monotonic(): writers.last_at > since)
        writers.done = True
        guard.cancel()

    kept = await asyncio.to_thread(_kept, address)
    assert {writer for writer, _ in writers.acknowledged} == set(range(1, WRITERS + 1))
    assert writers.acknowledged - set(kept) == set()
    assert len(kept) == len(set(kept))
    assert restarts == [address] * KILLS


async def _first_answer(pool: AsyncConnectionPool) -> tuple[int] | None:
    while True:  # a connection may pass its check and die in the moment after it
        try:
            async with pool.connection() as connection:
                return await (await connection.execute("SELECT number FROM kept")).fetchone()
        except psycopg.OperationalError:
            await asyncio.sleep(0.05)


async def test_a_pool_opened_before_the_kill_works_after_it(data_folder: DataFolder) -> None:
    cluster = data_folder.cluster()
    address = await asyncio.to_thread(cluster.start)
    await asyncio.to_thread(_fill, address)
    check, restarts = AsyncConnectionPool.check_connection, []
    async with (
        AsyncConnectionPool(address.url(), min_size=2, check=check, open=False) as pool,
        asyncio.TaskGroup() as tasks,
    ):
        await pool.wait()
        guard = tasks.create_task(supervise_cluster(cluster, SystemClock(), restarts.append))
        os.kill(data_folder.server_pid(), signal.SIGKILL)
        await _until(lambda: bool(restarts))
        async with asyncio.timeout(90):
            assert await _first_answer(pool) == (42,)
        guard.cancel()


def test_the_first_start_after_a_kill_works(data_folder: DataFolder) -> None:
    cluster = data_folder.cluster()
    _fill(cluster.start())
    os.kill(data_folder.server_pid(), signal.SIGKILL)
    assert _kept(cluster.start()) == [(0, 42)]


def test_an_orphaned_server_is_adopted_and_can_be_stopped(data_folder: DataFolder) -> None:
    owner = data_folder.other_owner()
    orphan = data_folder.server_pid()
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()

    cluster = data_folder.cluster(settings={"shared_buffers": "32MB"})
    cluster.start()
    assert data_folder.server_pid() == orphan
    assert cluster.is_alive()
    cluster.stop()
    assert data_folder.server_pid() is None


def test_an_adopted_server_that_is_killed_is_restarted(data_folder: DataFolder) -> None:
    owner = data_folder.other_owner()
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    cluster = data_folder.cluster(settings={"shared_buffers": "32MB"})
    _fill(cluster.start())
    os.kill(data_folder.server_pid(), signal.SIGKILL)
    while cluster.is_alive():
        time.sleep(0.01)
    address = cluster.restart_if_dead()
    assert address is not None
    assert _kept(address) == [(0, 42)]


def test_an_orphaned_server_with_other_settings_is_restarted(data_folder: DataFolder) -> None:
    owner = data_folder.other_owner(shared_buffers="16MB")
    orphan = data_folder.server_pid()
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()

    address = data_folder.cluster().start()
    assert data_folder.server_pid() not in (None, orphan)
    with psycopg.connect(address.url()) as connection:
        assert connection.execute("SHOW shared_buffers").fetchone() == ("32MB",)


def test_a_frozen_orphaned_server_is_killed_and_replaced(
    data_folder: DataFolder, frozen: Callable[[int], None]
) -> None:
    owner = data_folder.other_owner()
    orphan = data_folder.server_pid()
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    frozen(orphan)

    data_folder.cluster(settings={"shared_buffers": "32MB"}).start()
    assert data_folder.server_pid() not in (None, orphan)


def test_a_stale_pid_file_naming_another_process_is_ignored_and_that_process_survives(
    data_folder: DataFolder, unrelated_process: int
) -> None:
    cluster = data_folder.cluster()
    _fill(cluster.start())
    pid_file = data_folder.home.pgdata / "postmaster.pid"
    text = pid_file.read_text()
    os.kill(data_folder.server_pid(), signal.SIGKILL)
    while cluster.is_alive():
        time.sleep(0.01)
    cluster.stop()
    pid_file.write_text(text.replace(text.splitlines()[0], str(unrelated_process), 1))

    assert PidFile.read(data_folder.home.pgdata).pid == unrelated_process
    assert _kept(cluster.start()) == [(0, 42)]
    os.kill(unrelated_process, 0)


def test_a_data_folder_whose_creation_was_interrupted_is_created_again(
    data_folder: DataFolder,
) -> None:
    cluster = data_folder.cluster()
    cluster.start()
    cluster.stop()
    home = data_folder.home
    shutil.move(home.pgdata, home.root / "pgdata.new")  # as if killed before the last step
    (home.root / "pgdata.new" / "PG_VERSION").unlink()
    (data_folder.data_dir / "cluster.json").unlink(missing_ok=True)

    _fill(cluster.start())
    assert not (home.root / "pgdata.new").exists()


def test_a_monitored_database_that_was_stopped_on_purpose_stays_stopped(
    data_folder: DataFolder,
) -> None:
    cluster = data_folder.cluster()
    cluster.start()
    cluster.stop()
    assert cluster.restart_if_dead() is None
    assert data_folder.server_pid() is None
