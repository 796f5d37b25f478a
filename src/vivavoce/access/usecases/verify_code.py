"""Trying a one-time code."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.access.domain.door import (
    SESSION_TOKEN_BITS,
    SESSION_TOKEN_LIFE,
    CodeOver,
    CodeWrong,
    Guess,
    Verdict,
    read_code,
)
from vivavoce.access.ports import Codes
from vivavoce.access.usecases.knock import Knock, Visitor
from vivavoce.kernel.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What a right code earns."""

    session_token: str = field(repr=False)
    candidate_name: str = field(repr=False)
    position: str


class VerifyCode:
    """Counts a guess, then compares it. The count stays even when the guess is refused."""

    def __init__(self, *, knock: Knock, codes: Codes, ids: Ids) -> None:
        self._knock = knock
        self._codes = codes
        self._ids = ids

    async def __call__(self, token: str, typed: str, *, request_id: str = "") -> Admitted:
        """Return a session token, or raise ``CodeWrong`` with the tries left, or ``CodeOver``."""
        code = read_code(typed)
        async with self._knock(token, request_id=request_id) as visitor:
            guess = await self._codes.guess(visitor.work, visitor.door.id, code, visitor.now)
            if guess.verdict is Verdict.RIGHT:
                return await self._admit(visitor)
        # Raised outside, so that the unit of work commits the count.
        raise _refusal(guess)

    async def _admit(self, visitor: Visitor) -> Admitted:
        token = self._ids.token(SESSION_TOKEN_BITS)
        expires_at = min(visitor.now + SESSION_TOKEN_LIFE, visitor.door.expires_at)
        await self._codes.keep_token(
            visitor.work, visitor.door.id, self._ids.new(), token, expires_at
        )
        return Admitted(
            session_token=token,
            candidate_name=visitor.visit.candidate_name or "",
            position=visitor.visit.position or "",
        )


def _refusal(guess: Guess) -> CodeWrong | CodeOver:
    extra = {"triesLeft": guess.tries_left}
    if guess.verdict is Verdict.OVER:
        return CodeOver(extra=extra)
    if guess.tries_left == 0:
        return CodeWrong(
            "These digits are not the ones in our newest mail. This code is over now; "
            "ask for a new one.",
            extra=extra,
        )
    return CodeWrong(extra=extra)
