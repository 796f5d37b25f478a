"""Mail to the staff of an organization: tenancy knows the people, delivery sends."""

from __future__ import annotations

from uuid import UUID

from vivavoce.delivery.facade import Post
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.tenancy.facade import Members

MOST_LETTERS = 20


class MailToStaff:
    """Writes to whoever requested an interview, or to the organization's recruiters and administrators."""

    def __init__(self, members: Members, post: Post, *, console_url: str) -> None:
        self._members = members
        self._post = post
        self._console_url = console_url.rstrip("/")

    async def person_requested(
        self,
        work: Work,
        *,
        interview_id: InterviewId,
        person_id: PersonId,
        position: str,
        creator_id: UUID | None,
    ) -> int:
        """Write that the candidate wants to talk with a person; return how many letters that are."""
        addresses = await self._members.responsible(work, creator_id)
        for address in addresses[:MOST_LETTERS]:
            await self._post.send_person_requested(
                work,
                person_id=person_id,
                to=address,
                position=position,
                link=f"{self._console_url}/interviews/{interview_id}",
            )
        return len(addresses[:MOST_LETTERS])
