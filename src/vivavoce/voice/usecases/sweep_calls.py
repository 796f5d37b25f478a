"""Advances calls whose next step is overdue because its job was lost."""

from __future__ import annotations

import asyncio

import structlog

from vivavoce.voice.adapters.postgres_calls import PostgresCallFinder
from vivavoce.voice.ports.calls import CallReference
from vivavoce.voice.usecases.place_call import PlaceCall

_log = structlog.get_logger(__name__)
_BATCH = 10


class SweepCalls:
    """Advances overdue calls."""

    def __init__(self, finder: PostgresCallFinder, place_call: PlaceCall) -> None:
        self._finder = finder
        self._place_call = place_call

    async def __call__(self) -> int:
        """Advance each overdue call once; return how many there were."""
        overdue = await self._finder.find_overdue(limit=_BATCH)
        # Concurrently: placing one call may last as long as it rings.
        await asyncio.gather(*(self._advance(call) for call in overdue))
        return len(overdue)

    async def _advance(self, call: CallReference) -> None:
        try:
            await self._place_call(call.tenant_id, call_id=str(call.call_id))
        except Exception as error:  # noqa: BLE001 - one bad call must not stop the sweep
            kind = type(error).__name__
            _log.warning("call.not_handled", call_id=str(call.call_id), kind=kind)
