"""Listen, on a dedicated connection, for sessions with new inbox messages."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

import psycopg

from vivavoce.infra.database import Database
from vivavoce.infra.tasks import raise_if_cancelled
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters import statements as sql

_IDLE_INTERVAL_S = 1.0


class PostgresSessionNotifications:
    """Yields session ids on new messages, and None once a second because notifications can get lost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listen(self) -> AsyncIterator[SessionId | None]:
        """Yield session ids, or None to check all sessions; raise when the connection is lost."""
        connection = await self._database.open_listener()
        try:
            await connection.execute(sql.LISTEN)
            yield None
            while True:
                raise_if_cancelled()
                async for notice in connection.notifies(timeout=_IDLE_INTERVAL_S):
                    yield SessionId(UUID(notice.payload))
                yield None
        finally:
            with contextlib.suppress(psycopg.Error):
                await connection.close()
