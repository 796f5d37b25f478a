"""Making a door and sending its link to the candidate."""

from __future__ import annotations

from datetime import timedelta

from vivavoce.access.domain.door import SCHEDULED, STARTABLE, TOKEN_BITS, Door
from vivavoce.access.ports import Desk, DoorBook, Post, Visit
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids, InterviewId, PersonId


class OpenDoor:
    """Makes the door of an interview, once; its time counts from then."""

    def __init__(self, *, book: DoorBook, clock: Clock, ids: Ids) -> None:
        self._book = book
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, work: Work, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> Door:
        """Return the interview's open door, making it if there is none."""
        now = self._clock.now()
        door = Door(
            id=self._ids.new(),
            interview_id=interview_id,
            person_id=person_id,
            made_at=now,
            expires_at=now + timedelta(days=days),
            token=self._ids.token(TOKEN_BITS),
        )
        return await self._book.open(work, door)


class Invite:
    """Sends the link to the candidate, the same one each time."""

    def __init__(self, *, open_door: OpenDoor, desk: Desk, post: Post, public_url: str) -> None:
        self._open_door = open_door
        self._desk = desk
        self._post = post
        self._public_url = public_url.rstrip("/")

    async def __call__(self, work: Work, interview_id: InterviewId) -> str:
        """Return the link; a letter goes to the candidate when an address is known."""
        visit = await self._desk.card(work, interview_id)
        days = PROFILES[visit.profile].link_days
        door = await self._open_door(work, interview_id, visit.person_id, days=days)
        link = self.link(door)
        if visit.email is not None:
            await self._send(work, visit, visit.email, door, link)
        return link

    async def when_approved(self, work: Work, interview_id: InterviewId) -> None:
        """Invite where the front door takes a link and the interview can still begin."""
        await self._desk.hold(work, interview_id)
        visit = await self._desk.card(work, interview_id)
        if PROFILES[visit.profile].has_link and visit.state in STARTABLE:
            await self(work, interview_id)

    def link(self, door: Door) -> str:
        """Return the address that a candidate opens."""
        return f"{self._public_url}/interview/join/{door.token}"

    async def _send(self, work: Work, visit: Visit, to: str, door: Door, link: str) -> None:
        await self._post.send_invitation(
            work,
            person_id=door.person_id,
            to=to,
            name=visit.candidate_name or "",
            position=visit.position or "",
            organisation=visit.company_name or "",
            link=link,
            minutes=visit.duration_minutes,
            expires_at=door.expires_at,
            opens_at=visit.opens_at if visit.state == SCHEDULED else None,
        )
