"""Create a candidate link and send it, and close expired links with their unfinished interviews."""

from __future__ import annotations

from datetime import timedelta

import structlog

from vivavoce.access.adapters.candidate_links import (
    PostgresCandidateLinkIndex,
    PostgresCandidateLinkRepository,
)
from vivavoce.access.domain.candidate_access import (
    LINK_TOKEN_BITS,
    SCHEDULED,
    STARTABLE_STATES,
    CandidateLink,
)
from vivavoce.access.domain.consent_text import TEXT_ONLY
from vivavoce.access.ports import (
    CandidateAccessPolicy,
    CandidateInterviewGateway,
    CandidateMail,
    ExpiredCandidateLink,
    InvitationMessageReader,
)
from vivavoce.access.usecases.interview_format import read_interview_format
from vivavoce.access.usecases.send_reminder import enqueue_reminders
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId


class CreateCandidateLink:
    """Creates the link of an interview once; its lifetime counts from then."""

    def __init__(
        self, *, links: PostgresCandidateLinkRepository, clock: Clock, ids: IdGenerator
    ) -> None:
        self._links = links
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, work: UnitOfWork, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> CandidateLink:
        """Return the interview's link; create one valid for ``days`` if there is none."""
        now = self._clock.now()
        link = CandidateLink(
            id=self._ids.new_id(),
            interview_id=interview_id,
            person_id=person_id,
            created_at=now,
            expires_at=now + timedelta(days=days),
            token=self._ids.random_token(LINK_TOKEN_BITS),
        )
        return await self._links.get_or_create(work, link)


class InviteCandidate:
    """E-mails the link to the candidate, the same one each time, or that there is no interview."""

    def __init__(
        self,
        *,
        create_link: CreateCandidateLink,
        interviews: CandidateInterviewGateway,
        mail: CandidateMail,
        policy: CandidateAccessPolicy,
        read_message: InvitationMessageReader,
        public_url: str,
        clock: Clock,
        voice: VoiceAvailability = TEXT_ONLY,
        has_video_notice: bool = False,
    ) -> None:
        self._create_link = create_link
        self._interviews = interviews
        self._mail = mail
        self._policy = policy
        self._read_message = read_message
        self._public_url = public_url
        self._clock = clock
        self._voice = voice
        self._has_video_notice = has_video_notice

    async def __call__(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_moved: bool = False
    ) -> str:
        """Return the link's URL; e-mail it to the candidate if an address is known, and plan reminders.

        With ``is_moved``, the e-mail says that the interview has a new time.
        """
        interview = await self._interviews.get_candidate_details(work, interview_id)
        days = PROFILES[interview.profile].link_ttl_days
        candidate_link = await self._create_link(work, interview_id, interview.person_id, days=days)
        link = self.build_url(candidate_link)
        if interview.email is not None:
            await self._send(
                work, interview, interview.email, candidate_link, link, is_moved=is_moved
            )
            await enqueue_reminders(work, interview, candidate_link, self._clock.now())
        return link

    async def invite_after_approval(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Invite the candidate if the profile uses links and the interview can still begin."""
        await self._interviews.lock_interview(work, interview_id)
        interview = await self._interviews.get_candidate_details(work, interview_id)
        if PROFILES[interview.profile].has_link and interview.state in STARTABLE_STATES:
            await self(work, interview_id)

    async def call_off(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_withdrawn: bool = False
    ) -> None:
        """E-mail the candidate that their appointment does not take place, if an address is known.

        With ``is_withdrawn``, the candidate ended the interview.
        """
        interview = await self._interviews.get_candidate_details(work, interview_id)
        if interview.email is None or interview.starts_at is None:
            return
        await self._mail.send_appointment_canceled(
            work,
            interview_id=interview.interview_id,
            person_id=interview.person_id,
            to=interview.email,
            name=interview.candidate_name or "",
            position=interview.position or "",
            organization=interview.company_name or "",
            starts_at=interview.starts_at,
            minutes=interview.duration_minutes,
            language=interview.language,
            time_zone=interview.time_zone,
            is_withdrawn=is_withdrawn,
        )

    def build_url(self, link: CandidateLink) -> str:
        """Return the URL that the candidate opens."""
        return link.build_url(self._public_url)

    async def _send(
        self,
        work: UnitOfWork,
        interview: CandidateInterviewDetails,
        to: str,
        candidate_link: CandidateLink,
        link: str,
        *,
        is_moved: bool,
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
            page_link=candidate_link.build_page_url(self._public_url),
            offer=await read_interview_format(
                self._policy,
                work,
                interview,
                voice=self._voice,
                has_video_notice=self._has_video_notice,
            ),
            minutes=interview.duration_minutes,
            expires_at=candidate_link.expires_at,
            language=interview.language,
            opens_at=interview.opens_at if is_scheduled else None,
            starts_at=interview.starts_at if is_scheduled else None,
            time_zone=interview.time_zone,
            message=await self._read_message(work, interview.interview_id),
            is_moved=is_moved,
        )


_log = structlog.get_logger(__name__)
_BATCH = 200


class CloseExpiredLinks:
    """Processes each expired link once; a link whose candidate is in a session waits for the next run."""

    def __init__(
        self,
        *,
        link_index: PostgresCandidateLinkIndex,
        links: PostgresCandidateLinkRepository,
        interviews: CandidateInterviewGateway,
        open_work: UnitOfWorkFactory,
        clock: Clock,
    ) -> None:
        self._link_index = link_index
        self._links = links
        self._interviews = interviews
        self._open_work = open_work
        self._clock = clock

    async def __call__(self) -> int:
        """Return the number of links that were closed."""
        closed = 0
        for link in await self._link_index.list_expired(self._clock.now(), limit=_BATCH):
            try:
                closed += await self._close(link)
            except Exception as error:  # noqa: BLE001 - one bad link must not stop the sweep
                kind = type(error).__name__
                _log.warning(
                    "candidate_link.not_closed", interview_id=str(link.interview_id), kind=kind
                )
        return closed

    async def _close(self, link: ExpiredCandidateLink) -> bool:
        async with self._open_work(link.tenant_id) as work:
            await self._interviews.lock_interview(work, link.interview_id)
            if not await self._is_expired(work, link.interview_id):
                return False
            is_settled = await self._interviews.expire(work, link.interview_id)
            if is_settled:
                await self._links.revoke(work, link.interview_id, self._clock.now())
            return is_settled

    async def _is_expired(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Check again: the link may have been revoked or extended since it was found."""
        link = (await self._links.find_by_interviews(work, [interview_id])).get(interview_id)
        return link is not None and link.expires_at <= self._clock.now()
