"""Facade for other slices: when the host of an interview is busy by their own calendars."""

from __future__ import annotations

from datetime import timedelta

from vivavoce.calendars.domain.calendar import merge_busy
from vivavoce.calendars.ports import CalendarOwners, CalendarRepository
from vivavoce.calendars.usecases.read_calendars import ReadCalendars
from vivavoce.contracts.booking import HostCalendarTimes
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.ids import TenantId, get_mode


class HostCalendarReader:
    """The busy times of hosts. A host is a member of the organization, known by their e-mail address.

    The work of a test key reads no calendar of a person.
    """

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        calendars: CalendarRepository,
        owners: CalendarOwners,
        read_calendars: ReadCalendars,
    ) -> None:
        self._open_work = open_work
        self._calendars = calendars
        self._owners = owners
        self._read_calendars = read_calendars

    async def list_busy(self, work: UnitOfWork, host_email: str) -> HostCalendarTimes:
        """Return the last readings of a host's calendars, together; no server is asked."""
        user_id = None if work.is_test else await self._owners.find_id(work, host_email)
        calendars = () if user_id is None else await self._calendars.list(work, user_id)
        if not calendars:
            return HostCalendarTimes()
        return HostCalendarTimes(
            busy=merge_busy([time for each in calendars for time in each.reading.busy]),
            read_at=min(each.read_at for each in calendars),
            known_until=min(each.known_until for each in calendars),
            is_failing=any(each.problem is not None for each in calendars),
        )

    async def refresh(
        self, tenant_id: TenantId, host_email: str, *, max_age: timedelta, wait_s: float
    ) -> None:
        """Read a host's calendars that were not tried within ``max_age``, for at most ``wait_s`` seconds.

        The calling code has no transaction open. A calendar that cannot be read is no error here.
        """
        if get_mode(tenant_id) == "test":
            return
        async with self._open_work(tenant_id) as work:
            user_id = await self._owners.find_id(work, host_email)
        if user_id is not None:
            await self._read_calendars.refresh(tenant_id, user_id, max_age=max_age, wait_s=wait_s)
