"""Create, rotate, list and revoke API keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator, KeyMode
from vivavoce.tenancy.adapters.api_keys import PostgresApiKeyRepository
from vivavoce.tenancy.domain.api_keys import (
    ApiKey,
    build_api_key,
    parse_permissions,
    validate_key_expiry,
    visible_prefix,
)
from vivavoce.tenancy.domain.form_fields import check_name
from vivavoce.tenancy.ports import TokenHasher

_KEY_BITS = 256


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key with its secret, which is shown only once."""

    key: ApiKey
    secret: str


class IssueApiKey:
    """Creates an API key with some of its creator's permissions."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        api_keys: PostgresApiKeyRepository,
        audit_log: AuditTrail,
        hash_token: TokenHasher,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._api_keys = api_keys
        self._audit_log = audit_log
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        caller: Caller,
        name: str,
        permissions: Sequence[str],
        *,
        mode: KeyMode = "live",
        expires_at: datetime | None = None,
        request_id: str = "",
    ) -> IssuedKey:
        """Return the new key with its secret; what a key with the mode ``test`` creates is a test.

        Raises ``ForbiddenError``, ``GrantExceedsRightsError`` for permissions that the caller lacks, or
        ``InvalidFieldError``.
        """
        caller.require(Permission.API_KEY_MANAGE)
        granted = parse_permissions(caller, permissions, mode)
        ends_at = validate_key_expiry(expires_at, self._clock.now())
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            issued = await self._add(work, caller, check_name(name), granted, mode, ends_at)
            await self._audit_log.record(
                work,
                caller,
                "api_key.created",
                str(issued.key.id),
                {"permissions": sorted(granted), "mode": mode},
            )
        return issued

    async def rotate(
        self, caller: Caller, key_id: UUID, *, overlap: timedelta, request_id: str = ""
    ) -> IssuedKey:
        """Return a new key with the name, the permissions, the mode and the lifetime of an old one.

        The old key expires after ``overlap``, or earlier if it was about to. Raises ``ForbiddenError``,
        ``NotFoundError``, ``ApiKeyEndedError``, or ``GrantExceedsRightsError`` for a key with permissions
        that the caller lacks.
        """
        caller.require(Permission.API_KEY_MANAGE)
        now = self._clock.now()
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            old = await self._api_keys.find(work, key_id)
            if old is None:
                raise NotFoundError
            old.check_active(now)
            granted = parse_permissions(caller, sorted(old.permissions), old.mode)
            ends_at = None if old.lifetime is None else now + old.lifetime
            issued = await self._add(work, caller, old.name, granted, old.mode, ends_at)
            await self._api_keys.limit_lifetime(work, key_id, now + overlap)
            await self._audit_log.record(
                work, caller, "api_key.rotated", str(key_id), {"new": str(issued.key.id)}
            )
        return issued

    async def _add(
        self,
        work: UnitOfWork,
        caller: Caller,
        name: str,
        granted: frozenset[Permission],
        mode: KeyMode,
        expires_at: datetime | None,
    ) -> IssuedKey:
        secret = build_api_key(self._ids.random_token(_KEY_BITS), mode)
        key = ApiKey(
            id=self._ids.new_id(),
            name=name,
            prefix=visible_prefix(secret),
            permissions=granted,
            mode=mode,
            created_by=await self._creating_user(work, caller),
            created_at=self._clock.now(),
            expires_at=expires_at,
        )
        if not await self._api_keys.add(work, key, self._hash_token(secret)):
            raise NotFoundError  # its creator was removed in the meantime
        return IssuedKey(key, secret)

    async def _creating_user(self, work: UnitOfWork, caller: Caller) -> UUID:
        """Return the user behind the caller: a key created with a key belongs to that key's creator."""
        if caller.is_person:
            return caller.id
        parent = await self._api_keys.find(work, caller.id)
        if parent is None:
            raise NotFoundError
        return parent.created_by


class ManageApiKeys:
    """Reads and revokes the keys of the caller's organization."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        api_keys: PostgresApiKeyRepository,
        audit_log: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._api_keys = api_keys
        self._audit_log = audit_log
        self._clock = clock

    async def page(
        self, caller: Caller, *, offset: int, limit: int, after: UUID | None = None
    ) -> tuple[list[ApiKey], int]:
        """Return a page of keys, newest first, and the total; ``after`` is the last key before it."""
        caller.require(Permission.API_KEY_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._api_keys.list(work, offset=offset, limit=limit, after=after)

    async def find(self, caller: Caller, key_id: UUID) -> ApiKey:
        """Return a key or raise ``NotFoundError``."""
        caller.require(Permission.API_KEY_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            key = await self._api_keys.find(work, key_id)
        if key is None:
            raise NotFoundError
        return key

    async def revoke(self, caller: Caller, key_id: UUID, *, request_id: str = "") -> None:
        """Revoke a key; idempotent. Raises ``NotFoundError`` if there is no such key."""
        caller.require(Permission.API_KEY_MANAGE)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._api_keys.find(work, key_id) is None:
                raise NotFoundError
            if await self._api_keys.revoke(work, key_id, self._clock.now()):
                await self._audit_log.record(work, caller, "api_key.revoked", str(key_id), {})
