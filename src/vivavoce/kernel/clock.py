"""Time as a port: no code reads the system clock directly."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits; tests use one that advances without waiting."""

    def now(self) -> datetime:
        """Return the current time as an aware datetime in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never decrease; only differences are meaningful."""

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds``."""


def format_timestamp(moment: datetime) -> str:
    """Return a UTC ``moment`` in ISO 8601 with milliseconds and ``Z``, the format that the seeds define."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def format_optional_timestamp(moment: datetime | None) -> str | None:
    """Return a UTC ``moment`` as ``format_timestamp`` does; None for none."""
    return None if moment is None else format_timestamp(moment)
