"""Builds access: candidate links and their routes.

Access needs hiring's interviews, and hiring in turn opens candidate links. That cycle is between objects,
not modules, so the interviews are bound afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import APIRouter

from vivavoce.access.adapters.candidate_links import (
    PostgresCandidateLinkRepository,
    PostgresExpiredCandidateLinkFinder,
    PostgresLinkTokenIndex,
)
from vivavoce.access.adapters.consents import PostgresConsentRepository
from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.facade import CandidateLinks
from vivavoce.access.handlers import AccessHandlers
from vivavoce.access.ports import (
    CandidateAccessPolicy,
    CandidateInterviewGateway,
    CandidateSessionOpener,
    InvitedInterview,
)
from vivavoce.access.routes import CandidateAccessUseCases, router
from vivavoce.access.usecases.close_expired_links import CloseExpiredLinks
from vivavoce.access.usecases.invite_candidate import CreateCandidateLink, InviteCandidate
from vivavoce.access.usecases.open_candidate_link import OpenCandidateLink
from vivavoce.access.usecases.request_code import RequestCode
from vivavoce.access.usecases.show_invitation import RecordConsent, ShowInvitation
from vivavoce.access.usecases.start_session import StartCandidateSession
from vivavoce.access.usecases.verify_code import VerifyCode
from vivavoce.app.platform import Platform
from vivavoce.contracts.video import VideoConsentText
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery.facade import EmailQueue
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.tenancy.facade import TenantReader


class LateBoundInterviews:
    """Stands in for hiring's interviews until they are built."""

    def __init__(self) -> None:
        self.interviews: CandidateInterviewGateway | None = None

    async def get_candidate_details(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> InvitedInterview:
        """Return the details from the bound interviews."""
        return await self._bound_interviews.get_candidate_details(work, interview_id)

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Forward to the bound interviews."""
        await self._bound_interviews.open_session(work, interview_id, session_id, attempt)

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Forward to the bound interviews."""
        await self._bound_interviews.lock_interview(work, interview_id)

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Forward to the bound interviews."""
        return await self._bound_interviews.expire(work, interview_id)

    @property
    def _bound_interviews(self) -> CandidateInterviewGateway:
        if self.interviews is None:
            raise RuntimeError("the interview reader was not provided")
        return self.interviews


class InterviewsWithCompanyName:
    """Hiring's interviews; if a request names no company, the organization's name is used."""

    def __init__(self, interviews: InterviewFacade, tenants: TenantReader) -> None:
        self._interviews = interviews
        self._tenants = tenants

    async def get_candidate_details(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> InvitedInterview:
        """Return the details for the link page."""
        card = await self._interviews.get_candidate_details(work, interview_id)
        if card.company_name:
            return card
        return replace(card, company_name=(await self._tenants.read(work)).name)

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Record that a session waits for the candidate."""
        await self._interviews.open_session(work, interview_id, session_id, attempt)

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Lock an interview for the current transaction."""
        await self._interviews.lock_interview(work, interview_id)

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Close an interview whose link has expired; return whether it was closed."""
        return await self._interviews.expire(work, interview_id)


@dataclass(frozen=True, slots=True)
class AccessSlice:
    """What other wiring needs of access."""

    candidate_links: CandidateLinks
    handlers: AccessHandlers
    interviews: LateBoundInterviews
    close_overdue_links: CloseExpiredLinks
    _open_candidate_link: OpenCandidateLink
    _one_time_codes: PostgresOneTimeCodeRepository
    _consents: PostgresConsentRepository


def build_access(
    platform: Platform,
    *,
    emails: EmailQueue,
    policy: CandidateAccessPolicy,
    voice: VoiceAvailability,
    video_consent: VideoConsentText,
    on_candidate_expected: Callable[[], None] | None,
) -> AccessSlice:
    """Return access; bind its interviews before first use. ``on_candidate_expected`` signals candidates."""
    desk = LateBoundInterviews()
    book, consents = (
        PostgresCandidateLinkRepository(platform.keys),
        PostgresConsentRepository(platform.vault, platform.ids),
    )
    open_door = CreateCandidateLink(links=book, clock=platform.clock, ids=platform.ids)
    invite = InviteCandidate(
        create_link=open_door,
        interviews=desk,
        mail=emails,
        public_url=platform.settings.gateway_url,
    )
    knock = OpenCandidateLink(
        token_index=PostgresLinkTokenIndex(platform.database, platform.keys),
        links=book,
        interviews=desk,
        policy=policy,
        open_work=platform.open_work,
        clock=platform.clock,
        voice=voice,
        on_candidate_arrived=on_candidate_expected,
        video_notice=video_consent,
    )
    doors = CandidateLinks(
        create_link=open_door, invite=invite, links=book, consents=consents, clock=platform.clock
    )
    close_overdue = CloseExpiredLinks(
        expired_links=PostgresExpiredCandidateLinkFinder(platform.database),
        links=book,
        interviews=desk,
        open_work=platform.open_work,
        clock=platform.clock,
    )
    codes = PostgresOneTimeCodeRepository(platform.keys)
    return AccessSlice(doors, AccessHandlers(invite), desk, close_overdue, knock, codes, consents)


def build_access_router(
    platform: Platform,
    access: AccessSlice,
    *,
    sessions: CandidateSessionOpener,
    emails: EmailQueue,
    rate_limiter: RateLimiter,
) -> APIRouter:
    """Return access's routes, with and without ``/api/v1``."""
    knock, codes, consents = access._open_candidate_link, access._one_time_codes, access._consents  # noqa: SLF001 - its own parts
    return router(
        CandidateAccessUseCases(
            show_invitation=ShowInvitation(open_link=knock, consents=consents),
            record_consent=RecordConsent(open_link=knock, consents=consents),
            request_code=RequestCode(
                open_link=knock, codes=codes, mail=emails, limiter=rate_limiter, ids=platform.ids
            ),
            verify_code=VerifyCode(open_link=knock, codes=codes, ids=platform.ids),
            start_session=StartCandidateSession(
                open_link=knock,
                codes=codes,
                consents=consents,
                sessions=sessions,
                interviews=access.interviews,
                ws_url=platform.settings.edge_url,
            ),
        )
    )
