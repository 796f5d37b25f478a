"""Connect, test and disconnect the calendars of the person who calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from vivavoce.calendars.domain.calendar import (
    MAX_CALENDARS,
    CalendarAccess,
    CalendarNotFoundError,
    CalendarReadError,
    InvalidCalendarError,
    PersonWithCalendarsNeededError,
    StaffCalendar,
    TooManyCalendarsError,
    check_calendar,
)
from vivavoce.calendars.ports import CalendarRepository
from vivavoce.calendars.usecases.read_calendars import ReadCalendars
from vivavoce.infra.egress.client import OutboundHttpClient
from vivavoce.infra.egress.target import TargetRefusedError
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.kernel.translation import translatable

_WINDOW_S = 600
_MAX_READINGS = 20
"""The calendars that one person can have read within ten minutes by connecting and testing."""


class ManageCalendars:
    """A person's own calendars; everyone who may read interviews can connect theirs."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        calendars: CalendarRepository,
        read_calendars: ReadCalendars,
        http_client: OutboundHttpClient,
        attempts: AttemptCounter,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._calendars = calendars
        self._read_calendars = read_calendars
        self._http_client = http_client
        self._attempts = attempts
        self._audit = audit
        self._clock = clock
        self._ids = ids

    def now(self) -> datetime:
        """Return the moment with which busy times are compared."""
        return self._clock.now()

    async def list(self, caller: Caller) -> Sequence[StaffCalendar]:
        """Return the caller's calendars, oldest first."""
        _check_person(caller)
        async with self._open_work(caller.tenant_id) as work:
            return await self._calendars.list(work, caller.id)

    async def connect(
        self, caller: Caller, name: str, access: CalendarAccess, *, request_id: str = ""
    ) -> StaffCalendar:
        """Read a calendar, and connect it if that succeeds.

        Raises ``InvalidCalendarError``, ``TooManyCalendarsError``, ``CalendarNotReadableError`` with the
        cause, or ``TooManyRequestsError``.
        """
        _check_person(caller)
        check_calendar(name, access)
        access = dataclasses.replace(access, url=self._check_url(access.url))
        await self._count(caller)
        async with self._open_work(caller.tenant_id) as work:
            await self._check_number(work, caller)
            scope = await self._read_calendars.build_scope(work, caller.id)
        try:
            reading = await self._read_calendars.read(access, scope)
        except CalendarReadError as error:
            raise error.to_refusal() from None
        calendar = StaffCalendar(
            id=self._ids.new_id(),
            user_id=caller.id,
            kind=access.kind,
            name=name.strip(),
            server=urlsplit(access.url).hostname or "",
            reading=reading,
            read_at=scope.starts_at,
            known_until=scope.ends_at,
            tried_at=scope.starts_at,
            problem=None,
            connected_at=self._clock.now(),
        )
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            await self._calendars.lock(work, caller.id)
            await self._check_number(work, caller)
            await self._calendars.add(work, calendar, access)
            await self._record(work, caller, "calendar.connected", calendar)
        return calendar

    async def test(self, caller: Caller, calendar_id: UUID) -> StaffCalendar:
        """Read a calendar now and return it, with the new reading or the problem.

        Raises ``CalendarNotFoundError`` or ``TooManyRequestsError``.
        """
        _check_person(caller)
        await self._count(caller)
        async with self._open_work(caller.tenant_id) as work:
            calendar = await self._find(work, caller, calendar_id)
            now = self._clock.now()
            await self._calendars.claim(work, calendar_id, before=now, now=now)
            access = await self._calendars.find_access(work, calendar)
            scope = await self._read_calendars.build_scope(work, caller.id)
        await self._read_calendars.read_again(caller.tenant_id, calendar, access, scope)
        async with self._open_work(caller.tenant_id) as work:
            return await self._find(work, caller, calendar_id)

    async def disconnect(self, caller: Caller, calendar_id: UUID, *, request_id: str = "") -> None:
        """Delete a calendar, its credentials and its busy times; raise ``CalendarNotFoundError``."""
        _check_person(caller)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            calendar = await self._find(work, caller, calendar_id)
            await self._calendars.delete(work, calendar_id, caller.id)
            await self._record(work, caller, "calendar.disconnected", calendar)

    async def _find(self, work: UnitOfWork, caller: Caller, calendar_id: UUID) -> StaffCalendar:
        calendar = await self._calendars.find(work, calendar_id, caller.id)
        if calendar is None:
            raise CalendarNotFoundError
        return calendar

    async def _check_number(self, work: UnitOfWork, caller: Caller) -> None:
        if len(await self._calendars.list(work, caller.id)) >= MAX_CALENDARS:
            raise TooManyCalendarsError

    async def _count(self, caller: Caller) -> None:
        await self._attempts.hit(
            f"calendars:{caller.tenant_id}:{caller.id}", window_s=_WINDOW_S, limit=_MAX_READINGS
        )

    def _check_url(self, url: str) -> str:
        scheme, colon, rest = url.strip().partition(":")
        if scheme.lower() in ("webcal", "webcals"):
            url = f"https{colon}{rest}"  # how calendar programs write an address to subscribe to
        try:
            self._http_client.validate_url(url.strip())
        except TargetRefusedError as refused:
            raise InvalidCalendarError(
                translatable("'{field}': {message}", field="url", message=refused.detail),
                errors=[FieldError("url", "refused", refused.detail)],
            ) from None
        return url.strip()

    async def _record(
        self, work: UnitOfWork, caller: Caller, action: str, calendar: StaffCalendar
    ) -> None:
        await self._audit.record(
            work,
            caller,
            action,
            str(calendar.id),
            {"kind": calendar.kind, "server": calendar.server},
        )


def _check_person(caller: Caller) -> None:
    caller.require(Permission.INTERVIEW_READ)
    if not caller.is_person:
        raise PersonWithCalendarsNeededError
