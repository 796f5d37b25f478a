"""Set a practice session up: order its plan, wait for it, show it. A draft that fails leaves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from vivavoce.contracts.plan import PlannerFailed
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.practice.domain.draft import (
    NOT_PLANNED,
    NotADraft,
    PlanNotInTime,
    PracticeSession,
    now_at,
    status,
)
from vivavoce.practice.domain.setup import Setup, Wish, read_feedback, read_wish
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.sessions import (
    Drafts,
    History,
    Limits,
    PlanEdits,
    Reorder,
    Then,
    nothing,
)
from vivavoce.practice.usecases.assigned import LaunchAssigned
from vivavoce.practice.usecases.owners import Owners, UnknownSession
from vivavoce.practice.usecases.read_session import Compose, ReadSession
from vivavoce.practice.usecases.wait_for_plan import AWAITING, PLANNED, WaitForPlan

WINDOW_S = 600
MOST_IN_WINDOW = 30
"""How many plans one person may have written in ten minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for a session, as it came."""

    user_id: str
    org_id: str
    wish: Wish
    draft_session_id: str | None = None
    planner_feedback: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A plan that is being written. ``then`` is a second one that is to follow it."""

    interview_id: InterviewId
    since: datetime
    is_new: bool
    is_asked_next: bool = False


class SetUp:
    """Opens a session or has its plan written again, and waits until the plan is there."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        owners: Owners,
        desk: Desk,
        drafts: Drafts,
        history: History,
        limits: Limits,
        reorder: Reorder,
        edits: PlanEdits,
        assigned: LaunchAssigned,
        read: ReadSession,
        wait: WaitForPlan,
        modes: tuple[str, ...],
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._desk = desk
        self._drafts = drafts
        self._history = history
        self._limits = limits
        self._reorder = reorder
        self._edits = edits
        self._assigned = assigned
        self._read = read
        self._wait = wait
        self._modes = modes

    async def __call__(self, caller: Caller, request: Request) -> InterviewId:
        """Return the interview once its plan is there.

        A wish in words that changes nothing is refused, and the draft stays as it is. Raises
        ``PlannerFailed`` or ``PlanNotInTime``: a new draft is cancelled then, an old one stays and
        can be asked for again.
        """
        caller.require(Permission.PRACTICE)
        setup = read_wish(request.wish, modes=self._modes)
        feedback = read_feedback(request.planner_feedback)
        await self._limits.hit(
            f"practice:{caller.tenant_id}:{caller.id}:{request.user_id.lower()}",
            window_s=WINDOW_S,
            limit=MOST_IN_WINDOW,
        )
        if request.draft_session_id is None:
            ordered = await self._opened(caller, request, setup, feedback)
        else:
            ordered = await self._again(caller, request, setup, feedback)
        try:
            await self._wait(caller.tenant_id, ordered.interview_id, since=ordered.since)
        except (PlannerFailed, PlanNotInTime):
            if not ordered.is_new or not await self._withdrawn(caller, ordered.interview_id):
                raise
        if ordered.is_asked_next:
            return await self(caller, request)
        return ordered.interview_id

    async def _opened(
        self, caller: Caller, request: Request, setup: Setup, feedback: str
    ) -> Ordered:
        async with self._open_work(caller.tenant_id) as work:
            person, setup = await self._person(work, caller, request, setup)
            facts = {**setup.facts, **await self._from_history(work, person)}
            view = await self._desk.open(work, caller, person, facts)
            await self._drafts.add(work, view.interview_id, setup, feedback=feedback)
            await self._assigned.link(work, setup.assignment_id, view.interview_id)
        return Ordered(interview_id=view.interview_id, since=view.updated_at, is_new=True)

    async def _again(
        self, caller: Caller, request: Request, setup: Setup, feedback: str
    ) -> Ordered:
        session_id = request.draft_session_id or ""
        await self._read.refuse_if_expired(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._owners.session(work, caller, session_id, is_locked=True)
            if status(view) != "draft":
                raise NotADraft(extra=now_at(view))
            person, setup = await self._person(work, caller, request, setup)
            if view.person_id != person:
                raise UnknownSession
            if view.state in AWAITING:
                draft = await self._drafts.find(work, view.interview_id)
                is_same = self._drafts.is_same(draft, setup, feedback=feedback)
                await self._reorder(work, view.interview_id)
            else:
                is_same = True
                facts = {**setup.facts, **await self._from_history(work, person)}
                view = await self._desk.plan_again(
                    work, caller, view.interview_id, facts=facts, wish=feedback
                )
                if feedback:
                    await self._edits.try_change(work, view.interview_id, feedback)
                await self._drafts.ask_again(work, view.interview_id, setup, feedback=feedback)
                await self._assigned.link(work, setup.assignment_id, view.interview_id)
        return Ordered(
            interview_id=view.interview_id,
            since=view.updated_at,
            is_new=False,
            is_asked_next=not is_same,
        )

    async def _person(
        self, work: Work, caller: Caller, request: Request, setup: Setup
    ) -> tuple[PersonId, Setup]:
        """Return whose session it is, and the set-up as an assignment wants it."""
        await self._owners.check_org(work, caller, request.org_id)
        setup = await self._assigned(work, caller, setup, user_id=request.user_id)
        person = await self._owners.person(
            work, caller, user_id=request.user_id, org_id=request.org_id
        )
        if setup.candidate_name is None and caller.is_person:
            setup = replace(setup, candidate_name=caller.name)
        return person, setup

    async def _from_history(self, work: Work, person: PersonId) -> Mapping[str, Any]:  # Any: facts
        history = await self._history.summary(work, person)
        if history is None:
            return {}
        return {"focus": history.carry_forward, "avoid": history.avoid}

    async def _withdrawn(self, caller: Caller, interview_id: InterviewId) -> bool:
        """End a new draft that nobody planned; return whether its plan came at the last moment."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._desk.view(work, interview_id, is_locked=True)
            if view.state == PLANNED:
                return True
            await self._desk.end(work, interview_id, code=NOT_PLANNED)
            return False


class Preview:
    """Shows a draft: a new one, or one whose plan was written again."""

    def __init__(self, open_work: OpenWork, desk: Desk, set_up: SetUp, compose: Compose) -> None:
        self._open_work = open_work
        self._desk = desk
        self._set_up = set_up
        self._compose = compose

    async def __call__(
        self, caller: Caller, request: Request, *, then: Then = nothing
    ) -> PracticeSession:
        """Return the draft with its plan."""
        interview_id = await self._set_up(caller, request)
        async with self._open_work(caller.tenant_id) as work:
            session = await self._compose(work, await self._desk.view(work, interview_id))
            await then(work, session)
            return session
