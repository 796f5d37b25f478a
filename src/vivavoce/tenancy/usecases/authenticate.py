"""Authenticate a caller by a sign-in token, an API key or a session of the console, and sign out.

Signing out ends one token, or every token of the account.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from vivavoce.infra.metrics import count_sign_in_failure
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ForbiddenError, UnauthenticatedError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.domain.api_keys import MAX_KEY_LENGTH
from vivavoce.tenancy.domain.applications import ACCESS_TOKEN_PREFIX, Audience
from vivavoce.tenancy.domain.console_session import (
    ABSOLUTE_LIMIT,
    AnotherPersonSignedInError,
    SignInEndedError,
)
from vivavoce.tenancy.ports import CrossTenantIdentityRepository, SignInTokenCodec, TokenHasher
from vivavoce.tenancy.usecases.console_session import ConsoleSessionCodec
from vivavoce.tenancy.usecases.sign_in import TOKEN_LIFETIME_S


class CredentialsMissingError(UnauthenticatedError):
    """Sign in and send 'Authorization: Bearer …', or send a key in 'X-API-Key'."""

    code = "credentials_missing"


class TwoCredentialsError(UnauthenticatedError):
    """Send either 'Authorization' or 'X-API-Key', not both."""

    code = "two_credentials"


class InvalidApiKeyError(UnauthenticatedError):
    """This API key is unknown, revoked or expired."""

    code = "invalid_api_key"


class AccessTokenEndedError(UnauthenticatedError):
    """This access token is unknown, has expired, or its application was disconnected. Refresh it."""

    code = "access_token_ended"


class WrongAudienceError(UnauthenticatedError):
    """This access token is not for this address. Ask for one with the 'resource' that you want to reach."""

    code = "wrong_audience"


class TenantMismatchError(ForbiddenError):
    """'X-Tenant-ID' does not match the organization of the credential."""

    code = "tenant_mismatch"


class AuthenticateCaller:
    """Authenticates the caller from a request's headers, without a cache.

    This takes one query per request, and a second one for a role that the organization made.
    """

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

    async def __call__(
        self, *, authorization: str, api_key: str, tenant: str, audience: Audience = "api"
    ) -> Caller:
        """Return the caller. Pass '' for missing headers; ``audience`` is what the request reaches.

        Raises ``UnauthenticatedError`` or ``TenantMismatchError``.
        """
        if authorization and api_key:
            raise TwoCredentialsError
        if api_key:
            caller = await self._authenticate_api_key(api_key)
        else:
            caller = await self._authenticate_token(authorization, audience)
        if caller.tenant_id == DEMO_TENANT_ID and not self._is_local:
            raise UnauthenticatedError
        if tenant and tenant.strip().lower() != str(caller.tenant_id):
            raise TenantMismatchError
        return caller

    async def _authenticate_token(self, authorization: str, audience: Audience) -> Caller:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise CredentialsMissingError
        if token.strip().startswith(ACCESS_TOKEN_PREFIX):
            return await self._authenticate_application(token.strip(), audience)
        claims = self._tokens.read(token.strip(), now=self._clock.now())
        user = await self._lookup.find_user(claims)
        if user is None:
            raise SignInEndedError
        return user.to_caller()

    async def _authenticate_application(self, token: str, audience: Audience) -> Caller:
        found = None
        if len(token) <= MAX_KEY_LENGTH:
            now = self._clock.now()
            found = await self._lookup.find_access_token(self._hash_token(token), now)
        if found is None:
            raise AccessTokenEndedError
        if found.audience != audience:
            raise WrongAudienceError
        return found.to_caller()

    async def _authenticate_api_key(self, key: str) -> Caller:
        resolved_key = None
        if len(key) <= MAX_KEY_LENGTH:
            resolved_key = await self._lookup.find_key(self._hash_token(key))
        if resolved_key is None or resolved_key.is_expired(self._clock.now()):
            count_sign_in_failure("invalid_api_key")
            raise InvalidApiKeyError
        return resolved_key.to_caller()


class AuthenticateSession:
    """Authenticates the person of a console session, as ``AuthenticateCaller`` that of a token."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        sessions: ConsoleSessionCodec,
        is_local: bool,
    ) -> None:
        self._lookup = lookup
        self._sessions = sessions
        self._is_local = is_local

    async def __call__(
        self, cookie: str, *, user_id: str | None, is_in_use: bool = False
    ) -> tuple[Caller, str]:
        """Return the caller, and the next value of the cookie if it is time to renew it, else ''.

        ``user_id`` is whom the page shows, if anyone. ``is_in_use`` means that a connection has been open
        since the cookie was renewed. Raises ``SignInEndedError``, ``SignInExpiredError`` or
        ``AnotherPersonSignedInError``.
        """
        claims, renewed = self._sessions.read(cookie, is_in_use=is_in_use)
        user = await self._lookup.find_user(claims)
        if user is None:
            raise SignInEndedError
        if user_id not in (None, str(user.id)):
            raise AnotherPersonSignedInError
        if user.tenant_id == DEMO_TENANT_ID and not self._is_local:
            raise UnauthenticatedError
        return user.to_caller(), renewed


class SignedInPersonNeededError(ForbiddenError):
    """Only a person who is signed in can do this; an API key cannot."""

    code = "signed_in_user_required"


class SignOut:
    """Ends tokens before they expire; API keys stay valid."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        users: PostgresUserRepository,
        tokens: SignInTokenCodec,
        sessions: ConsoleSessionCodec,
        audit_log: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._users = users
        self._tokens = tokens
        self._sessions = sessions
        self._audit_log = audit_log
        self._clock = clock

    async def __call__(self, caller: Caller, token: str, *, request_id: str = "") -> None:
        """End the token that ``caller`` sent."""
        if not caller.is_person:
            raise SignedInPersonNeededError
        claims = self._tokens.read(token, now=self._clock.now())
        await self._end(caller, claims.token_id, timedelta(seconds=TOKEN_LIFETIME_S), request_id)

    async def end_session(self, caller: Caller, cookie: str, *, request_id: str = "") -> None:
        """End the console session of ``caller``, with every older copy of its cookie."""
        claims, _ = self._sessions.read(cookie)
        await self._end(caller, claims.token_id, ABSOLUTE_LIMIT, request_id)

    async def _end(
        self, caller: Caller, token_id: UUID, lifetime: timedelta, request_id: str
    ) -> None:
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            await self._users.end_token(work, token_id, self._clock.now() + lifetime)
            await self._audit_log.record(work, caller, "user.signed_out", str(caller.id), {})

    async def end_all_tokens(self, caller: Caller, *, request_id: str = "") -> None:
        """End every token of the caller's account, in every organization."""
        if not caller.is_person:
            raise SignedInPersonNeededError
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            account = await self._users.find_account(work, caller.id)
            if account is not None:
                await self._users.end_tokens(work, account[0])
                await self._audit_log.record(
                    work, caller, "user.signed_out_everywhere", str(caller.id), {}
                )
