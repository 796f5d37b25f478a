"""What every role stands on: settings, keys, a migrated database, units of work, jobs, the bus."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from vivavoce.infra import failpoints
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.database import STATEMENT_S, UPKEEP_S, Database, reach
from vivavoce.infra.embedded.cluster import ClusterAddress, EmbeddedPostgres
from vivavoce.infra.embedded.errors import AlreadyRunning, NotRunning
from vivavoce.infra.embedded.watch import watch
from vivavoce.infra.ids import SystemIds
from vivavoce.infra.jobs import JobQueue
from vivavoce.infra.keys import Keys, load_keys
from vivavoce.infra.migrate import Migrated, app_url, migrate, prepare
from vivavoce.infra.schema_dump import dump_schema
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.infra.tasks import Chime
from vivavoce.infra.vault import Vault
from vivavoce.infra.work import WorkOpener, WorkTools
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids

_DATABASE = "vivavoce"


@dataclass(frozen=True, slots=True)
class Foundation:
    """The ground of one process."""

    settings: Settings
    keys: Keys
    clock: Clock
    ids: Ids
    database: Database
    jobs: JobQueue
    open_work: WorkOpener
    vault: Vault
    outbox: Chime = field(default_factory=Chime)
    """Rung when this process or another committed an event."""
    delivered: Chime = field(default_factory=Chime)
    """Rung when events were handed to consumer groups."""


@asynccontextmanager
async def lay_foundation(
    settings: Settings, *, name: str, pool: int = 10
) -> AsyncIterator[Foundation]:
    """Start or find the database, bring it to this version, open the pool; undo it all on leaving."""
    settings.refuse_weak_secrets()
    if not settings.is_local and failpoints.any_armed():
        raise BadSetting("VIVAVOCE_FAILPOINTS is for tests: the production profile refuses it.")
    keys = load_keys(settings)
    async with _owner_url(settings, keys) as owner_url:
        await asyncio.to_thread(migrate, owner_url, keys)
        url = app_url(owner_url, keys)
        async with _opened(settings, keys, url, name=name, pool=pool) as foundation:
            yield foundation


@asynccontextmanager
async def find_foundation(
    settings: Settings, *, name: str, pool: int = 3
) -> AsyncIterator[Foundation]:
    """Open what already runs, start nothing and migrate nothing.

    Raises ``NotRunning``, ``DatabaseUnavailable`` or ``BadSetting``, each saying what to do.
    """
    if not _has_secret(settings):
        raise NotRunning
    keys = load_keys(settings)
    url = app_url(await asyncio.to_thread(_running_url, settings, keys), keys)
    await asyncio.to_thread(reach, url)
    patience = UPKEEP_S  # the doctor and other commands read whole tables
    async with _opened(
        settings, keys, url, name=name, pool=pool, statement_s=patience
    ) as foundation:
        yield foundation


async def bring_up_to_date(settings: Settings) -> tuple[Migrated, str]:
    """Migrate the database, starting the embedded one if need be; return that and the schema's dump."""
    settings.refuse_weak_secrets()
    keys = load_keys(settings)
    async with _owner_url(settings, keys) as owner_url:
        migrated = await asyncio.to_thread(migrate, owner_url, keys)
        return migrated, await asyncio.to_thread(dump_schema, owner_url)


@asynccontextmanager
async def lay_owner_database(settings: Settings, *, name: str) -> AsyncIterator[Database]:
    """Open the migrated database as its owner, starting the embedded one if need be.

    For what the app's own role may not do, so that no request can.
    """
    settings.refuse_weak_secrets()
    keys = load_keys(settings)
    async with _owner_url(settings, keys) as owner_url:
        await asyncio.to_thread(migrate, owner_url, keys)
        database = Database(owner_url, name=f"vivavoce {name}", max_size=1)
        await database.open()
        try:
            yield database
        finally:
            await database.close()


@asynccontextmanager
async def embedded_superuser(settings: Settings) -> AsyncIterator[ClusterAddress]:
    """Yield the superuser's address of the embedded database, started for the block if it does not run.

    Raises ``NotRunning`` where the data folder was never used, and ``BadSetting`` with DATABASE_URL.
    """
    if settings.database_url is not None:
        raise BadSetting(
            "DATABASE_URL is set, so this database is not Vivavoce's own. Run the program of your "
            "PostgreSQL installation as one of its superusers."
        )
    if not _has_secret(settings):
        raise NotRunning
    cluster = _embedded(settings, load_keys(settings))
    try:
        address = await asyncio.to_thread(cluster.start)
    except AlreadyRunning:
        yield replace(await asyncio.to_thread(cluster.attach), database=_DATABASE)
        return
    try:
        yield replace(address, database=_DATABASE)
    finally:
        await asyncio.to_thread(cluster.stop)


@asynccontextmanager
async def _opened(
    settings: Settings,
    keys: Keys,
    url: str,
    *,
    name: str,
    pool: int,
    statement_s: float = STATEMENT_S,
) -> AsyncIterator[Foundation]:
    clock = SystemClock()
    ids = SystemIds(clock)
    database = Database(url, name=f"vivavoce {name}", max_size=pool, statement_s=statement_s)
    await database.open()
    try:
        jobs = JobQueue(database, clock)
        await jobs.open()
        outbox = Chime()
        opener = WorkOpener(database, WorkTools(clock, ids, jobs, outbox))
        yield Foundation(
            settings, keys, clock, ids, database, jobs, opener, Vault(keys), outbox=outbox
        )
    finally:
        await database.close()


def _has_secret(settings: Settings) -> bool:
    """Return whether there is a secret already: one that is made only to look would fit nothing."""
    is_made = (settings.data_dir / "secret.key").exists()
    return settings.secret_key is not None or not settings.is_local or is_made


def _running_url(settings: Settings, keys: Keys) -> str:
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return _embedded(settings, keys).attach().url(database=_DATABASE)


def _embedded(settings: Settings, keys: Keys) -> EmbeddedPostgres:
    password = keys.derive("database-superuser").hex()
    return EmbeddedPostgres(settings.data_dir / "postgres", superuser_password=password)


@asynccontextmanager
async def _owner_url(settings: Settings, keys: Keys) -> AsyncIterator[str]:
    """Yield the address of the database's owner: a given one, our own cluster, or another process's."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    cluster = _embedded(settings, keys)
    try:
        address = await asyncio.to_thread(cluster.start)
    except AlreadyRunning:
        address = await asyncio.to_thread(cluster.attach)
        yield await asyncio.to_thread(prepare, address.url(), keys, database=_DATABASE)
        return
    try:
        owner = await asyncio.to_thread(prepare, address.url(), keys, database=_DATABASE)
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(watch(cluster, SystemClock()), name="watch the database")
            try:
                yield owner
            finally:
                watching.cancel()
    finally:
        await asyncio.to_thread(cluster.stop)
