"""What other slices get of the candidate's door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from vivavoce.access.ports import CandidateLinkRepository, ConsentRepository
from vivavoce.access.usecases.invite_candidate import CreateCandidateLink, InviteCandidate
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PersonId


class CandidateLinks:
    """Opens, sends and closes the links of interviews, in the caller's own transaction."""

    def __init__(
        self,
        *,
        create_link: CreateCandidateLink,
        invite: InviteCandidate,
        links: CandidateLinkRepository,
        consents: ConsentRepository,
        clock: Clock,
    ) -> None:
        self._create_link = create_link
        self._invite = invite
        self._links = links
        self._consents = consents
        self._clock = clock

    async def get_or_create(
        self, work: UnitOfWork, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> str:
        """Return the interview's link, making its door if there is none; twice gives the same link."""
        door = await self._create_link(work, interview_id, person_id, days=days)
        return self._invite.build_url(door)

    async def links(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, str]:
        """Return the links of those interviews whose door is open."""
        doors = await self._links.find_by_interviews(work, interview_ids)
        now = self._clock.now()
        return {
            interview_id: self._invite.build_url(door)
            for interview_id, door in doors.items()
            if door.expires_at > now
        }

    async def invite(self, work: UnitOfWork, interview_id: InterviewId) -> str:
        """Send the candidate the link, when an address is known, and return it."""
        return await self._invite(work, interview_id)

    async def extend_expiry(
        self, work: UnitOfWork, interview_id: InterviewId, expires_at: datetime
    ) -> None:
        """Keep the door open at least until then; one that is open for longer stays so."""
        await self._links.extend_expiry(work, interview_id, expires_at)

    async def revoke(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Close the door for good, if there is one. Opening again would make another link."""
        await self._links.revoke(work, interview_id, self._clock.now())

    async def get_accommodations(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, ...]:
        """Return what the candidate said would make it easier: for the session, not for scorers."""
        return await self._consents.get_accommodations(work, interview_id)
