"""Replace a draft's questions with the seeker's own, and approve its plan.

The questions are replaced once per draft, even under concurrent requests. Approval is the only transition
from ``draft`` to ``configured``.
"""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.domain.draft import (
    EditAlreadyUsedError,
    PlanAlreadyApprovedError,
    PlanNotReadyError,
    PracticeSession,
    SeekerQuestion,
    SessionNotApprovableError,
    SessionNotDraftError,
    practice_status,
    status_details,
)
from vivavoce.practice.ports import (
    BeforeCommit,
    PracticeInterviewService,
    PracticePlanService,
    do_nothing,
)
from vivavoce.practice.usecases.own_practice import PracticeAccess
from vivavoce.practice.usecases.read_session import (
    PLANNED_STATE,
    AssemblePracticeSession,
    ReadPracticeSession,
)


class EditQuestions:
    """Edits a draft. A rejected edit is not used up: the edit and the new plan are one transaction."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        drafts: PostgresPracticeDraftRepository,
        plans: PracticePlanService,
        audit: AuditTrail,
        read: ReadPracticeSession,
        assemble_session: AssemblePracticeSession,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._drafts = drafts
        self._plans = plans
        self._audit = audit
        self._read = read
        self._assemble_session = assemble_session

    async def __call__(
        self,
        caller: Caller,
        session_id: str,
        questions: Sequence[SeekerQuestion],
        *,
        before_commit: BeforeCommit = do_nothing,
    ) -> PracticeSession:
        """Return the draft with its new questions.

        Raises ``EditAlreadyUsedError``, ``PlanAlreadyApprovedError``, ``SessionNotDraftError``,
        ``PlanNotReadyError``, ``PracticeSessionExpiredError``, or ``InvalidRequestError`` for bad questions.
        """
        await self._read.raise_if_expired(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id, is_locked=True)
            status = practice_status(view)
            if status == "configured":
                raise PlanAlreadyApprovedError(extra=status_details(view))
            if status != "draft":
                raise SessionNotDraftError(extra=status_details(view))
            if view.state != PLANNED_STATE:
                raise PlanNotReadyError(extra=status_details(view))
            if not await self._drafts.consume_edit(work, view.interview_id):
                raise EditAlreadyUsedError(extra=status_details(view))
            plan_id = await self._plans.replace_questions(work, view.interview_id, questions)
            edited = await self._interviews.set_current_plan(work, view.interview_id, plan_id)
            await self._audit.record(
                work, caller, "practice.edit_questions", str(view.interview_id), {"plan": plan_id}
            )
            session = await self._assemble_session(work, edited)
            await before_commit(work, session)
            return session


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
            status = practice_status(view)
            if status not in ("draft", "configured"):
                raise SessionNotApprovableError(extra=status_details(view))
            if status == "draft":
                if view.state != PLANNED_STATE:
                    raise PlanNotReadyError(extra=status_details(view))
                view = await self._interviews.approve(work, caller, view.interview_id)
            session = await self._assemble_session(work, view)
            await before_commit(work, session)
            return session
