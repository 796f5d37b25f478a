"""Calling somebody over LiveKit's SIP: the call becomes the candidate of a room that we are in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import Ids, SessionId, TenantId
from vivavoce.voice.domain.rooms import Leg
from vivavoce.voice.ports.rooms import Legs, LiveKitNotConfigured, RoomServer


@dataclass(frozen=True, slots=True)
class RoomCall:
    """A call that was answered, and the room that it is in."""

    call_id: str
    leg: Leg


class DialIntoRoom:
    """Places and ends calls. A session has one leg, so a call takes the place of a room before it."""

    def __init__(self, *, server: RoomServer | None, legs: Legs, ids: Ids) -> None:
        self._server = server
        self._legs = legs
        self._ids = ids

    async def __call__(
        self, tenant_id: TenantId, session_id: SessionId, number: str, *, ring_s: int
    ) -> RoomCall:
        """Return the call once it was answered, or raise ``NotReached``.

        ``LiveKitUnavailable`` leaves open whether it rings: it is not for trying again at once.
        """
        server = self._server
        if server is None:
            raise LiveKitNotConfigured
        leg = Leg(tenant_id, session_id, self._ids.new())
        await server.open_room(leg)
        # We are in the room when the call is answered: the first words are not lost.
        await self._legs.open(leg)
        try:
            return RoomCall(await server.dial(leg, number, ring_s=ring_s), leg)
        except VivavoceError:
            await self._tidy(leg.id, leg.room)
            raise

    async def hang_up(self, call: RoomCall) -> None:
        """End the call; one that ended is fine."""
        if self._server is None:
            raise LiveKitNotConfigured
        await self._server.remove(call.leg.room, call.leg.candidate)

    async def _tidy(self, leg_id: UUID, room: str) -> None:
        await self._legs.forget(leg_id)
        if self._server is not None:
            with suppress(VivavoceError):  # it is left empty, and ends by itself
                await self._server.close_room(room)
