"""The system clock: the only module that reads the machine's time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from vivavoce.infra.tasks import raise_if_cancelled


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
