"""The system clock and random ids: the only module that reads the machine's time and randomness."""

from __future__ import annotations

import asyncio
import math
import secrets
from datetime import UTC, datetime
from uuid import UUID

from vivavoce.infra.tasks import raise_if_cancelled
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import uuid7


class SystemClock:
    """Wall time in UTC and the running event loop's own monotonic time."""

    def now(self) -> datetime:
        """Return the current time, timezone-aware in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the Clock

    def monotonic(self) -> float:
        """Return the event loop's time in seconds."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds`` of the event loop's time; raises at once in a canceled task."""
        raise_if_cancelled()
        await asyncio.sleep(seconds)


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
