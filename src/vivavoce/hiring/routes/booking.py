"""The routes with which staff offers a candidate times to choose from."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, AwareDatetime, Field, StrictInt

from vivavoce.contracts.booking import BusyTime
from vivavoce.hiring.domain.booking import (
    DEFAULT_NOTICE,
    MAX_NOTICE,
    BookingOffer,
    Weekday,
    WeeklyHours,
)
from vivavoce.hiring.domain.request import check_email
from vivavoce.hiring.usecases.offer_times import HostBusyTimes, OfferedTimes, OfferTimes
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.time_zones import is_time_zone
from vivavoce.kernel.translation import translatable

_HOUR = timedelta(hours=1)
_MAX_NOTICE_HOURS = MAX_NOTICE // _HOUR
_DEFAULT_HOURS = DEFAULT_NOTICE // _HOUR
_WALL_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


def _check_zone(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError(
            translatable(
                "'{name}' is not a time zone. Use a name such as 'Europe/Berlin'.", name=name[:100]
            )
        )
    return name


WallTime = Annotated[str, Field(pattern=_WALL_TIME, examples=["09:00"])]


HostEmail = Annotated[
    str,
    Query(
        alias="hostEmail",
        max_length=254,
        description="The e-mail address of the host. Required.",
        examples=["rita@example.com"],
    ),
]
PeriodStart = Annotated[
    AwareDatetime | None,
    Query(alias="from", description="The start of the period; without it, now."),
]
PeriodEnd = Annotated[
    AwareDatetime | None,
    Query(alias="to", description="The end of the period; without it, 14 days after its start."),
]


class WeeklyHoursBody(StrictRequestModel):
    """Hours of one day of the week, in the offer's time zone."""

    day: Weekday = Field(examples=["MO"])
    """The day of the week."""
    begins: WallTime
    """When the first time starts."""
    ends: WallTime
    """When the last time is over."""


class BookingOfferRequest(StrictRequestModel):
    """The times that the candidate can choose from: single times, weekly hours, or both."""

    host_email: Annotated[str, Field(max_length=254), AfterValidator(check_email)] = Field(
        description="The member of staff whose time it is. They get the appointment by e-mail. Two "
        "interviews of one host never overlap.",
        examples=["rita@example.com"],
    )
    time_zone: Annotated[str, Field(max_length=100), AfterValidator(_check_zone)] = Field(
        description="IANA name of the time zone of the weekly hours.", examples=["Europe/Berlin"]
    )
    minutes: Annotated[StrictInt, Field(ge=5, le=240)] = Field(
        description="The length of each time, in minutes.", examples=[30]
    )
    times: list[AwareDatetime] = Field(
        [],
        max_length=1_000,
        description="Single times, with their time zone; at most 200.",
        examples=[["2026-12-01T09:00:00+01:00"]],
    )
    weekly: list[WeeklyHoursBody] = Field(
        [], max_length=100, description="Hours of the week, which times of this length divide."
    )
    first_day: date = Field(
        description="The first day of the weekly hours.", examples=["2026-12-01"]
    )
    last_day: date = Field(
        description="The last day of the weekly hours, at most 90 days later.",
        examples=["2026-12-14"],
    )
    notice_hours: Annotated[StrictInt, Field(ge=0, le=_MAX_NOTICE_HOURS)] = Field(
        _DEFAULT_HOURS, description="A time can be booked until this many hours before it."
    )
    move_until_hours: Annotated[StrictInt, Field(ge=0, le=_MAX_NOTICE_HOURS)] | None = Field(
        _DEFAULT_HOURS,
        description="The candidate can move a booked time until this many hours before it; null: never.",
    )

    def to_offer(self) -> BookingOffer:
        """Return the offer."""
        return BookingOffer(
            host_email=self.host_email,
            time_zone=self.time_zone,
            minutes=self.minutes,
            times=tuple(self.times),
            weekly=tuple(
                WeeklyHours(
                    day=hours.day,
                    begins=time.fromisoformat(hours.begins),
                    ends=time.fromisoformat(hours.ends),
                )
                for hours in self.weekly
            ),
            first_day=self.first_day,
            last_day=self.last_day,
            notice=self.notice_hours * _HOUR,
            move_until=None if self.move_until_hours is None else self.move_until_hours * _HOUR,
        )


class BookingOfferResponse(CamelModel):
    """The offer of an interview, and what its candidate sees of it now."""

    host_email: str = Field(examples=["rita@example.com"])
    """The member of staff whose time it is."""
    time_zone: str = Field(examples=["Europe/Berlin"])
    """The time zone of the weekly hours."""
    minutes: int = Field(examples=[30])
    """The length of each time, in minutes."""
    times: list[datetime]
    """The single times."""
    weekly: list[WeeklyHoursBody]
    """The hours of the week."""
    first_day: date = Field(examples=["2026-12-01"])
    """The first day of the weekly hours."""
    last_day: date = Field(examples=["2026-12-14"])
    """The last day of the weekly hours."""
    notice_hours: int = Field(examples=[2])
    """Until how many hours before it a time can be booked."""
    move_until_hours: int | None = Field(examples=[2])
    """Until how many hours before it the candidate can move a booked time; null if never."""
    free_times: list[datetime]
    """The times that the candidate can book now, earliest first; at most 300."""
    booked_at: datetime | None
    """The appointment of the interview; null without one."""


class HostBusyTimeResponse(CamelModel):
    """A time at which the host is busy; what for is not known here."""

    starts_at: datetime = Field(examples=["2026-11-23T09:00:00Z"])
    """When it begins."""
    ends_at: datetime = Field(examples=["2026-11-23T10:00:00Z"])
    """When it is over."""
    source: Literal["calendar", "interview"]
    """Where it is from: a calendar of the host, or an interview that a candidate booked."""


class HostBusyTimesResponse(CamelModel):
    """When a host is busy in a period, and how much is known of that."""

    data: list[HostBusyTimeResponse]
    """The busy times, earliest first."""
    calendars: Literal["none", "current", "failing"]
    """`none`: the host has connected no calendar, and only interviews are known. `current`: all their
    calendars were read. `failing`: the last try to read one of them failed; its last reading counts."""
    read_at: datetime | None
    """When the calendar with the oldest reading was read; null without a calendar."""
    known_until: datetime | None
    """The end of what was read. Later times are not compared with the calendars. Null without a
    calendar."""


def build_booking_router(offer_times: OfferTimes) -> APIRouter:
    """Return the routes of ``/interviews/{key}/booking-offer``."""
    router = make_strict_router("Interviews")
    path = "/interviews/{key}/booking-offer"

    @router.put(path)
    async def offer_booking_times(
        caller: CurrentCaller, key: str, body: BookingOfferRequest
    ) -> BookingOfferResponse:
        """Offer the candidate times to choose from, instead of those before; a booked time stays.

        They choose on their own page. Times are offered while the interview is approved or scheduled.
        """
        return _to_response(await offer_times.save(caller, key, body.to_offer()))

    @router.get(path)
    async def get_booking_times(caller: CurrentCaller, key: str) -> BookingOfferResponse:
        """Return the times that are offered, and those that are free."""
        return _to_response(await offer_times.read(caller, key))

    @router.delete(path, status_code=204)
    async def withdraw_booking_times(caller: CurrentCaller, key: str) -> Response:
        """Offer no more times. A booked time stays."""
        await offer_times.withdraw(caller, key)
        return Response(status_code=204)

    @router.get("/busy-times")
    async def list_busy_times(
        caller: CurrentCaller,
        host_email: HostEmail = "",
        begins: PeriodStart = None,
        ends: PeriodEnd = None,
    ) -> HostBusyTimesResponse:
        """Return when a host is busy, to offer other times; at most 92 days at once.

        Calendars that were not read in the last five minutes are read now, for at most four seconds.
        """
        return _to_busy_response(await offer_times.list_busy(caller, host_email, begins, ends))

    return router


def _to_busy_response(found: HostBusyTimes) -> HostBusyTimesResponse:
    calendars = found.calendars
    times: list[tuple[BusyTime, Literal["calendar", "interview"]]] = [
        *((time, "interview") for time in found.booked),
        *(
            (time, "calendar")
            for time in calendars.busy
            if time.starts_at < found.ends_at and found.starts_at < time.ends_at
        ),
    ]
    state: Literal["none", "current", "failing"] = "failing" if calendars.is_failing else "current"
    return HostBusyTimesResponse(
        data=[
            HostBusyTimeResponse(starts_at=time.starts_at, ends_at=time.ends_at, source=source)
            for time, source in sorted(times, key=lambda each: each[0].starts_at)
        ],
        calendars="none" if calendars.read_at is None else state,
        read_at=calendars.read_at,
        known_until=calendars.known_until,
    )


def _to_response(offered: OfferedTimes) -> BookingOfferResponse:
    offer, shown = offered.offer, offered.shown
    return BookingOfferResponse(
        host_email=offer.host_email,
        time_zone=offer.time_zone,
        minutes=offer.minutes,
        times=list(offer.times),
        weekly=[
            WeeklyHoursBody(
                day=hours.day, begins=f"{hours.begins:%H:%M}", ends=f"{hours.ends:%H:%M}"
            )
            for hours in offer.weekly
        ],
        first_day=offer.first_day,
        last_day=offer.last_day,
        notice_hours=offer.notice // _HOUR,
        move_until_hours=None if offer.move_until is None else offer.move_until // _HOUR,
        free_times=list(shown.times),
        booked_at=shown.booked_at,
    )
