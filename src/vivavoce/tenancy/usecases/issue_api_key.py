"""Making, listing and revoking API keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import Ids
from vivavoce.tenancy.domain.keys import (
    ApiKey,
    check_expiry,
    check_permissions,
    key_text,
    shown,
)
from vivavoce.tenancy.domain.words import check_name
from vivavoce.tenancy.ports import HashToken, Journal, KeyRing

_KEY_BITS = 256


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key with its secret, which is shown this once."""

    key: ApiKey
    secret: str


class IssueApiKey:
    """Makes a key with some of its maker's rights."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        keyring: KeyRing,
        journal: Journal,
        hash_token: HashToken,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._keyring = keyring
        self._journal = journal
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        caller: Caller,
        name: str,
        permissions: Sequence[str],
        *,
        expires_at: datetime | None = None,
        request_id: str = "",
    ) -> IssuedKey:
        """Return the new key; raise when the caller may not, or asks for more than the caller has."""
        caller.require(Permission.API_KEY_MANAGE)
        now = self._clock.now()
        secret = key_text(self._ids.token(_KEY_BITS))
        granted = check_permissions(caller, permissions)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            key = ApiKey(
                id=self._ids.new(),
                name=check_name(name),
                prefix=shown(secret),
                permissions=granted,
                made_by=await self._maker(work, caller),
                made_at=now,
                expires_at=check_expiry(expires_at, now),
            )
            if not await self._keyring.add(work, key, self._hash_token(secret)):
                raise NotFound  # its maker was removed while this was on its way
            await self._journal.write(
                work, caller, "api_key.made", str(key.id), {"permissions": sorted(granted)}
            )
        return IssuedKey(key, secret)

    async def _maker(self, work: Work, caller: Caller) -> UUID:
        """Return the person behind the caller: a key's keys belong to the key's own maker."""
        if caller.is_person:
            return caller.id
        parent = await self._keyring.find(work, caller.id)
        if parent is None:
            raise NotFound
        return parent.made_by


class ApiKeys:
    """Reads and revokes the keys of the caller's organisation."""

    def __init__(
        self, *, open_work: OpenWork, keyring: KeyRing, journal: Journal, clock: Clock
    ) -> None:
        self._open_work = open_work
        self._keyring = keyring
        self._journal = journal
        self._clock = clock

    async def page(self, caller: Caller, *, offset: int, limit: int) -> tuple[list[ApiKey], int]:
        """Return a page of keys, newest first, and how many there are."""
        caller.require(Permission.API_KEY_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._keyring.list(work, offset=offset, limit=limit)

    async def find(self, caller: Caller, key_id: UUID) -> ApiKey:
        """Return a key or raise ``NotFound``."""
        caller.require(Permission.API_KEY_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            key = await self._keyring.find(work, key_id)
        if key is None:
            raise NotFound
        return key

    async def revoke(self, caller: Caller, key_id: UUID, *, request_id: str = "") -> None:
        """Revoke a key; a second time changes nothing. Raise ``NotFound`` when there is none."""
        caller.require(Permission.API_KEY_MANAGE)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._keyring.find(work, key_id) is None:
                raise NotFound
            if await self._keyring.revoke(work, key_id, self._clock.now()):
                await self._journal.write(work, caller, "api_key.revoked", str(key_id), {})
