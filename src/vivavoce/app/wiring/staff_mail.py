"""Mail to the staff of an organization: tenancy knows the people, delivery sends."""

from __future__ import annotations

from uuid import UUID

from vivavoce.delivery.facade import EmailQueue
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.tenancy.facade import MemberReader

MAX_EMAILS = 20


class StaffEmails:
    """E-mails the person who requested an interview, or the organization's recruiters and administrators."""

    def __init__(self, members: MemberReader, emails: EmailQueue, *, console_url: str) -> None:
        self._members = members
        self._emails = emails
        self._console_url = console_url.rstrip("/")

    async def send_person_requested(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: PersonId,
        position: str,
        creator_id: UUID | None,
    ) -> int:
        """E-mail that the candidate asked to speak with a person; return the number of e-mails."""
        addresses = await self._members.list_responsible_emails(work, creator_id)
        for address in addresses[:MAX_EMAILS]:
            await self._emails.send_person_requested(
                work,
                person_id=person_id,
                to=address,
                position=position,
                link=f"{self._console_url}/interviews/{interview_id}",
            )
        return len(addresses[:MAX_EMAILS])
