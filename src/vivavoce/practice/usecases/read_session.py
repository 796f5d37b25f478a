"""Read a practice session: the interview, its plan, what the history says, and whether it has expired."""

from __future__ import annotations

from vivavoce.contracts.interview import InterviewView
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.practice.domain.draft import (
    DraftExpired,
    FollowUpPolicy,
    PracticeSession,
    is_overdue,
    now_at,
    status,
)
from vivavoce.practice.domain.setup import mode_of
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.sessions import Drafts, History, Plans
from vivavoce.practice.usecases.owners import Owners


class Compose:
    """Puts together what a seeker is shown of a session, in the caller's unit of work."""

    def __init__(
        self,
        *,
        drafts: Drafts,
        plans: Plans,
        history: History,
        follow_ups: FollowUpPolicy,
        modes: tuple[str, ...],
    ) -> None:
        self._drafts = drafts
        self._plans = plans
        self._history = history
        self._follow_ups = follow_ups
        self._modes = modes

    async def __call__(self, work: Work, view: InterviewView) -> PracticeSession:
        """Return the session with the plan that the interview has heard of last."""
        plan = None
        if view.plan_id is not None:
            plan = await self._plans.read(work, view.interview_id, view.plan_id)
        return PracticeSession(
            view=view,
            draft=await self._drafts.find(work, view.interview_id),
            plan=plan,
            history=await self._history.summary(work, view.person_id),
            follow_ups=self._follow_ups,
            mode=mode_of(view.context or {}, self._modes),
        )


class ReadSession:
    """Returns a seeker's own session; what has waited too long ends by being looked at."""

    def __init__(
        self, open_work: OpenWork, owners: Owners, desk: Desk, compose: Compose, clock: Clock
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._desk = desk
        self._compose = compose
        self._clock = clock

    async def __call__(self, caller: Caller, session_id: str) -> PracticeSession:
        """Return the session as it stands now, or raise ``UnknownSession``."""
        await self.end_if_overdue(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._owners.session(work, caller, session_id)
            return await self._compose(work, view)

    async def refuse_if_expired(self, caller: Caller, session_id: str) -> None:
        """Return if the session can be worked on, else raise ``DraftExpired`` or ``UnknownSession``."""
        view = await self.end_if_overdue(caller, session_id)
        if status(view) == "expired":
            raise DraftExpired(extra=now_at(view))

    async def end_if_overdue(self, caller: Caller, session_id: str) -> InterviewView:
        """End what has waited longer than it is kept, and return how it stands."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._owners.session(work, caller, session_id)
            if not is_overdue(view, self._clock.now()):
                return view
            view = await self._owners.session(work, caller, session_id, is_locked=True)
            if not is_overdue(view, self._clock.now()):
                return view
            return await self._desk.expire(work, view.interview_id)
