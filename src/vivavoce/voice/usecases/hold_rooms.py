"""All LiveKit rooms that this process holds: takes legs that nobody holds, and leaves those it lost."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.ports.rooms import LEG_LEASE_S, Held, Legs
from vivavoce.voice.usecases.attend_room import AttendRoom, Outcome, RoomTools

_log = structlog.get_logger(__name__)

LOOK_EVERY_S = 0.25
RENEW_EVERY_S = LEG_LEASE_S / 4
_BATCH = 4
"""Few at a time, so that several processes share what comes."""
MOST_ROOMS = 200
_PAUSE_S = 2.0
"""A leg that could not be attended to is left alone for so long before anybody tries again."""


@dataclass(slots=True)
class _Room:
    held: Held
    task: asyncio.Task[None]
    ours_until: float
    """On our own clock, and never later than on the database's."""


class HoldRooms:
    """Runs until it is cancelled; then every room is left, and what was held is free for others at once."""

    def __init__(
        self,
        *,
        legs: Legs,
        tools: RoomTools,
        worker_id: str,
        clock: Clock,
        most: int = MOST_ROOMS,
    ) -> None:
        self._legs = legs
        self._tools = tools
        self._worker_id = worker_id
        self._clock = clock
        self._most = most
        self._rooms: dict[UUID, _Room] = {}

    @property
    def count(self) -> int:
        """How many rooms are held here now."""
        return len(self._rooms)

    async def run(self) -> None:
        """Hold rooms until this process stops."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._renew())
            while True:
                await self._take(tasks)
                await self._clock.sleep(LOOK_EVERY_S)

    async def _take(self, tasks: asyncio.TaskGroup) -> None:
        room_left = min(_BATCH, self._most - self.count)
        if room_left <= 0 or self._tools.is_stopping():
            return
        asked_at = self._clock.monotonic()
        try:
            taken = await self._legs.take(self._worker_id, room_left)
        except VivavoceError as error:
            _log.warning("legs.not_taken", code=error.code)
            return
        for held in taken:
            task = tasks.create_task(self._hold(held))
            self._rooms[held.leg.id] = _Room(held, task, asked_at + LEG_LEASE_S)

    async def _hold(self, held: Held) -> None:
        outcome: Outcome = "cut"
        try:
            outcome = await AttendRoom(held, self._tools)()
        except VivavoceError as error:
            _log.warning("room.not_held", code=error.code)
            await self._clock.sleep(_PAUSE_S)
        except Exception:  # noqa: BLE001 - one room's end must not end the others
            _log.exception("room.died")
            await self._clock.sleep(_PAUSE_S)
        finally:
            mine = self._rooms.get(held.leg.id)
            if mine is not None and mine.held is held:
                del self._rooms[held.leg.id]
            await self._give_back(held, outcome)

    async def _give_back(self, held: Held, outcome: Outcome) -> None:
        """Say what becomes of the leg; where somebody else holds it by now, nothing does."""
        try:
            if outcome == "done":
                await self._legs.end(held)
            elif outcome == "cut":
                await self._legs.release(held)
        except VivavoceError as error:
            _log.warning("leg.not_given_back", code=error.code)  # it runs out by itself

    async def _renew(self) -> None:
        while True:
            await self._clock.sleep(RENEW_EVERY_S)
            rooms, asked_at = dict(self._rooms), self._clock.monotonic()
            if rooms:
                still = await self._still_held(rooms)
                for leg_id, room in rooms.items():
                    self._judge(room, asked_at, None if still is None else still.get(leg_id, 0))

    async def _still_held(self, rooms: Collection[UUID]) -> Mapping[UUID, int] | None:
        """Return what is ours by the database's word, or None when it says nothing."""
        try:
            async with asyncio.timeout(LEG_LEASE_S / 2):
                return await self._legs.renew(self._worker_id, rooms)
        except (VivavoceError, TimeoutError) as error:
            _log.warning("legs.not_renewed", kind=type(error).__name__)
            return None

    def _judge(self, room: _Room, asked_at: float, epoch: int | None) -> None:
        """Leave a room that is not ours any more; ``epoch`` is None when we could not ask."""
        if epoch == room.held.epoch:
            room.ours_until = asked_at + LEG_LEASE_S
        elif epoch is not None or self._clock.monotonic() >= room.ours_until:
            # Whoever cannot say that they live must not speak: somebody else may, by now.
            _log.info("leg.lost")
            room.task.cancel()
