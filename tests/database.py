"""A migrated PostgreSQL for tests: one cluster a run, one template, one clone per worker.

Tests are kept apart by fresh tenants, not by fresh databases.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4  # noqa: TID251 - a fresh tenant per test

import psycopg
from psycopg import sql
from tests import cluster

from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.migrations import (
    build_app_url,
    find_migrations_folder,
    migrate,
    prepare_database,
)
from vivavoce.kernel.ids import TenantId

KEYS = InstallationKeys("a-secret-that-only-the-tests-of-this-house-use")


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """Where a migrated database answers, as its owner, as the app and as superuser."""

    __test__ = False

    owner_url: str
    app_url: str
    superuser_url: str

    @asynccontextmanager
    async def hold_transaction_open(
        self, statement: LiteralString, *values: Any, **named: Any
    ) -> AsyncIterator[psycopg.AsyncConnection]:
        """Run a statement in a transaction that is open until the block ends; then it is committed."""
        async with await psycopg.AsyncConnection.connect(self.superuser_url) as link:
            await link.execute(statement, named or values or None)
            yield link

    async def until_waiting_for_locks(self, count: int) -> None:
        """Wait until at least so many statements wait for somebody else's transaction."""
        async with (
            await psycopg.AsyncConnection.connect(self.superuser_url, autocommit=True) as link,
            asyncio.timeout(90),
        ):
            while True:
                row = await (await link.execute(_WAITING)).fetchone()
                if row is not None and row[0] >= count:
                    return
                await asyncio.sleep(0.02)


_WAITING = """
    SELECT count(*)
    FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def _schema_digest() -> str:
    files = sorted(
        path for path in find_migrations_folder().rglob("*") if path.suffix in (".py", ".sql")
    )
    parts = [path.read_bytes() for path in files]
    parts.append(
        Path(__file__).parents[1].joinpath("src/vivavoce/infra/migrations.py").read_bytes()
    )
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]


def cloned_database(worker: str) -> TestDatabase:
    """Return a fresh clone of the migrated template; the template is made once per schema."""
    address = cluster.test_cluster()
    template = f"template_{_schema_digest()}"
    name = f"clone_{_schema_digest()}_{worker}_{os.getpid()}"
    cluster.ensure_template(address, template, _migrated)
    cluster.clone_database(address, template, name)
    owner = prepare_database(address.url(), KEYS, database=name)
    return TestDatabase(owner, build_app_url(owner, KEYS), address.url(database=name))


def quick_database(worker: str) -> TestDatabase:
    """Return a fresh clone in which the app's commits do not wait for the disk.

    For tests that neither stop the database server nor run the doctor, which reports the setting.
    """
    made = cloned_database(worker)
    name, role = (urlsplit(made.app_url).path[1:], urlsplit(made.app_url).username)
    statement = sql.SQL("ALTER ROLE {} IN DATABASE {} SET synchronous_commit = off")
    with psycopg.connect(made.superuser_url, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(str(role)), sql.Identifier(name)))
    return made


def drop(database: TestDatabase) -> None:
    """Drop a clone."""
    cluster.drop_database(cluster.test_cluster(), urlsplit(database.owner_url).path[1:])


def _migrated(url: str) -> None:
    parts = urlsplit(url)
    superuser = urlunsplit(parts._replace(path="/postgres"))
    migrate(prepare_database(superuser, KEYS, database=parts.path[1:]), KEYS)


def fresh_tenant() -> TenantId:
    """Return the id of a tenant nobody else uses."""
    return TenantId(UUID(bytes=uuid4().bytes))
