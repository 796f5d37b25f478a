"""Going into a LiveKit room: the room is made, its leg is written down, and one token opens it."""

from __future__ import annotations

from contextlib import suppress

from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import Ids
from vivavoce.voice.domain.rooms import Leg, candidate_of, leg_in, room_of
from vivavoce.voice.ports.rooms import (
    Legs,
    LiveKitNotConfigured,
    Pass,
    RoomServer,
    Seats,
    TakeSeat,
    WebhookUnknown,
)
from vivavoce.voice.usecases.calls_in_rooms import CallsInRooms


class EnterLiveKit:
    """Gives whoever has a place in a session a token for a room of its own; the newest one counts."""

    def __init__(self, *, server: RoomServer | None, legs: Legs, seats: Seats, ids: Ids) -> None:
        self._server = server
        self._legs = legs
        self._seats = seats
        self._ids = ids

    async def by_handle(self, handle: str) -> Pass:
        """Return a pass for the holder of a session's handle, or raise ``NotFound``."""
        return await self._enter(await self._seats.of_handle(handle))

    async def as_caller(self, caller: Caller, practice_id: str) -> Pass:
        """Return a pass for the caller's own practice session, as its socket's ticket is given."""
        return await self._enter(await self._seats.of_caller(caller, practice_id))

    async def _enter(self, take_seat: TakeSeat) -> Pass:
        server = self._server
        if server is None:
            raise LiveKitNotConfigured
        tenant_id, session_id = await take_seat()
        leg = Leg(tenant_id, session_id, self._ids.new())
        # First the room: a server that is away is said now, and no leg waits for it.
        await server.open_room(leg)
        former = await self._legs.open(leg)
        if former is not None:
            with suppress(VivavoceError):  # it is left empty, and ends by itself
                await server.close_room(room_of(session_id, former))
        return await server.candidate_pass(leg)


class HeedLiveKit:
    """Takes in what LiveKit tells of rooms. Telling it twice, or late, changes nothing more."""

    def __init__(self, *, server: RoomServer | None, legs: Legs, calls: CallsInRooms) -> None:
        self._server = server
        self._legs = legs
        self._calls = calls

    async def __call__(self, body: bytes, authorization: str) -> None:
        """Take a webhook in, or raise ``WebhookUnknown``."""
        if self._server is None:
            raise WebhookUnknown
        notice = await self._server.read_notice(body, authorization)
        leg_id = leg_in(notice.room)
        if leg_id is None:
            return
        if notice.kind == "participant_left" and notice.identity == candidate_of(leg_id):
            await self._calls.lost(leg_id)
        elif notice.kind == "room_finished":
            await self._calls.lost(leg_id)
            await self._legs.forget(leg_id)
