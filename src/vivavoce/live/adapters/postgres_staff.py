"""Live dashboard views, observers and staff actions in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.database import Database
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.live.domain.live_dashboard import NOT_LIVE_STATUSES, LiveDashboard, StoredSessionView
from vivavoce.live.ports import SessionAddress
from vivavoce.live.ports.staff import SessionLogHead, SessionObserver

Query = LiteralString

_SAVE_VIEWS: Query = "SELECT session_id FROM live_dashboard_save(%(views)s)"
_LOAD_DASHBOARDS: Query = (
    "SELECT tenant_id, at, ended, completed, sessions FROM live_dashboard_load(%(tenants)s)"
)
_COUNT_LIVE: Query = """
    SELECT count(*)::integer AS live
    FROM live_dashboard_view l
    JOIN lease e ON e.tenant_id = l.tenant_id AND e.session_id = l.session_id
    WHERE l.tenant_id = %(tenant)s AND l.ended_at IS NULL
      AND NOT l.view ->> 'state' = ANY (%(not_live)s::text[])
"""
_DELETE_ENDED: Query = "SELECT live_dashboard_sweep()"
_LOAD_LOG_HEADS: Query = """
    SELECT tenant_id, session_id, last_seq, is_over, has_worker, heartbeat_at
    FROM session_log_heads(%(ids)s)
"""
_EXTEND_OBSERVER_LEASES: Query = "SELECT id FROM session_observer_renew(%(ids)s, %(seconds)s)"
_FIND_EXPIRED_OBSERVERS: Query = (
    "SELECT tenant_id, id, session_id, user_id FROM session_observer_expired(%(most)s)"
)
# Serializes observers that come and go, so that exactly one is the last to leave; and staff actions,
# so that one of two takeovers is first.
_LOCK: Query = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"
_SELECT_OBSERVER: Query = """
    SELECT 1
    FROM session_observer
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s AND user_id = %(user)s
    LIMIT 1
"""
_INSERT_OBSERVER: Query = """
    INSERT INTO session_observer (tenant_id, id, session_id, user_id, expires_at)
    VALUES (%(tenant)s, %(id)s, %(session)s, %(user)s,
            clock_timestamp() + make_interval(secs => %(seconds)s))
"""
_DELETE_OBSERVER: Query = """
    DELETE FROM session_observer
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_INSERT_ACTION: Query = """
    INSERT INTO session_staff_action (tenant_id, id, session_id, user_id, action)
    VALUES (%(tenant)s, %(id)s, %(session)s, %(user)s, %(action)s)
    ON CONFLICT (tenant_id, id) DO NOTHING
"""
_SELECT_ACTION: Query = """
    SELECT action
    FROM session_staff_action
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_SELECT_IS_ATTENDED: Query = """
    SELECT worker_id IS NOT NULL AND expires_at > clock_timestamp() AS is_attended
    FROM lease
    WHERE tenant_id = %(tenant)s AND session_id = %(session)s
"""


class PostgresLiveDashboardRepository:
    """Live dashboard views; each call covers all tenants in one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, views: Sequence[tuple[SessionAddress, int, Mapping[str, Any]]]) -> None:
        """Store session views, each with its address and log position, in one statement."""
        rows = [
            {
                "tenant_id": str(address.tenant_id),
                "session_id": str(address.session_id),
                "seq": seq,
                "view": dict(view),
            }
            for address, seq, view in views
        ]
        await self._database.execute(_SAVE_VIEWS, {"views": Jsonb(rows)})

    async def load(self, tenants: Sequence[TenantId]) -> Mapping[TenantId, LiveDashboard]:
        """Return the dashboards of these tenants, in one statement."""
        rows = await self._database.execute(_LOAD_DASHBOARDS, {"tenants": list(tenants)})
        return {
            TenantId(row["tenant_id"]): LiveDashboard(
                at=row["at"],
                ended=row["ended"],
                completed=row["completed"],
                sessions=tuple(_view_of(view) for view in row["sessions"]),
            )
            for row in rows
        }

    async def count_live(self, work: UnitOfWork) -> int:
        """Return how many sessions of the tenant are neither waiting nor queued, as its dashboard counts."""
        values = {"tenant": work.tenant_id, "not_live": sorted(NOT_LIVE_STATUSES)}
        row = await work.fetch_one(_COUNT_LIVE, values)
        return 0 if row is None else int(row["live"])

    async def delete_ended(self) -> None:
        """Delete the views of sessions that have ended."""
        await self._database.execute(_DELETE_ENDED)


class PostgresSessionObserverRepository:
    """The observers of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, work: UnitOfWork, observer: SessionObserver, lease_s: float) -> bool:
        """Store an observer; return True if this user was not observing the session before."""
        values = {**_values(observer), "seconds": lease_s}
        await work.execute(_LOCK, {"name": f"watch:{observer.address.session_id}"})
        was_there = await work.fetch_one(_SELECT_OBSERVER, values)
        await work.execute(_INSERT_OBSERVER, values)
        return was_there is None

    async def remove(self, work: UnitOfWork, observer: SessionObserver) -> bool:
        """Remove an observer; return True if this user no longer observes the session.

        Also returns False when the observer was already removed.
        """
        values = _values(observer)
        await work.execute(_LOCK, {"name": f"watch:{observer.address.session_id}"})
        if not await work.execute(_DELETE_OBSERVER, values):
            return False
        return await work.fetch_one(_SELECT_OBSERVER, values) is None

    async def extend_leases(self, ids: Sequence[UUID], lease_s: float) -> frozenset[UUID]:
        """Extend the leases of these observers by ``lease_s`` seconds; return the ids that exist."""
        rows = await self._database.execute(
            _EXTEND_OBSERVER_LEASES, {"ids": list(ids), "seconds": lease_s}
        )
        return frozenset(row["id"] for row in rows)

    async def load_log_heads(self, ids: Sequence[UUID]) -> Mapping[SessionAddress, SessionLogHead]:
        """Return the log heads of the sessions of these observers."""
        rows = await self._database.execute(_LOAD_LOG_HEADS, {"ids": list(ids)})
        return {
            _address(row): SessionLogHead(
                row["last_seq"], row["is_over"], row["has_worker"], row["heartbeat_at"]
            )
            for row in rows
        }

    async def find_expired(self, limit: int) -> tuple[SessionObserver, ...]:
        """Return up to ``limit`` observers whose lease has expired."""
        rows = await self._database.execute(_FIND_EXPIRED_OBSERVERS, {"most": limit})
        return tuple(
            SessionObserver(address=_address(row), id=row["id"], user_id=row["user_id"])
            for row in rows
        )


class PostgresStaffActionRepository:
    """The staff actions of sessions."""

    async def record_action(
        self,
        work: UnitOfWork,
        address: SessionAddress,
        *,
        action_id: UUID,
        user_id: UUID,
        action: str,
    ) -> str | None:
        """Record an action; return the action recorded earlier under the same id, or None if it is new."""
        values = {**_key(address), "id": action_id, "user": user_id, "action": action}
        await work.execute(_LOCK, {"name": f"move:{address.session_id}"})
        if await work.execute(_INSERT_ACTION, values):
            return None
        row = await work.fetch_one(_SELECT_ACTION, values)
        return None if row is None else str(row["action"])

    async def is_attended(self, work: UnitOfWork, address: SessionAddress) -> bool:
        """Return whether a live worker holds the session."""
        row = await work.fetch_one(_SELECT_IS_ATTENDED, _key(address))
        return row is not None and bool(row["is_attended"])


def _key(address: SessionAddress) -> dict[str, Any]:  # Any: SQL values
    return {"tenant": address.tenant_id, "session": address.session_id}


def _values(observer: SessionObserver) -> dict[str, Any]:  # Any: SQL values
    return {**_key(observer.address), "id": observer.id, "user": observer.user_id}


def _address(row: Mapping[str, Any]) -> SessionAddress:
    return SessionAddress(TenantId(row["tenant_id"]), SessionId(row["session_id"]))


def _view_of(row: Mapping[str, Any]) -> StoredSessionView:
    heartbeat_at = row["heartbeat_at"]
    return StoredSessionView(
        session_id=SessionId(UUID(row["session_id"])),
        interview_id=InterviewId(UUID(row["interview_id"])),
        seq=row["seq"],
        view=row["view"],
        has_worker=row["has_worker"],
        heartbeat_at=None if heartbeat_at is None else datetime.fromisoformat(heartbeat_at),
    )
