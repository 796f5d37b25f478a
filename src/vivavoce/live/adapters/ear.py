"""Hears, on a connection of its own, which sessions were told something."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

import psycopg

from vivavoce.infra.database import Database
from vivavoce.infra.tasks import stop_if_told
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters import statements as sql

_QUIET_S = 1.0


class PostgresEar:
    """Yields sessions as they are told something; once a second it says that some may have gone unheard."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sessions(self) -> AsyncIterator[SessionId | None]:
        """Yield sessions until the connection is lost, which raises."""
        connection = await self._database.listener()
        try:
            await connection.execute(sql.HEAR)
            yield None
            while True:
                stop_if_told()
                async for notice in connection.notifies(timeout=_QUIET_S):
                    yield SessionId(UUID(notice.payload))
                yield None
        finally:
            with contextlib.suppress(psycopg.Error):
                await connection.close()
