"""Set a session up and approve its plan at once: for who wants to begin now."""

from __future__ import annotations

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller
from vivavoce.practice.domain.draft import PracticeSession
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.sessions import Then, nothing
from vivavoce.practice.usecases.preview import Request, SetUp
from vivavoce.practice.usecases.read_session import Compose


class Configure:
    """Returns a session that can be begun."""

    def __init__(self, open_work: OpenWork, desk: Desk, set_up: SetUp, compose: Compose) -> None:
        self._open_work = open_work
        self._desk = desk
        self._set_up = set_up
        self._compose = compose

    async def __call__(
        self, caller: Caller, request: Request, *, then: Then = nothing
    ) -> PracticeSession:
        """Return the session, its plan approved in the person's own name."""
        interview_id = await self._set_up(caller, request)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._desk.approve(work, caller, interview_id)
            session = await self._compose(work, view)
            await then(work, session)
            return session
