"""Set up a session and approve its plan at once, so that it can start now."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.practice.domain.draft import PracticeSession
from vivavoce.practice.ports.interviews import PracticeInterviewService
from vivavoce.practice.ports.sessions import BeforeCommit, do_nothing
from vivavoce.practice.usecases.preview_session import PracticeSetupInput, SetUpPracticeSession
from vivavoce.practice.usecases.read_session import AssemblePracticeSession


class CreateApprovedPracticeSession:
    """Sets up a session that is ready to start."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PracticeInterviewService,
        set_up: SetUpPracticeSession,
        assemble_session: AssemblePracticeSession,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._set_up = set_up
        self._assemble_session = assemble_session

    async def __call__(
        self,
        caller: Caller,
        request: PracticeSetupInput,
        *,
        before_commit: BeforeCommit = do_nothing,
    ) -> PracticeSession:
        """Return the session with its plan approved in the person's name.

        Raises the errors of ``SetUpPracticeSession``.
        """
        interview_id = await self._set_up(caller, request)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._interviews.approve(work, caller, interview_id)
            session = await self._assemble_session(work, view)
            await before_commit(work, session)
            return session
