"""Closing doors whose time has run out, and the interviews that nobody finished behind them."""

from __future__ import annotations

import structlog

from vivavoce.access.ports import Desk, DoorBook, OverdueDoor, OverdueDoors
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId

_log = structlog.get_logger(__name__)
_BATCH = 200


class CloseOverdue:
    """Visits every overdue door once; one behind which somebody still talks waits for the next time."""

    def __init__(
        self,
        *,
        overdue: OverdueDoors,
        book: DoorBook,
        desk: Desk,
        open_work: OpenWork,
        clock: Clock,
    ) -> None:
        self._overdue = overdue
        self._book = book
        self._desk = desk
        self._open_work = open_work
        self._clock = clock

    async def __call__(self) -> int:
        """Return how many doors were closed."""
        closed = 0
        for door in await self._overdue.find(self._clock.now(), most=_BATCH):
            try:
                closed += await self._visit(door)
            except Exception as error:  # noqa: BLE001 - one bad door must not stop the sweep
                kind = type(error).__name__
                _log.warning("door.not_closed", interview_id=str(door.interview_id), kind=kind)
        return closed

    async def _visit(self, door: OverdueDoor) -> bool:
        async with self._open_work(door.tenant_id) as work:
            await self._desk.hold(work, door.interview_id)
            if not await self._is_overdue(work, door.interview_id):
                return False
            is_settled = await self._desk.expire(work, door.interview_id)
            if is_settled:
                await self._book.revoke(work, door.interview_id, self._clock.now())
            return is_settled

    async def _is_overdue(self, work: Work, interview_id: InterviewId) -> bool:
        """Look again: somebody may have closed the door or moved its end since it was found."""
        door = (await self._book.of(work, [interview_id])).get(interview_id)
        return door is not None and door.expires_at <= self._clock.now()
