"""Updates calls from events in LiveKit rooms; a room connection has the id of the call's attempt."""

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
    """Updates calls by what happens in their rooms. A repeated or late event changes nothing more."""

    def __init__(
        self, *, answer: HandleAnsweredCall, follow: UpdateCallStatus, join: ConnectCallAudio
    ) -> None:
        self._answer = answer
        self._follow = follow
        self._join = join

    async def record_ringing(self, connection: RoomConnection) -> None:
        """Record that the candidate's telephone is ringing."""
        await self._follow(connection.id, "ringing", sid=connection.room_name)

    async def record_not_reached(
        self, connection: RoomConnection, reason: CallFailureReason
    ) -> None:
        """Record that the attempt reached nobody."""
        await self._follow(connection.id, reason, sid=connection.room_name)

    async def connect(self, connection: RoomConnection) -> ConnectedCall | None:
        """Return the call that was answered, or that continues in this process; None where it must end."""
        way = await self._answer(connection.id, answered_by="unknown", sid=connection.room_name)
        if way is not None:
            return await self._join(way, sid=connection.room_name)
        return await self._join.reconnect(connection.id)

    async def record_lost(self, connection_id: UUID) -> bool:
        """Record that the call in this room was lost and is to be redialed; return whether there was one."""
        joined = await self._join.reconnect(connection_id)
        if joined is not None:
            await self._join.record_disconnect(joined)
        return joined is not None

    async def record_ended(self, connected_call: ConnectedCall) -> None:
        """Record that the call ended: the session is over, or a new call continues it."""
        await self._join.record_disconnect(connected_call)
