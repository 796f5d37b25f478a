"""Let a candidate book one of the offered times, and keep the host's calendar in step with it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from vivavoce.contracts.booking import BookableTimes, HostAppointmentChange
from vivavoce.contracts.events import InterviewScheduled
from vivavoce.hiring.adapters.bookings import PostgresBookingRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.booking import (
    Booking,
    BookingClosedError,
    BookingOffer,
    NoTimesOfferedError,
    TimeTakenError,
    describe_times,
    leave_out,
)
from vivavoce.hiring.domain.interview import CANDIDATE_ACTOR, Interview
from vivavoce.hiring.domain.workflow import InterviewState, InterviewTransition
from vivavoce.hiring.ports.candidates import (
    CandidateLinkCommands,
    CandidatePageRules,
    HostCalendars,
)
from vivavoce.hiring.ports.interviews import InterviewPolicy
from vivavoce.hiring.ports.staff import StaffMail
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.ids import InterviewId, TenantId

CALENDAR_WAIT_S = 4.0
"""How long a person waits for a host's calendars; then the last readings count."""
SHOWN_AGE = timedelta(minutes=5)
"""How old the readings of calendars are at most when times are shown, unless a calendar does not answer."""
BOOKED_AGE = timedelta(seconds=30)
"""The same when a time is booked."""
BOOKABLE_STATES = frozenset({InterviewState.APPROVED, InterviewState.SCHEDULED})


class HostBookings:
    """Keeps the booking of an interview, and its host, in step with what happens to the interview."""

    def __init__(
        self, bookings: PostgresBookingRepository, mail: StaffMail, policy: InterviewPolicy
    ) -> None:
        self._bookings = bookings
        self._mail = mail
        self._policy = policy

    async def move(self, work: UnitOfWork, interview: Interview, starts_at: datetime) -> None:
        """Move the booking of an interview, if there is one; raise ``TimeTakenError`` if its host is busy."""
        booking = await self._bookings.find(work, interview.id)
        if booking is None or booking.starts_at == starts_at:
            return
        length = booking.ends_at - booking.starts_at
        await self.book(work, interview, booking.host_email, starts_at, length)

    async def book(
        self,
        work: UnitOfWork,
        interview: Interview,
        host_email: str,
        starts_at: datetime,
        length: timedelta,
    ) -> None:
        """Book a time of a host, instead of the one before; raise ``TimeTakenError`` if it is not free."""
        before = await self._bookings.find(work, interview.id)
        booking = Booking(host_email=host_email, starts_at=starts_at, ends_at=starts_at + length)
        if not await self._bookings.book(work, interview.id, booking):
            raise TimeTakenError
        if before is not None and before.host_email != host_email:
            await self._tell(work, interview, before, "canceled")
            before = None
        await self._tell(work, interview, booking, "booked" if before is None else "moved")

    async def release(self, work: UnitOfWork, interview: Interview) -> None:
        """Free the time of an interview that does not take place, and withdraw its offer."""
        await self._bookings.delete_offer(work, interview.id)
        booking = await self._bookings.release(work, interview.id)
        if booking is not None:
            await self._tell(work, interview, booking, "canceled")

    async def _tell(
        self,
        work: UnitOfWork,
        interview: Interview,
        booking: Booking,
        change: HostAppointmentChange,
    ) -> None:
        rules: CandidatePageRules = await self._policy.candidate_page_rules(work)
        request = interview.request
        await self._mail.send_host_appointment(
            work,
            interview_id=interview.id,
            person_id=interview.person_id,
            to=booking.host_email,
            candidate=request.candidate_name or "",
            position=request.position or "",
            organization=request.company_name or rules.organization_name,
            starts_at=booking.starts_at,
            minutes=(booking.ends_at - booking.starts_at) // timedelta(minutes=1),
            change=change,
        )


class BookTime:
    """Shows the candidate of an interview the free times, and books one.

    The calling code must check the candidate's identity.
    """

    def __init__(
        self,
        *,
        interviews: PostgresInterviewRepository,
        open_work: UnitOfWorkFactory,
        bookings: PostgresBookingRepository,
        calendars: HostCalendars,
        hosts: HostBookings,
        apply_transition: ApplyTransition,
        candidate_links: CandidateLinkCommands,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._interviews = interviews
        self._open_work = open_work
        self._bookings = bookings
        self._calendars = calendars
        self._hosts = hosts
        self._apply_transition = apply_transition
        self._candidate_links = candidate_links
        self._audit = audit
        self._clock = clock

    async def list_times(self, work: UnitOfWork, interview_id: InterviewId) -> BookableTimes:
        """Return the free times, or raise ``NoTimesOfferedError``."""
        interview = await self._interviews.find(work, str(interview_id))
        return await self.describe(work, interview, await self._find_offer(work, interview))

    async def describe(
        self, work: UnitOfWork, interview: Interview, offer: BookingOffer
    ) -> BookableTimes:
        """Return the free times of an offer, by the last readings of the host's calendars."""
        now = self._clock.now()
        booked = await self._bookings.find(work, interview.id)
        calendars = await self._calendars.list_busy(work, offer.host_email)
        return describe_times(
            offer,
            booked_at=_booked_at(interview),
            busy=[
                *await self._bookings.list_busy(work, offer.host_email, interview.id, now),
                *leave_out(calendars.busy, booked),
            ],
            now=now,
        )

    async def refresh_calendars(
        self, tenant_id: TenantId, interview_id: InterviewId, *, max_age: timedelta
    ) -> None:
        """Read the calendars of the host whose times are offered, if the last try is older.

        The calling code has no transaction open. It takes at most 4 seconds, and no calendar is an error:
        the last readings count.
        """
        async with self._open_work(tenant_id) as work:
            offer = await self._bookings.find_offer(work, interview_id)
        if offer is not None:
            await self._calendars.refresh(
                tenant_id, offer.host_email, max_age=max_age, wait_s=CALENDAR_WAIT_S
            )

    async def book(self, work: UnitOfWork, interview_id: InterviewId, starts_at: datetime) -> None:
        """Book a time, or move the booking to it; the candidate and the host get the appointment.

        Raises ``NoTimesOfferedError``, ``BookingClosedError`` if it can no longer be changed, and
        ``TimeTakenError`` for a time that is not offered or no longer free.
        """
        interview = await self._interviews.lock(work, str(interview_id))
        offer = await self._find_offer(work, interview)
        shown = await self.describe(work, interview, offer)
        at = starts_at.astimezone(UTC)
        if at == shown.booked_at:
            return
        if not shown.can_choose:
            raise BookingClosedError
        if at not in shown.times:
            raise TimeTakenError
        is_moved = interview.state is InterviewState.SCHEDULED
        await self._hosts.book(
            work, interview, offer.host_email, at, timedelta(minutes=offer.minutes)
        )
        scheduled = await self._schedule(work, interview, at, is_moved=is_moved)
        await self._candidate_links.invite(work, scheduled.id, is_moved=is_moved)
        await self._audit.record(
            work, None, "interview.candidate_booked", str(scheduled.id), {"by": "candidate"}
        )

    async def _schedule(
        self, work: UnitOfWork, interview: Interview, at: datetime, *, is_moved: bool
    ) -> Interview:
        request = dataclasses.replace(interview.request, scheduled_at=at)
        bound = dataclasses.replace(interview, request=request)
        await self._interviews.save_request(work, bound)
        link_days = timedelta(days=bound.profile.link_ttl_days)
        await self._candidate_links.extend_expiry(work, bound.id, at + link_days)
        data = {"scheduledAt": format_timestamp(at)}
        if is_moved:
            await self._apply_transition.publish_webhook(work, bound, "interview.scheduled", data)
            return bound
        return await self._apply_transition(
            work,
            bound,
            InterviewTransition.SCHEDULE,
            actor=CANDIDATE_ACTOR,
            event=InterviewScheduled(scheduled_at=format_timestamp(at)),
            data=data,
        )

    async def _find_offer(self, work: UnitOfWork, interview: Interview) -> BookingOffer:
        offer = await self._bookings.find_offer(work, interview.id)
        if offer is None or interview.state not in BOOKABLE_STATES:
            raise NoTimesOfferedError
        return offer


def _booked_at(interview: Interview) -> datetime | None:
    at = interview.request.scheduled_at
    return at.astimezone(UTC) if interview.state is InterviewState.SCHEDULED and at else None
