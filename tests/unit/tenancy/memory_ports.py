"""Tenancy's ports in memory, on the clock of the test."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import TooManyRequestsError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.api_keys import ResolvedApiKey
from vivavoce.tenancy.domain.users import Account, User
from vivavoce.tenancy.ports import Claims


class MemoryRates:
    """Counts tries as the database does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        now = self._clock.monotonic()
        ends, count = self._windows.get(key, (now + window_s, 0))
        if ends <= now:
            ends, count = now + window_s, 0
        count = min(count + 1, limit + 1)
        self._windows[key] = (ends, count)
        if count > limit:
            raise TooManyRequestsError(retry_after_s=max(1, round(ends - now)))
        return limit - count

    async def give_back(self, key: str) -> None:
        ends, count = self._windows.get(key, (0.0, 0))
        if count > 0:
            self._windows[key] = (ends, count - 1)

    async def clear(self, key: str) -> None:
        self._windows.pop(key, None)


class PlainPasswords:
    """Keeps passwords as they are and counts how often it was asked."""

    def __init__(self) -> None:
        self.checks = 0

    async def hash(self, password: str) -> str:
        return f"kept:{password}"

    async def verify(self, password: str, kept: str | None) -> bool:
        self.checks += 1
        return kept == f"kept:{password}"


@dataclass
class MemoryIdentityLookup:
    accounts: dict[str, Account] = field(default_factory=dict)
    users: dict[UUID, list[User]] = field(default_factory=dict)
    keys: dict[bytes, ResolvedApiKey] = field(default_factory=dict)
    ended: set[UUID] = field(default_factory=set)

    async def find_account(self, email: str) -> Account | None:
        return self.accounts.get(email)

    async def enter_tenant(
        self,
        account: Account,
        *,
        preferred_tenant: TenantId | None,
        excluded_tenant: TenantId | None,
    ) -> User | None:
        for user in self.users.get(account.id, []):
            if preferred_tenant in (None, user.tenant_id) and user.tenant_id != excluded_tenant:
                return user
        return None

    async def find_user(self, claims: Claims) -> User | None:
        versions = {account.id: account.version for account in self.accounts.values()}
        for account_id, users in self.users.items():
            for user in users:
                if (user.id, user.version) == (claims.user_id, claims.user_version):
                    is_over = claims.token_id in self.ended
                    is_current = versions[account_id] == claims.account_version
                    return user if is_current and not is_over else None
        return None

    async def find_key(self, hashed: bytes) -> ResolvedApiKey | None:
        return self.keys.get(hashed)

    async def find_tenant(self, slug: str) -> TenantId | None:
        return None


@dataclass
class MemoryAuditLog:
    rows: list[tuple[str, str]] = field(default_factory=list)

    async def record(
        self,
        work: Any,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object],
    ) -> None:
        self.rows.append((action, subject))


@asynccontextmanager
async def no_work(tenant_id: TenantId, *, correlation_id: str = "") -> AsyncIterator[None]:
    """A unit of work for adapters that keep nothing in a database."""
    yield None


class PlainDevices:
    """Device cookies that can be read: 'browser 1 of ada@example.com'."""

    def __init__(self) -> None:
        self._issued = 0

    def issue(self, address: str) -> str:
        self._issued += 1
        return f"browser {self._issued} of {address}"

    def read(self, address: str, cookie: str) -> str | None:
        device, _, owner = cookie.partition(" of ")
        return device if owner == address else None


class PlainDocuments:
    """Sealed documents that can be read: the purpose, and the JSON."""

    def seal(self, purpose: str, document: Mapping[str, object]) -> str:
        return f"{purpose} {json.dumps(document)}"

    def open(self, purpose: str, text: str) -> Mapping[str, object] | None:
        sealed_for, _, document = text.partition(" ")
        return json.loads(document) if sealed_for == purpose else None


def plain_hash(text: str) -> str:
    """A hash for log lines that a test can tell."""
    return f"hash of {text}"
