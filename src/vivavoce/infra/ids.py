"""Ids and secrets from the operating system's random source."""

from __future__ import annotations

import math
import secrets
from uuid import UUID

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import uuid7


class SystemIdGenerator:
    """Generates ids from the clock's milliseconds and the operating system's random source."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new_id(self) -> UUID:
        """Return a fresh UUID version 7."""
        return uuid7(int(self._clock.now().timestamp() * 1000), secrets.token_bytes(10))

    def random_token(self, bits: int) -> str:
        """Return an unguessable URL-safe string with at least ``bits`` random bits."""
        return secrets.token_urlsafe(math.ceil(bits / 8))

    def random_digits(self, count: int) -> str:
        """Return ``count`` random decimal digits."""
        return "".join(str(secrets.randbelow(10)) for _ in range(count))
