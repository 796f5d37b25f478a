"""Access checks for viewing a session: staff see staff sessions, people see their own practice."""

from __future__ import annotations

from uuid import UUID

from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, SessionId
from vivavoce.live.domain.live_session_view import is_private_session
from vivavoce.live.domain.session import Session
from vivavoce.live.ports import SelfServiceSessions, SessionAddress
from vivavoce.live.usecases.transcript import ReadLiveSession


class ViewSession:
    """Returns a session to callers who may see it; for others it looks unknown."""

    def __init__(
        self, read_session: ReadLiveSession, self_service_sessions: SelfServiceSessions
    ) -> None:
        self._read = read_session
        self._self_service_sessions = self_service_sessions

    async def __call__(self, caller: Caller, session_id: SessionId) -> Session:
        """Return the session.

        Raises ``ForbiddenError`` for a caller without ``INTERVIEW_READ``, unless the session is their own
        practice. Raises ``NotFoundError`` for staff if the session is unknown or someone's private
        practice.
        """
        session = await self._read_or_none(SessionAddress(caller.tenant_id, session_id))
        if session is not None and is_private_session(session.created):
            interview_id = InterviewId(UUID(session.created.interview_id))
            if await self._self_service_sessions.is_own(caller, interview_id):
                return session
            session = None
        caller.require(Permission.INTERVIEW_READ)
        if session is None:
            raise NotFoundError
        return session

    async def _read_or_none(self, address: SessionAddress) -> Session | None:
        try:
            return await self._read(address)
        except NotFoundError:
            return None


class ViewSessionAsStaff:
    """Returns a session to staff; private practice sessions look unknown."""

    def __init__(self, read_session: ReadLiveSession) -> None:
        self._read = read_session

    async def __call__(self, caller: Caller, session_id: SessionId) -> Session:
        """Return the session, or raise ``ForbiddenError`` or ``NotFoundError``."""
        caller.require(Permission.INTERVIEW_READ)
        session = await self._read(SessionAddress(caller.tenant_id, session_id))
        if is_private_session(session.created):
            raise NotFoundError
        return session
