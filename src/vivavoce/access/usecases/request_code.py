"""Send a one-time code to the invited address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vivavoce.access.domain.candidate_link import (
    CODE_DIGITS,
    CODE_MINUTES,
    CODE_RESEND_DELAY_S,
    CODE_WINDOW_S,
    MAX_CODES_PER_WINDOW,
    CodeNotRequiredError,
    mask_email,
)
from vivavoce.access.ports import AttemptLimiter, CandidateMail, OneTimeCodeRepository
from vivavoce.access.usecases.open_candidate_link import OpenCandidateLink
from vivavoce.kernel.errors import TooManyRequestsError
from vivavoce.kernel.ids import IdGenerator


class CodeJustSentError(TooManyRequestsError):
    """A code was just sent. It can take a minute to arrive. After that, you can request another."""

    code = "code_requested_too_soon"


class TooManyCodesError(TooManyRequestsError):
    """Several codes were already sent. Use the latest one, or request another in a few minutes."""

    code = "too_many_codes"


@dataclass(frozen=True, slots=True)
class CodeSentResult:
    """Where a code was sent, and after how many seconds another can be requested."""

    masked_email: str
    resend_after_s: int


class RequestCode:
    """Generates a code, stores its hash and e-mails it, in one transaction."""

    def __init__(
        self,
        *,
        open_link: OpenCandidateLink,
        codes: OneTimeCodeRepository,
        mail: CandidateMail,
        limiter: AttemptLimiter,
        ids: IdGenerator,
    ) -> None:
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
        async with self._open_link(token) as visitor:
            if not visitor.is_code_required:
                raise CodeNotRequiredError
            door_id = visitor.link.id
        await self._count_request(
            f"code-pause:{door_id}", CODE_RESEND_DELAY_S, 1, CodeJustSentError
        )
        await self._count_request(
            f"code-sends:{door_id}", CODE_WINDOW_S, MAX_CODES_PER_WINDOW, TooManyCodesError
        )
        async with self._open_link(token, request_id=request_id) as visitor:
            address = visitor.interview.email
            if address is None:
                raise CodeNotRequiredError
            code = self._ids.random_digits(CODE_DIGITS)
            expires_at = visitor.now + timedelta(minutes=CODE_MINUTES)
            await self._codes.save(visitor.work, door_id, code, expires_at)
            await self._mail.send_code(
                visitor.work,
                person_id=visitor.link.person_id,
                to=address,
                code=code,
                minutes=CODE_MINUTES,
                organization=visitor.interview.company_name or "",
            )
        return CodeSentResult(mask_email(address), CODE_RESEND_DELAY_S)

    async def _count_request(
        self, key: str, window_s: int, limit: int, error_type: type[TooManyRequestsError]
    ) -> None:
        try:
            await self._limiter.hit(key, window_s=window_s, limit=limit)
        except TooManyRequestsError as error:
            raise error_type(retry_after_s=error.retry_after_s) from error
