"""Plan the reminders of an interview, and send each one that is still needed when its time comes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vivavoce.access.adapters.candidate_links import (
    PostgresCandidateLinkRepository,
    PostgresConsentRepository,
)
from vivavoce.access.domain.candidate_access import CandidateLink
from vivavoce.access.domain.reminders import (
    PlannedReminder,
    ReminderKind,
    find_reminder,
    is_needed,
    plan_reminders,
)
from vivavoce.access.ports import CandidateAccessPolicy, CandidateInterviewGateway, CandidateMail
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, TenantId

SEND_REMINDER_JOB = "access.send_reminder"


async def enqueue_reminders(
    work: UnitOfWork, interview: CandidateInterviewDetails, link: CandidateLink, now: datetime
) -> None:
    """Enqueue the reminders of an interview whose candidate is invited at ``now``.

    Nothing takes them back: a reminder that no longer fits when its time comes is not sent.
    """
    for reminder in plan_reminders(interview, link, now):
        await work.enqueue(
            SEND_REMINDER_JOB,
            at=reminder.due_at,
            interview_id=str(reminder.interview_id),
            kind=str(reminder.kind),
            of=reminder.of.isoformat(),
        )


class SendReminder:
    """Sends a planned reminder once; a second run does nothing."""

    def __init__(
        self,
        *,
        links: PostgresCandidateLinkRepository,
        consents: PostgresConsentRepository,
        interviews: CandidateInterviewGateway,
        mail: CandidateMail,
        policy: CandidateAccessPolicy,
        open_work: UnitOfWorkFactory,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._links = links
        self._consents = consents
        self._interviews = interviews
        self._mail = mail
        self._policy = policy
        self._open_work = open_work
        self._clock = clock
        self._public_url = public_url

    async def __call__(self, tenant_id: TenantId, reminder: PlannedReminder) -> None:
        """Send ``reminder`` if the organization sends reminders and it still fits the interview."""
        async with self._open_work(tenant_id) as work:
            # A request that moves or cancels the appointment waits for this commit, or this waits for it.
            await self._interviews.lock_interview(work, reminder.interview_id)
            interview = await self._find(work, reminder.interview_id)
            if interview is None or interview.email is None:
                return
            link = await self._find_needed_link(work, reminder, interview)
            if link is None or not await self._policy.sends_reminders(work):
                return
            await self._mail.send_reminder(
                work, self._write(reminder, interview, interview.email, link)
            )

    async def is_needed(self, work: UnitOfWork, interview_id: InterviewId, email_id: UUID) -> bool:
        """Return whether the reminder with the e-mail ``email_id`` is still to be sent.

        It was queued, and the mail server did not take it yet; meanwhile the appointment can be called off.
        """
        interview = await self._find(work, interview_id)
        if interview is None:
            return False
        links = await self._links.find_by_interviews(work, [interview_id])
        reminder = find_reminder(email_id, interview, links.get(interview_id))
        if reminder is None or not await self._policy.sends_reminders(work):
            return False
        return await self._find_needed_link(work, reminder, interview) is not None

    async def _find(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CandidateInterviewDetails | None:
        try:
            return await self._interviews.get_candidate_details(work, interview_id)
        except NotFoundError:
            return None  # deleted in the meantime

    async def _find_needed_link(
        self, work: UnitOfWork, reminder: PlannedReminder, interview: CandidateInterviewDetails
    ) -> CandidateLink | None:
        """Return the link of the interview if the reminder is still needed, else None."""
        links = await self._links.find_by_interviews(work, [interview.interview_id])
        link = links.get(interview.interview_id)
        consent = await self._consents.find_newest(work, interview.interview_id)
        has_declined = consent is not None and not consent[1]
        now = self._clock.now()
        return (
            link if is_needed(reminder, interview, link, now, has_declined=has_declined) else None
        )

    def _write(
        self,
        reminder: PlannedReminder,
        interview: CandidateInterviewDetails,
        to: str,
        link: CandidateLink,
    ) -> InterviewReminder:
        is_of_link = reminder.kind is ReminderKind.LINK_EXPIRES
        return InterviewReminder(
            email_id=reminder.email_id,
            interview_id=reminder.interview_id,
            useful_until=reminder.useful_until,
            person_id=interview.person_id,
            to=to,
            name=interview.candidate_name or "",
            position=interview.position or "",
            organization=interview.company_name or "",
            link=link.build_url(self._public_url),
            page_link=link.build_page_url(self._public_url),
            expires_at=link.expires_at,
            starts_at=None if is_of_link else interview.starts_at,
            opens_at=None if is_of_link else interview.opens_at,
            language=interview.language,
            time_zone=interview.time_zone,
        )
