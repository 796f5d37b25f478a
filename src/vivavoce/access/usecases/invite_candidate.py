"""Create a candidate link and send it to the candidate."""

from __future__ import annotations

from datetime import timedelta

from vivavoce.access.domain.candidate_link import (
    LINK_TOKEN_BITS,
    SCHEDULED,
    STARTABLE_STATES,
    CandidateLink,
)
from vivavoce.access.ports import (
    CandidateInterviewGateway,
    CandidateLinkRepository,
    CandidateMail,
    InvitedInterview,
)
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId


class CreateCandidateLink:
    """Creates the link of an interview once; its lifetime counts from then."""

    def __init__(self, *, links: CandidateLinkRepository, clock: Clock, ids: IdGenerator) -> None:
        self._links = links
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, work: UnitOfWork, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> CandidateLink:
        """Return the interview's link; create one valid for ``days`` if there is none."""
        now = self._clock.now()
        door = CandidateLink(
            id=self._ids.new_id(),
            interview_id=interview_id,
            person_id=person_id,
            created_at=now,
            expires_at=now + timedelta(days=days),
            token=self._ids.random_token(LINK_TOKEN_BITS),
        )
        return await self._links.get_or_create(work, door)


class InviteCandidate:
    """E-mails the link to the candidate, the same one each time."""

    def __init__(
        self,
        *,
        create_link: CreateCandidateLink,
        interviews: CandidateInterviewGateway,
        mail: CandidateMail,
        public_url: str,
    ) -> None:
        self._create_link = create_link
        self._interviews = interviews
        self._mail = mail
        self._public_url = public_url.rstrip("/")

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> str:
        """Return the link's URL; e-mail it to the candidate if an address is known."""
        visit = await self._interviews.get_candidate_details(work, interview_id)
        days = PROFILES[visit.profile].link_ttl_days
        door = await self._create_link(work, interview_id, visit.person_id, days=days)
        link = self.build_url(door)
        if visit.email is not None:
            await self._send(work, visit, visit.email, door, link)
        return link

    async def invite_after_approval(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Invite the candidate if the profile uses links and the interview can still begin."""
        await self._interviews.lock_interview(work, interview_id)
        visit = await self._interviews.get_candidate_details(work, interview_id)
        if PROFILES[visit.profile].has_link and visit.state in STARTABLE_STATES:
            await self(work, interview_id)

    def build_url(self, link: CandidateLink) -> str:
        """Return the URL that the candidate opens."""
        return f"{self._public_url}/interview/join/{link.token}"

    async def _send(
        self,
        work: UnitOfWork,
        interview: InvitedInterview,
        to: str,
        candidate_link: CandidateLink,
        link: str,
    ) -> None:
        is_scheduled = interview.state == SCHEDULED
        await self._mail.send_invitation(
            work,
            interview_id=interview.interview_id,
            person_id=candidate_link.person_id,
            to=to,
            name=interview.candidate_name or "",
            position=interview.position or "",
            organization=interview.company_name or "",
            link=link,
            minutes=interview.duration_minutes,
            expires_at=candidate_link.expires_at,
            opens_at=interview.opens_at if is_scheduled else None,
            starts_at=interview.starts_at if is_scheduled else None,
            time_zone=interview.time_zone,
        )
