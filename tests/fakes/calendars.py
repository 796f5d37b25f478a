"""Calendars with their real repository, readers and members; time can leap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.fakes.calendar_server import Answer, CalendarServer, calendar_text, event_text
from tests.fakes.delivery import MovedClock
from tests.infrastructure import Ground
from tests.integration.tenancy.tenancy_use_cases import Parts

from vivavoce.app.wiring.calendars import MemberCalendarOwners
from vivavoce.calendars.adapters.caldav import CalDavCalendarReader
from vivavoce.calendars.adapters.calendar_http import MAX_BODY_BYTES, CalendarRequests
from vivavoce.calendars.adapters.calendars_postgres import PostgresCalendarRepository
from vivavoce.calendars.adapters.ics import IcsCalendarReader
from vivavoce.calendars.domain.calendar import CalendarAccess, StaffCalendar
from vivavoce.calendars.facade import HostCalendarReader
from vivavoce.calendars.usecases.manage_calendars import ManageCalendars
from vivavoce.calendars.usecases.read_calendars import ReadCalendars
from vivavoce.contracts.booking import HostCalendarTimes
from vivavoce.infra.egress.client import make_outbound_http_client
from vivavoce.infra.isolated import IsolatedWorker
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.audit_log import PostgresAuditLog
from vivavoce.tenancy.adapters.users import PostgresTenantRepository
from vivavoce.tenancy.facade import TenantReader

FILE = "/ical/private-4c0e7f2b9a/basic.ics"
_WORKER = IsolatedWorker("test-calendars")


@dataclass
class CalendarWorld:
    """Every use case of calendars, an organization's members, and a server of calendars."""

    ground: Ground
    tenancy: Parts
    clock: MovedClock
    server: CalendarServer
    calendars: PostgresCalendarRepository
    manage: ManageCalendars
    read_calendars: ReadCalendars
    hosts: HostCalendarReader

    def in_days(self, days: float) -> datetime:
        """Return a whole hour so many days from now."""
        now = self.clock.now().replace(minute=0, second=0, microsecond=0)
        return now + timedelta(days=days)

    def busy_at(self, *starts: datetime) -> str:
        """Have the calendar file say that its owner is busy for an hour from each start."""
        events = (
            event_text(f"DTSTART:{at:%Y%m%dT%H%M%SZ}", "DURATION:PT1H", uid=str(number))
            for number, at in enumerate(starts)
        )
        self.server.answers[FILE] = Answer(body=calendar_text(*events).encode())
        return f"{self.server.url}{FILE}"

    async def connect(self, caller: Caller, *starts: datetime) -> StaffCalendar:
        access = CalendarAccess(kind="ics", url=self.busy_at(*starts))
        return await self.manage.connect(caller, "Work", access)

    async def known(self, tenant_id: TenantId, host: str) -> HostCalendarTimes:
        async with self.ground.open_work(tenant_id) as work:
            return await self.hosts.list_busy(work, host)

    async def busy(self, tenant_id: TenantId, host: str) -> list[datetime]:
        return [one.starts_at for one in (await self.known(tenant_id, host)).busy]

    async def refresh(
        self, tenant_id: TenantId, host: str, *, max_age_s: float = 300, wait_s: float = 4.0
    ) -> None:
        max_age = timedelta(seconds=max_age_s)
        await self.hosts.refresh(tenant_id, host, max_age=max_age, wait_s=wait_s)

    @property
    def times_asked(self) -> int:
        return len([one for one in self.server.requests if one.path == FILE])


@asynccontextmanager
async def open_calendar_world(ground: Ground, tenancy: Parts) -> AsyncIterator[CalendarWorld]:
    """Wire calendars as the product does, with a clock that can leap."""
    clock = MovedClock()
    http_client = make_outbound_http_client(clock, is_local=True, max_body_bytes=MAX_BODY_BYTES)
    requests = CalendarRequests(http_client, _WORKER)
    calendars = PostgresCalendarRepository(ground.keys)
    tenants = TenantReader(open_work=ground.open_work, tenants=PostgresTenantRepository())
    owners = MemberCalendarOwners(tenants)
    read_calendars = ReadCalendars(
        open_work=ground.open_work,
        calendars=calendars,
        owners=owners,
        readers={
            "ics": IcsCalendarReader(requests).read,
            "caldav": CalDavCalendarReader(requests).read,
        },
        clock=clock,
    )
    manage = ManageCalendars(
        open_work=ground.open_work,
        calendars=calendars,
        read_calendars=read_calendars,
        http_client=http_client,
        attempts=RateLimiter(ground.database, ground.keys),
        audit=PostgresAuditLog(ground.clock, ground.ids),
        clock=clock,
        ids=ground.ids,
    )
    hosts = HostCalendarReader(
        open_work=ground.open_work,
        calendars=calendars,
        owners=owners,
        read_calendars=read_calendars,
    )
    async with CalendarServer() as server:
        yield CalendarWorld(
            ground, tenancy, clock, server, calendars, manage, read_calendars, hosts
        )
