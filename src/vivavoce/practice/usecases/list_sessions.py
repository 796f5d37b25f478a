"""A seeker's own sessions, newest first, each with where its review stands."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.interview import InterviewView
from vivavoce.contracts.profiles import PRACTICE
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.practice.domain.history import ReviewStanding
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.sessions import Standings
from vivavoce.practice.usecases.owners import Owners


@dataclass(frozen=True, slots=True)
class Practised:
    """One session and its review, where there is one."""

    view: InterviewView
    review: ReviewStanding | None


class ListSessions:
    """Lists what a person has practised."""

    def __init__(
        self, open_work: OpenWork, owners: Owners, desk: Desk, standings: Standings
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._desk = desk
        self._standings = standings

    async def __call__(self, caller: Caller, *, limit: int) -> list[Practised]:
        """Return the caller's own sessions; who has never practised has none."""
        caller.require(Permission.PRACTICE)
        async with self._open_work(caller.tenant_id) as work:
            person_id = await self._owners.own(work, caller)
            if person_id is None:
                return []
            views = await self._desk.of_person(work, person_id, profile=PRACTICE.name, limit=limit)
            found = await self._standings.standings(work, [view.interview_id for view in views])
        return [Practised(view, found.get(view.interview_id)) for view in views]
