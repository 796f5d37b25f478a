"""Times that are offered to a candidate, and which of them can be booked.

A weekly time is a time on the wall of its zone: it stays at nine o'clock when the clocks change. A time that
the clocks skip is not offered.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from vivavoce.contracts.booking import BookableTimes, BusyTime
from vivavoce.hiring.domain.request import check_email
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.translation import translatable

Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
MAX_DAYS = 90
"""The days from the first to the last one of an offer."""
MAX_TIMES = 200
"""The single times of an offer."""
MAX_WEEKLY = 28
MAX_SHOWN = 300
"""The free times that one answer has."""
DEFAULT_BUSY_PERIOD = timedelta(days=14)
MAX_BUSY_PERIOD = timedelta(days=92)
"""The longest period whose busy times are returned at once."""
MAX_NOTICE = timedelta(days=14)
DEFAULT_NOTICE = timedelta(hours=2)


class NoTimesOfferedError(NotFoundError):
    """No times are offered for this interview."""

    code = "no_times_offered"


class TimeTakenError(ConflictError):
    """This time is no longer free. Choose another one."""

    code = "time_taken"


class BookingClosedError(ConflictError):
    """The time of this interview can no longer be changed here. Contact the person who invited you."""

    code = "booking_closed"


class TimesNotOfferableError(ConflictError):
    """Times can be offered from the approval of the plan until the interview begins, except by phone."""

    code = "times_not_offerable"


class InvalidOfferError(InvalidRequestError):
    """These times cannot be offered."""

    code = "offer_invalid"


class InvalidBusyTimesQueryError(InvalidRequestError):
    """The host or the period is not valid."""

    code = "invalid_busy_times_query"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """Hours of one day of the week, on the wall of the offer's time zone."""

    day: Weekday
    begins: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingOffer:
    """What the candidate of one interview can choose from."""

    host_email: str
    """The member of staff whose time it is. Two interviews of one host never overlap."""
    time_zone: str
    minutes: int
    times: tuple[datetime, ...] = ()
    weekly: tuple[WeeklyHours, ...] = ()
    first_day: date
    last_day: date
    notice: timedelta = DEFAULT_NOTICE
    """How long before a time it can still be booked."""
    move_until: timedelta | None = DEFAULT_NOTICE
    """How long before a booked time the candidate can move it; None if never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """The time that a candidate booked."""

    host_email: str
    starts_at: datetime
    ends_at: datetime


def check_offer(offer: BookingOffer, now: datetime) -> BookingOffer:
    """Return the offer with its times in order, or raise ``InvalidOfferError``."""
    if not offer.times and not offer.weekly:
        raise _refuse("times", translatable("Offer at least one time, or weekly hours."))
    if len(offer.times) > MAX_TIMES or len(offer.weekly) > MAX_WEEKLY:
        raise _refuse(
            "times",
            translatable(
                "An offer has at most {times} times and {weekly} weekly hours.",
                times=MAX_TIMES,
                weekly=MAX_WEEKLY,
            ),
        )
    for hours in offer.weekly:
        if _minutes_of(hours.ends) - _minutes_of(hours.begins) < offer.minutes:
            raise _refuse(
                "weekly",
                translatable(
                    "{minutes} minutes do not fit between {begins} and {ends}.",
                    minutes=offer.minutes,
                    begins=f"{hours.begins:%H:%M}",
                    ends=f"{hours.ends:%H:%M}",
                ),
            )
    if not offer.first_day <= offer.last_day <= offer.first_day + timedelta(days=MAX_DAYS):
        raise _refuse(
            "lastDay",
            translatable(
                "The last day is the first one or later, by at most {days} days.", days=MAX_DAYS
            ),
        )
    ordered = dataclasses.replace(offer, times=tuple(sorted(set(offer.times))))
    if not list_offered(ordered, now):
        raise _refuse("times", translatable("None of these times is in the future."))
    return ordered


def list_offered(offer: BookingOffer, now: datetime) -> tuple[datetime, ...]:
    """Return the times of an offer that can still be booked, free or not, earliest first, in UTC."""
    earliest = now + offer.notice
    times = {at.astimezone(UTC) for at in (*offer.times, *_list_weekly(offer, earliest))}
    return tuple(sorted(at for at in times if at >= earliest))


def list_free(
    times: Iterable[datetime], minutes: int, busy: Sequence[BusyTime]
) -> tuple[datetime, ...]:
    """Return those of ``times`` at which ``minutes`` overlap nothing in ``busy``."""
    length = timedelta(minutes=minutes)
    return tuple(
        at
        for at in times
        if not any(other.starts_at < at + length and at < other.ends_at for other in busy)
    )


def leave_out(busy: Sequence[BusyTime], booked: Booking | None) -> tuple[BusyTime, ...]:
    """Return ``busy`` without the booked time: the host's own calendar has that appointment, too."""
    if booked is None:
        return tuple(busy)
    parts = (
        part
        for time in busy
        for part in (
            BusyTime(time.starts_at, min(time.ends_at, booked.starts_at)),
            BusyTime(max(time.starts_at, booked.ends_at), time.ends_at),
        )
    )
    return tuple(part for part in parts if part.starts_at < part.ends_at)


def check_busy_times_query(
    host_email: str, starts_at: datetime, ends_at: datetime
) -> tuple[str, datetime, datetime]:
    """Return the host as they are stored, and the period; raise ``InvalidBusyTimesQueryError``."""
    try:
        host = check_email(host_email)
    except ValueError:
        raise _refuse_query(
            "hostEmail", translatable("Enter the e-mail address of the host.")
        ) from None
    if not starts_at < ends_at <= starts_at + MAX_BUSY_PERIOD:
        raise _refuse_query(
            "to",
            translatable(
                "The period ends after it begins, by at most {days} days.",
                days=MAX_BUSY_PERIOD.days,
            ),
        )
    return host.casefold(), starts_at, ends_at


def describe_times(
    offer: BookingOffer,
    *,
    booked_at: datetime | None,
    busy: Sequence[BusyTime],
    now: datetime,
) -> BookableTimes:
    """Return what the candidate sees; ``busy`` is without their own booking."""
    move_until = (
        None if booked_at is None or offer.move_until is None else booked_at - offer.move_until
    )
    free = list_free(list_offered(offer, now), offer.minutes, busy)
    return BookableTimes(
        time_zone=offer.time_zone,
        minutes=offer.minutes,
        times=tuple(at for at in free if at != booked_at)[:MAX_SHOWN],
        booked_at=booked_at,
        can_choose=booked_at is None or (move_until is not None and now <= move_until),
        move_until=move_until,
    )


def _list_weekly(offer: BookingOffer, earliest: datetime) -> Iterable[datetime]:
    zone = ZoneInfo(offer.time_zone)
    day = max(offer.first_day, earliest.astimezone(zone).date())
    while day <= offer.last_day:
        for hours in offer.weekly:
            if WEEKDAYS[day.weekday()] == hours.day:
                yield from _list_times(day, hours, offer.minutes, zone)
        day += timedelta(days=1)


def _list_times(day: date, hours: WeeklyHours, minutes: int, zone: ZoneInfo) -> Iterable[datetime]:
    for start in range(_minutes_of(hours.begins), _minutes_of(hours.ends) - minutes + 1, minutes):
        local = datetime.combine(day, time(start // 60, start % 60), zone)
        at = local.astimezone(UTC)
        if at.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            yield at


def _minutes_of(at: time) -> int:
    return at.hour * 60 + at.minute


def _refuse_query(field: str, message: str) -> InvalidBusyTimesQueryError:
    return InvalidBusyTimesQueryError(message, errors=[FieldError(field, "invalid", message)])


def _refuse(field: str, message: str) -> InvalidOfferError:
    return InvalidOfferError(message, errors=[FieldError(field, "unfit", message)])
