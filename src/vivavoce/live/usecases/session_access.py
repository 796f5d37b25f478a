"""Authenticate candidates' connections, and join self-service (practice or intake) sessions.

A candidate uses the session's handle, a signed-in person their credential, and both a one-time ticket.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ForbiddenError, NotFoundError, UnauthenticatedError
from vivavoce.kernel.ids import IdGenerator, InterviewId, TenantId
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.ports import (
    EventStore,
    SelfServiceSession,
    SelfServiceSessions,
    SessionAddress,
    SessionTicketStore,
)

TICKET_LIFETIME_S = 30
SELF_SERVICE_TICKET_LIFETIME_S = 60
TICKET_BITS = 256


class UnknownSessionError(UnauthenticatedError):
    """This session is not known, or the ticket was used or is too old."""

    code = "session_unknown"


class SessionNotAccessibleError(ForbiddenError):
    """This session belongs to a different organization than the one named."""

    code = "session_not_accessible"


class TicketRequiredError(UnauthenticatedError):
    """This installation opens sessions by one-time ticket only."""

    code = "ticket_required"


@dataclass(frozen=True, slots=True)
class CandidateSessionAccess:
    """A session that this connection may join, and the id under which the candidate knows it."""

    address: SessionAddress
    public_id: str


@dataclass(frozen=True, slots=True)
class SessionTicket:
    """A one-time ticket to open one socket."""

    token: str
    expires_at: datetime


class AuthenticateCandidate:
    """Finds the session that a candidate's connection may join."""

    def __init__(
        self,
        *,
        store: EventStore,
        tickets: SessionTicketStore[SessionAddress, SessionAddress],
        handles: SessionHandleFactory,
        clock: Clock,
        ids: IdGenerator,
        is_ticket_required: bool,
    ) -> None:
        self._store = store
        self._tickets = tickets
        self._handles = handles
        self._clock = clock
        self._ids = ids
        self._is_ticket_required = is_ticket_required

    async def by_handle(self, handle: str, tenant_id: str) -> CandidateSessionAccess:
        """Return the session of a handle given in the URL, as the seed's clients do.

        Raises ``TicketRequiredError``, ``UnknownSessionError`` or ``SessionNotAccessibleError``.
        """
        if self._is_ticket_required:
            raise TicketRequiredError
        address = await self._store.find_by_handle_hash(self._handles.hash_handle(handle))
        if address is None:
            raise UnknownSessionError
        if str(address.tenant_id) != tenant_id.lower():
            raise SessionNotAccessibleError
        return CandidateSessionAccess(address, handle)

    async def by_ticket(self, ticket: str) -> CandidateSessionAccess:
        """Redeem a ticket and return its session; raise ``UnknownSessionError`` if it is invalid."""
        address = await self._tickets.redeem_ticket(_hash_ticket(ticket))
        if address is None:
            raise UnknownSessionError
        row = await self._store.load_row(address)
        shown_id = self._handles.create_handle(address.session_id, row.handle_salt)
        return CandidateSessionAccess(address, shown_id)

    async def issue_ticket(self, handle: str) -> SessionTicket:
        """Return a ticket for the holder of a handle, or raise ``NotFoundError``."""
        address = await self._store.find_by_handle_hash(self._handles.hash_handle(handle))
        if address is None:
            raise NotFoundError
        ticket = self._ids.random_token(TICKET_BITS)
        await self._tickets.store_ticket(address, _hash_ticket(ticket), TICKET_LIFETIME_S)
        return SessionTicket(ticket, self._clock.now() + timedelta(seconds=TICKET_LIFETIME_S))


def _hash_ticket(ticket: str) -> bytes:
    return SessionHandleFactory.hash_handle(f"ticket:{ticket}")


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
        tickets: SessionTicketStore[SelfServiceSession, tuple[TenantId, InterviewId]],
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
        session = await self._sessions.find(caller, session_id, is_existence_revealed=False)
        await self._sessions.ensure_open(session)
        ticket = self._ids.random_token(TICKET_BITS)
        await self._tickets.store_ticket(
            session, _hash_self_service_ticket(ticket), SELF_SERVICE_TICKET_LIFETIME_S
        )
        return SelfServiceTicket(
            ticket, self._clock.now() + timedelta(seconds=SELF_SERVICE_TICKET_LIFETIME_S), session
        )

    async def by_ticket(self, ticket: str, session_id: str) -> CandidateSessionAccess:
        """Redeem the ticket and join; raise ``UnknownSessionError`` if it is not for this session."""
        ticket_session = await self._tickets.redeem_ticket(_hash_self_service_ticket(ticket))
        if ticket_session is None or ticket_session[1] != parse_practice_session_id(session_id):
            raise UnknownSessionError
        return CandidateSessionAccess(await self._sessions.start(*ticket_session), session_id)

    async def as_caller(self, caller: Caller, session_id: str) -> CandidateSessionAccess:
        """Join the caller's own session; raise ``NotFoundError`` or ``NotSessionOwnerError``."""
        session = await self._sessions.find(caller, session_id, is_existence_revealed=True)
        return CandidateSessionAccess(
            await self._sessions.start(session.tenant_id, session.interview_id), session_id
        )


def _hash_self_service_ticket(ticket: str) -> bytes:
    return SessionHandleFactory.hash_handle(f"room:{ticket}")
