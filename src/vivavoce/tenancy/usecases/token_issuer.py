"""Issue sign-in tokens."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.ports import Claims, DeviceCookies, SignInTokenCodec

TOKEN_LIFETIME_S = 3600


@dataclass(frozen=True, slots=True)
class SignInResult:
    """A new token with its user; ``device`` is the cookie by which the browser is recognized later.

    ``expires_in`` is in seconds.
    """

    access_token: str
    expires_in: int
    user: User
    device: str


class TokenIssuer:
    """Issues tokens that become invalid when the user is removed or the account's version changes."""

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
