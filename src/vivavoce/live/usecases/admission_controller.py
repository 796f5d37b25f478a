"""Sessions that wait in the admission queue, and their admission when there is capacity."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters.postgres_admission_queue import PostgresAdmissionQueue
from vivavoce.live.usecases.commands import UpdateQueuePosition
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator

_log = structlog.get_logger(__name__)
POLL_INTERVAL_S = 0.2


class AdmissionController:
    """Sends queue positions to the waiting sessions of this process; without any, it does not poll."""

    def __init__(
        self,
        queue: PostgresAdmissionQueue,
        clock: Clock,
        worker_id: str,
        list_orchestrators: Callable[[], Iterable[SessionOrchestrator]],
    ) -> None:
        self._queue = queue
        self._clock = clock
        self._worker_id = worker_id
        self._list_orchestrators = list_orchestrators
        self._announced_positions: dict[SessionId, int] = {}

    async def run(self) -> None:
        """Poll the queue until cancelled."""
        while True:
            await self._clock.sleep(POLL_INTERVAL_S)
            waiting = [
                orchestrator
                for orchestrator in self._list_orchestrators()
                if orchestrator.is_queued
            ]
            if not waiting:
                self._announced_positions.clear()
                continue
            try:
                places = await self._queue.admit_waiting(self._worker_id)
            except Exception as error:  # noqa: BLE001 - a temporary failure must not stop the queue
                _log.warning("admission_queue.not_read", kind=type(error).__name__)
                continue
            self._announced_positions = {
                session_id: place
                for orchestrator in waiting
                if (place := places.get(session_id := orchestrator.address.session_id)) is not None
                and self._announce_position(orchestrator, place)
            }

    def _announce_position(self, orchestrator: SessionOrchestrator, position: int) -> bool:
        """Send a changed position once; repeat an admission (position 0) until the session is not queued."""
        if (
            position == 0
            or self._announced_positions.get(orchestrator.address.session_id) != position
        ):
            orchestrator.try_submit(UpdateQueuePosition(position))
        return True
