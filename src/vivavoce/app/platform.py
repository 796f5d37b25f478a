"""What every role needs: settings, keys, a migrated database, units of work, jobs, the bus."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from vivavoce.infra import failpoints
from vivavoce.infra.clock import SystemClock, SystemIdGenerator
from vivavoce.infra.database import (
    MAINTENANCE_TIMEOUT_S,
    STATEMENT_TIMEOUT_S,
    Database,
    check_connection,
)
from vivavoce.infra.embedded.cluster import (
    EmbeddedPostgres,
    EmbeddedPostgresAddress,
    supervise_cluster,
)
from vivavoce.infra.embedded.errors import ClusterAlreadyRunningError, ClusterNotRunningError
from vivavoce.infra.jobs import JobQueue
from vivavoce.infra.keys import InstallationKeys, SubjectKeyVault, load_installation_keys
from vivavoce.infra.language_model.lazy import (
    IsolatedLanguageModel,
    open_isolated_language_model,
)
from vivavoce.infra.migrations import MigrationResult, build_app_url, migrate, prepare_database
from vivavoce.infra.schema_dump import dump_schema
from vivavoce.infra.settings import Settings
from vivavoce.infra.tasks import WakeUpBroadcast
from vivavoce.infra.unit_of_work import UnitOfWorkDependencies, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.ports import AsyncPasswordHasher

_DATABASE = "vivavoce"


@dataclass(frozen=True, slots=True)
class Platform:
    """The shared infrastructure of one process."""

    settings: Settings
    keys: InstallationKeys
    clock: Clock
    ids: IdGenerator
    database: Database
    jobs: JobQueue
    open_work: UnitOfWorkFactory
    vault: SubjectKeyVault
    outbox_signals: WakeUpBroadcast = field(default_factory=WakeUpBroadcast)
    """Notified when this process or another committed an event."""
    delivery_signals: WakeUpBroadcast = field(default_factory=WakeUpBroadcast)
    """Notified when events were delivered to consumer groups."""
    language_model: IsolatedLanguageModel | None = None
    """The configured language model; all purposes share its connections and limits."""
    password_hasher: AsyncPasswordHasher | None = None
    """None for argon2id at its full price; tests give a cheaper one."""


@asynccontextmanager
async def open_platform(
    settings: Settings, *, name: str, pool_size: int = 10
) -> AsyncIterator[Platform]:
    """Start or find the database, migrate it, and open the pool; undo all of it on exit."""
    settings.refuse_weak_secrets()
    if not settings.is_local and failpoints.has_armed_failpoints():
        raise InvalidSettingError(
            "VIVAVOCE_FAILPOINTS is for tests only. Remove it in the production profile."
        )
    keys = load_installation_keys(settings)
    async with _open_owner_url(settings, keys) as owner_url:
        await asyncio.to_thread(migrate, owner_url, keys)
        url = build_app_url(owner_url, keys)
        async with _build_platform(
            settings, keys, url, name=name, pool_size=pool_size
        ) as foundation:
            yield foundation


@asynccontextmanager
async def connect_to_platform(
    settings: Settings, *, name: str, pool_size: int = 3
) -> AsyncIterator[Platform]:
    """Connect to a running database; start nothing and migrate nothing.

    Raises ``ClusterNotRunningError``, ``DatabaseUnavailableError`` or ``InvalidSettingError``, each with a
    message that says what to do.
    """
    if not _has_secret(settings):
        raise ClusterNotRunningError
    keys = load_installation_keys(settings)
    url = build_app_url(await asyncio.to_thread(_find_running_url, settings, keys), keys)
    await asyncio.to_thread(check_connection, url)
    patience = MAINTENANCE_TIMEOUT_S  # the doctor and other commands read whole tables
    async with _build_platform(
        settings, keys, url, name=name, pool_size=pool_size, statement_timeout_s=patience
    ) as foundation:
        yield foundation


async def migrate_database(settings: Settings) -> tuple[MigrationResult, str]:
    """Migrate the database, starting the embedded one if needed; return the result and a schema dump."""
    settings.refuse_weak_secrets()
    keys = load_installation_keys(settings)
    async with _open_owner_url(settings, keys) as owner_url:
        migrated = await asyncio.to_thread(migrate, owner_url, keys)
        return migrated, await asyncio.to_thread(dump_schema, owner_url)


@asynccontextmanager
async def open_owner_database(settings: Settings, *, name: str) -> AsyncIterator[Database]:
    """Open the migrated database as its owner, starting the embedded one if needed.

    For operations that the app's own role may not perform, so that no request can.
    """
    settings.refuse_weak_secrets()
    keys = load_installation_keys(settings)
    async with _open_owner_url(settings, keys) as owner_url:
        await asyncio.to_thread(migrate, owner_url, keys)
        database = Database(owner_url, name=f"vivavoce {name}", max_size=1)
        await database.open()
        try:
            yield database
        finally:
            await database.close()


@asynccontextmanager
async def open_superuser_address(settings: Settings) -> AsyncIterator[EmbeddedPostgresAddress]:
    """Yield the superuser's address of the embedded database, which is started if it is not running.

    Raises ``ClusterNotRunningError`` if the data folder was never used, and ``InvalidSettingError`` if
    DATABASE_URL is set.
    """
    if settings.database_url is not None:
        raise InvalidSettingError(
            "DATABASE_URL is set, so Vivavoce does not manage this database. Use the "
            "client programs of your PostgreSQL installation as a superuser."
        )
    if not _has_secret(settings):
        raise ClusterNotRunningError
    cluster = _embedded_postgres(settings, load_installation_keys(settings))
    try:
        address = await asyncio.to_thread(cluster.start)
    except ClusterAlreadyRunningError:
        yield replace(await asyncio.to_thread(cluster.attach), database=_DATABASE)
        return
    try:
        yield replace(address, database=_DATABASE)
    finally:
        await asyncio.to_thread(cluster.stop)


@asynccontextmanager
async def _build_platform(
    settings: Settings,
    keys: InstallationKeys,
    url: str,
    *,
    name: str,
    pool_size: int,
    statement_timeout_s: float = STATEMENT_TIMEOUT_S,
) -> AsyncIterator[Platform]:
    clock = SystemClock()
    ids = SystemIdGenerator(clock)
    database = Database(
        url, name=f"vivavoce {name}", max_size=pool_size, statement_timeout_s=statement_timeout_s
    )
    language_model = open_isolated_language_model(settings, clock, database=database)
    await database.open()
    try:
        jobs = JobQueue(database, clock)
        await jobs.open()
        outbox = WakeUpBroadcast()
        opener = UnitOfWorkFactory(database, UnitOfWorkDependencies(clock, ids, jobs, outbox))
        yield Platform(
            settings,
            keys,
            clock,
            ids,
            database,
            jobs,
            opener,
            SubjectKeyVault(keys),
            outbox_signals=outbox,
            language_model=language_model,
        )
    finally:
        if language_model is not None:
            await language_model.close()
        await database.close()


def _has_secret(settings: Settings) -> bool:
    """Return whether a secret exists: one created only for this connection would match no database."""
    is_made = (settings.data_dir / "secret.key").exists()
    return settings.secret_key is not None or not settings.is_local or is_made


def _find_running_url(settings: Settings, keys: InstallationKeys) -> str:
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return _embedded_postgres(settings, keys).attach().url(database=_DATABASE)


def _embedded_postgres(settings: Settings, keys: InstallationKeys) -> EmbeddedPostgres:
    password = keys.derive("database-superuser").hex()
    return EmbeddedPostgres(settings.data_dir / "postgres", superuser_password=password)


@asynccontextmanager
async def _open_owner_url(settings: Settings, keys: InstallationKeys) -> AsyncIterator[str]:
    """Yield the URL of the database's owner: configured, our own cluster's, or another process's."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    cluster = _embedded_postgres(settings, keys)
    try:
        address = await asyncio.to_thread(cluster.start)
    except ClusterAlreadyRunningError:
        address = await asyncio.to_thread(cluster.attach)
        yield await asyncio.to_thread(prepare_database, address.url(), keys, database=_DATABASE)
        return
    try:
        owner = await asyncio.to_thread(prepare_database, address.url(), keys, database=_DATABASE)
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(
                supervise_cluster(cluster, SystemClock()), name="monitor the database"
            )
            try:
                yield owner
            finally:
                watching.cancel()
    finally:
        await asyncio.to_thread(cluster.stop)
