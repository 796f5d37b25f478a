"""Approve a draft's plan: the only way from draft to configured."""

from __future__ import annotations

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller
from vivavoce.practice.domain.draft import (
    CannotApprove,
    PlanNotReady,
    PracticeSession,
    now_at,
    status,
)
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.sessions import Then, nothing
from vivavoce.practice.usecases.owners import Owners
from vivavoce.practice.usecases.read_session import Compose, ReadSession
from vivavoce.practice.usecases.wait_for_plan import PLANNED


class Approve:
    """Approves in the person's own name; what is approved already stays so."""

    def __init__(
        self, open_work: OpenWork, owners: Owners, desk: Desk, read: ReadSession, compose: Compose
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._desk = desk
        self._read = read
        self._compose = compose

    async def __call__(
        self, caller: Caller, session_id: str, *, then: Then = nothing
    ) -> PracticeSession:
        """Return the configured session; raise ``CannotApprove``, ``PlanNotReady`` or ``DraftExpired``."""
        await self._read.refuse_if_expired(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._owners.session(work, caller, session_id, is_locked=True)
            stands = status(view)
            if stands not in ("draft", "configured"):
                raise CannotApprove(extra=now_at(view))
            if stands == "draft":
                if view.state != PLANNED:
                    raise PlanNotReady(extra=now_at(view))
                view = await self._desk.approve(work, caller, view.interview_id)
            session = await self._compose(work, view)
            await then(work, session)
            return session
