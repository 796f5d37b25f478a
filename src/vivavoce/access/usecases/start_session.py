"""Start a session: it is opened and waits; the interview starts when the candidate begins it."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.access.domain.candidate_link import (
    STARTABLE_STATES,
    CodeRequiredError,
    ConsentDeclinedError,
    InterviewNotOpenYetError,
    InterviewNotStartableError,
)
from vivavoce.access.ports import (
    CandidateInterviewGateway,
    CandidateSessionOpener,
    ConsentRepository,
    OneTimeCodeRepository,
)
from vivavoce.access.usecases.open_candidate_link import GuestContext, OpenCandidateLink
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateSessionAddress:
    """Where the candidate's WebSocket connects; ``handle`` is the session's public id."""

    handle: str = field(repr=False)
    tenant_id: TenantId
    ws_url: str


class StartCandidateSession:
    """Opens the live session of an interview, in one transaction.

    The interview starts with the session: once consent is given and the candidate is connected.
    """

    def __init__(
        self,
        *,
        open_link: OpenCandidateLink,
        codes: OneTimeCodeRepository,
        consents: ConsentRepository,
        sessions: CandidateSessionOpener,
        interviews: CandidateInterviewGateway,
        ws_url: str,
    ) -> None:
        self._open_link = open_link
        self._codes = codes
        self._consents = consents
        self._sessions = sessions
        self._interviews = interviews
        self._ws_url = ws_url

    async def __call__(
        self, token: str, session_token: str, *, request_id: str = ""
    ) -> CandidateSessionAddress:
        """Return where to connect; until the session ends, another call returns the same address.

        Raises ``CodeRequiredError`` (401), ``InterviewNotOpenYetError``, ``InterviewNotStartableError``
        or ``ConsentDeclinedError`` (409), and another ``ConflictError`` once the session has completed,
        even before the interview's state has changed.
        """
        async with self._open_link(token, request_id=request_id) as visitor:
            await self._check_identity(visitor, session_token)
            _check_time(visitor)
            visit = visitor.interview
            opened = await self._sessions.open(
                visitor.work,
                visit,
                attempt=visit.attempt + 1,
                consent=visitor.consent,
                accepted_consent_version=await self._accepted_consent_version(visitor),
                accommodations=await self._consents.get_accommodations(
                    visitor.work, visit.interview_id
                ),
            )
            await self._interviews.open_session(
                visitor.work, visit.interview_id, str(opened.session_id), opened.attempt
            )
            return CandidateSessionAddress(
                handle=opened.handle, tenant_id=visitor.work.tenant_id, ws_url=self._ws_url
            )

    async def _check_identity(self, guest: GuestContext, session_token: str) -> None:
        if not guest.is_code_required:
            return
        if not session_token or not await self._codes.has_valid_session_token(
            guest.work, guest.link.id, session_token, guest.now
        ):
            raise CodeRequiredError

    async def _accepted_consent_version(self, guest: GuestContext) -> str | None:
        """Return the accepted consent version; None if the live session must ask for consent."""
        newest = await self._consents.find_newest(guest.work, guest.interview.interview_id)
        if newest is None:
            return None
        version, is_accepted = newest
        if not is_accepted:
            raise ConsentDeclinedError
        return version if version == guest.consent.version else None


def _check_time(guest: GuestContext) -> None:
    visit = guest.interview
    if visit.state not in STARTABLE_STATES:
        raise InterviewNotStartableError(extra={"currentState": visit.state})
    is_early = visit.opens_at is not None and visit.opens_at > guest.now
    if visit.opens_at is not None and is_early and visit.state != "IN_PROGRESS":
        raise InterviewNotOpenYetError(extra={"opensAt": format_timestamp(visit.opens_at)})
