"""Offers of times and the bookings of candidates, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import LiteralString

from psycopg.types.json import Jsonb

from vivavoce.contracts.booking import BusyTime
from vivavoce.hiring.domain.booking import Booking, BookingOffer, WeeklyHours
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId

_SAVE_OFFER: LiteralString = """
    INSERT INTO booking_offer (tenant_id, interview_id, host_email, time_zone, minutes, times, weekly,
                               first_day, last_day, notice_minutes, move_until_minutes, changed_at)
    VALUES (%(tenant)s, %(interview)s, %(host)s, %(zone)s, %(minutes)s, %(times)s::timestamptz[], %(weekly)s,
            %(first)s, %(last)s, %(notice)s, %(move_until)s, %(now)s)
    ON CONFLICT (tenant_id, interview_id) DO UPDATE
    SET host_email = excluded.host_email, time_zone = excluded.time_zone, minutes = excluded.minutes,
        times = excluded.times, weekly = excluded.weekly, first_day = excluded.first_day,
        last_day = excluded.last_day, notice_minutes = excluded.notice_minutes,
        move_until_minutes = excluded.move_until_minutes, changed_at = excluded.changed_at
"""
_FIND_OFFER: LiteralString = """
    SELECT host_email, time_zone, minutes, times, weekly, first_day, last_day, notice_minutes,
           move_until_minutes
    FROM booking_offer
    WHERE interview_id = %(interview)s
"""
_DELETE_OFFER: LiteralString = "DELETE FROM booking_offer WHERE interview_id = %(interview)s"
# Without a conflict target, this also means the constraint against overlaps: it waits for a booking that
# another transaction is making, and then does nothing.
_BOOK: LiteralString = """
    INSERT INTO booking (tenant_id, interview_id, host_email, starts_at, ends_at, booked_at)
    VALUES (%(tenant)s, %(interview)s, %(host)s, %(starts_at)s, %(ends_at)s, %(now)s)
    ON CONFLICT DO NOTHING
"""
_FIND_BOOKING: LiteralString = """
    SELECT host_email, starts_at, ends_at
    FROM booking
    WHERE interview_id = %(interview)s
"""
_DELETE_BOOKING: LiteralString = "DELETE FROM booking WHERE interview_id = %(interview)s"
_LIST_BUSY: LiteralString = """
    SELECT starts_at, ends_at
    FROM booking
    WHERE host_email = %(host)s AND interview_id IS DISTINCT FROM %(interview)s AND ends_at > %(now)s
    ORDER BY starts_at
"""


class PostgresBookingRepository:
    """The offers and bookings of the organization that ``work`` belongs to."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def save_offer(
        self, work: UnitOfWork, interview_id: InterviewId, offer: BookingOffer
    ) -> None:
        """Store the offer of an interview, replacing the one before."""
        await work.execute(
            _SAVE_OFFER,
            {
                "tenant": work.tenant_id,
                "interview": interview_id,
                "host": offer.host_email,
                "zone": offer.time_zone,
                "minutes": offer.minutes,
                "times": list(offer.times),
                "weekly": Jsonb(
                    [
                        {
                            "day": hours.day,
                            "begins": f"{hours.begins:%H:%M}",
                            "ends": f"{hours.ends:%H:%M}",
                        }
                        for hours in offer.weekly
                    ]
                ),
                "first": offer.first_day,
                "last": offer.last_day,
                "notice": offer.notice // timedelta(minutes=1),
                "move_until": None
                if offer.move_until is None
                else offer.move_until // timedelta(minutes=1),
                "now": self._clock.now(),
            },
        )

    async def find_offer(self, work: UnitOfWork, interview_id: InterviewId) -> BookingOffer | None:
        """Return the offer of an interview, or None."""
        row = await work.fetch_one(_FIND_OFFER, {"interview": interview_id})
        if row is None:
            return None
        move_until = row["move_until_minutes"]
        return BookingOffer(
            host_email=row["host_email"],
            time_zone=row["time_zone"],
            minutes=row["minutes"],
            times=tuple(row["times"]),
            weekly=tuple(
                WeeklyHours(
                    day=hours["day"],
                    begins=time.fromisoformat(hours["begins"]),
                    ends=time.fromisoformat(hours["ends"]),
                )
                for hours in row["weekly"]
            ),
            first_day=row["first_day"],
            last_day=row["last_day"],
            notice=timedelta(minutes=row["notice_minutes"]),
            move_until=None if move_until is None else timedelta(minutes=move_until),
        )

    async def delete_offer(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Delete the offer of an interview and return whether there was one; a booking stays."""
        return await work.execute(_DELETE_OFFER, {"interview": interview_id}) > 0

    async def book(self, work: UnitOfWork, interview_id: InterviewId, booking: Booking) -> bool:
        """Store the booking of an interview, replacing its own; return False if the host is not free.

        The transaction must then end without a commit.
        """
        await work.execute(_DELETE_BOOKING, {"interview": interview_id})
        touched = await work.execute(
            _BOOK,
            {
                "tenant": work.tenant_id,
                "interview": interview_id,
                "host": booking.host_email,
                "starts_at": booking.starts_at,
                "ends_at": booking.ends_at,
                "now": self._clock.now(),
            },
        )
        return touched > 0

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> Booking | None:
        """Return the booking of an interview, or None."""
        row = await work.fetch_one(_FIND_BOOKING, {"interview": interview_id})
        return None if row is None else Booking(**row)

    async def release(self, work: UnitOfWork, interview_id: InterviewId) -> Booking | None:
        """Delete the booking of an interview and return it, or None without one."""
        booking = await self.find(work, interview_id)
        await work.execute(_DELETE_BOOKING, {"interview": interview_id})
        return booking

    async def list_busy(
        self, work: UnitOfWork, host_email: str, except_interview: InterviewId | None, now: datetime
    ) -> Sequence[BusyTime]:
        """Return the bookings of a host that are not over, without the one of ``except_interview``."""
        rows = await work.fetch_all(
            _LIST_BUSY, {"host": host_email, "interview": except_interview, "now": now}
        )
        return [BusyTime(row["starts_at"], row["ends_at"]) for row in rows]
