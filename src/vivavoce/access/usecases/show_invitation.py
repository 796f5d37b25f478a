"""Show the invitation behind a candidate link, and record the candidate's consent decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.access.domain.candidate_link import ConsentTextChangedError, mask_email
from vivavoce.access.domain.consent import ConsentDecision, ConsentText, clean_accommodations
from vivavoce.access.ports import ConsentRepository
from vivavoce.access.usecases.open_candidate_link import OpenCandidateLink
from vivavoce.contracts.video import VideoConsentText
from vivavoce.contracts.voice import VoiceAvailability


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationDetails:
    """What the invitation page shows."""

    candidate_name: str = field(repr=False)
    position: str
    company_name: str
    masked_email: str
    expires_at: datetime
    is_code_needed: bool
    consent: ConsentText
    has_consented: bool
    state: str
    duration_minutes: int
    opens_at: datetime | None
    voice: VoiceAvailability
    video_notice: VideoConsentText | None
    """The notice about video recording, if the candidate may be asked for one."""


class ShowInvitation:
    """Reads the invitation; changes nothing."""

    def __init__(self, *, open_link: OpenCandidateLink, consents: ConsentRepository) -> None:
        self._open_link = open_link
        self._consents = consents

    async def __call__(self, token: str) -> InvitationDetails:
        """Return the invitation, or raise ``LinkNotOpenError``."""
        async with self._open_link(token) as visitor:
            visit = visitor.interview
            newest = await self._consents.find_newest(visitor.work, visit.interview_id)
            waits = visit.opens_at is not None and visit.opens_at > visitor.now
            return InvitationDetails(
                candidate_name=visit.candidate_name or "",
                position=visit.position or "",
                company_name=visit.company_name or "",
                masked_email="" if visit.email is None else mask_email(visit.email),
                expires_at=visitor.link.expires_at,
                is_code_needed=visitor.is_code_required,
                consent=visitor.consent,
                has_consented=newest == (visitor.consent.version, True),
                state=visit.state,
                duration_minutes=visit.duration_minutes,
                opens_at=visit.opens_at if waits and visit.state != "IN_PROGRESS" else None,
                voice=visitor.voice,
                video_notice=visitor.video_notice,
            )


class RecordConsent:
    """Records the candidate's consent decision."""

    def __init__(self, *, open_link: OpenCandidateLink, consents: ConsentRepository) -> None:
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
        wanted = clean_accommodations(accommodations)
        async with self._open_link(token, request_id=request_id) as visitor:
            text = visitor.consent
            if version != text.version:
                raise ConsentTextChangedError(extra={"version": text.version})
            answer = ConsentDecision(
                text=text, is_accepted=is_accepted, at=visitor.now, accommodations=wanted
            )
            await self._consents.add(visitor.work, visitor.link, answer)
            return answer
