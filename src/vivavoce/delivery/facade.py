"""Facade for other slices: queue e-mails."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from vivavoce.contracts.booking import HostAppointmentChange
from vivavoce.contracts.invitation import EmailProgress, InterviewFormat
from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.delivery.domain.candidate_emails import (
    build_code_email,
    build_decision_news_email,
    build_review_answered_email,
)
from vivavoce.delivery.domain.emails import (
    CalendarEvent,
    Email,
    TaskEmailKind,
    build_password_changed_email,
    build_password_reset_email,
    build_task_email,
    build_user_invitation_email,
    check_email,
    to_single_line,
)
from vivavoce.delivery.domain.invitation_email import (
    build_appointment_canceled_email,
    build_appointment_title,
    build_host_appointment_email,
    build_invitation_email,
)
from vivavoce.delivery.domain.reminder_email import build_reminder_email, find_reminder_kind
from vivavoce.delivery.ports import EmailRepository, EmailWordingFinder, OrganizationStyleReader
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId


class EmailQueue:
    """Queues e-mails and returns their ids; sent only if ``work`` commits. What is not queued has none.

    Raises ``EmailRefusedError`` for a malformed address or subject. The e-mail is encrypted with the key of
    ``person_id``. Candidates are written to in the ``language`` of their interview, users in the language of
    their organization; an organization can write its own texts of the e-mails to candidates.
    """

    def __init__(
        self,
        emails: EmailRepository,
        read_style: OrganizationStyleReader,
        ids: IdGenerator,
        clock: Clock,
        find_wording: EmailWordingFinder,
    ) -> None:
        self._emails = emails
        self._read_style = read_style
        self._find_wording = find_wording
        self._ids = ids
        self._clock = clock

    async def enqueue(
        self, work: UnitOfWork, email: Email, *, person_id: UUID, email_id: UUID | None = None
    ) -> UUID | None:
        """Queue an e-mail, unless the person is one of a test: those, and staff about them, get none.

        With an ``email_id`` of its own, an e-mail is queued once, however often this is called.
        """
        check_email(email)
        new_id = email_id or self._ids.new_id()
        if not await self._emails.add(work, new_id, email, subject_id=person_id):
            return None
        await work.enqueue("delivery.send_email", letter_id=str(new_id), attempt="1")
        return new_id

    async def read_progress(self, work: UnitOfWork, email_id: UUID) -> EmailProgress | None:
        """Return how far an e-mail has come, or None if it was never queued or its person was erased."""
        match await self._emails.find_status(work, email_id):
            case "pending", attempts:
                return "delayed" if attempts else "waiting"
            case "sent", _:
                return "sent"
            case (("refused" | "dead"), _):
                return "failed"
            case _:
                return None

    async def send_invitation(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        link: str,
        page_link: str,
        offer: InterviewFormat,
        minutes: int,
        expires_at: datetime,
        language: str,
        opens_at: datetime | None = None,
        starts_at: datetime | None = None,
        time_zone: str | None = None,
        message: str = "",
        is_moved: bool = False,
    ) -> UUID | None:
        """Send the link to the interview, with an appointment for the calendar if it has a time.

        It tells how the interview of ``offer`` can be answered, and leads to the candidate's page at
        ``page_link``. It begins with ``message``, the plan's, unless it names a new time. All e-mails about
        one interview carry the same appointment. Times are those of ``time_zone``, or else of the
        organization.
        """
        event = None
        if starts_at is not None:
            event = self._build_event(
                interview_id,
                starts_at,
                minutes,
                title=build_appointment_title(position, organization, language),
                organization=organization,
                link=link,
            )
        email = build_invitation_email(
            to=to,
            name=name,
            position=position,
            organization=organization,
            link=link,
            page_link=page_link,
            offer=offer,
            minutes=minutes,
            expires_at=expires_at,
            language=language,
            opens_at=opens_at,
            time_zone=time_zone,
            event=event,
            message=message,
            is_moved=is_moved,
            style=await self._read_style(work),
            own=await self._find_wording(
                work, "appointment_moved" if is_moved else "invitation", language
            ),
        )
        return await self.enqueue(work, email, person_id=person_id)

    async def send_appointment_canceled(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        starts_at: datetime,
        minutes: int,
        language: str,
        time_zone: str | None = None,
        is_withdrawn: bool = False,
    ) -> UUID | None:
        """Send that an interview does not take place; calendars remove its appointment.

        With ``is_withdrawn``, the candidate ended it.
        """
        event = self._build_event(
            interview_id,
            starts_at,
            minutes,
            title=build_appointment_title(position, organization, language),
            organization=organization,
        )
        email = build_appointment_canceled_email(
            to=to,
            name=name,
            position=position,
            organization=organization,
            event=replace(event, is_canceled=True),
            language=language,
            time_zone=time_zone,
            style=await self._read_style(work),
            is_withdrawn=is_withdrawn,
            own=None
            if is_withdrawn
            else await self._find_wording(work, "appointment_canceled", language),
        )
        return await self.enqueue(work, email, person_id=person_id)

    async def send_reminder(self, work: UnitOfWork, reminder: InterviewReminder) -> UUID | None:
        """Send a reminder of an interview, once for each ``email_id``."""
        kind = find_reminder_kind(reminder)
        email = build_reminder_email(
            reminder,
            style=await self._read_style(work),
            own=await self._find_wording(work, kind, reminder.language),
        )
        return await self.enqueue(
            work, email, person_id=reminder.person_id, email_id=reminder.email_id
        )

    async def send_host_appointment(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: UUID,
        to: str,
        candidate: str,
        position: str,
        organization: str,
        starts_at: datetime,
        minutes: int,
        change: HostAppointmentChange,
        link: str,
    ) -> UUID | None:
        """Send a host that an interview was booked, moved or canceled, for their calendar."""
        style = await self._read_style(work)
        is_canceled = change == "canceled"
        event = self._build_event(
            interview_id,
            starts_at,
            minutes,
            title=build_appointment_title(position, organization, style.language),
            organization=organization,
            link="" if is_canceled else link,
        )
        email = build_host_appointment_email(
            to=to,
            candidate=candidate,
            position=position,
            link=link,
            event=replace(event, is_canceled=is_canceled),
            change=change,
            style=style,
        )
        return await self.enqueue(work, email, person_id=person_id)

    def _build_event(
        self,
        interview_id: InterviewId,
        starts_at: datetime,
        minutes: int,
        *,
        title: str,
        organization: str,
        link: str = "",
    ) -> CalendarEvent:
        return CalendarEvent(
            uid=str(interview_id),
            starts_at=starts_at,
            minutes=minutes,
            written_at=self._clock.now(),
            title=title,
            organizer=to_single_line(organization),
            link=link,
        )

    async def send_task(
        self,
        work: UnitOfWork,
        *,
        kind: TaskEmailKind,
        person_id: UUID,
        to: str,
        position: str,
        link: str,
    ) -> UUID | None:
        """Notify staff of a task."""
        style = await self._read_style(work)
        email = build_task_email(
            kind, to=to, position=position, link=link, language=style.language, style=style
        )
        return await self.enqueue(work, email, person_id=person_id)

    async def send_decision_news(
        self,
        work: UnitOfWork,
        *,
        email_id: UUID,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        contact: str,
        link: str,
        language: str,
    ) -> UUID | None:
        """Send a candidate that a decision was made, without the decision; once for each ``email_id``.

        ``contact`` is the address for questions, or ''; an empty ``link`` is left out.
        """
        email = build_decision_news_email(
            to=to,
            name=name,
            position=position,
            organization=organization,
            contact=contact,
            link=link,
            language=language,
            style=await self._read_style(work),
            own=await self._find_wording(work, "decision_news", language),
        )
        return await self.enqueue(work, email, person_id=person_id, email_id=email_id)

    async def send_review_answered(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        position: str,
        organization: str,
        answer: str,
        link: str,
        language: str,
    ) -> UUID | None:
        """Send a candidate the answer to their request for a review; an empty ``link`` is left out."""
        email = build_review_answered_email(
            to=to,
            position=position,
            organization=organization,
            answer=answer,
            link=link,
            language=language,
            style=await self._read_style(work),
            own=await self._find_wording(work, "review_answered", language),
        )
        return await self.enqueue(work, email, person_id=person_id)

    async def send_code(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        code: str,
        minutes: int,
        language: str,
        organization: str = "",
        email_id: UUID | None = None,
    ) -> UUID | None:
        """Send a one-time code that is valid for ``minutes``."""
        code_email = build_code_email(
            to=to,
            code=code,
            minutes=minutes,
            organization=organization,
            language=language,
            style=await self._read_style(work),
            own=await self._find_wording(work, "code", language),
        )
        return await self.enqueue(work, code_email, person_id=person_id, email_id=email_id)

    async def send_join_link(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        name: str,
        organization: str,
        invited_by: str,
        link: str,
        expires_at: datetime,
    ) -> UUID | None:
        """Send the link with which a person joins an organization."""
        style = await self._read_style(work)
        email = build_user_invitation_email(
            to=to,
            name=name,
            organization=organization,
            invited_by=invited_by,
            link=link,
            expires_at=expires_at,
            language=style.language,
            style=style,
        )
        return await self.enqueue(work, email, person_id=person_id)

    async def send_reset_link(
        self, work: UnitOfWork, *, person_id: UUID, to: str, link: str, minutes: int
    ) -> UUID | None:
        """Send the link with which a person sets a new password; it is valid for ``minutes``."""
        style = await self._read_style(work)
        email = build_password_reset_email(
            to=to, link=link, minutes=minutes, language=style.language, style=style
        )
        return await self.enqueue(work, email, person_id=person_id)

    async def send_password_changed(
        self, work: UnitOfWork, *, person_id: UUID, to: str
    ) -> UUID | None:
        """Notify a person that their password was changed."""
        style = await self._read_style(work)
        email = build_password_changed_email(to=to, language=style.language, style=style)
        return await self.enqueue(work, email, person_id=person_id)
