"""Forward-only migrations, the roles that they need, and a quick look whether any are due."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from vivavoce.infra.keys import Keys
from vivavoce.kernel.errors import VivavoceError

APP_ROLE = "vivavoce_app"
SYSTEM_ROLE = "vivavoce_system"
OWNER_ROLE = "vivavoce_owner"
_LOCK = 7_000_001
_MEETINGS = 20
"""How often two that write the same role may meet; the lock above is one database's own."""
_LEAST_VERSION = 160_000


class CannotMigrate(VivavoceError):
    """The database cannot be brought to this version."""

    code = "cannot_migrate"


@dataclass(frozen=True, slots=True)
class Migrated:
    """Where the database stood and where it stands."""

    before: str | None
    after: str


def app_url(owner_url: str, keys: Keys) -> str:
    """Return the address under which the app's own role connects."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    login = f"{APP_ROLE}:{quote(app_password(keys), safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{host}"))


def app_password(keys: Keys) -> str:
    """Return the app role's password, derived so that nobody has to keep it."""
    return keys.derive("database-app-role").hex()


def prepare(superuser_url: str, keys: Keys, *, database: str) -> str:
    """Make an owner role and its database on a cluster of our own; return the owner's address."""
    password = keys.derive("database-owner-role").hex()
    with psycopg.connect(superuser_url, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        owner = sql.Identifier(OWNER_ROLE)
        verb = "ALTER" if _has(connection, "pg_roles", "rolname", OWNER_ROLE) else "CREATE"
        made = sql.SQL("{} ROLE {} LOGIN CREATEROLE PASSWORD {}").format(
            sql.SQL(verb), owner, _verifier(connection, OWNER_ROLE, password)
        )
        _unless_met(lambda: connection.execute(made))
        exists = _has(connection, "pg_database", "datname", database)
        statement = "ALTER DATABASE {} OWNER TO {}" if exists else "CREATE DATABASE {} OWNER {}"
        connection.execute(sql.SQL(statement).format(sql.Identifier(database), owner))
    parts = urlsplit(superuser_url)
    with psycopg.connect(
        urlunsplit(parts._replace(path=f"/{database}")), autocommit=True, connect_timeout=10
    ) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{OWNER_ROLE}:{password}@{host}", path=f"/{database}"))


def _verifier(connection: psycopg.Connection, role: str, password: str) -> sql.Literal:
    """Return what the server stores, so that the password itself stands in no statement and no log."""
    sealed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return sql.Literal(sealed.decode())


def _has(connection: psycopg.Connection, catalogue: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(catalogue), sql.Identifier(column)
    )
    return connection.execute(query, (name,)).fetchone() is not None


def scripts() -> Path:
    """Return the folder of the migrations: in the wheel, or at the root of the checkout."""
    packaged = Path(__file__).parents[1] / "_migrations"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "migrations"


def newest() -> str:
    """Return the id of the last revision, read from the files' own text."""
    return _known()[-1]


def _known() -> list[str]:
    """Return the ids of all revisions in the order of their files."""
    found = []
    for file in sorted((scripts() / "versions").glob("*.py")):
        said = re.search(r'^revision = "(.+)"$', file.read_text(), re.MULTILINE)
        if said is None:
            raise CannotMigrate(f"'{file.name}' names no revision.")
        found.append(said.group(1))
    return found


def migrate(owner_url: str, keys: Keys) -> Migrated:
    """Bring roles and tables to this version; safe to call at every start and from several processes."""
    try:
        with psycopg.connect(owner_url, autocommit=True, connect_timeout=10) as connection:
            if connection.info.server_version < _LEAST_VERSION:
                raise CannotMigrate("PostgreSQL 16 or newer is needed.")
            connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            _unless_met(lambda: _roles(connection, keys))
            before = _current(connection)
            if before is not None and before not in _known():
                raise CannotMigrate(
                    f"The database is at '{before}', which this version of Vivavoce does not know. "
                    "Start the version that brought it there, or a newer one."
                )
            if before != newest():
                _run(owner_url)
            return Migrated(before, newest())
    except psycopg.errors.InsufficientPrivilege as error:
        raise CannotMigrate(
            "The user in DATABASE_URL may not do what a migration needs. Give it CREATEROLE and "
            "ownership of the database, and once, as a superuser: CREATE EXTENSION vector."
        ) from error
    except psycopg.errors.LockNotAvailable as error:
        raise CannotMigrate(
            "A table stayed locked for 5 seconds. Nothing was changed; try again."
        ) from error
    except psycopg.OperationalError as error:
        raise CannotMigrate("The database does not answer at DATABASE_URL.") from error


def _current(connection: psycopg.Connection) -> str | None:
    known = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    if known is None or known[0] is None:
        return None
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return None if row is None else str(row[0])


def _unless_met(write: Callable[[], object]) -> None:
    """Write about roles, again where somebody wrote the same row: roles are all databases' together."""
    for left in reversed(range(_MEETINGS)):
        try:
            write()
            return
        except psycopg.errors.InternalError_ as error:
            if left == 0 or "concurrently" not in str(error):
                raise


def _roles(connection: psycopg.Connection, keys: Keys) -> None:
    if not _has(connection, "pg_roles", "rolname", SYSTEM_ROLE):
        connection.execute(f"CREATE ROLE {SYSTEM_ROLE} NOLOGIN")
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(SYSTEM_ROLE)))
    password = _verifier(connection, APP_ROLE, app_password(keys))
    verb = "ALTER" if _has(connection, "pg_roles", "rolname", APP_ROLE) else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(APP_ROLE), password
        )
    )


def _run(owner_url: str) -> None:
    """Run alembic; imported here because only a migration needs it and SQLAlchemy."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, exc, pool

    engine = create_engine(
        "postgresql+psycopg" + owner_url[owner_url.index("://") :], poolclass=pool.NullPool
    )
    config = Config()
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    except exc.DBAPIError as error:
        raise error.orig or error from error
