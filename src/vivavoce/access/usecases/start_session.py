"""Send and verify a one-time code, and start a session.

The session is opened and waits; the interview starts when the candidate begins it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vivavoce.access.adapters.candidate_links import PostgresConsentRepository
from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.domain.candidate_access import (
    CODE_DIGITS,
    CODE_MINUTES,
    CODE_RESEND_DELAY_S,
    CODE_WINDOW_S,
    MAX_CODES_PER_WINDOW,
    SESSION_TOKEN_BITS,
    SESSION_TOKEN_LIFETIME,
    STARTABLE_STATES,
    CandidateLink,
    CodeNotRequiredError,
    CodeNotUsableError,
    ConsentDeclinedError,
    InterviewNotOpenYetError,
    InterviewNotStartableError,
    OneTimeCodeCheckOutcome,
    OneTimeCodeCheckResult,
    WrongCodeError,
    derive_code_email_id,
    mask_email,
    parse_one_time_code,
)
from vivavoce.access.ports import CandidateInterviewGateway, CandidateMail, CandidateSessionOpener
from vivavoce.access.usecases.open_candidate_link import (
    GuestContext,
    OpenCandidateLink,
    check_identity,
)
from vivavoce.contracts.invitation import CodeDelivery
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import TooManyRequestsError
from vivavoce.kernel.ids import IdGenerator, TenantId
from vivavoce.kernel.translation import translatable, translatable_plural, translate


class CodeJustSentError(TooManyRequestsError):
    """A code was just sent. It can take a minute to arrive. After that, you can request another."""

    code = "code_requested_too_soon"


class TooManyCodesError(TooManyRequestsError):
    """Several codes were already sent. Use the latest one, or request another in a few minutes."""

    code = "too_many_codes"


@dataclass(frozen=True, slots=True)
class CodeSentResult:
    """Where a code was sent (nowhere for a test), and after how many seconds another can be requested."""

    masked_email: str
    resend_after_s: int
    delivery: CodeDelivery
    message: str
    """What the candidate is told, in the candidate's language."""


class RequestCode:
    """Generates a code, stores its hash and e-mails it, in one transaction.

    ``delivery`` is where the installation's e-mails go.
    """

    def __init__(
        self,
        *,
        open_link: OpenCandidateLink,
        codes: PostgresOneTimeCodeRepository,
        mail: CandidateMail,
        limiter: AttemptCounter,
        ids: IdGenerator,
        delivery: CodeDelivery,
    ) -> None:
        self._delivery: CodeDelivery = delivery
        self._open_link = open_link
        self._codes = codes
        self._mail = mail
        self._limiter = limiter
        self._ids = ids

    async def __call__(self, token: str, *, request_id: str = "") -> CodeSentResult:
        """Return where the code was sent; the previous code becomes invalid.

        Raises ``LinkNotOpenError``, ``CodeNotRequiredError``, ``CodeJustSentError`` or
        ``TooManyCodesError``.
        """
        async with self._open_link(token) as guest:
            if not guest.is_code_required:
                raise CodeNotRequiredError
            door_id = guest.link.id
        await self._count_request(
            f"code-pause:{door_id}", CODE_RESEND_DELAY_S, 1, CodeJustSentError
        )
        await self._count_request(
            f"code-sends:{door_id}", CODE_WINDOW_S, MAX_CODES_PER_WINDOW, TooManyCodesError
        )
        async with self._open_link(token, request_id=request_id) as guest:
            address = guest.interview.email
            if address is None:
                raise CodeNotRequiredError
            code = self._ids.random_digits(CODE_DIGITS)
            expires_at = guest.now + timedelta(minutes=CODE_MINUTES)
            await self._codes.save(guest.work, door_id, code, expires_at)
            await self._mail.send_code(
                guest.work,
                person_id=guest.link.person_id,
                to=address,
                code=code,
                minutes=CODE_MINUTES,
                language=guest.interview.language,
                organization=guest.interview.company_name or "",
                email_id=derive_code_email_id(door_id, expires_at),
            )
            delivery: CodeDelivery = "none" if guest.interview.is_test else self._delivery
            message = translate(
                _describe_sending(guest, address, delivery), guest.interview.language
            )
        return CodeSentResult(mask_email(address), CODE_RESEND_DELAY_S, delivery, message)

    async def _count_request(
        self, key: str, window_s: int, limit: int, error_type: type[TooManyRequestsError]
    ) -> None:
        try:
            await self._limiter.hit(key, window_s=window_s, limit=limit)
        except TooManyRequestsError as error:
            raise error_type(retry_after_s=error.retry_after_s) from error


def _describe_sending(guest: GuestContext, address: str, delivery: CodeDelivery) -> str:
    if delivery == "none":
        return translatable(
            "This is a test, so we sent no e-mail. The API shows the code: "
            "POST /api/v1/interviews/{interview_id}/test-code.",
            interview_id=guest.interview.interview_id,
        )
    if delivery == "mailbox":
        return translatable(
            "This platform sends no e-mail. The code for {address} is in the local mailbox of its console. "
            "Ask the person who invited you for it.",
            address=mask_email(address),
        )
    return translatable_plural(
        "We sent a six-digit code to {address}. It works for {count} minute.",
        "We sent a six-digit code to {address}. It works for {count} minutes.",
        address=mask_email(address),
        count=CODE_MINUTES,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedCandidate:
    """The session token issued for a right code, with the candidate's name and position."""

    session_token: str = field(repr=False)
    candidate_name: str = field(repr=False)
    position: str


class VerifyCode:
    """Counts an attempt, then compares the code. The count is stored even if the code is wrong."""

    def __init__(
        self,
        *,
        open_link: OpenCandidateLink,
        codes: PostgresOneTimeCodeRepository,
        ids: IdGenerator,
    ) -> None:
        self._open_link = open_link
        self._codes = codes
        self._ids = ids

    async def __call__(self, token: str, text: str, *, request_id: str = "") -> VerifiedCandidate:
        """Return a session token.

        Raises ``WrongCodeError`` with the attempts left, ``CodeNotUsableError``,
        ``InvalidCodeFormatError`` or ``LinkNotOpenError``.
        """
        code = parse_one_time_code(text)
        async with self._open_link(token, request_id=request_id) as guest:
            result = await self._codes.check(guest.work, guest.link.id, code, guest.now)
            if result.outcome is OneTimeCodeCheckOutcome.RIGHT:
                return await self._issue_session_token(guest)
        # Raised outside, so that the unit of work commits the count.
        raise _build_error(result)

    async def _issue_session_token(self, guest: GuestContext) -> VerifiedCandidate:
        token = await issue_session_token(
            guest.work, guest.link, codes=self._codes, ids=self._ids, now=guest.now
        )
        return VerifiedCandidate(
            session_token=token,
            candidate_name=guest.interview.candidate_name or "",
            position=guest.interview.position or "",
        )


async def issue_session_token(
    work: UnitOfWork,
    link: CandidateLink,
    *,
    codes: PostgresOneTimeCodeRepository,
    ids: IdGenerator,
    now: datetime,
) -> str:
    """Return a new session token of a link: its holder was identified."""
    token = ids.random_token(SESSION_TOKEN_BITS)
    expires_at = min(now + SESSION_TOKEN_LIFETIME, link.expires_at)
    await codes.save_session_token(work, link.id, ids.new_id(), token, expires_at)
    return token


def _build_error(result: OneTimeCodeCheckResult) -> WrongCodeError | CodeNotUsableError:
    extra = {"attemptsLeft": result.attempts_left}
    if result.outcome is OneTimeCodeCheckOutcome.NOT_USABLE:
        return CodeNotUsableError(extra=extra)
    if result.attempts_left == 0:
        return WrongCodeError(
            "This is not the code from our latest e-mail. The code can no longer be "
            "used. Request a new one.",
            extra=extra,
        )
    return WrongCodeError(extra=extra)


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
        codes: PostgresOneTimeCodeRepository,
        consents: PostgresConsentRepository,
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
        async with self._open_link(token, request_id=request_id) as guest:
            await check_identity(guest, self._codes, session_token)
            _check_time(guest)
            interview = guest.interview
            session = await self._sessions.open(
                guest.work,
                interview,
                attempt=interview.attempt + 1,
                consent=guest.consent,
                accepted_consent_version=await self._accepted_consent_version(guest),
                accommodations=await self._consents.get_accommodations(
                    guest.work, interview.interview_id
                ),
            )
            await self._interviews.open_session(
                guest.work, interview.interview_id, str(session.session_id), session.attempt
            )
            return CandidateSessionAddress(
                handle=session.handle, tenant_id=guest.work.tenant_id, ws_url=self._ws_url
            )

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
    interview = guest.interview
    if interview.state not in STARTABLE_STATES:
        raise InterviewNotStartableError(extra={"currentState": interview.state})
    is_early = interview.opens_at is not None and interview.opens_at > guest.now
    if interview.opens_at is not None and is_early and interview.state != "IN_PROGRESS":
        raise InterviewNotOpenYetError(extra={"opensAt": format_timestamp(interview.opens_at)})
