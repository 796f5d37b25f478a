"""Sending a one-time code to the invited address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vivavoce.access.domain.door import (
    CODE_DIGITS,
    CODE_MINUTES,
    PAUSE_S,
    SENDS,
    SENDS_WINDOW_S,
    NoCodeNeeded,
    masked,
)
from vivavoce.access.ports import Codes, Post, Rates
from vivavoce.access.usecases.knock import Knock
from vivavoce.kernel.errors import TooMany
from vivavoce.kernel.ids import Ids


class CodeSentJustNow(TooMany):
    """A code was sent just now. It can take a minute to arrive; then you can ask for another."""

    code = "code_sent_just_now"


class TooManyCodes(TooMany):
    """Several codes were sent already. Look for the newest one, or ask again in a few minutes."""

    code = "too_many_codes"


@dataclass(frozen=True, slots=True)
class CodeSent:
    """Where a code went, and when the next may be asked for."""

    masked_email: str
    resend_after_s: int


class RequestCode:
    """Makes a code, keeps its hash and sends it, all in one transaction."""

    def __init__(self, *, knock: Knock, codes: Codes, post: Post, rates: Rates, ids: Ids) -> None:
        self._knock = knock
        self._codes = codes
        self._post = post
        self._rates = rates
        self._ids = ids

    async def __call__(self, token: str, *, request_id: str = "") -> CodeSent:
        """Return where the code went; raise ``TooMany`` when codes are asked for too often.

        The former code is over with the new one.
        """
        async with self._knock(token) as visitor:
            if not visitor.needs_code:
                raise NoCodeNeeded
            door_id = visitor.door.id
        await self._count(f"code-pause:{door_id}", PAUSE_S, 1, CodeSentJustNow)
        await self._count(f"code-sends:{door_id}", SENDS_WINDOW_S, SENDS, TooManyCodes)
        async with self._knock(token, request_id=request_id) as visitor:
            address = visitor.visit.email
            if address is None:
                raise NoCodeNeeded
            code = self._ids.digits(CODE_DIGITS)
            expires_at = visitor.now + timedelta(minutes=CODE_MINUTES)
            await self._codes.put(visitor.work, door_id, code, expires_at)
            await self._post.send_code(
                visitor.work,
                person_id=visitor.door.person_id,
                to=address,
                code=code,
                minutes=CODE_MINUTES,
            )
        return CodeSent(masked(address), PAUSE_S)

    async def _count(self, key: str, window_s: int, limit: int, refusal: type[TooMany]) -> None:
        try:
            await self._rates.hit(key, window_s=window_s, limit=limit)
        except TooMany as error:
            raise refusal(retry_after_s=error.retry_after_s) from error
