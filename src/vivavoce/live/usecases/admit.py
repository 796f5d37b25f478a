"""Who may take the candidate's place in a session: the holder of its handle, or of a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Forbidden, NotFound, Unauthenticated
from vivavoce.kernel.ids import Ids
from vivavoce.live.domain.handle import Handles
from vivavoce.live.ports import Address, EventStore, Tickets

TICKET_S = 30
TICKET_BITS = 256


class SessionUnknown(Unauthenticated):
    """This session is not known, or the ticket was used or is too old."""

    code = "session_unknown"


class SessionElsewhere(Forbidden):
    """This session belongs to another organisation than the one named."""

    code = "session_elsewhere"


class TicketNeeded(Unauthenticated):
    """This installation opens sessions by one-time ticket only."""

    code = "ticket_needed"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A session that this connection may join, and the name that the candidate knows it by."""

    address: Address
    shown_id: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """Opens one socket once."""

    ticket: str
    expires_at: datetime


class Admit:
    """Decides which session a candidate's connection leads to."""

    def __init__(
        self,
        *,
        store: EventStore,
        tickets: Tickets,
        handles: Handles,
        clock: Clock,
        ids: Ids,
        is_strict: bool,
    ) -> None:
        self._store = store
        self._tickets = tickets
        self._handles = handles
        self._clock = clock
        self._ids = ids
        self._is_strict = is_strict

    async def by_handle(self, handle: str, tenant_id: str) -> Admitted:
        """Return the session of a handle given in the address, as the seed's clients do."""
        if self._is_strict:
            raise TicketNeeded
        address = await self._store.find(self._handles.hashed(handle))
        if address is None:
            raise SessionUnknown
        if str(address.tenant_id) != tenant_id.lower():
            raise SessionElsewhere
        return Admitted(address, handle)

    async def by_ticket(self, ticket: str) -> Admitted:
        """Return the session of a ticket and use the ticket up."""
        address = await self._tickets.use(_hashed(ticket))
        if address is None:
            raise SessionUnknown
        row = await self._store.row(address)
        shown_id = self._handles.of(address.session_id, row.handle_salt)
        return Admitted(address, shown_id)

    async def issue_ticket(self, handle: str) -> Ticket:
        """Return a ticket for the holder of a handle, or raise ``NotFound``."""
        address = await self._store.find(self._handles.hashed(handle))
        if address is None:
            raise NotFound
        ticket = self._ids.token(TICKET_BITS)
        await self._tickets.issue(address, _hashed(ticket), TICKET_S)
        return Ticket(ticket, self._clock.now() + timedelta(seconds=TICKET_S))


def _hashed(ticket: str) -> bytes:
    return Handles.hashed(f"ticket:{ticket}")
