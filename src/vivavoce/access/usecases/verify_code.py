"""Verify a one-time code."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.access.domain.candidate_link import (
    SESSION_TOKEN_BITS,
    SESSION_TOKEN_LIFETIME,
    CodeNotUsableError,
    OneTimeCodeCheckOutcome,
    OneTimeCodeCheckResult,
    WrongCodeError,
    parse_one_time_code,
)
from vivavoce.access.ports import OneTimeCodeRepository
from vivavoce.access.usecases.open_candidate_link import GuestContext, OpenCandidateLink
from vivavoce.kernel.ids import IdGenerator


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedCandidate:
    """The session token issued for a right code, with the candidate's name and position."""

    session_token: str = field(repr=False)
    candidate_name: str = field(repr=False)
    position: str


class VerifyCode:
    """Counts an attempt, then compares the code. The count is stored even if the code is wrong."""

    def __init__(
        self, *, open_link: OpenCandidateLink, codes: OneTimeCodeRepository, ids: IdGenerator
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
        async with self._open_link(token, request_id=request_id) as visitor:
            guess = await self._codes.check(visitor.work, visitor.link.id, code, visitor.now)
            if guess.outcome is OneTimeCodeCheckOutcome.RIGHT:
                return await self._issue_session_token(visitor)
        # Raised outside, so that the unit of work commits the count.
        raise _build_error(guess)

    async def _issue_session_token(self, guest: GuestContext) -> VerifiedCandidate:
        token = self._ids.random_token(SESSION_TOKEN_BITS)
        expires_at = min(guest.now + SESSION_TOKEN_LIFETIME, guest.link.expires_at)
        await self._codes.save_session_token(
            guest.work, guest.link.id, self._ids.new_id(), token, expires_at
        )
        return VerifiedCandidate(
            session_token=token,
            candidate_name=guest.interview.candidate_name or "",
            position=guest.interview.position or "",
        )


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
