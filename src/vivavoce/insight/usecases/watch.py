"""The watch: one process at a time reads what all share, judges, and forgets what is old."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from vivavoce.insight.domain.sampling import ALERTS_FOR, EVERY_S, FINE_FOR, KEPT_FOR
from vivavoce.insight.ports import Alerts, Board, Duties, ReadShared, Samples
from vivavoce.kernel.clock import Clock

DUTY = "watch"
_HELD_S = 15.0
_GOODBYE_S = 2.0
_TRIM_EVERY = timedelta(minutes=1)
Step = Callable[[], Awaitable[None]]


class Watch:
    """Keeps the watch for as long as it has the duty, and waits for it otherwise."""

    def __init__(
        self,
        *,
        duties: Duties,
        read_shared: ReadShared,
        board: Board,
        samples: Samples,
        alerts: Alerts,
        evaluate: Step,
        clock: Clock,
        process: str,
    ) -> None:
        self._duties = duties
        self._read_shared = read_shared
        self._board = board
        self._samples = samples
        self._alerts = alerts
        self._evaluate = evaluate
        self._clock = clock
        self._process = process
        self._trimmed_at: datetime | None = None
        self.has_duty = False

    async def run(self) -> None:
        """Watch until cancelled."""
        try:
            while True:
                await self.once()
                await self._clock.sleep(EVERY_S)
        finally:
            self._board.clear()
            if self.has_duty:
                self.has_duty = False
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(_GOODBYE_S):
                        await self._duties.claim(DUTY, self._process, 0)

    async def once(self) -> bool:
        """Do one round, if this process has the duty, and return whether it has."""
        self.has_duty = await self._duties.claim(DUTY, self._process, _HELD_S)
        if not self.has_duty:
            self._board.clear()
            return False
        self._board.show(await self._read_shared())
        await self._evaluate()
        await self._trim()
        return True

    async def _trim(self) -> None:
        now = self._clock.now()
        if self._trimmed_at is None or now - self._trimmed_at >= _TRIM_EVERY:
            self._trimmed_at = now
            await self._samples.trim(fine=now - FINE_FOR, kept=now - KEPT_FOR)
            await self._alerts.trim(now - ALERTS_FOR)
