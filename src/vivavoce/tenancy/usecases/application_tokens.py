"""Exchange codes, refresh tokens and API keys for short access tokens, and revoke them.

A code and a refresh token work once. A second use means that somebody else has it, so the whole grant ends
with all its tokens.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from vivavoce.infra.metrics import count_sign_in_failure
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator
from vivavoce.tenancy.adapters.application_grants import PostgresApplicationGrantRepository
from vivavoce.tenancy.domain.api_keys import MAX_KEY_LENGTH, ResolvedApiKey
from vivavoce.tenancy.domain.applications import (
    ACCESS_TOKEN_LIFETIME_S,
    ACCESS_TOKEN_PREFIX,
    REFRESH_TOKEN_LIFETIME,
    REFRESH_TOKEN_PREFIX,
    ApplicationGrant,
    Audience,
    ClientRefusedError,
    GrantRefusedError,
    IssuedTokens,
    RefreshToken,
    ScopeRefusedError,
    hash_client_id,
    read_scope,
)
from vivavoce.tenancy.ports import CrossTenantIdentityRepository, TokenHasher

_TOKEN_BITS = 256
_log = structlog.get_logger(__name__)


class ApplicationTokens:
    """The tokens of connected applications, and of API keys that prefer short tokens."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        open_work: UnitOfWorkFactory,
        grants: PostgresApplicationGrantRepository,
        audit_log: AuditTrail,
        hash_token: TokenHasher,
        clock: Clock,
        ids: IdGenerator,
        is_local: bool,
    ) -> None:
        self._lookup = lookup
        self._open_work = open_work
        self._grants = grants
        self._audit_log = audit_log
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._is_local = is_local

    async def find_code(self, client_id: str, code: str) -> ApplicationGrant | None:
        """Return the grant of a code that was issued to that application, used or not, or None."""
        found = await self._lookup.find_grant(self._hash_token(code))
        if found is None:
            return None
        tenant_id, grant_id = found
        async with self._open_work(tenant_id) as work:
            grant = await self._grants.find(work, grant_id)
        return grant if grant is not None and _is_for(grant, client_id) else None

    async def find_refresh_token(self, client_id: str, token: str) -> RefreshToken | None:
        """Return a refresh token that was issued to that application, used or not, or None."""
        token_hash = self._hash_token(token)
        found = await self._lookup.find_grant(token_hash)
        if found is None:
            return None
        async with self._open_work(found[0]) as work:
            stored = await self._grants.find_refresh_token(work, token_hash)
        return stored if stored is not None and _is_for(stored.grant, client_id) else None

    async def exchange_code(self, client_id: str, code: str) -> IssuedTokens:
        """Return the first tokens of a grant; the caller has checked the application's proof (PKCE).

        Raises ``GrantRefusedError``. A code that was used before ends its grant.
        """
        found = await self._lookup.find_grant(self._hash_token(code))
        if found is None:
            raise GrantRefusedError
        tenant_id, grant_id = found
        now = self._clock.now()
        issued = None
        async with self._open_work(tenant_id) as work:
            grant = await self._grants.lock(work, grant_id)
            if grant is None or not _is_for(grant, client_id):
                raise GrantRefusedError
            if grant.code_used_at is not None:
                await self._end(work, grant, "code")
            elif grant.is_active and grant.code_expires_at > now:
                await self._grants.mark_code_used(work, grant.id, now)
                issued = await self._issue(work, grant, grant.permissions)
        if issued is None:
            raise GrantRefusedError
        return issued

    async def refresh(
        self, client_id: str, token: str, permissions: frozenset[Permission]
    ) -> IssuedTokens:
        """Return new tokens for a refresh token, which then works no more.

        Raises ``GrantRefusedError``. A token that was used before ends its grant.
        """
        token_hash = self._hash_token(token)
        found = await self._lookup.find_grant(token_hash)
        if found is None:
            raise GrantRefusedError
        tenant_id, grant_id = found
        now = self._clock.now()
        issued = None
        async with self._open_work(tenant_id) as work:
            grant = await self._grants.lock(work, grant_id)
            stored = await self._grants.find_refresh_token(work, token_hash)
            if grant is None or stored is None or not _is_for(grant, client_id):
                raise GrantRefusedError
            if stored.used_at is not None:
                await self._end(work, grant, "refresh token")
            elif grant.is_active and stored.expires_at > now:
                await self._grants.mark_refresh_token_used(work, token_hash, now)
                issued = await self._issue(work, grant, permissions & grant.permissions)
        if issued is None:
            raise GrantRefusedError
        return issued

    async def revoke(self, client_id: str, token: str) -> None:
        """End the grant of a code or a token of that application; anything else is ignored (RFC 7009)."""
        found = await self._lookup.find_grant(self._hash_token(token))
        if found is None:
            return
        tenant_id, grant_id = found
        async with self._open_work(tenant_id) as work:
            grant = await self._grants.lock(work, grant_id)
            if grant is not None and _is_for(grant, client_id):
                await self._grants.revoke(work, grant.id, self._clock.now())
                await self._audit_log.record(
                    work, None, "application.disconnected", str(grant.id), {"by": "application"}
                )

    async def issue_for_key(
        self, client_id: str, client_secret: str, scope: str, audience: Audience
    ) -> IssuedTokens:
        """Return an access token for an API key: its id is the client's id, the key itself the secret.

        The token ends with the key. Raises ``ClientRefusedError`` or ``ScopeRefusedError``.
        """
        key, now = await self._find_key(client_id, client_secret), self._clock.now()
        held = key.to_caller().permissions
        permissions = read_scope(scope) if scope else held
        if not permissions <= held:
            raise ScopeRefusedError
        token = self._new_secret(ACCESS_TOKEN_PREFIX)
        async with self._open_work(key.tenant_id) as work:
            await self._grants.add_token(
                work,
                self._hash_token(token),
                kind="access",
                audience=audience,
                permissions=permissions,
                expires_at=now + timedelta(seconds=ACCESS_TOKEN_LIFETIME_S),
                api_key_id=key.id,
            )
        return IssuedTokens(
            access_token=token, expires_in=ACCESS_TOKEN_LIFETIME_S, permissions=permissions
        )

    async def revoke_for_key(self, client_id: str, client_secret: str, token: str) -> None:
        """End an access token of that API key; another token is ignored (RFC 7009).

        Raises ``ClientRefusedError``.
        """
        key = await self._find_key(client_id, client_secret)
        async with self._open_work(key.tenant_id) as work:
            await self._grants.end_token(
                work, self._hash_token(token), api_key_id=key.id, at=self._clock.now()
            )

    async def _find_key(self, client_id: str, client_secret: str) -> ResolvedApiKey:
        """Return the API key with that id and secret, or raise ``ClientRefusedError``."""
        key = None
        if client_secret and len(client_secret) <= MAX_KEY_LENGTH:
            key = await self._lookup.find_key(self._hash_token(client_secret))
        if (
            key is None
            or key.is_expired(self._clock.now())
            or str(key.id) != client_id.lower()
            or (key.tenant_id == DEMO_TENANT_ID and not self._is_local)
        ):
            count_sign_in_failure("invalid_api_key")
            raise ClientRefusedError
        return key

    async def _issue(
        self, work: UnitOfWork, grant: ApplicationGrant, permissions: frozenset[Permission]
    ) -> IssuedTokens:
        now = self._clock.now()
        access = self._new_secret(ACCESS_TOKEN_PREFIX)
        refresh = self._new_secret(REFRESH_TOKEN_PREFIX)
        lifetimes = {
            access: ("access", timedelta(seconds=ACCESS_TOKEN_LIFETIME_S), permissions),
            refresh: ("refresh", REFRESH_TOKEN_LIFETIME, grant.permissions),
        }
        for token, (kind, lifetime, carried) in lifetimes.items():
            await self._grants.add_token(
                work,
                self._hash_token(token),
                kind=kind,
                audience="mcp",
                permissions=carried,
                expires_at=now + lifetime,
                grant_id=grant.id,
            )
        return IssuedTokens(
            access_token=access,
            expires_in=ACCESS_TOKEN_LIFETIME_S,
            permissions=permissions,
            refresh_token=refresh,
        )

    async def _end(self, work: UnitOfWork, grant: ApplicationGrant, what: str) -> None:
        """End a grant of which a secret was used twice."""
        await self._grants.revoke(work, grant.id, self._clock.now())
        await self._audit_log.record(
            work, None, "application.secret_reused", str(grant.id), {"secret": what}
        )
        _log.warning("oauth.secret_reused", grant_id=str(grant.id), secret=what)

    def _new_secret(self, prefix: str) -> str:
        return prefix + self._ids.random_token(_TOKEN_BITS)


def _is_for(grant: ApplicationGrant, client_id: str) -> bool:
    return grant.client_hash == hash_client_id(client_id)
