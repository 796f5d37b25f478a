"""Calling somebody over LiveKit's SIP: the call becomes the candidate of a room that we are in."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from vivavoce.kernel.errors import Unavailable, VivavoceError
from vivavoce.voice.domain.rooms import Leg, leg_in
from vivavoce.voice.ports.calls import Declined, NotAnswered, NotPlaced, Order
from vivavoce.voice.ports.rooms import Legs, LiveKitFailed, RoomServer

TRUNK = "livekit"


class DialIntoRoom:
    """Implements ``Provider``: a call is a leg of its session, and its name is the leg's room.

    A session has one leg, so a call takes the place of a room before it. Whether it rings and is answered
    is seen by whoever holds the leg.
    """

    def __init__(self, *, server: RoomServer, legs: Legs) -> None:
        self._server = server
        self._legs = legs

    @property
    def trunk(self) -> str:
        """Its name, as logs call it."""
        return TRUNK

    async def place(self, order: Order) -> str:
        """Return the call's name once it was answered, or raise as the port says."""
        leg = Leg(order.tenant_id, order.session_id, order.attempt_id)
        try:
            await self._server.open_room(leg)
            # We are in the room when the call is answered: the first words are not lost.
            await self._legs.open(leg)
        except LiveKitFailed:
            raise Declined("trunk") from None
        except Unavailable:
            raise NotPlaced from None
        try:
            await self._server.dial(leg, order.number, ring_s=order.ring_s)
        except (NotPlaced, Declined, NotAnswered):
            await self._tidy(leg.id, leg.room)
            raise
        return leg.room

    async def hang_up(self, sid: str) -> None:
        """End the call, whether it rings or is talked in; raise ``NotPlaced`` where that was not told."""
        leg_id = leg_in(sid)
        if leg_id is None:
            return
        await self._legs.forget(leg_id)
        try:
            await self._server.close_room(sid)
        except VivavoceError:
            raise NotPlaced from None

    async def _tidy(self, leg_id: UUID, room: str) -> None:
        with suppress(VivavoceError):  # it is left empty, and ends by itself
            await self._legs.forget(leg_id)
            await self._server.close_room(room)
