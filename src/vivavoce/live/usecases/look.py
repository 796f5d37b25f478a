"""Who may look at a session: staff at those of staff's doors, a person at their own practice."""

from __future__ import annotations

from uuid import UUID

from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId, SessionId
from vivavoce.live.domain.live_card import is_personal
from vivavoce.live.domain.session import Session
from vivavoce.live.ports import Address, Rooms
from vivavoce.live.usecases.transcript import ReadSession


class LookAtSession:
    """Gives a session to whoever may see it; to anybody else it looks like an unknown one."""

    def __init__(self, read_session: ReadSession, rooms: Rooms) -> None:
        self._read = read_session
        self._rooms = rooms

    async def __call__(self, caller: Caller, session_id: SessionId) -> Session:
        """Return the session.

        Raises ``Forbidden`` for whoever may read staff's sessions no more than this one, ``NotFound``
        for staff where it is unknown or somebody's own.
        """
        session = await self._found(Address(caller.tenant_id, session_id))
        if session is not None and is_personal(session.created):
            interview_id = InterviewId(UUID(session.created.interview_id))
            if await self._rooms.is_own(caller, interview_id):
                return session
            session = None
        caller.require(Permission.INTERVIEW_READ)
        if session is None:
            raise NotFound
        return session

    async def _found(self, address: Address) -> Session | None:
        try:
            return await self._read(address)
        except NotFound:
            return None


class LookAsStaff:
    """Gives a session of staff's doors to staff; nobody's practice is one of them."""

    def __init__(self, read_session: ReadSession) -> None:
        self._read = read_session

    async def __call__(self, caller: Caller, session_id: SessionId) -> Session:
        """Return the session, or raise ``Forbidden`` or ``NotFound``."""
        caller.require(Permission.INTERVIEW_READ)
        session = await self._read(Address(caller.tenant_id, session_id))
        if is_personal(session.created):
            raise NotFound
        return session
