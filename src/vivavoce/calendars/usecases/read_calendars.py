"""Read connected calendars when their last reading is too old, and store what was read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from vivavoce.calendars.domain.calendar import (
    READ_AHEAD,
    CalendarAccess,
    CalendarKind,
    CalendarReadError,
    CalendarReading,
    ReadingScope,
    StaffCalendar,
)
from vivavoce.calendars.ports import CalendarOwners, CalendarReader, CalendarRepository
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import TenantId

_log = structlog.get_logger(__name__)
READ_TIMEOUT_S = 20.0
"""How long one reading may take when a person waits for it, or a job does it."""
RETRY_AFTER = timedelta(minutes=2)
"""How long a calendar that could not be read is left alone."""


_DueCalendar = tuple[StaffCalendar, CalendarAccess | None]


class ReadCalendars:
    """Reads calendars. No transaction is open while a server is asked."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        calendars: CalendarRepository,
        owners: CalendarOwners,
        readers: Mapping[CalendarKind, CalendarReader],
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._calendars = calendars
        self._owners = owners
        self._readers = readers
        self._clock = clock

    async def build_scope(self, work: UnitOfWork, user_id: UUID) -> ReadingScope:
        """Return what a reading of a member's calendar covers now."""
        owner = await self._owners.read(work, user_id)
        now = self._clock.now()
        return ReadingScope(
            starts_at=now,
            ends_at=now + READ_AHEAD,
            time_zone=owner.time_zone,
            own_addresses=owner.addresses,
        )

    async def read(self, access: CalendarAccess | None, scope: ReadingScope) -> CalendarReading:
        """Return the busy times of a calendar within 20 seconds, or raise ``CalendarReadError``.

        Without ``access``, its credentials are lost: they count as refused.
        """
        if access is None:
            raise CalendarReadError("unauthorized")
        try:
            async with asyncio.timeout(READ_TIMEOUT_S):
                return await self._readers[access.kind](access, scope)
        except TimeoutError:
            raise CalendarReadError("unreachable") from None

    async def read_again(
        self,
        tenant_id: TenantId,
        calendar: StaffCalendar,
        access: CalendarAccess | None,
        scope: ReadingScope,
    ) -> None:
        """Read a stored calendar, and store the reading, or why there is none."""
        try:
            reading = await self.read(access, scope)
        except CalendarReadError as error:
            async with self._open_work(tenant_id) as work:
                await self._calendars.save_problem(work, calendar.id, error.problem)
            _log.info("calendar.not_read", calendar_id=str(calendar.id), problem=error.problem)
            return
        async with self._open_work(tenant_id) as work:
            await self._calendars.save_reading(
                work,
                calendar.id,
                reading,
                read_at=scope.starts_at,
                known_until=scope.ends_at,
            )

    async def refresh(
        self, tenant_id: TenantId, user_id: UUID, *, max_age: timedelta, wait_s: float
    ) -> None:
        """Read a member's calendars that were not tried within ``max_age``; never raises for one of them.

        After ``wait_s`` seconds, what is not read yet is left to a job: the last reading counts until then.
        """
        async with self._open_work(tenant_id) as work:
            due = await self._claim(work, user_id, max_age)
            if not due:
                return
            scope = await self.build_scope(work, user_id)
        late = await self._read_all(tenant_id, due, scope, wait_s)
        if late:
            async with self._open_work(tenant_id) as work:
                for calendar in late:
                    await work.enqueue(
                        "calendars.read",
                        lock=f"calendar-{calendar.id}",
                        user_id=str(user_id),
                        calendar_id=str(calendar.id),
                    )

    async def read_late(self, tenant_id: TenantId, user_id: UUID, calendar_id: UUID) -> None:
        """Read a calendar for which no one waits, unless it is gone."""
        async with self._open_work(tenant_id) as work:
            calendar = await self._calendars.find(work, calendar_id, user_id)
            if calendar is None:
                return
            access = await self._calendars.find_access(work, calendar)
            scope = await self.build_scope(work, user_id)
        await self.read_again(tenant_id, calendar, access, scope)

    async def _claim(
        self, work: UnitOfWork, user_id: UUID, max_age: timedelta
    ) -> list[_DueCalendar]:
        now = self._clock.now()

        def oldest(calendar: StaffCalendar) -> datetime:
            return now - (max_age if calendar.problem is None else max(max_age, RETRY_AFTER))

        return [
            (calendar, await self._calendars.find_access(work, calendar))
            for calendar in await self._calendars.list(work, user_id)
            if await self._calendars.claim(work, calendar.id, before=oldest(calendar), now=now)
        ]

    async def _read_all(
        self,
        tenant_id: TenantId,
        due: Sequence[_DueCalendar],
        scope: ReadingScope,
        wait_s: float,
    ) -> list[StaffCalendar]:
        """Read these calendars at once; return those that took longer than ``wait_s``."""
        late = {calendar.id: calendar for calendar, _ in due}

        async def read_one(calendar: StaffCalendar, access: CalendarAccess | None) -> None:
            try:
                await self.read_again(tenant_id, calendar, access, scope)
            except VivavoceError as error:  # such as a worker process that was lost
                _log.warning("calendar.not_read", calendar_id=str(calendar.id), problem=error.code)
                return
            del late[calendar.id]

        try:
            async with asyncio.timeout(wait_s), asyncio.TaskGroup() as group:
                for calendar, access in due:
                    group.create_task(read_one(calendar, access))
        except TimeoutError:
            _log.info("calendars.late", count=len(late))
        return list(late.values())
