"""The infrastructure of a process: connection pool, units of work, jobs, key vault, on real time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from vivavoce.infra.clock import SystemClock, SystemIdGenerator
from vivavoce.infra.database import Database
from vivavoce.infra.jobs import JobQueue
from vivavoce.infra.keys import InstallationKeys, SubjectKeyVault
from vivavoce.infra.tasks import WakeUpSignal
from vivavoce.infra.unit_of_work import UnitOfWorkDependencies, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator


@dataclass(frozen=True, slots=True)
class Ground:
    """What a test needs to use an adapter as the product does."""

    database: Database
    open_work: UnitOfWorkFactory
    jobs: JobQueue
    vault: SubjectKeyVault
    keys: InstallationKeys
    clock: Clock
    ids: IdGenerator
    outbox_signal: WakeUpSignal
    delivered: WakeUpSignal


@asynccontextmanager
async def open_ground(
    url: str, keys: InstallationKeys, *, max_size: int = 6
) -> AsyncIterator[Ground]:
    clock = SystemClock()
    ids = SystemIdGenerator(clock)
    database = Database(url, name="test", max_size=max_size)
    await database.open()
    try:
        jobs = JobQueue(database, clock)
        await jobs.open()
        bell = WakeUpSignal()
        opener = UnitOfWorkFactory(database, UnitOfWorkDependencies(clock, ids, jobs, bell))
        yield Ground(
            database, opener, jobs, SubjectKeyVault(keys), keys, clock, ids, bell, WakeUpSignal()
        )
    finally:
        await database.close()
