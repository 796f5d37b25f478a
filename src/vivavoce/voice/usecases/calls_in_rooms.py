"""What a LiveKit room says of the call that is in it; the room's leg has the id of the call's attempt."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.calls import NotReachedBecause
from vivavoce.voice.domain.rooms import Leg
from vivavoce.voice.usecases.callbacks import AnswerCall, FollowStatus, Joined, JoinSound


class CallsInRooms:
    """Follows calls by what is seen in their rooms. Telling it twice, or late, changes nothing more."""

    def __init__(self, *, answer: AnswerCall, follow: FollowStatus, join: JoinSound) -> None:
        self._answer = answer
        self._follow = follow
        self._join = join

    async def rings(self, leg: Leg) -> None:
        """It rings at the other end."""
        await self._follow(leg.id, "ringing", sid=leg.room)

    async def not_reached(self, leg: Leg, why: NotReachedBecause) -> None:
        """Nobody answered."""
        await self._follow(leg.id, why, sid=leg.room)

    async def take_up(self, leg: Leg) -> Joined | None:
        """Return the call that was answered, or that goes on here; None where it is to end."""
        way = await self._answer(leg.id, by="unknown", sid=leg.room)
        if way is not None:
            return await self._join(way, sid=leg.room)
        return await self._join.again(leg.id)

    async def lost(self, leg_id: UUID) -> bool:
        """Return whether somebody talked in this leg's room; they do no more, and are called again."""
        joined = await self._join.again(leg_id)
        if joined is not None:
            await self._join.gone(joined)
        return joined is not None

    async def gone(self, joined: Joined) -> None:
        """The call has ended: the talk is over, or is taken up again by a new call."""
        await self._join.gone(joined)
