"""What other slices get of the candidate's door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from vivavoce.access.ports import Consents, DoorBook
from vivavoce.access.usecases.invite import Invite, OpenDoor
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PersonId


class Doors:
    """Opens, sends and closes the links of interviews, in the caller's own transaction."""

    def __init__(
        self,
        *,
        open_door: OpenDoor,
        invite: Invite,
        book: DoorBook,
        consents: Consents,
        clock: Clock,
    ) -> None:
        self._open_door = open_door
        self._invite = invite
        self._book = book
        self._consents = consents
        self._clock = clock

    async def open(
        self, work: Work, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> str:
        """Return the interview's link, making its door if there is none; twice gives the same link."""
        door = await self._open_door(work, interview_id, person_id, days=days)
        return self._invite.link(door)

    async def links(
        self, work: Work, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, str]:
        """Return the links of those interviews whose door is open."""
        doors = await self._book.of(work, interview_ids)
        now = self._clock.now()
        return {
            interview_id: self._invite.link(door)
            for interview_id, door in doors.items()
            if door.expires_at > now
        }

    async def invite(self, work: Work, interview_id: InterviewId) -> str:
        """Send the candidate the link, when an address is known, and return it."""
        return await self._invite(work, interview_id)

    async def keep_until(self, work: Work, interview_id: InterviewId, until: datetime) -> None:
        """Keep the door open at least until then; one that is open for longer stays so."""
        await self._book.keep_until(work, interview_id, until)

    async def close(self, work: Work, interview_id: InterviewId) -> None:
        """Close the door for good, if there is one. Opening again would make another link."""
        await self._book.revoke(work, interview_id, self._clock.now())

    async def needs(self, work: Work, interview_id: InterviewId) -> tuple[str, ...]:
        """Return what the candidate said would make it easier: for the session, not for scorers."""
        return await self._consents.needs(work, interview_id)
