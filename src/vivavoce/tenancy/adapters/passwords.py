"""Password hashing with argon2id in worker threads, at most two at a time."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from vivavoce.kernel.errors import TooManyRequestsError

_MAX_CONCURRENT_HASHES = 2
"""Each hash takes 64 MiB and a full core; more at once would slow live sessions down."""
_MAX_WAITING = 32
"""How many hashes may run or wait; further ones raise ``SignInBusyError`` instead of waiting long."""


class SignInBusyError(TooManyRequestsError):
    """Many people are signing in right now. Try again in a few seconds."""

    code = "sign_in_busy"


class Argon2PasswordHasher:
    """Hashes with argon2-cffi's default cost (RFC 9106, low memory), or with the given hasher's."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._semaphore = asyncio.Semaphore(_MAX_CONCURRENT_HASHES)
        self._waiting = 0
        self._decoy_hash = _build_decoy_hash(self._hasher)

    async def hash(self, password: str) -> str:
        """Return the encoded hash of a password."""
        async with self._acquire_slot():
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Return whether the password matches; without a hash, the same work is done on a decoy."""
        async with self._acquire_slot():
            return await asyncio.to_thread(
                self._verify, password_hash or self._decoy_hash, password
            )

    @asynccontextmanager
    async def _acquire_slot(self) -> AsyncIterator[None]:
        if self._waiting >= _MAX_WAITING:
            raise SignInBusyError(retry_after_s=5)
        self._waiting += 1
        try:
            async with self._semaphore:
                yield
        finally:
            self._waiting -= 1

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerificationError:
            return False


def _build_decoy_hash(hasher: PasswordHasher) -> str:
    """Return a well-formed hash that no password matches, with the same cost as a real one."""
    salt = base64.b64encode(bytes(hasher.salt_len)).decode().rstrip("=")
    digest = base64.b64encode(bytes(hasher.hash_len)).decode().rstrip("=")
    price = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${price}${salt}${digest}"
