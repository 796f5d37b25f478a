"""Builds access: candidate links and their routes.

Access needs hiring's interviews, and hiring in turn opens candidate links. That cycle is between objects,
not modules, so the interviews are bound afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import APIRouter

from vivavoce.access.adapters.candidate_links import (
    PostgresCandidateLinkIndex,
    PostgresCandidateLinkRepository,
    PostgresConsentRepository,
)
from vivavoce.access.adapters.consent_additions import PostgresConsentAdditionRepository
from vivavoce.access.adapters.embed_tokens import PostgresEmbedTokenRepository
from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.facade import CandidateLinks
from vivavoce.access.handlers import AccessHandlers
from vivavoce.access.jobs import SendReminderJob
from vivavoce.access.ports import (
    CandidateAccessPolicy,
    CandidatePageGateway,
    CandidateSessionOpener,
    InvitationMessageReader,
    RetentionDaysReader,
    TranscriptReader,
)
from vivavoce.access.routes import router
from vivavoce.access.routes.consent_texts import build_consent_text_router
from vivavoce.access.routes.invitation import CandidateAccessUseCases
from vivavoce.access.usecases.candidate_links import (
    CloseExpiredLinks,
    CreateCandidateLink,
    InviteCandidate,
)
from vivavoce.access.usecases.candidate_page import CandidatePages
from vivavoce.access.usecases.embed_room import CreateEmbedToken, OpenEmbeddedRoom
from vivavoce.access.usecases.issue_test_code import IssueCodeOfTest
from vivavoce.access.usecases.manage_consent_texts import (
    ManageConsentTexts,
    SpokenPartReader,
)
from vivavoce.access.usecases.open_candidate_link import (
    ChooseLanguage,
    OpenCandidateLink,
    RecordConsent,
    ShowInvitation,
    VoiceNoticeBuilder,
)
from vivavoce.access.usecases.send_reminder import SendReminder
from vivavoce.access.usecases.start_session import RequestCode, StartCandidateSession, VerifyCode
from vivavoce.app.platform import Platform
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.contracts.video import RecordingConsentText
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.delivery.facade import EmailQueue
from vivavoce.delivery.ports import ReminderCheck
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.tenancy.facade import TenantReader


class CandidateInterviews:
    """Hiring's interviews, bound once they are built; ``company_name`` defaults to the organization's."""

    def __init__(self, tenants: TenantReader) -> None:
        self._tenants = tenants
        self._bound: InterviewFacade | None = None

    def bind(self, interviews: InterviewFacade) -> None:
        """Set the interviews."""
        self._bound = interviews

    async def get_candidate_details(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CandidateInterviewDetails:
        """Return the details for the link page."""
        interview = await self._interviews.get_candidate_details(work, interview_id)
        if interview.company_name:
            return interview
        return replace(interview, company_name=(await self._tenants.read(work)).name)

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Record that a session waits for the candidate."""
        await self._interviews.open_session(work, interview_id, session_id, attempt)

    async def choose_language(
        self, work: UnitOfWork, interview_id: InterviewId, language: str
    ) -> None:
        """Store the language in which the candidate reads."""
        await self._interviews.choose_language(work, interview_id, language)

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Lock an interview for the current transaction."""
        await self._interviews.lock_interview(work, interview_id)

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Close an interview whose link has expired; return whether it was closed."""
        return await self._interviews.expire(work, interview_id)

    @property
    def _interviews(self) -> InterviewFacade:
        if self._bound is None:
            raise RuntimeError("the interviews were not bound")
        return self._bound


@dataclass(frozen=True, slots=True)
class AccessSlice:
    """What other wiring needs of access."""

    candidate_links: CandidateLinks
    handlers: AccessHandlers
    interviews: CandidateInterviews
    close_overdue_links: CloseExpiredLinks
    open_embedded_room: OpenEmbeddedRoom
    send_reminder: SendReminderJob
    is_reminder_needed: ReminderCheck
    _open_candidate_link: OpenCandidateLink
    _one_time_codes: PostgresOneTimeCodeRepository
    _consents: PostgresConsentRepository


def build_access(
    platform: Platform,
    *,
    tenants: TenantReader,
    emails: EmailQueue,
    policy: CandidateAccessPolicy,
    read_message: InvitationMessageReader,
    voice: VoiceAvailability,
    video_consent: RecordingConsentText,
    build_voice_notice: VoiceNoticeBuilder,
    on_candidate_expected: Callable[[], None] | None,
) -> AccessSlice:
    """Return access; bind its interviews before first use. ``on_candidate_expected`` signals candidates."""
    interviews = CandidateInterviews(tenants)
    links, consents = (
        PostgresCandidateLinkRepository(platform.keys),
        PostgresConsentRepository(platform.vault, platform.ids),
    )
    create_link = CreateCandidateLink(links=links, clock=platform.clock, ids=platform.ids)
    invite = InviteCandidate(
        create_link=create_link,
        interviews=interviews,
        mail=emails,
        policy=policy,
        read_message=read_message,
        public_url=platform.settings.gateway_url,
        clock=platform.clock,
        voice=voice,
        has_video_notice=True,
    )
    link_index = PostgresCandidateLinkIndex(platform.database, platform.keys)
    open_link = OpenCandidateLink(
        link_index=link_index,
        links=links,
        interviews=interviews,
        policy=policy,
        consent_additions=PostgresConsentAdditionRepository(),
        open_work=platform.open_work,
        clock=platform.clock,
        voice=voice,
        on_candidate_arrived=on_candidate_expected,
        video_notice=video_consent,
        build_voice_notice=build_voice_notice,
    )
    codes, embed_tokens = (
        PostgresOneTimeCodeRepository(platform.keys),
        PostgresEmbedTokenRepository(),
    )
    embed_key = platform.keys.derive("embed-token")
    candidate_links = CandidateLinks(
        create_link=create_link,
        invite=invite,
        create_embed_token=CreateEmbedToken(
            tokens=embed_tokens,
            policy=policy,
            clock=platform.clock,
            ids=platform.ids,
            signing_key=embed_key,
            public_url=platform.settings.gateway_url,
        ),
        links=links,
        consents=consents,
        issue_code_of_test=IssueCodeOfTest(
            links=links, codes=codes, clock=platform.clock, ids=platform.ids
        ),
        clock=platform.clock,
    )
    close_overdue = CloseExpiredLinks(
        link_index=link_index,
        links=links,
        interviews=interviews,
        open_work=platform.open_work,
        clock=platform.clock,
    )
    open_embedded_room = OpenEmbeddedRoom(
        tokens=embed_tokens,
        links=links,
        codes=codes,
        policy=policy,
        open_work=platform.open_work,
        clock=platform.clock,
        ids=platform.ids,
        signing_key=embed_key,
    )
    send_reminder = SendReminder(
        links=links,
        consents=consents,
        interviews=interviews,
        mail=emails,
        policy=policy,
        open_work=platform.open_work,
        clock=platform.clock,
        public_url=platform.settings.gateway_url,
    )
    return AccessSlice(
        candidate_links,
        AccessHandlers(invite),
        interviews,
        close_overdue,
        open_embedded_room,
        SendReminderJob(send_reminder),
        send_reminder.is_needed,
        open_link,
        codes,
        consents,
    )


def build_access_router(
    platform: Platform,
    access: AccessSlice,
    *,
    sessions: CandidateSessionOpener,
    emails: EmailQueue,
    rate_limiter: RateLimiter,
    candidate_page: CandidatePageGateway,
    read_transcript: TranscriptReader,
) -> APIRouter:
    """Return access's routes, with and without ``/api/v1``."""
    open_link, codes = access._open_candidate_link, access._one_time_codes  # noqa: SLF001 - its own parts
    consents = access._consents  # noqa: SLF001 - its own part
    return router(
        CandidateAccessUseCases(
            show_invitation=ShowInvitation(
                open_link=open_link, consents=consents, codes=codes, mail=emails
            ),
            choose_language=ChooseLanguage(open_link=open_link, interviews=access.interviews),
            record_consent=RecordConsent(open_link=open_link, consents=consents),
            request_code=RequestCode(
                open_link=open_link,
                codes=codes,
                mail=emails,
                limiter=rate_limiter,
                ids=platform.ids,
                delivery="mailbox" if platform.settings.smtp_url is None else "email",
            ),
            verify_code=VerifyCode(open_link=open_link, codes=codes, ids=platform.ids),
            start_session=StartCandidateSession(
                open_link=open_link,
                codes=codes,
                consents=consents,
                sessions=sessions,
                interviews=access.interviews,
                ws_url=platform.settings.edge_url,
            ),
            pages=CandidatePages(
                open_link=open_link,
                codes=codes,
                consents=consents,
                page=candidate_page,
                read_transcript=read_transcript,
            ),
            open_embedded_room=access.open_embedded_room,
        )
    )


def build_consent_routes(
    platform: Platform,
    *,
    read_retention_days: RetentionDaysReader,
    audit: AuditTrail,
    voice: VoiceAvailability,
    read_spoken_part: SpokenPartReader,
) -> APIRouter:
    """Return the routes of the consent texts; the spoken part follows them on the phone."""
    return build_consent_text_router(
        ManageConsentTexts(
            open_work=platform.open_work,
            additions=PostgresConsentAdditionRepository(),
            read_retention_days=read_retention_days,
            audit_log=audit,
            clock=platform.clock,
            voice=voice,
            read_spoken_part=read_spoken_part,
        )
    )
