"""Open a candidate link, show the invitation behind it, and record the candidate's consent decision.

A link's token leads to a unit of work in the right organization.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.access.adapters.candidate_links import (
    PostgresCandidateLinkIndex,
    PostgresCandidateLinkRepository,
    PostgresConsentRepository,
)
from vivavoce.access.adapters.consent_additions import PostgresConsentAdditionRepository
from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.domain.candidate_access import (
    CandidateLanguageNotAvailableError,
    CandidateLink,
    CodeRequiredError,
    ConsentDecision,
    ConsentTextChangedError,
    LinkNotOpenError,
    clean_accommodations,
    derive_code_email_id,
    mask_email,
)
from vivavoce.access.domain.consent_text import (
    TEXT_ONLY,
    ConsentAddition,
    ConsentText,
    build_consent_text,
)
from vivavoce.access.ports import CandidateAccessPolicy, CandidateInterviewGateway, CandidateMail
from vivavoce.access.usecases.interview_format import read_interview_format
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.contracts.invitation import EmailProgress
from vivavoce.contracts.video import RecordingConsentText
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import list_languages, match_language

VoiceNoticeBuilder = Callable[[str], RecordingConsentText]
"""Returns the notice about a recording of the voice in a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestContext:
    """A guest (candidate) with an open link, within one unit of work."""

    work: UnitOfWork
    link: CandidateLink
    interview: CandidateInterviewDetails
    now: datetime
    is_code_required: bool
    voice: VoiceAvailability
    video_notice: RecordingConsentText | None
    """The notice about video recording, if the candidate may be asked for one."""
    voice_notice: RecordingConsentText | None
    """The notice about a recording of the voice, if the candidate may be asked for one."""
    consent_additions: Mapping[str, ConsentAddition]
    """What the organization adds to the consent text, by language."""

    @property
    def consent(self) -> ConsentText:
        """The consent text that this interview shows to the candidate, in the candidate's language."""
        interview = self.interview
        return build_consent_text(
            interview.transcript_retention_days,
            self.voice,
            interview.language,
            self.consent_additions,
        )


class OpenCandidateLink:
    """Opens a unit of work for the holder of an open link.

    ``on_candidate_arrived`` is called, often, when a candidate uses a link, so that speech engines and
    the like can be prepared.
    """

    def __init__(
        self,
        *,
        link_index: PostgresCandidateLinkIndex,
        links: PostgresCandidateLinkRepository,
        interviews: CandidateInterviewGateway,
        policy: CandidateAccessPolicy,
        consent_additions: PostgresConsentAdditionRepository,
        open_work: UnitOfWorkFactory,
        clock: Clock,
        voice: VoiceAvailability = TEXT_ONLY,
        on_candidate_arrived: Callable[[], None] | None = None,
        video_notice: RecordingConsentText | None = None,
        build_voice_notice: VoiceNoticeBuilder | None = None,
    ) -> None:
        self._link_index = link_index
        self._links = links
        self._interviews = interviews
        self._policy = policy
        self._consent_additions = consent_additions
        self._open_work = open_work
        self._clock = clock
        self._voice = voice
        self._on_candidate_arrived = on_candidate_arrived
        self._video_notice = video_notice
        self._build_voice_notice = build_voice_notice

    @asynccontextmanager
    async def __call__(self, token: str, *, request_id: str = "") -> AsyncIterator[GuestContext]:
        """Yield the context of the holder of ``token``, or raise ``LinkNotOpenError``."""
        now = self._clock.now()
        link_ref = await self._link_index.find_by_token(token, now)
        if link_ref is None:
            raise LinkNotOpenError
        async with self._open_work(link_ref.tenant_id, correlation_id=request_id) as work:
            link = await self._links.find(work, link_ref.link_id)
            if link is None:
                raise LinkNotOpenError
            interview = await self._interviews.get_candidate_details(work, link.interview_id)
            if self._on_candidate_arrived is not None:
                self._on_candidate_arrived()
            offer = await read_interview_format(
                self._policy,
                work,
                interview,
                voice=self._voice,
                has_video_notice=self._video_notice is not None,
            )
            yield GuestContext(
                work=work,
                link=link,
                interview=interview,
                now=now,
                is_code_required=offer.is_code_required,
                voice=offer.voice,
                video_notice=self._video_notice if offer.is_video_offered else None,
                voice_notice=self._build_voice_notice(interview.language)
                if self._build_voice_notice is not None and offer.is_voice_recording_offered
                else None,
                consent_additions=await self._consent_additions.read_newest(work),
            )


async def check_identity(
    guest: GuestContext, codes: PostgresOneTimeCodeRepository, session_token: str
) -> None:
    """Raise ``CodeRequiredError`` if a code is required and ``session_token`` is not a valid one."""
    if not guest.is_code_required:
        return
    if not session_token or not await codes.has_valid_session_token(
        guest.work, guest.link.id, session_token, guest.now
    ):
        raise CodeRequiredError


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationDetails:
    """What the invitation page shows."""

    candidate_name: str = field(repr=False)
    position: str
    company_name: str
    language: str
    masked_email: str
    expires_at: datetime
    is_code_needed: bool
    consent: ConsentText
    has_consented: bool
    state: str
    duration_minutes: int
    starts_at: datetime | None
    opens_at: datetime | None
    voice: VoiceAvailability
    video_notice: RecordingConsentText | None
    """The notice about video recording, if the candidate may be asked for one."""
    voice_notice: RecordingConsentText | None
    """The notice about a recording of the voice, if the candidate may be asked for one."""
    code_email: EmailProgress | None
    """How far the e-mail with the code that works now has come; None without one."""


class ShowInvitation:
    """Reads the invitation; changes nothing."""

    def __init__(
        self,
        *,
        open_link: OpenCandidateLink,
        consents: PostgresConsentRepository,
        codes: PostgresOneTimeCodeRepository,
        mail: CandidateMail,
    ) -> None:
        self._open_link = open_link
        self._consents = consents
        self._codes = codes
        self._mail = mail

    async def __call__(self, token: str) -> InvitationDetails:
        """Return the invitation, or raise ``LinkNotOpenError``."""
        async with self._open_link(token) as guest:
            interview = guest.interview
            newest = await self._consents.find_newest(guest.work, interview.interview_id)
            is_open = interview.opens_at is None or interview.opens_at <= guest.now
            can_start = is_open or interview.state == "IN_PROGRESS"
            return InvitationDetails(
                candidate_name=interview.candidate_name or "",
                position=interview.position or "",
                company_name=interview.company_name or "",
                language=interview.language,
                masked_email="" if interview.email is None else mask_email(interview.email),
                expires_at=guest.link.expires_at,
                is_code_needed=guest.is_code_required,
                consent=guest.consent,
                has_consented=newest == (guest.consent.version, True),
                state=interview.state,
                duration_minutes=interview.duration_minutes,
                starts_at=None if can_start else interview.starts_at,
                opens_at=None if can_start else interview.opens_at,
                voice=guest.voice,
                video_notice=guest.video_notice,
                voice_notice=guest.voice_notice,
                code_email=await self._read_code_email(guest),
            )

    async def _read_code_email(self, guest: GuestContext) -> EmailProgress | None:
        expires_at = await self._codes.find_expiry(guest.work, guest.link.id, guest.now)
        if expires_at is None:
            return None
        email_id = derive_code_email_id(guest.link.id, expires_at)
        return await self._mail.read_progress(guest.work, email_id)


class ChooseLanguage:
    """Stores the language in which a candidate reads the pages, the consent text and the e-mails."""

    def __init__(
        self, *, open_link: OpenCandidateLink, interviews: CandidateInterviewGateway
    ) -> None:
        self._open_link = open_link
        self._interviews = interviews

    async def __call__(self, token: str, tag: str, *, request_id: str = "") -> None:
        """Store the available language that ``tag``, such as de-AT, names.

        Raises ``CandidateLanguageNotAvailableError`` without one, or ``LinkNotOpenError``.
        """
        language = match_language(tag)
        if language is None:
            raise CandidateLanguageNotAvailableError(extra={"available": list(list_languages())})
        async with self._open_link(token, request_id=request_id) as guest:
            await self._interviews.choose_language(
                guest.work, guest.interview.interview_id, language
            )


class RecordConsent:
    """Records the candidate's consent decision."""

    def __init__(
        self, *, open_link: OpenCandidateLink, consents: PostgresConsentRepository
    ) -> None:
        self._open_link = open_link
        self._consents = consents

    async def __call__(
        self,
        token: str,
        *,
        is_accepted: bool,
        version: str,
        accommodations: list[str],
        request_id: str = "",
    ) -> ConsentDecision:
        """Return the decision as it was stored.

        Raises ``ConsentTextChangedError`` if ``version`` is not the current text's,
        ``InvalidAccommodationsError`` or ``LinkNotOpenError``.
        """
        cleaned = clean_accommodations(accommodations)
        async with self._open_link(token, request_id=request_id) as guest:
            text = guest.consent
            if version != text.version:
                raise ConsentTextChangedError(extra={"version": text.version})
            answer = ConsentDecision(
                text=text, is_accepted=is_accepted, at=guest.now, accommodations=cleaned
            )
            await self._consents.add(guest.work, guest.link, answer)
            return answer
