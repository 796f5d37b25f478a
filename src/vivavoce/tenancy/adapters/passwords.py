"""Passwords under argon2id, hashed in worker threads, at most two at a time."""

from __future__ import annotations

import asyncio
import base64

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_AT_ONCE = 2
"""Each hash takes 64 MiB and all of a core; more at once would only slow live sessions down."""


class Argon2Passwords:
    """Hashes at the price of argon2-cffi's defaults (RFC 9106, low memory), or at another one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._nobody = _decoy(self._hasher)

    async def hash(self, password: str) -> str:
        """Return the encoded hash of a password."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, kept: str | None) -> bool:
        """Return whether the password fits; without a kept hash the same work is done for nothing."""
        async with self._room:
            return await asyncio.to_thread(self._verify, kept or self._nobody, password)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except VerificationError:
            return False


def _decoy(hasher: PasswordHasher) -> str:
    """Return a well-formed hash that no password has, at the same price as a real one."""
    salt = base64.b64encode(bytes(hasher.salt_len)).decode().rstrip("=")
    digest = base64.b64encode(bytes(hasher.hash_len)).decode().rstrip("=")
    price = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${price}${salt}${digest}"
