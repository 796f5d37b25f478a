"""Connected calendars in PostgreSQL. Addresses and passwords are sealed; of events, only times are stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from vivavoce.calendars.domain.calendar import (
    CalendarAccess,
    CalendarProblem,
    CalendarReading,
    StaffCalendar,
)
from vivavoce.contracts.booking import BusyTime
from vivavoce.infra.database import Database, Row
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork

_PURPOSE = "staff-calendar"


class PostgresCalendarRepository:
    """The calendars in the tenant of ``work``."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    async def lock(self, work: UnitOfWork, user_id: UUID) -> None:
        """Lock the calendars of a member until ``work`` ends."""
        await work.execute(_LOCK, {"user": user_id})

    async def list(self, work: UnitOfWork, user_id: UUID) -> Sequence[StaffCalendar]:
        """Return the calendars of a member, oldest first."""
        named = {"tenant": work.tenant_id, "user": user_id}
        return [_read(row) for row in await work.fetch_all(_LIST, named)]

    async def find(
        self, work: UnitOfWork, calendar_id: UUID, user_id: UUID
    ) -> StaffCalendar | None:
        """Return a calendar of that member, or None."""
        named = {"tenant": work.tenant_id, "id": calendar_id, "user": user_id}
        row = await work.fetch_one(_FIND, named)
        return None if row is None else _read(row)

    async def find_access(self, work: UnitOfWork, calendar: StaffCalendar) -> CalendarAccess | None:
        """Return how a calendar is reached; None if it is gone, or if the installation's key changed."""
        named = {"tenant": work.tenant_id, "id": calendar.id}
        row = await work.fetch_one(_FIND_ACCESS, named)
        if row is None:
            return None
        try:
            plain = self._keys.decrypt(_PURPOSE, bytes(row["access"]), calendar.id.bytes)
        except ValueError:
            return None
        return CalendarAccess(kind=calendar.kind, **json.loads(plain))

    async def add(self, work: UnitOfWork, calendar: StaffCalendar, access: CalendarAccess) -> None:
        """Store a calendar, and how it is reached."""
        secret = {
            "url": access.url,
            "user_name": access.user_name,
            "password": access.password,
        }
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": calendar.id,
                "user": calendar.user_id,
                "name": calendar.name,
                "kind": calendar.kind,
                "server": calendar.server,
                "access": self._keys.encrypt(
                    _PURPOSE, json.dumps(secret).encode(), calendar.id.bytes
                ),
                "busy": _to_multirange(calendar.reading.busy),
                "unreadable": calendar.reading.unreadable,
                "read_at": calendar.read_at,
                "known_until": calendar.known_until,
                "tried_at": calendar.tried_at,
                "connected_at": calendar.connected_at,
            },
        )

    async def claim(
        self, work: UnitOfWork, calendar_id: UUID, *, before: datetime, now: datetime
    ) -> bool:
        """Record a try and return True, unless the last one was at ``before`` or later."""
        named = {"tenant": work.tenant_id, "id": calendar_id, "before": before, "now": now}
        return await work.execute(_CLAIM, named) > 0

    async def save_reading(
        self,
        work: UnitOfWork,
        calendar_id: UUID,
        reading: CalendarReading,
        *,
        read_at: datetime,
        known_until: datetime,
    ) -> None:
        """Store a reading in place of the one before, unless the calendar is gone."""
        await work.execute(
            _SAVE_READING,
            {
                "tenant": work.tenant_id,
                "id": calendar_id,
                "busy": _to_multirange(reading.busy),
                "unreadable": reading.unreadable,
                "read_at": read_at,
                "known_until": known_until,
            },
        )

    async def save_problem(
        self, work: UnitOfWork, calendar_id: UUID, problem: CalendarProblem
    ) -> None:
        """Record that a try failed; the last reading stays."""
        await work.execute(
            _SAVE_PROBLEM, {"tenant": work.tenant_id, "id": calendar_id, "problem": problem}
        )

    async def delete(self, work: UnitOfWork, calendar_id: UUID, user_id: UUID) -> bool:
        """Delete a calendar of that member and return whether there was one."""
        named = {"tenant": work.tenant_id, "id": calendar_id, "user": user_id}
        return await work.execute(_DELETE, named) > 0

    async def forget_member(self, work: UnitOfWork, user_id: UUID) -> None:
        """Delete all calendars of a member who leaves the organization."""
        await work.execute(_FORGET_MEMBER, {"tenant": work.tenant_id, "user": user_id})


async def delete_past_busy_times(database: Database, now: datetime) -> int:
    """Delete busy times that are over, in all organizations; return of how many calendars."""
    rows = await database.execute_maintenance(
        "SELECT staff_calendar_delete_past(%(now)s) AS cut_count", {"now": now}
    )
    return int(rows[0]["cut_count"])


def _read(row: Row) -> StaffCalendar:
    return StaffCalendar(
        id=row["id"],
        user_id=row["user_id"],
        kind=row["kind"],
        name=row["name"],
        server=row["server"],
        reading=CalendarReading(
            busy=tuple(BusyTime(one.lower, one.upper) for one in row["busy"]),
            unreadable=row["unreadable"],
        ),
        read_at=row["read_at"],
        known_until=row["known_until"],
        tried_at=row["tried_at"],
        problem=row["problem"],
        connected_at=row["connected_at"],
    )


def _to_multirange(busy: Sequence[BusyTime]) -> Multirange[datetime]:
    return Multirange([Range(each.starts_at, each.ends_at) for each in busy])


_LOCK: LiteralString = """
    SELECT pg_advisory_xact_lock(hashtextextended('staff calendars ' || %(user)s::text, 0))
"""
_COLUMNS: LiteralString = """
    SELECT id, user_id, name, kind, server, busy, unreadable, read_at, known_until, tried_at, problem,
           connected_at
    FROM staff_calendar
"""
_LIST: LiteralString = (
    _COLUMNS + " WHERE tenant_id = %(tenant)s AND user_id = %(user)s ORDER BY connected_at, id"
)
_FIND: LiteralString = (
    _COLUMNS + " WHERE tenant_id = %(tenant)s AND id = %(id)s AND user_id = %(user)s"
)
_FIND_ACCESS: LiteralString = """
    SELECT access
    FROM staff_calendar
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_ADD: LiteralString = """
    INSERT INTO staff_calendar (tenant_id, id, user_id, name, kind, server, access, busy, unreadable, read_at,
                                known_until, tried_at, connected_at)
    VALUES (%(tenant)s, %(id)s, %(user)s, %(name)s, %(kind)s, %(server)s, %(access)s,
            %(busy)s::tstzmultirange, %(unreadable)s, %(read_at)s, %(known_until)s, %(tried_at)s,
            %(connected_at)s)
"""
_CLAIM: LiteralString = """
    UPDATE staff_calendar
    SET tried_at = %(now)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND tried_at < %(before)s
"""
_SAVE_READING: LiteralString = """
    UPDATE staff_calendar
    SET busy = %(busy)s::tstzmultirange, unreadable = %(unreadable)s, read_at = %(read_at)s,
        known_until = %(known_until)s, problem = NULL
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_SAVE_PROBLEM: LiteralString = """
    UPDATE staff_calendar
    SET problem = %(problem)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_DELETE: LiteralString = """
    DELETE FROM staff_calendar
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND user_id = %(user)s
"""
_FORGET_MEMBER: LiteralString = """
    DELETE FROM staff_calendar
    WHERE tenant_id = %(tenant)s AND user_id = %(user)s
"""
