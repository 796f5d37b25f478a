"""Time as a port: nothing in this house reads the wall clock by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits; tests hand in one that leaps."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards; only differences mean something."""

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds``."""


def format_timestamp(moment: datetime) -> str:
    """Return ``moment`` as the seeds write it: ISO 8601, milliseconds, ``Z``."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
