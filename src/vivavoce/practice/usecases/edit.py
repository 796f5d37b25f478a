"""Put a seeker's own questions in place of a draft's: once, and of many at once only one."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller
from vivavoce.practice.domain.draft import (
    AlreadyApproved,
    AskedQuestion,
    EditAlreadyUsed,
    NotADraft,
    PlanNotReady,
    PracticeSession,
    now_at,
    status,
)
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.sessions import Audit, Drafts, PlanEdits, Then, nothing
from vivavoce.practice.usecases.owners import Owners
from vivavoce.practice.usecases.read_session import Compose, ReadSession
from vivavoce.practice.usecases.wait_for_plan import PLANNED


class EditQuestions:
    """Edits a draft. What is refused uses nothing up: the edit and the new plan are one transaction."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        owners: Owners,
        desk: Desk,
        drafts: Drafts,
        edits: PlanEdits,
        audit: Audit,
        read: ReadSession,
        compose: Compose,
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._desk = desk
        self._drafts = drafts
        self._edits = edits
        self._audit = audit
        self._read = read
        self._compose = compose

    async def __call__(
        self,
        caller: Caller,
        session_id: str,
        questions: Sequence[AskedQuestion],
        *,
        then: Then = nothing,
    ) -> PracticeSession:
        """Return the draft with its new questions; raise ``EditAlreadyUsed`` the second time."""
        await self._read.refuse_if_expired(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._owners.session(work, caller, session_id, is_locked=True)
            stands = status(view)
            if stands == "configured":
                raise AlreadyApproved(extra=now_at(view))
            if stands != "draft":
                raise NotADraft(extra=now_at(view))
            if view.state != PLANNED:
                raise PlanNotReady(extra=now_at(view))
            if not await self._drafts.use_edit(work, view.interview_id):
                raise EditAlreadyUsed(extra=now_at(view))
            plan_id = await self._edits.replace_questions(work, view.interview_id, questions)
            edited = await self._desk.use_plan(work, view.interview_id, plan_id)
            await self._audit.note(
                work, caller, "practice.edit_questions", str(view.interview_id), {"plan": plan_id}
            )
            session = await self._compose(work, edited)
            await then(work, session)
            return session
