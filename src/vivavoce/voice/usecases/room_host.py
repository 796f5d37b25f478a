"""Hosts LiveKit rooms in this process: claims free connections and leaves those whose lease it lost."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.ports.rooms import ROOM_LEASE_S, RoomConnectionRepository, RoomLease
from vivavoce.voice.usecases.serve_room import RoomOutcome, ServeRoom, ServeRoomDependencies

_log = structlog.get_logger(__name__)

CLAIM_INTERVAL_S = 0.25
RENEW_INTERVAL_S = ROOM_LEASE_S / 4
_CLAIM_BATCH = 4
"""Claimed at a time; few, so that several processes share new connections."""
MAX_ROOMS = 200
_RETRY_PAUSE_S = 2.0
"""Seconds before a connection that failed may be claimed again."""


@dataclass(slots=True)
class _HostedRoom:
    lease: RoomLease
    task: asyncio.Task[None]
    leased_until: float
    """Monotonic time; never later than the lease's end in the database."""


class RoomHost:
    """Claims and serves rooms until cancelled; then leaves every room and releases its lease at once."""

    def __init__(
        self,
        *,
        connections: RoomConnectionRepository,
        dependencies: ServeRoomDependencies,
        worker_id: str,
        clock: Clock,
        max_rooms: int = MAX_ROOMS,
    ) -> None:
        self._connections = connections
        self._dependencies = dependencies
        self._worker_id = worker_id
        self._clock = clock
        self._max_rooms = max_rooms
        self._hosted: dict[UUID, _HostedRoom] = {}

    @property
    def room_count(self) -> int:
        """Number of rooms that are served now."""
        return len(self._hosted)

    async def run(self) -> None:
        """Serve rooms until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._renew_leases())
            while True:
                await self._claim(tasks)
                await self._clock.sleep(CLAIM_INTERVAL_S)

    async def _claim(self, tasks: asyncio.TaskGroup) -> None:
        room_left = min(_CLAIM_BATCH, self._max_rooms - self.room_count)
        if room_left <= 0 or self._dependencies.is_stopping():
            return
        requested_at = self._clock.monotonic()
        try:
            leases = await self._connections.claim(self._worker_id, room_left)
        except VivavoceError as error:
            _log.warning("call_legs.not_claimed", code=error.code)
            return
        for lease in leases:
            task = tasks.create_task(self._serve(lease))
            self._hosted[lease.connection.id] = _HostedRoom(
                lease, task, requested_at + ROOM_LEASE_S
            )

    async def _serve(self, lease: RoomLease) -> None:
        outcome: RoomOutcome = "cut"
        try:
            outcome = await ServeRoom(lease, self._dependencies)()
        except VivavoceError as error:
            _log.warning("room.lease_lost", code=error.code)
            await self._clock.sleep(_RETRY_PAUSE_S)
        except Exception:  # noqa: BLE001 - one room's end must not end the others
            _log.exception("room.crashed")
            await self._clock.sleep(_RETRY_PAUSE_S)
        finally:
            hosted = self._hosted.get(lease.connection.id)
            if hosted is not None and hosted.lease is lease:
                del self._hosted[lease.connection.id]
            await self._return_lease(lease, outcome)

    async def _return_lease(self, lease: RoomLease, outcome: RoomOutcome) -> None:
        """End or release the connection; does nothing where another process holds it by now."""
        try:
            if outcome == "done":
                await self._connections.end(lease)
            elif outcome == "cut":
                await self._connections.release(lease)
        except VivavoceError as error:
            _log.warning("call_leg.not_released", code=error.code)  # the lease expires by itself

    async def _renew_leases(self) -> None:
        while True:
            await self._clock.sleep(RENEW_INTERVAL_S)
            rooms, requested_at = dict(self._hosted), self._clock.monotonic()
            if rooms:
                epochs = await self._request_renewal(rooms)
                for connection_id, room in rooms.items():
                    self._check_lease(
                        room, requested_at, None if epochs is None else epochs.get(connection_id, 0)
                    )

    async def _request_renewal(self, rooms: Collection[UUID]) -> Mapping[UUID, int] | None:
        """Return the connections that are still leased and their epochs, or None when the database fails."""
        try:
            async with asyncio.timeout(ROOM_LEASE_S / 2):
                return await self._connections.renew(self._worker_id, rooms)
        except (VivavoceError, TimeoutError) as error:
            _log.warning("call_legs.not_renewed", kind=type(error).__name__)
            return None

    def _check_lease(self, room: _HostedRoom, requested_at: float, epoch: int | None) -> None:
        """Leave a room whose lease is lost; ``epoch`` is None when the database could not be asked."""
        if epoch == room.lease.epoch:
            room.leased_until = requested_at + ROOM_LEASE_S
        elif epoch is not None or self._clock.monotonic() >= room.leased_until:
            # Without a valid lease this process must stop: another one may be serving the room by now.
            _log.info("call_leg.lost")
            room.task.cancel()
