"""Passwords under argon2id, hashed in worker threads, at most two at a time."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from vivavoce.kernel.errors import TooMany

_AT_ONCE = 2
"""Each hash takes 64 MiB and all of a core; more at once would only slow live sessions down."""
_MOST_WAITING = 32
"""Who comes when so many wait already is asked to come again, instead of waiting for many seconds."""


class SignInBusy(TooMany):
    """Many people are signing in right now. Try again in a few seconds."""

    code = "sign_in_busy"


class Argon2Passwords:
    """Hashes at the price of argon2-cffi's defaults (RFC 9106, low memory), or at another one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0
        self._nobody = _decoy(self._hasher)

    async def hash(self, password: str) -> str:
        """Return the encoded hash of a password."""
        async with self._turn():
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, kept: str | None) -> bool:
        """Return whether the password fits; without a kept hash the same work is done for nothing."""
        async with self._turn():
            return await asyncio.to_thread(self._verify, kept or self._nobody, password)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= _MOST_WAITING:
            raise SignInBusy(retry_after_s=5)
        self._waiting += 1
        try:
            async with self._room:
                yield
        finally:
            self._waiting -= 1

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
