"""Offer a candidate times to choose from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from vivavoce.contracts.booking import BookableTimes, BusyTime, HostCalendarTimes
from vivavoce.hiring.adapters.bookings import PostgresBookingRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.booking import (
    DEFAULT_BUSY_PERIOD,
    BookingOffer,
    NoTimesOfferedError,
    TimesNotOfferableError,
    check_busy_times_query,
    check_offer,
)
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.ports.candidates import HostCalendars
from vivavoce.hiring.usecases.book_time import BOOKABLE_STATES, CALENDAR_WAIT_S, SHOWN_AGE, BookTime
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTimes:
    """An offer, and what the candidate sees of it now."""

    offer: BookingOffer
    shown: BookableTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class HostBusyTimes:
    """When a host is busy in a period: by the bookings here, and by their own calendars."""

    booked: tuple[BusyTime, ...]
    calendars: HostCalendarTimes
    starts_at: datetime
    ends_at: datetime


class OfferTimes:
    """Manages the times that are offered for one interview."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        bookings: PostgresBookingRepository,
        calendars: HostCalendars,
        book_time: BookTime,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._bookings = bookings
        self._calendars = calendars
        self._book_time = book_time
        self._audit = audit
        self._clock = clock

    async def save(self, caller: Caller, key: str, offer: BookingOffer) -> OfferedTimes:
        """Offer times instead of those before.

        A booked time stays. Raises ``TimesNotOfferableError`` or ``InvalidOfferError``.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        await self._calendars.refresh(
            caller.tenant_id, offer.host_email, max_age=SHOWN_AGE, wait_s=CALENDAR_WAIT_S
        )
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if interview.state not in BOOKABLE_STATES or not interview.profile.has_link:
                raise TimesNotOfferableError(extra={"currentState": str(interview.state)})
            checked = check_offer(
                replace(offer, host_email=offer.host_email.casefold()), self._clock.now()
            )
            await self._bookings.save_offer(work, interview.id, checked)
            await self._audit.record(
                work,
                caller,
                "interview.times_offered",
                str(interview.id),
                {"times": len(checked.times), "weekly": len(checked.weekly)},
            )
            return await self._load(work, interview)

    async def read(self, caller: Caller, key: str) -> OfferedTimes:
        """Return the offer of an interview, or raise ``NoTimesOfferedError``."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._load(work, await self._interviews.find(work, key))

    async def withdraw(self, caller: Caller, key: str) -> None:
        """Offer nothing more; a booked time stays. Raises ``NoTimesOfferedError`` without an offer."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if not await self._bookings.delete_offer(work, interview.id):
                raise NoTimesOfferedError
            await self._audit.record(
                work, caller, "interview.times_withdrawn", str(interview.id), {}
            )

    async def list_busy(
        self, caller: Caller, host_email: str, starts_at: datetime | None, ends_at: datetime | None
    ) -> HostBusyTimes:
        """Return when a host is busy between two moments, by their calendars and by the bookings here.

        By default, the period begins now and lasts 14 days. Raises ``InvalidBusyTimesQueryError``.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        begin = starts_at or self._clock.now()
        host, begin, end = check_busy_times_query(
            host_email, begin, ends_at or begin + DEFAULT_BUSY_PERIOD
        )
        await self._calendars.refresh(
            caller.tenant_id, host, max_age=SHOWN_AGE, wait_s=CALENDAR_WAIT_S
        )
        async with self._open_work(caller.tenant_id) as work:
            return HostBusyTimes(
                booked=tuple(
                    time
                    for time in await self._bookings.list_busy(work, host, None, begin)
                    if time.starts_at < end
                ),
                calendars=await self._calendars.list_busy(work, host),
                starts_at=begin,
                ends_at=end,
            )

    async def _load(self, work: UnitOfWork, interview: Interview) -> OfferedTimes:
        offer = await self._bookings.find_offer(work, interview.id)
        if offer is None:
            raise NoTimesOfferedError
        return OfferedTimes(
            offer=offer, shown=await self._book_time.describe(work, interview, offer)
        )
