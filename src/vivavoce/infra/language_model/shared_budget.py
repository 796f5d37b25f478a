"""One limit on the requests and tokens of a minute, over all processes of an installation.

Each request is counted in the database before it is sent, and no lock is held while the model answers. A
request of a process that died counts for its minute, like any other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

import psycopg
import structlog

from vivavoce.infra.clock import SystemIdGenerator
from vivavoce.infra.database import Database, DatabaseUnavailableError, Row
from vivavoce.infra.language_model.budget import (
    RequestBudget,
    Turn,
    compute_background_share,
)
from vivavoce.kernel.clock import Clock

_ADMIT: LiteralString = """
    SELECT wait_s, processes
    FROM admit_model_request(%(id)s, %(process)s, %(tokens)s, %(max_requests)s, %(max_tokens)s)
"""
_CORRECT: LiteralString = """
    UPDATE model_request SET requests = %(requests)s, tokens = %(tokens)s WHERE id = %(id)s
"""
_PATIENCE_S = 1.0
"""Longer than a busy database takes; a candidate waits no longer for it."""
_RETRY_AFTER_S = 10.0
"""How long a database that did not answer is not asked."""
_MANY = 1_000_000
"""No limit of its own on places: those of the process are taken before."""
_LONGEST_PAUSE_S = 5.0
"""Requests that ended take less than was estimated, so there may be room sooner."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What all processes together may send in a minute; 0 is no limit."""

    requests_per_minute: int
    tokens_per_minute: int

    @property
    def are_set(self) -> bool:
        """Whether there is a limit at all."""
        return bool(self.requests_per_minute or self.tokens_per_minute)


class SharedBudget:
    """Admits requests by this process's places first, then by the rates of the installation.

    ``turn`` runs on the model's event loop, the database on the one that opened it. While the database does
    not answer, the process keeps to its share of the rates: as many processes as were last seen share them.
    """

    def __init__(
        self, database: Database, clock: Clock, places: RequestBudget, limits: RateLimits
    ) -> None:
        """Must be called on the event loop of the database."""
        self._database = database
        self._database_loop = asyncio.get_running_loop()
        self._clock = clock
        self._ids = SystemIdGenerator(clock)
        self._places = places
        self._limits = limits
        self._process_id = self._ids.new_id()
        self._processes = 1
        self._alone: RequestBudget | None = None
        self._ask_again_at = 0.0

    @asynccontextmanager
    async def turn(self, *, is_urgent: bool, tokens: int) -> AsyncIterator[Turn]:
        """Wait for a place and for room, and hold the place inside the block; set what was used."""
        async with self._places.turn(is_urgent=is_urgent, tokens=tokens) as turn:
            request_id = self._ids.new_id()
            if await self._admit(request_id, is_urgent=is_urgent, tokens=tokens):
                try:
                    yield turn
                finally:
                    await self._correct(request_id, turn)
                return
            async with self._open_share().turn(is_urgent=is_urgent, tokens=tokens) as own_turn:
                yield own_turn

    async def _admit(self, request_id: UUID, *, is_urgent: bool, tokens: int) -> bool:
        """Return True once there is room; False if the database does not answer."""
        limits = self._limits.requests_per_minute, self._limits.tokens_per_minute
        most = limits if is_urgent else [compute_background_share(each) for each in limits]
        values = {
            "id": request_id,
            "process": self._process_id,
            "tokens": tokens,
            "max_requests": most[0],
            "max_tokens": most[1],
        }
        while True:
            if self._alone is not None and self._clock.monotonic() < self._ask_again_at:
                return False
            rows = await self._execute(_ADMIT, values)
            if rows is None:
                self._ask_again_at = self._clock.monotonic() + _RETRY_AFTER_S
                return False
            self._alone = None
            self._processes = int(rows[0]["processes"])
            wait_s = float(rows[0]["wait_s"])
            if wait_s == 0:
                return True
            await self._clock.sleep(min(wait_s, _LONGEST_PAUSE_S))

    async def _correct(self, request_id: UUID, turn: Turn) -> None:
        values = {"id": request_id, "requests": turn.requests, "tokens": turn.tokens}
        await asyncio.shield(self._execute(_CORRECT, values))

    async def _execute(self, query: LiteralString, values: dict[str, object]) -> list[Row] | None:
        """Return the rows; None if the database did not answer in time."""

        async def run() -> list[Row]:
            async with asyncio.timeout(_PATIENCE_S):
                return await self._database.execute(query, values)

        if self._database_loop.is_closed():
            return None
        with suppress(DatabaseUnavailableError, psycopg.Error, TimeoutError):
            work = asyncio.run_coroutine_threadsafe(run(), self._database_loop)
            return await asyncio.wrap_future(work)
        return None

    def _open_share(self) -> RequestBudget:
        """Return the budget of this process alone, for as long as the database is away."""
        if self._alone is None:
            _log.warning("model.budget_not_shared", processes=self._processes)
            self._alone = RequestBudget(
                self._clock,
                max_concurrent=_MANY,
                requests_per_minute=_share(self._limits.requests_per_minute, self._processes),
                tokens_per_minute=_share(self._limits.tokens_per_minute, self._processes),
            )
        return self._alone


def _share(limit: int, processes: int) -> int:
    return max(1, limit // processes) if limit else 0
