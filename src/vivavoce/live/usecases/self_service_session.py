"""Join a self-service (practice or intake) session with the person's credential or a one-time ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.ports import SelfServiceSession, SelfServiceSessions, SelfServiceTicketStore
from vivavoce.live.usecases.candidate_authentication import (
    TICKET_BITS,
    CandidateSessionAccess,
    UnknownSessionError,
)

TICKET_LIFETIME_S = 60


@dataclass(frozen=True, slots=True)
class SelfServiceTicket:
    """A one-time ticket to open the socket of a self-service session."""

    token: str
    expires_at: datetime
    session: SelfServiceSession


class JoinSelfServiceSession:
    """Decides who may join a self-service session; joining opens the session and starts the interview."""

    def __init__(
        self,
        *,
        sessions: SelfServiceSessions,
        tickets: SelfServiceTicketStore,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._sessions = sessions
        self._tickets = tickets
        self._clock = clock
        self._ids = ids

    async def issue_ticket(self, caller: Caller, session_id: str) -> SelfServiceTicket:
        """Return a ticket for the caller's own self-service session.

        Raises ``NotFoundError`` (also for other people's sessions), ``PlanNotApprovedError`` or
        ``SelfServiceSessionEndedError``.
        """
        room = await self._sessions.find(caller, session_id, is_existence_revealed=False)
        await self._sessions.ensure_open(room)
        ticket = self._ids.random_token(TICKET_BITS)
        await self._tickets.store_ticket(room, _hash_ticket(ticket), TICKET_LIFETIME_S)
        return SelfServiceTicket(
            ticket, self._clock.now() + timedelta(seconds=TICKET_LIFETIME_S), room
        )

    async def by_ticket(self, ticket: str, session_id: str) -> CandidateSessionAccess:
        """Redeem the ticket and join; raise ``UnknownSessionError`` if it is not for this session."""
        found = await self._tickets.redeem_ticket(_hash_ticket(ticket))
        if found is None or found[1] != parse_practice_session_id(session_id):
            raise UnknownSessionError
        return CandidateSessionAccess(await self._sessions.start(*found), session_id)

    async def as_caller(self, caller: Caller, session_id: str) -> CandidateSessionAccess:
        """Join the caller's own session; raise ``NotFoundError`` or ``NotSessionOwnerError``."""
        room = await self._sessions.find(caller, session_id, is_existence_revealed=True)
        return CandidateSessionAccess(
            await self._sessions.start(room.tenant_id, room.interview_id), session_id
        )


def _hash_ticket(ticket: str) -> bytes:
    return SessionHandleFactory.hash_handle(f"room:{ticket}")
