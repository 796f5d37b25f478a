"""Passwords, sign-in tokens, device cookies, and the hashes of secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.kernel.ids import TenantId


class AsyncPasswordHasher(Protocol):
    """Hashes passwords with a slow hash, outside the event loop."""

    async def hash(self, password: str) -> str:
        """Return the hash to store for a password."""

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Return whether the password matches; takes the same time when ``password_hash`` is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The content of a sign-in token.

    The token is valid only while the user and the account still have the versions that it names.
    """

    tenant_id: TenantId
    user_id: UUID
    token_id: UUID
    user_version: int
    account_version: int


class SignInTokenCodec(Protocol):
    """Signs and verifies sign-in tokens."""

    def issue(self, claims: Claims, *, now: datetime, lifetime_s: int) -> str:
        """Return a signed token that expires ``lifetime_s`` seconds after ``now``."""

    def read(self, token: str, *, now: datetime) -> Claims:
        """Return the claims of a token, or raise ``UnauthenticatedError`` if it is invalid or expired."""


class DeviceCookies(Protocol):
    """Recognizes a browser in which a person has signed in before."""

    def issue(self, address: str) -> str:
        """Return the cookie value for a browser in which the owner of ``address`` signed in."""

    def read(self, address: str, cookie: str) -> str | None:
        """Return the browser's id if the cookie is authentic and was issued for ``address``, else None."""


TokenHasher = Callable[[str], bytes]
"""Returns the keyed hash under which a random secret is stored."""


LogHasher = Callable[[str], str]
"""Returns a short keyed hash of an address, so that log lines about it can be correlated."""


class SealedDocuments(Protocol):
    """Texts that others carry for us, and can neither read nor change."""

    def seal(self, purpose: str, document: Mapping[str, object]) -> str:
        """Return a JSON object as a sealed, URL-safe text."""

    def open(self, purpose: str, text: str) -> Mapping[str, object] | None:
        """Return the object of a text that was sealed for that purpose, or None."""
