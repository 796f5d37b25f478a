"""Tending calls whose time came and whose job was lost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from vivavoce.voice.ports.calls import Found
from vivavoce.voice.usecases.dial import Dial

_log = structlog.get_logger(__name__)
_BATCH = 10


class OverdueCalls(Protocol):
    """Finds calls of all organisations that nobody tends."""

    async def overdue(self, *, most: int) -> Sequence[Found]:
        """Return calls whose time came a while ago, oldest first."""


class SweepCalls:
    """Looks after calls that are late."""

    def __init__(self, overdue: OverdueCalls, dial: Dial) -> None:
        self._overdue = overdue
        self._dial = dial

    async def __call__(self) -> int:
        """Tend each once; return how many there were."""
        found = await self._overdue.overdue(most=_BATCH)
        # Beside one another: placing one may last as long as it rings.
        await asyncio.gather(*(self._tend(late) for late in found))
        return len(found)

    async def _tend(self, late: Found) -> None:
        try:
            await self._dial(late.tenant_id, call_id=str(late.call_id))
        except Exception as error:  # noqa: BLE001 - one bad call must not stop the sweep
            kind = type(error).__name__
            _log.warning("call.not_tended", call_id=str(late.call_id), kind=kind)
