"""What a LiveKit room says of the call that is in it; the room's leg has the id of the call's attempt."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.call_updates import CallFailureReason
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.usecases.call_callbacks import (
    ConnectCallAudio,
    ConnectedCall,
    HandleAnsweredCall,
    UpdateCallStatus,
)


class RoomCalls:
    """Follows calls by what is seen in their rooms. Telling it twice, or late, changes nothing more."""

    def __init__(
        self, *, answer: HandleAnsweredCall, follow: UpdateCallStatus, join: ConnectCallAudio
    ) -> None:
        self._answer = answer
        self._follow = follow
        self._join = join

    async def record_ringing(self, connection: RoomConnection) -> None:
        """It rings at the other end."""
        await self._follow(connection.id, "ringing", sid=connection.room_name)

    async def record_not_reached(
        self, connection: RoomConnection, reason: CallFailureReason
    ) -> None:
        """Nobody answered."""
        await self._follow(connection.id, reason, sid=connection.room_name)

    async def connect(self, connection: RoomConnection) -> ConnectedCall | None:
        """Return the call that was answered, or that goes on here; None where it is to end."""
        way = await self._answer(connection.id, answered_by="unknown", sid=connection.room_name)
        if way is not None:
            return await self._join(way, sid=connection.room_name)
        return await self._join.reconnect(connection.id)

    async def record_lost(self, connection_id: UUID) -> bool:
        """Return whether somebody talked in this leg's room; they do no more, and are called again."""
        joined = await self._join.reconnect(connection_id)
        if joined is not None:
            await self._join.record_disconnect(joined)
        return joined is not None

    async def record_ended(self, connected_call: ConnectedCall) -> None:
        """The call has ended: the talk is over, or is taken up again by a new call."""
        await self._join.record_disconnect(connected_call)
