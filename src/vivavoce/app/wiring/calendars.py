"""Builds calendars of staff: their readers, their routes, and the busy times of hosts for hiring."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.policies import TIME_ZONE
from vivavoce.calendars.adapters.caldav import CalDavCalendarReader
from vivavoce.calendars.adapters.calendar_http import (
    MAX_BODY_BYTES,
    READING_BUDGET,
    REQUEST_TIMEOUT_S,
    CalendarRequests,
)
from vivavoce.calendars.adapters.calendars_postgres import PostgresCalendarRepository
from vivavoce.calendars.adapters.ics import IcsCalendarReader
from vivavoce.calendars.facade import HostCalendarReader
from vivavoce.calendars.jobs import build_jobs
from vivavoce.calendars.ports import CalendarOwner
from vivavoce.calendars.routes import build_calendar_router
from vivavoce.calendars.usecases.manage_calendars import ManageCalendars
from vivavoce.calendars.usecases.read_calendars import ReadCalendars
from vivavoce.infra.egress.client import make_outbound_http_client
from vivavoce.infra.isolated import IsolatedWorker
from vivavoce.infra.jobs import JobHandler
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.time_zones import UTC_ZONE, is_time_zone
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.facade import TenantReader


@dataclass(frozen=True, slots=True)
class CalendarSlice:
    """What other wiring needs of calendars."""

    router: APIRouter
    hosts: HostCalendarReader
    jobs: dict[str, JobHandler]


class MemberCalendarOwners:
    """The members of tenancy as owners of calendars."""

    def __init__(self, tenants: TenantReader) -> None:
        self._tenants = tenants
        self._users = PostgresUserRepository()

    async def find_id(self, work: UnitOfWork, email: str) -> UUID | None:
        """Return the member whom this address certainly names, or None."""
        return await self._users.find_id_by_confirmed_address(work, email)

    async def read(self, work: UnitOfWork, user_id: UUID) -> CalendarOwner:
        """Return the zone that a member chose, or that of the organization, and their address."""
        own = await self._users.get_time_zone(work, user_id)
        zone = own or str((await self._tenants.read(work)).settings.get(TIME_ZONE) or "")
        address = await self._users.confirmed_address(work, user_id)
        return CalendarOwner(
            time_zone=zone if is_time_zone(zone) else UTC_ZONE,
            addresses=(address,) if address else (),
        )


def build_calendars(
    platform: Platform, *, tenants: TenantReader, rate_limiter: RateLimiter, audit: AuditTrail
) -> CalendarSlice:
    """Return calendars with production adapters."""
    http_client = make_outbound_http_client(
        platform.clock,
        is_local=platform.settings.is_local,
        timeout_s=REQUEST_TIMEOUT_S,
        max_body_bytes=MAX_BODY_BYTES,
    )
    requests = CalendarRequests(http_client, IsolatedWorker("calendars", budget=READING_BUDGET))
    calendars, owners = PostgresCalendarRepository(platform.keys), MemberCalendarOwners(tenants)
    read_calendars = ReadCalendars(
        open_work=platform.open_work,
        calendars=calendars,
        owners=owners,
        readers={
            "ics": IcsCalendarReader(requests).read,
            "caldav": CalDavCalendarReader(requests).read,
        },
        clock=platform.clock,
    )
    manage = ManageCalendars(
        open_work=platform.open_work,
        calendars=calendars,
        read_calendars=read_calendars,
        http_client=http_client,
        attempts=rate_limiter,
        audit=audit,
        clock=platform.clock,
        ids=platform.ids,
    )
    return CalendarSlice(
        router=build_calendar_router(manage),
        hosts=HostCalendarReader(
            open_work=platform.open_work,
            calendars=calendars,
            owners=owners,
            read_calendars=read_calendars,
        ),
        jobs=build_jobs(read_calendars),
    )
