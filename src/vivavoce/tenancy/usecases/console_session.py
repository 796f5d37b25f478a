"""The cookie of a console session: begin one at a sign-in, read it, and renew it while it is used.

A session is a sealed text in a cookie, so nothing is stored for it. Like a token, it names the versions of
the user and the account, and it ends when one of them changes or its id is ended. Renewing keeps the id, so
a sign-out ends every older copy of the cookie, too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.console_session import (
    SessionTimes,
    SignInEndedError,
    SignInExpiredError,
)
from vivavoce.tenancy.ports import Claims, SealedDocuments

_PURPOSE = "console-session"


class ConsoleSessionCodec:
    """Writes and reads the value of the cookie."""

    def __init__(self, documents: SealedDocuments, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    def begin(self, claims: Claims) -> str:
        """Return the cookie of a session that begins now."""
        now = self._clock.now()
        return self._write(claims, SessionTimes(began_at=now, used_at=now))

    def read(self, cookie: str, *, is_in_use: bool = False) -> tuple[Claims, str]:
        """Return the claims, and the next value of the cookie if it is time to renew it, else ''.

        ``is_in_use`` means that a connection has been open since the cookie was renewed. Raises
        ``SignInEndedError`` for what is no cookie of ours, or ``SignInExpiredError``.
        """
        document = self._documents.open(_PURPOSE, cookie)
        if document is None:
            raise SignInEndedError
        claims = Claims(
            tenant_id=TenantId(UUID(str(document["tenant"]))),
            user_id=UUID(str(document["user"])),
            token_id=UUID(str(document["id"])),
            user_version=cast("int", document["user_version"]),
            account_version=cast("int", document["account_version"]),
        )
        times = SessionTimes(
            began_at=_read_time(document["began_at"]), used_at=_read_time(document["used_at"])
        )
        now = self._clock.now()
        if times.is_over(now, is_in_use=is_in_use):
            raise SignInExpiredError
        renewed = times.renewed(now)
        return claims, "" if renewed is None else self._write(claims, renewed)

    def _write(self, claims: Claims, times: SessionTimes) -> str:
        return self._documents.seal(
            _PURPOSE,
            {
                "tenant": str(claims.tenant_id),
                "user": str(claims.user_id),
                "id": str(claims.token_id),
                "user_version": claims.user_version,
                "account_version": claims.account_version,
                "began_at": times.began_at.timestamp(),
                "used_at": times.used_at.timestamp(),
            },
        )


def _read_time(value: object) -> datetime:
    return datetime.fromtimestamp(cast("float", value), UTC)
