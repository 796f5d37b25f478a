"""The ground as a process has it: pool, units of work, jobs, vault, on real time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.database import Database
from vivavoce.infra.ids import SystemIds
from vivavoce.infra.jobs import JobQueue
from vivavoce.infra.keys import Keys
from vivavoce.infra.tasks import Bell
from vivavoce.infra.vault import Vault
from vivavoce.infra.work import WorkOpener, WorkTools
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids


@dataclass(frozen=True, slots=True)
class Ground:
    """What a test needs to use an adapter as the product does."""

    database: Database
    open_work: WorkOpener
    jobs: JobQueue
    vault: Vault
    keys: Keys
    clock: Clock
    ids: Ids
    outbox_bell: Bell
    delivered: Bell


@asynccontextmanager
async def open_ground(url: str, keys: Keys, *, max_size: int = 6) -> AsyncIterator[Ground]:
    clock = SystemClock()
    ids = SystemIds(clock)
    database = Database(url, name="test", max_size=max_size)
    await database.open()
    try:
        jobs = JobQueue(database, clock)
        await jobs.open()
        bell = Bell()
        opener = WorkOpener(database, WorkTools(clock, ids, jobs, bell))
        yield Ground(database, opener, jobs, Vault(keys), keys, clock, ids, bell, Bell())
    finally:
        await database.close()
