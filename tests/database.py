"""A migrated PostgreSQL for tests: one cluster a run, one template, one clone per worker.

Tests are kept apart by fresh tenants, not by fresh databases.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4  # noqa: TID251 - a fresh tenant per test

import filelock
import psycopg
from psycopg import sql

from tests.cluster import test_cluster
from vivavoce.infra.keys import Keys
from vivavoce.infra.migrate import app_url, migrate, newest, prepare, scripts
from vivavoce.kernel.ids import TenantId

KEYS = Keys("a-secret-that-only-the-tests-of-this-house-use")


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """Where a migrated database answers, as its owner, as the app and as superuser."""

    __test__ = False

    owner_url: str
    app_url: str
    superuser_url: str


def _schema_digest() -> str:
    files = sorted((scripts() / "versions").glob("*.py"))
    parts = [path.read_bytes() for path in files]
    parts.append(Path(__file__).parents[1].joinpath("src/vivavoce/infra/migrate.py").read_bytes())
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]


def cloned_database(worker: str) -> TestDatabase:
    """Return a fresh clone of the migrated template; the template is made once per schema."""
    cluster = test_cluster()
    superuser = cluster.url()
    template = f"template_{_schema_digest()}"
    name = f"clone_{_schema_digest()}_{worker}_{os.getpid()}"
    lock = filelock.FileLock(Path("/tmp") / f"vivavoce-test-template-{os.getuid()}.lock")  # noqa: S108
    with lock, psycopg.connect(superuser, autocommit=True) as connection:
        if not _is_migrated(connection, template):
            migrate(prepare(superuser, KEYS, database=template), KEYS)
        else:
            prepare(superuser, KEYS, database=template)
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER vivavoce_owner").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    owner = prepare(superuser, KEYS, database=name)
    return TestDatabase(owner, app_url(owner, KEYS), cluster.url(database=name))


def drop(database: TestDatabase) -> None:
    """Drop a clone."""
    with psycopg.connect(test_cluster().url(), autocommit=True) as connection:
        name = database.owner_url.rpartition("/")[2]
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _is_migrated(connection: psycopg.Connection, template: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (template,))
    if found.fetchone() is None:
        return False
    with psycopg.connect(test_cluster().url(database=template)) as inside:
        row = inside.execute("SELECT version_num FROM alembic_version").fetchone()
        return row is not None and row[0] == newest()


def fresh_tenant() -> TenantId:
    """Return the id of a tenant nobody else uses."""
    return TenantId(UUID(bytes=uuid4().bytes))
