"""Database transactions that are bound to a tenant from the start and rolled back on any error."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from vivavoce.kernel.errors import UnavailableError
from vivavoce.kernel.ids import TenantId, get_mode

Row = DictRow
Connection = psycopg.AsyncConnection[DictRow]

SEARCH_PATH = "public,jobs"
"""procrastinate's objects are in the schema ``jobs``; enqueuing in a transaction needs to see them."""


STATEMENT_TIMEOUT_S = 30
"""Statement timeout of serving processes; slower maintenance statements use ``execute_maintenance``."""
MAINTENANCE_TIMEOUT_S = 600
_CONNECT_S = 5


_UNAVAILABLE = ("08", "53", "57", "25P03", "25P04")
"""SQLSTATEs of a server that is away, full or stopping, or that ended a transaction which took too long."""


class DatabaseUnavailableError(UnavailableError):
    """The database does not answer right now. Nothing was changed; try again soon."""

    code = "database_unavailable"


class Database:
    """A pool of connections with the app's role, which is neither owner nor superuser."""

    def __init__(
        self,
        url: str,
        *,
        name: str = "vivavoce",
        max_size: int = 10,
        statement_timeout_s: float = STATEMENT_TIMEOUT_S,
    ) -> None:
        self._url = url
        self._name = name
        self.notification_origin = secrets.token_hex(8)
        """Distinguishes this process's notifications from those of others."""
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            kwargs={
                "row_factory": dict_row,
                "application_name": name,
                "connect_timeout": _CONNECT_S,
                "options": f"-c search_path={SEARCH_PATH} -c idle_in_transaction_session_timeout=10s "
                f"-c statement_timeout={round(statement_timeout_s * 1000)}",
            },
            min_size=1,
            max_size=max_size,
            timeout=10.0,
            open=False,
            check=None,
            # Not among kwargs: the job library opens its listener with these and adds its own.
            configure=_enable_autocommit,
        )

    async def open(self) -> None:
        """Open the pool and wait for its first connection."""
        await self._pool.open(wait=True, timeout=30)

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close(timeout=5)

    @property
    def pool(self) -> AsyncConnectionPool[Connection]:
        """Return the pool itself; for the job library only."""
        return self._pool

    async def open_listener(self) -> Connection:
        """Return a separate connection outside the pool, for LISTEN."""
        return await psycopg.AsyncConnection.connect(
            self._url,
            autocommit=True,
            row_factory=dict_row,
            application_name=f"{self._name} listener",
            connect_timeout=_CONNECT_S,
        )

    @asynccontextmanager
    async def transaction(self, tenant_id: TenantId | None) -> AsyncIterator[Connection]:
        """Open a transaction bound to ``tenant_id``; commit on a clean exit, else roll back.

        BEGIN and the tenant are sent in one message. Without a tenant, row-level security hides all rows;
        that form is for the named SECURITY DEFINER functions. A tenant id that is restricted to a mode hides
        the interviews of the other mode. Raises ``DatabaseUnavailableError`` if the
        server turned the commit into a rollback.
        """
        bound = sql.Literal("" if tenant_id is None else str(_require_uuid(tenant_id)))
        mode = None if tenant_id is None else get_mode(tenant_id)
        restriction = (
            sql.SQL("")
            if mode is None
            else sql.SQL("; SET LOCAL app.mode = {}").format(sql.Literal(mode))
        )
        async with self._connection() as connection:
            try:
                await connection.execute(
                    sql.SQL("BEGIN; SET LOCAL app.tenant_id = {}{}").format(bound, restriction),
                    prepare=False,
                )
                yield connection
                done = await connection.execute("COMMIT", prepare=False)
                if done.statusmessage != "COMMIT":
                    raise DatabaseUnavailableError
            finally:
                if connection.info.transaction_status is not TransactionStatus.IDLE:
                    await asyncio.shield(_roll_back_or_close(connection))

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        except PoolTimeout as error:
            raise DatabaseUnavailableError from error
        except (psycopg.OperationalError, psycopg.InternalError) as error:
            if error.sqlstate is None or error.sqlstate.startswith(_UNAVAILABLE):
                raise DatabaseUnavailableError from error
            raise

    async def execute(
        self,
        query: LiteralString,
        params: Mapping[str, Any] | None = None,  # Any: SQL values
    ) -> list[Row]:
        """Run one statement without a tenant and return its rows; for the SECURITY DEFINER look-ups."""
        async with self._connection() as connection:
            cursor = await connection.execute(query, params)
            return await cursor.fetchall() if cursor.description else []

    async def execute_maintenance(
        self,
        query: LiteralString,
        params: Mapping[str, Any] | None = None,  # Any: SQL values
    ) -> list[Row]:
        """Run a slow statement without a tenant (up to ``MAINTENANCE_TIMEOUT_S``); return its rows."""
        async with self.transaction(None) as connection:
            await connection.execute(
                sql.SQL("SET LOCAL statement_timeout = {}").format(
                    sql.Literal(f"{MAINTENANCE_TIMEOUT_S}s")
                )
            )
            cursor = await connection.execute(query, params)
            return await cursor.fetchall() if cursor.description else []


def check_connection(url: str) -> None:
    """Return if the database answers at ``url``; else raise ``DatabaseUnavailableError`` with the reason."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        reason = str(error)
        if "authentication failed" in reason or "does not exist" in reason:
            raise DatabaseUnavailableError(
                "The database was not set up with this installation's secret. Run "
                "'vivavoce migrate', or restore the previous VIVAVOCE_SECRET_KEY."
            ) from error
        raise DatabaseUnavailableError(
            "The database does not respond. Start it, then try again."
        ) from error


async def _enable_autocommit(connection: Connection) -> None:
    await connection.set_autocommit(True)


async def bind_tenant(connection: Connection, tenant_id: TenantId) -> None:
    """Bind the open transaction to the tenant of an event; for consumers."""
    await connection.execute(
        "SELECT set_config('app.tenant_id', %(tenant)s, true)",
        {"tenant": str(_require_uuid(tenant_id))},
    )


def _require_uuid(tenant_id: TenantId) -> UUID:
    if not isinstance(tenant_id, UUID):
        raise TypeError("a tenant id must be a UUID")
    return tenant_id


async def _roll_back_or_close(connection: Connection) -> None:
    """Roll back, or close the connection so that the pool replaces it."""
    with contextlib.suppress(psycopg.Error, TimeoutError):
        async with asyncio.timeout(2):
            await connection.execute("ROLLBACK", prepare=False)
            return
    await connection.close()
