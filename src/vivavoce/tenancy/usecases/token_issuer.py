"""Issuing sign-in tokens: what they name, and how long they hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.ports import Claims, DeviceCookies, SignInTokenCodec

TOKEN_LIFETIME_S = 3600


@dataclass(frozen=True, slots=True)
class SignInResult:
    """A fresh token and whose it is; ``device`` is the cookie by which this browser is known again."""

    access_token: str
    expires_in: int
    user: User
    device: str


class TokenIssuer:
    """Issues tokens that end with the user's place in the organization and with the account's version."""

    def __init__(
        self, *, tokens: SignInTokenCodec, devices: DeviceCookies, clock: Clock, ids: IdGenerator
    ) -> None:
        self._tokens = tokens
        self._devices = devices
        self._clock = clock
        self._ids = ids

    def issue(self, user: User, account_version: int, address: str) -> SignInResult:
        """Return a token for ``user``, who signs in with ``address``."""
        claims = Claims(
            tenant_id=user.tenant_id,
            user_id=user.id,
            token_id=self._ids.new_id(),
            user_version=user.version,
            account_version=account_version,
        )
        token = self._tokens.issue(claims, now=self._clock.now(), lifetime_s=TOKEN_LIFETIME_S)
        return SignInResult(
            token, TOKEN_LIFETIME_S, replace(user, email=address), self._devices.issue(address)
        )
