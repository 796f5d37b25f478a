"""What signing in, recognising callers and keeping people need from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.keys import ApiKey, FoundKey
from vivavoce.tenancy.domain.people import Account, Tenant, User


class Passwords(Protocol):
    """Hashes passwords slowly, away from the event loop."""

    async def hash(self, password: str) -> str:
        """Return what may be kept of a password."""

    async def matches(self, password: str, kept: str | None) -> bool:
        """Return whether the password is the kept one; takes as long when nothing is kept."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a sign-in token says: which user of which organisation."""

    tenant_id: TenantId
    user_id: UUID


class Tokens(Protocol):
    """Signs and reads sign-in tokens."""

    def issue(self, claims: Claims, *, now: datetime, lifetime_s: int) -> str:
        """Return a signed token."""

    def read(self, token: str, *, now: datetime) -> Claims:
        """Return what a token says, or raise ``Unauthenticated`` for any fault of it."""


class Attempts(Protocol):
    """Counts tries."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count a try and return how many remain, or raise ``TooMany``."""

    async def clear(self, key: str) -> None:
        """Forget the tries."""


class HashToken(Protocol):
    """Hashes random secrets under the installation's key."""

    def __call__(self, token: str) -> bytes:
        """Return the keyed hash under which a secret is kept."""


class Doorway(Protocol):
    """Look-ups that come before the organisation is known."""

    async def find_account(self, email: str) -> Account | None:
        """Return the account with that folded address."""

    async def enter(
        self, account_id: UUID, *, wanted: TenantId | None, closed: TenantId | None
    ) -> User | None:
        """Return the account's user in the wanted or last used organisation, and note the use."""

    async def find_key(self, hashed: bytes) -> FoundKey | None:
        """Return the key with that hash, unless it is revoked or its maker was removed."""

    async def find_tenant(self, slug: str) -> TenantId | None:
        """Return the organisation with that slug."""


class People(Protocol):
    """The users of an organisation."""

    async def add_account(self, work: Work, account_id: UUID, email: str, kept: str) -> UUID:
        """Make an account, or find the one with that address, and return its id."""

    async def join(self, work: Work, user: User, account_id: UUID) -> UUID | None:
        """Make the account a user; return the user's id, or None when it is one already."""

    async def promote(self, work: Work, account_id: UUID, role: Role) -> UUID:
        """Give the account's user another role and return the user's id."""

    async def find(self, work: Work, user_id: UUID) -> User | None:
        """Return a user who was not removed, without the address."""

    async def list(self, work: Work, *, offset: int, limit: int) -> tuple[list[User], int]:
        """Return a page of users in the order of joining, and how many there are."""

    async def find_by_address(self, work: Work, email: str) -> User | None:
        """Return the user with that address who was not removed."""

    async def address(self, work: Work, user_id: UUID) -> str:
        """Return a user's address."""

    async def remove(self, work: Work, user_id: UUID) -> bool:
        """Remove a user and return whether there was one."""


class KeyRing(Protocol):
    """The API keys of an organisation."""

    async def add(self, work: Work, key: ApiKey, hashed: bytes) -> bool:
        """Keep a new key; return False when the same secret is kept already."""

    async def find(self, work: Work, key_id: UUID) -> ApiKey | None:
        """Return a key."""

    async def list(self, work: Work, *, offset: int, limit: int) -> tuple[list[ApiKey], int]:
        """Return a page of keys, newest first, and how many there are."""

    async def revoke(self, work: Work, key_id: UUID, at: datetime) -> bool:
        """Revoke a key and return whether it was open until now."""


class Tenants(Protocol):
    """Organisations."""

    async def add(self, work: Work, *, slug: str, name: str) -> bool:
        """Make the work's own tenant; return False when the slug is taken."""

    async def read(self, work: Work) -> Tenant | None:
        """Return the work's own tenant."""

    async def change(self, work: Work, settings: Mapping[str, object]) -> None:
        """Set these settings of the work's own tenant; the others stay as they are."""


class Journal(Protocol):
    """The audit: rows that are added and never changed."""

    async def write(
        self,
        work: Work,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object],
    ) -> None:
        """Add a row in the caller's transaction; no caller is the platform itself."""
