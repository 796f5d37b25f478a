"""Approve a draft's plan: the only transition from ``draft`` to ``configured``."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.practice.domain.draft import (
    PlanNotReadyError,
    PracticeSession,
    SessionNotApprovableError,
    practice_status,
    status_details,
)
from vivavoce.practice.ports.interviews import PracticeInterviewService
from vivavoce.practice.ports.sessions import BeforeCommit, do_nothing
from vivavoce.practice.usecases.practice_access import PracticeAccess
from vivavoce.practice.usecases.read_session import AssemblePracticeSession, ReadPracticeSession
from vivavoce.practice.usecases.wait_for_plan import PLANNED_STATE


class ApprovePracticeSession:
    """Approves a plan in the person's name; approving again has no effect."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        read: ReadPracticeSession,
        assemble_session: AssemblePracticeSession,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._read = read
        self._assemble_session = assemble_session

    async def __call__(
        self, caller: Caller, session_id: str, *, before_commit: BeforeCommit = do_nothing
    ) -> PracticeSession:
        """Return the configured session.

        Raises ``SessionNotApprovableError``, ``PlanNotReadyError`` or ``PracticeSessionExpiredError``.
        """
        await self._read.raise_if_expired(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id, is_locked=True)
            stands = practice_status(view)
            if stands not in ("draft", "configured"):
                raise SessionNotApprovableError(extra=status_details(view))
            if stands == "draft":
                if view.state != PLANNED_STATE:
                    raise PlanNotReadyError(extra=status_details(view))
                view = await self._interviews.approve(work, caller, view.interview_id)
            session = await self._assemble_session(work, view)
            await before_commit(work, session)
            return session
