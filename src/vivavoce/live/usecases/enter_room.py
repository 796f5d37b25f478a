"""Going into the room: by the person's own credential, or by a ticket that they got with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.contracts.interview import read_session
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids
from vivavoce.live.domain.handle import Handles
from vivavoce.live.ports import Room, RoomNotYours, Rooms, RoomTickets, RoomUnknown
from vivavoce.live.usecases.admit import TICKET_BITS, Admitted, SessionUnknown

TICKET_S = 60


@dataclass(frozen=True, slots=True)
class RoomTicket:
    """Opens one socket to a room, once."""

    ticket: str
    expires_at: datetime
    room: Room


class EnterRoom:
    """Decides who may go into a room; going in opens the session and starts the interview."""

    def __init__(self, *, rooms: Rooms, tickets: RoomTickets, clock: Clock, ids: Ids) -> None:
        self._rooms = rooms
        self._tickets = tickets
        self._clock = clock
        self._ids = ids

    async def issue_ticket(self, caller: Caller, session_id: str) -> RoomTicket:
        """Return a ticket for the caller's own room.

        Raises ``RoomUnknown``, for other people's rooms too, ``RoomNotOpen`` or ``RoomOver``.
        """
        try:
            room = await self._rooms.find(caller, session_id)
        except RoomNotYours:
            raise RoomUnknown from None
        await self._rooms.check(room)
        ticket = self._ids.token(TICKET_BITS)
        await self._tickets.keep(room, _hashed(ticket), TICKET_S)
        return RoomTicket(ticket, self._clock.now() + timedelta(seconds=TICKET_S), room)

    async def by_ticket(self, ticket: str, session_id: str) -> Admitted:
        """Use the ticket up and go in; raise ``SessionUnknown`` when it does not fit this room."""
        found = await self._tickets.use(_hashed(ticket))
        if found is None or found[1] != read_session(session_id):
            raise SessionUnknown
        return Admitted(await self._rooms.enter(*found), session_id)

    async def as_caller(self, caller: Caller, session_id: str) -> Admitted:
        """Go into the caller's own room; raise ``RoomUnknown`` or ``RoomNotYours``."""
        room = await self._rooms.find(caller, session_id)
        return Admitted(await self._rooms.enter(room.tenant_id, room.interview_id), session_id)


def _hashed(ticket: str) -> bytes:
    return Handles.hashed(f"room:{ticket}")
