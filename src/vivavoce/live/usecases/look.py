"""Who may look at a session: staff at those of staff's doors, a person at their own practice."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.profiles import PROFILES
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId, SessionId
from vivavoce.live.domain.session import Session
from vivavoce.live.ports import Address, Rooms
from vivavoce.live.usecases.transcript import ReadSession


class LookAtSession:
    """Gives a session to whoever may see it; to anybody else it looks like an unknown one."""

    def __init__(self, read_session: ReadSession, rooms: Rooms) -> None:
        self._read = read_session
        self._rooms = rooms

    async def __call__(self, caller: Caller, session_id: SessionId) -> Session:
        """Return the session, or raise ``Forbidden`` or ``NotFound``."""
        if Permission.PRACTICE not in caller.permissions:
            caller.require(Permission.INTERVIEW_READ)
        session = await self._read(Address(caller.tenant_id, session_id))
        profile = PROFILES.get(session.created.profile)
        if profile is not None and profile.visibility == "staff":
            if Permission.INTERVIEW_READ not in caller.permissions:
                raise NotFound
        elif not await self._rooms.is_own(caller, InterviewId(UUID(session.created.interview_id))):
            raise NotFound
        return session
