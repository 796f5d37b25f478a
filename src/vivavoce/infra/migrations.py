"""Forward-only migrations, the database roles that they need, and a check whether any are pending."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from vivavoce.infra.keys import InstallationKeys
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.translation import translatable

APP_ROLE = "vivavoce_app"
SYSTEM_ROLE = "vivavoce_system"
OWNER_ROLE = "vivavoce_owner"
_ADVISORY_LOCK_ID = 7_000_001
_MAX_ROLE_CONFLICTS = 20
"""How often concurrent writes of one role may conflict; the lock above covers only one database."""
_MIN_SERVER_VERSION = 160_000


class MigrationError(VivavoceError):
    """The database cannot be migrated to this version."""

    code = "cannot_migrate"


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """The revision before and after a migration."""

    before: str | None
    after: str


def build_app_url(owner_url: str, keys: InstallationKeys) -> str:
    """Return the connection URL of the app's own role."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    login = f"{APP_ROLE}:{quote(derive_app_password(keys), safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{host}"))


def derive_app_password(keys: InstallationKeys) -> str:
    """Return the app role's password, which is derived so that it need not be stored."""
    return keys.derive("database-app-role").hex()


def prepare_database(superuser_url: str, keys: InstallationKeys, *, database: str) -> str:
    """Create an owner role and its database on our own cluster; return the owner's connection URL."""
    password = keys.derive("database-owner-role").hex()
    with psycopg.connect(superuser_url, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_ADVISORY_LOCK_ID,))
        owner = sql.Identifier(OWNER_ROLE)
        verb = "ALTER" if _exists(connection, "pg_roles", "rolname", OWNER_ROLE) else "CREATE"
        role_statement = sql.SQL("{} ROLE {} LOGIN CREATEROLE PASSWORD {}").format(
            sql.SQL(verb), owner, _encrypt_password(connection, OWNER_ROLE, password)
        )
        _retry_role_conflicts(lambda: connection.execute(role_statement))
        exists = _exists(connection, "pg_database", "datname", database)
        statement = "ALTER DATABASE {} OWNER TO {}" if exists else "CREATE DATABASE {} OWNER {}"
        connection.execute(sql.SQL(statement).format(sql.Identifier(database), owner))
    parts = urlsplit(superuser_url)
    with psycopg.connect(
        urlunsplit(parts._replace(path=f"/{database}")), autocommit=True, connect_timeout=10
    ) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{OWNER_ROLE}:{password}@{host}", path=f"/{database}"))


def _encrypt_password(connection: psycopg.Connection, role: str, password: str) -> sql.Literal:
    """Return the password hash that the server stores, so that no statement or log has the password."""
    sealed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return sql.Literal(sealed.decode())


def _exists(connection: psycopg.Connection, catalog: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(catalog), sql.Identifier(column)
    )
    return connection.execute(query, (name,)).fetchone() is not None


def find_migrations_folder() -> Path:
    """Return the migrations folder: in the wheel, or at the root of the checkout."""
    packaged = Path(__file__).parents[1] / "_migrations"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "migrations"


def newest_revision() -> str:
    """Return the id of the latest revision, read from the text of the files."""
    return _list_revisions()[-1]


def _list_revisions() -> list[str]:
    """Return the ids of all revisions in file order."""
    revisions = []
    for file in sorted((find_migrations_folder() / "versions").glob("*.py")):
        declaration = re.search(r'^revision = "(.+)"$', file.read_text(), re.MULTILINE)
        if declaration is None:
            raise MigrationError(translatable("'{file}' has no revision.", file=file.name))
        revisions.append(declaration.group(1))
    return revisions


def migrate(owner_url: str, keys: InstallationKeys) -> MigrationResult:
    """Migrate roles and tables to this version; safe at every start and from several processes."""
    try:
        with psycopg.connect(owner_url, autocommit=True, connect_timeout=10) as connection:
            if connection.info.server_version < _MIN_SERVER_VERSION:
                raise MigrationError("PostgreSQL 16 or newer is required.")
            connection.execute("SELECT pg_advisory_lock(%s)", (_ADVISORY_LOCK_ID,))
            _retry_role_conflicts(lambda: _create_roles(connection, keys))
            before = _read_current_revision(connection)
            if before is not None and before not in _list_revisions():
                raise MigrationError(
                    translatable(
                        "The database has the schema version '{before}', which this version of Vivavoce "
                        "does not know. Start the version of Vivavoce that migrated it, or a newer one.",
                        before=before,
                    )
                )
            if before != newest_revision():
                _run_alembic(owner_url)
            return MigrationResult(before, newest_revision())
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationError(
            "The user in DATABASE_URL does not have the rights for a migration. Grant it "
            "CREATEROLE and ownership of the database. As a superuser, run once: CREATE "
            "EXTENSION vector."
        ) from error
    except psycopg.errors.LockNotAvailable as error:
        raise MigrationError(
            "A table was locked for more than 5 seconds. Nothing was changed; try again."
        ) from error
    except psycopg.OperationalError as error:
        raise MigrationError("The database does not respond at DATABASE_URL.") from error


def _read_current_revision(connection: psycopg.Connection) -> str | None:
    known = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    if known is None or known[0] is None:
        return None
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return None if row is None else str(row[0])


def _retry_role_conflicts(write: Callable[[], object]) -> None:
    """Write roles, with retries on concurrent updates: all databases of a server share the roles."""
    for retries_left in reversed(range(_MAX_ROLE_CONFLICTS)):
        try:
            write()
            return
        except psycopg.errors.InternalError_ as error:
            if retries_left == 0 or "concurrently" not in str(error):
                raise


def _create_roles(connection: psycopg.Connection, keys: InstallationKeys) -> None:
    if not _exists(connection, "pg_roles", "rolname", SYSTEM_ROLE):
        connection.execute(f"CREATE ROLE {SYSTEM_ROLE} NOLOGIN")
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(SYSTEM_ROLE)))
    password = _encrypt_password(connection, APP_ROLE, derive_app_password(keys))
    verb = "ALTER" if _exists(connection, "pg_roles", "rolname", APP_ROLE) else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(APP_ROLE), password
        )
    )


def _run_alembic(owner_url: str) -> None:
    """Run alembic; imported here because only a migration needs it and SQLAlchemy."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, exc, pool

    engine = create_engine(
        "postgresql+psycopg" + owner_url[owner_url.index("://") :], poolclass=pool.NullPool
    )
    config = Config()
    config.set_main_option("script_location", str(find_migrations_folder()).replace("%", "%%"))
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    except exc.DBAPIError as error:
        raise error.orig or error from error
