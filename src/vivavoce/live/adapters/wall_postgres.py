"""How sessions stand, who watches and what staff did, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.database import Database
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.live.domain.live_wall import Board, Kept
from vivavoce.live.ports import Address
from vivavoce.live.ports.staff import Head, Watcher

Query = LiteralString

_KEEP: Query = "SELECT session_id FROM session_live_keep(%(cards)s)"
_WALL: Query = (
    "SELECT tenant_id, at, ended, completed, sessions FROM session_live_wall(%(tenants)s)"
)
_SWEEP: Query = "SELECT session_live_sweep()"
_HEADS: Query = """
    SELECT tenant_id, session_id, last_seq, is_over, is_held, seen_at
    FROM session_heads(%(ids)s)
"""
_RENEW: Query = "SELECT id FROM session_watcher_renew(%(ids)s, %(seconds)s)"
_OVERDUE: Query = "SELECT tenant_id, id, session_id, user_id FROM session_watcher_overdue(%(most)s)"
# Whoever comes and whoever goes wait for each other, so that one of them knows to be the last; and of
# two who want to speak one is the first.
_LOCK: Query = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"
_IS_THERE: Query = """
    SELECT 1
    FROM session_watcher
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s AND user_id = %(user)s
    LIMIT 1
"""
_BEGIN: Query = """
    INSERT INTO session_watcher (tenant_id, id, session_id, user_id, until)
    VALUES (%(tenant)s, %(id)s, %(session)s, %(user)s,
            clock_timestamp() + make_interval(secs => %(seconds)s))
"""
_END: Query = """
    DELETE FROM session_watcher
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_MOVE: Query = """
    INSERT INTO session_move (tenant_id, id, session_id, user_id, action)
    VALUES (%(tenant)s, %(id)s, %(session)s, %(user)s, %(action)s)
    ON CONFLICT (tenant_id, id) DO NOTHING
"""
_MOVED: Query = """
    SELECT action
    FROM session_move
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_ATTENDED: Query = """
    SELECT worker_id IS NOT NULL AND until > clock_timestamp() AS is_attended
    FROM lease
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s
"""


class PostgresBoards:
    """How sessions stand, all tenants in one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, cards: Sequence[tuple[Address, int, Mapping[str, Any]]]) -> None:
        """Keep the cards of sessions with their place in the log, all in one statement."""
        rows = [
            {
                "tenant_id": str(address.tenant_id),
                "session_id": str(address.session_id),
                "seq": seq,
                "card": dict(card),
            }
            for address, seq, card in cards
        ]
        await self._database.call(_KEEP, {"cards": Jsonb(rows)})

    async def read(self, tenants: Sequence[TenantId]) -> Mapping[TenantId, Board]:
        """Return the boards of organisations, all in one statement."""
        rows = await self._database.call(_WALL, {"tenants": list(tenants)})
        return {
            TenantId(row["tenant_id"]): Board(
                at=row["at"],
                ended=row["ended"],
                completed=row["completed"],
                sessions=tuple(_kept(each) for each in row["sessions"]),
            )
            for row in rows
        }

    async def sweep(self) -> None:
        """Take away what ended."""
        await self._database.call(_SWEEP)


class PostgresWatchers:
    """Who watches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, work: Work, watcher: Watcher, seconds: float) -> bool:
        """Keep a watcher; return whether this person was not watching the session before."""
        values = {**_values(watcher), "seconds": seconds}
        await work.execute(_LOCK, {"name": f"watch:{watcher.address.session_id}"})
        was_there = await work.fetch_one(_IS_THERE, values)
        await work.execute(_BEGIN, values)
        return was_there is None

    async def end(self, work: Work, watcher: Watcher) -> bool:
        """Forget a watcher; return whether this person watches the session no more."""
        values = _values(watcher)
        await work.execute(_LOCK, {"name": f"watch:{watcher.address.session_id}"})
        if not await work.execute(_END, values):
            return False
        return await work.fetch_one(_IS_THERE, values) is None

    async def renew(self, ids: Sequence[UUID], seconds: float) -> frozenset[UUID]:
        """Say that watchers are there; return those that are known."""
        rows = await self._database.call(_RENEW, {"ids": list(ids), "seconds": seconds})
        return frozenset(row["id"] for row in rows)

    async def heads(self, ids: Sequence[UUID]) -> Mapping[Address, Head]:
        """Return how far the sessions of these watchers have come."""
        rows = await self._database.call(_HEADS, {"ids": list(ids)})
        return {
            _address(row): Head(row["last_seq"], row["is_over"], row["is_held"], row["seen_at"])
            for row in rows
        }

    async def overdue(self, most: int) -> tuple[Watcher, ...]:
        """Return watchers whose process is silent."""
        rows = await self._database.call(_OVERDUE, {"most": most})
        return tuple(
            Watcher(address=_address(row), id=row["id"], user_id=row["user_id"]) for row in rows
        )


class PostgresMoves:
    """What staff asked sessions to do."""

    async def note(
        self, work: Work, address: Address, *, move_id: UUID, user_id: UUID, action: str
    ) -> str | None:
        """Remember a move; return what an earlier one with the same id did, or None if there is none."""
        values = {**_key(address), "id": move_id, "user": user_id, "action": action}
        await work.execute(_LOCK, {"name": f"move:{address.session_id}"})
        if await work.execute(_MOVE, values):
            return None
        row = await work.fetch_one(_MOVED, values)
        return None if row is None else str(row["action"])

    async def is_attended(self, work: Work, address: Address) -> bool:
        """Return whether a live worker holds the session now."""
        row = await work.fetch_one(_ATTENDED, _key(address))
        return row is not None and bool(row["is_attended"])


def _key(address: Address) -> dict[str, Any]:  # Any: SQL values
    return {"tenant": address.tenant_id, "session": address.session_id}


def _values(watcher: Watcher) -> dict[str, Any]:  # Any: SQL values
    return {**_key(watcher.address), "id": watcher.id, "user": watcher.user_id}


def _address(row: Mapping[str, Any]) -> Address:
    return Address(TenantId(row["tenant_id"]), SessionId(row["session_id"]))


def _kept(each: Mapping[str, Any]) -> Kept:
    seen_at = each["seen_at"]
    return Kept(
        session_id=SessionId(UUID(each["session_id"])),
        interview_id=InterviewId(UUID(each["interview_id"])),
        seq=each["seq"],
        card=each["card"],
        is_held=each["is_held"],
        seen_at=None if seen_at is None else datetime.fromisoformat(seen_at),
    )
