"""Recognising a caller by a sign-in token or an API key."""

from __future__ import annotations

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Forbidden, Unauthenticated
from vivavoce.kernel.ids import DEMO_TENANT
from vivavoce.tenancy.domain.keys import LONGEST_KEY
from vivavoce.tenancy.ports import Doorway, HashToken, Tokens


class CredentialsMissing(Unauthenticated):
    """Sign in and send 'Authorization: Bearer …', or send a key in 'X-API-Key'."""

    code = "credentials_missing"


class TwoCredentials(Unauthenticated):
    """Send either 'Authorization' or 'X-API-Key', not both."""

    code = "two_credentials"


class BadKey(Unauthenticated):
    """This API key is unknown, revoked or expired."""

    code = "bad_key"


class NoLongerHere(Unauthenticated):
    """This sign-in was ended: by a sign-out, a new password, or because you were removed. Sign in again."""

    code = "no_longer_here"


class WrongTenant(Forbidden):
    """'X-Tenant-ID' names another organisation than the credential does."""

    code = "wrong_tenant"


class Authenticate:
    """Finds the caller behind a request's headers by one query per request; nothing is remembered."""

    def __init__(
        self,
        *,
        doorway: Doorway,
        tokens: Tokens,
        hash_token: HashToken,
        clock: Clock,
        is_local: bool,
    ) -> None:
        self._doorway = doorway
        self._tokens = tokens
        self._hash_token = hash_token
        self._clock = clock
        self._is_local = is_local

    async def __call__(self, *, authorization: str, api_key: str, tenant: str) -> Caller:
        """Return the caller, or raise ``Unauthenticated`` or ``WrongTenant``. Missing headers are ''."""
        if authorization and api_key:
            raise TwoCredentials
        if api_key:
            caller = await self._by_key(api_key)
        else:
            caller = await self._by_token(authorization)
        if caller.tenant_id == DEMO_TENANT and not self._is_local:
            raise Unauthenticated
        if tenant and tenant.strip().lower() != str(caller.tenant_id):
            raise WrongTenant
        return caller

    async def _by_token(self, authorization: str) -> Caller:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise CredentialsMissing
        claims = self._tokens.read(token.strip(), now=self._clock.now())
        user = await self._doorway.find_user(claims)
        if user is None:
            raise NoLongerHere
        return user.caller()

    async def _by_key(self, key: str) -> Caller:
        if len(key) > LONGEST_KEY:
            raise BadKey
        found = await self._doorway.find_key(self._hash_token(key))
        if found is None or found.is_over(self._clock.now()):
            raise BadKey
        return found.caller()
