"""Issuing sign-in tokens: what they name, and how long they hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids
from vivavoce.tenancy.domain.people import User
from vivavoce.tenancy.ports import Claims, Devices, Tokens

LIFETIME_S = 3600


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh token and whose it is; ``device`` is the cookie by which this browser is known again."""

    access_token: str
    expires_in: int
    user: User
    device: str


class TokenIssuer:
    """Issues tokens that end with the user's place in the organization and with the account's version."""

    def __init__(self, *, tokens: Tokens, devices: Devices, clock: Clock, ids: Ids) -> None:
        self._tokens = tokens
        self._devices = devices
        self._clock = clock
        self._ids = ids

    def issue(self, user: User, account_version: int, address: str) -> SignedIn:
        """Return a token for ``user``, who signs in with ``address``."""
        claims = Claims(
            tenant_id=user.tenant_id,
            user_id=user.id,
            token_id=self._ids.new(),
            user_version=user.version,
            account_version=account_version,
        )
        token = self._tokens.issue(claims, now=self._clock.now(), lifetime_s=LIFETIME_S)
        return SignedIn(
            token, LIFETIME_S, replace(user, email=address), self._devices.issue(address)
        )
