"""Authenticate a caller by a sign-in token or an API key."""

from __future__ import annotations

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ForbiddenError, UnauthenticatedError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.domain.api_keys import MAX_KEY_LENGTH
from vivavoce.tenancy.ports import CrossTenantIdentityRepository, SignInTokenCodec, TokenHasher


class CredentialsMissingError(UnauthenticatedError):
    """Sign in and send 'Authorization: Bearer …', or send a key in 'X-API-Key'."""

    code = "credentials_missing"


class TwoCredentialsError(UnauthenticatedError):
    """Send either 'Authorization' or 'X-API-Key', not both."""

    code = "two_credentials"


class InvalidApiKeyError(UnauthenticatedError):
    """This API key is unknown, revoked or expired."""

    code = "invalid_api_key"


class SignInEndedError(UnauthenticatedError):
    """This sign-in was ended: by a sign-out, a new password, or because you were removed. Sign in again."""

    code = "sign_in_ended"


class TenantMismatchError(ForbiddenError):
    """'X-Tenant-ID' does not match the organization of the credential."""

    code = "tenant_mismatch"


class AuthenticateCaller:
    """Authenticates the caller from a request's headers, with one query per request and no cache."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        tokens: SignInTokenCodec,
        hash_token: TokenHasher,
        clock: Clock,
        is_local: bool,
    ) -> None:
        self._lookup = lookup
        self._tokens = tokens
        self._hash_token = hash_token
        self._clock = clock
        self._is_local = is_local

    async def __call__(self, *, authorization: str, api_key: str, tenant: str) -> Caller:
        """Return the caller. Pass '' for missing headers.

        Raises ``UnauthenticatedError`` or ``TenantMismatchError``.
        """
        if authorization and api_key:
            raise TwoCredentialsError
        if api_key:
            caller = await self._authenticate_api_key(api_key)
        else:
            caller = await self._authenticate_token(authorization)
        if caller.tenant_id == DEMO_TENANT_ID and not self._is_local:
            raise UnauthenticatedError
        if tenant and tenant.strip().lower() != str(caller.tenant_id):
            raise TenantMismatchError
        return caller

    async def _authenticate_token(self, authorization: str) -> Caller:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise CredentialsMissingError
        claims = self._tokens.read(token.strip(), now=self._clock.now())
        user = await self._lookup.find_user(claims)
        if user is None:
            raise SignInEndedError
        return user.to_caller()

    async def _authenticate_api_key(self, key: str) -> Caller:
        if len(key) > MAX_KEY_LENGTH:
            raise InvalidApiKeyError
        found = await self._lookup.find_key(self._hash_token(key))
        if found is None or found.is_expired(self._clock.now()):
            raise InvalidApiKeyError
        return found.to_caller()
