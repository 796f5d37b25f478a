"""Who waits for room, and is called when there is some."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import SessionId
from vivavoce.live.ports import Admission
from vivavoce.live.usecases.commands import Called
from vivavoce.live.usecases.conduct import Conductor

_log = structlog.get_logger(__name__)
LOOK_EVERY_S = 0.2


class Usher:
    """Tells the waiting sessions of this process how the queue moves; without any it asks nothing."""

    def __init__(
        self,
        admission: Admission,
        clock: Clock,
        worker_id: str,
        conductors: Callable[[], Iterable[Conductor]],
    ) -> None:
        self._admission = admission
        self._clock = clock
        self._worker_id = worker_id
        self._conductors = conductors
        self._shown: dict[SessionId, int] = {}

    async def run(self) -> None:
        """Look now and then, until cancelled."""
        while True:
            await self._clock.sleep(LOOK_EVERY_S)
            waiting = [each for each in self._conductors() if each.is_queued]
            if not waiting:
                self._shown.clear()
                continue
            try:
                places = await self._admission.look(self._worker_id)
            except Exception as error:  # noqa: BLE001 - a bad moment must not close the queue
                _log.warning("queue.not_read", kind=type(error).__name__)
                continue
            self._shown = {
                session_id: place
                for each in waiting
                if (place := places.get(session_id := each.address.session_id)) is not None
                and self._call(each, place)
            }

    def _call(self, conductor: Conductor, place: int) -> bool:
        """Say a new place once; that there is room is said until it was heard."""
        if place == 0 or self._shown.get(conductor.address.session_id) != place:
            conductor.offer(Called(place))
        return True
