"""Phone calls over LiveKit SIP: the called candidate joins a room that the agent has joined."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.voice.domain.rooms import RoomConnection, parse_connection_id
from vivavoce.voice.ports.calls import (
    CallDeclinedError,
    CallNotAnsweredError,
    CallNotPlacedError,
    OutboundCall,
)
from vivavoce.voice.ports.rooms import LiveKitRequestError, RoomConnectionRepository, RoomServer

TRUNK_NAME = "livekit"


class LiveKitTelephony:
    """Implements ``TelephonyProvider``: a call is its session's room connection; its id is the room's name.

    A session has one connection, so a call replaces an earlier room. The process that holds the connection's
    lease sees whether the call rings and is answered.
    """

    def __init__(self, *, room_server: RoomServer, connections: RoomConnectionRepository) -> None:
        self._room_server = room_server
        self._connections = connections

    @property
    def trunk(self) -> str:
        """Its name in logs."""
        return TRUNK_NAME

    async def place_call(self, call: OutboundCall) -> str:
        """Return the call's id once it was answered, or raise as the port says."""
        leg = RoomConnection(call.tenant_id, call.session_id, call.attempt_id)
        try:
            await self._room_server.create_room(leg)
            # The agent is in the room before the call is answered, so the first words are not lost.
            await self._connections.open(leg)
        except LiveKitRequestError:
            raise CallDeclinedError("trunk") from None
        except UnavailableError:
            raise CallNotPlacedError from None
        try:
            await self._room_server.dial_participant(leg, call.number, ring_s=call.ring_s)
        except (CallNotPlacedError, CallDeclinedError, CallNotAnsweredError):
            await self._clean_up(leg.id, leg.room_name)
            raise
        return leg.room_name

    async def hang_up(self, sid: str) -> None:
        """End the call, whether it is ringing or answered.

        Raises ``CallNotPlacedError`` where LiveKit did not receive the request.
        """
        connection_id = parse_connection_id(sid)
        if connection_id is None:
            return
        await self._connections.delete(connection_id)
        try:
            await self._room_server.delete_room(sid)
        except VivavoceError:
            raise CallNotPlacedError from None

    async def _clean_up(self, connection_id: UUID, room_name: str) -> None:
        with suppress(VivavoceError):  # an empty room ends by itself
            await self._connections.delete(connection_id)
            await self._room_server.delete_room(room_name)
