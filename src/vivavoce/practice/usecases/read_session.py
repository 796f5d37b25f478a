"""Read a practice session: the interview, its plan and the history; expire it if it is overdue."""

from __future__ import annotations

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.practice.domain.draft import (
    FollowUpPolicySummary,
    PracticeSession,
    PracticeSessionExpiredError,
    is_overdue,
    practice_status,
    status_details,
)
from vivavoce.practice.domain.setup import choose_mode
from vivavoce.practice.ports.interviews import PracticeInterviewService
from vivavoce.practice.ports.sessions import (
    PlanApprovalReader,
    PracticeDraftRepository,
    PracticeHistoryReader,
)
from vivavoce.practice.usecases.practice_access import PracticeAccess


class AssemblePracticeSession:
    """Assembles what a seeker sees of a session, in the caller's unit of work."""

    def __init__(
        self,
        *,
        drafts: PracticeDraftRepository,
        plans: PlanApprovalReader,
        history: PracticeHistoryReader,
        follow_ups: FollowUpPolicySummary,
        modes: tuple[str, ...],
    ) -> None:
        self._drafts = drafts
        self._plans = plans
        self._history = history
        self._follow_ups = follow_ups
        self._modes = modes

    async def __call__(self, work: UnitOfWork, view: InterviewSnapshot) -> PracticeSession:
        """Return the session with the interview's current plan."""
        plan = None
        if view.plan_id is not None:
            plan = await self._plans.read(work, view.interview_id, view.plan_id)
        return PracticeSession(
            view=view,
            draft=await self._drafts.find(work, view.interview_id),
            plan=plan,
            history=await self._history.summarize(work, view.person_id),
            follow_ups=self._follow_ups,
            mode=choose_mode(view.context or {}, self._modes),
        )


class ReadPracticeSession:
    """Reads a seeker's own session; reading an overdue session expires it."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        assemble_session: AssemblePracticeSession,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._assemble_session = assemble_session
        self._clock = clock

    async def __call__(self, caller: Caller, session_id: str) -> PracticeSession:
        """Return the current session, or raise ``PracticeSessionNotFoundError``."""
        await self.expire_if_overdue(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id)
            return await self._assemble_session(work, view)

    async def raise_if_expired(self, caller: Caller, session_id: str) -> None:
        """Raise if the session has expired, and expire it first if it is overdue.

        Raises ``PracticeSessionExpiredError`` or ``PracticeSessionNotFoundError``.
        """
        view = await self.expire_if_overdue(caller, session_id)
        if practice_status(view) == "expired":
            raise PracticeSessionExpiredError(extra=status_details(view))

    async def expire_if_overdue(self, caller: Caller, session_id: str) -> InterviewSnapshot:
        """Expire the session if it is overdue, and return it."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id)
            if not is_overdue(view, self._clock.now()):
                return view
            view = await self._access.load_session(work, caller, session_id, is_locked=True)
            if not is_overdue(view, self._clock.now()):
                return view
            return await self._interviews.expire(work, view.interview_id)
