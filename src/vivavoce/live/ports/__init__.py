"""What a live session needs from outside: its log, its plan, and a line to the candidate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.envelope import Payload
from vivavoce.contracts.plan import Plan
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Forbidden, Refused, Unavailable, VivavoceError
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId, TenantId
from vivavoce.live.domain.events import Recorded, SessionEvent, Spent
from vivavoce.live.domain.mind.composing import Composed, Wanted
from vivavoce.live.domain.mind.memory import Message
from vivavoce.live.domain.wire.frames import Frame

LEASE_S = 1.0
"""How long a worker may be silent before others may take its sessions."""


class Fenced(Refused):
    """Another worker holds this session now; nothing was written."""

    code = "session_fenced"


class SeqTaken(Refused):
    """Somebody appended first; nothing was written."""

    code = "session_seq_taken"


class SessionIsOver(Refused):
    """This session has ended; nothing can happen in it any more."""

    code = "session_over"


class LineClosed(VivavoceError):
    """The candidate's connection is gone, or takes nothing any more."""

    code = "line_closed"


class RoomNotYours(Forbidden):
    """This practice session is somebody else's."""

    code = "not_owner"


class RoomNotOpen(Refused):
    """Approve the plan first; then the session can begin."""

    code = "not_approved"


class RoomOver(Refused):
    """This session has ended. Look at its review, or practise anew."""

    code = "session_ended"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a session lives."""

    tenant_id: TenantId
    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to append, until somebody claims a higher epoch."""

    address: Address
    worker_id: str
    epoch: int
    person_id: PersonId
    """Whose key seals what is said."""
    alive_at: datetime | None = None
    """When the holder before was last known to be alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An integration event that leaves in the transaction of the last append."""

    payload: Payload
    run_id: str
    interview_id: InterviewId


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A job that leaves in the transaction of an append; its arguments are ids only."""

    job: str
    ids: Mapping[str, str]
    lock: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody elsewhere wants to have happened in a session: its holder appends it, or drops it.

    It is settled in the transaction of the append, so that it takes effect once.
    """

    id: UUID
    event: SessionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What leaves in the transaction of an append, beside the events themselves."""

    begun: Outcome | None = None
    """That the candidate began, once a session."""
    outcome: Outcome | None = None
    errands: Sequence[Errand] = ()
    settled: Sequence[UUID] = ()
    """Told things that are dealt with now."""
    used: Outcome | None = None
    """What models took for it, as the integration event that tells of costs."""
    asked: Outcome | None = None
    """That the candidate wants to talk with a person, where staff is told of it."""
    sounded: Outcome | None = None
    """What engines took for the sound of a whole talk, in the same way."""


NOTHING = Leaving()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """What is known of a session without reading its log."""

    address: Address
    interview_id: InterviewId
    person_id: PersonId
    attempt: int
    handle_salt: str
    handle_hash: bytes
    is_over: bool = False
    last_seq: int = 0
    """How many events the log is said to hold."""


class Log(Protocol):
    """The sessions of one tenant inside a transaction that the caller opened and will commit."""

    async def latest(self, interview_id: InterviewId) -> SessionRow | None:
        """Return the newest session of an interview."""

    async def row(self, address: Address) -> SessionRow:
        """Return what is known without the log, or raise ``NotFound``."""

    async def create(self, row: SessionRow, records: Sequence[Recorded]) -> bool:
        """Keep a new session with its first events; False when the interview has a live one."""

    async def load(self, address: Address, *, after: int = 0) -> tuple[Recorded, ...]:
        """Return the events after ``after`` in order; raise ``NotFound`` for an unknown session."""

    async def claim(self, address: Address, worker_id: str) -> Lease:
        """Take the session from whoever holds it, raising the epoch."""

    async def append(
        self, lease: Lease, records: Sequence[Recorded], leaving: Leaving = NOTHING
    ) -> None:
        """Append ``records`` and let ``leaving`` go, or raise ``Fenced`` or ``SeqTaken``."""

    async def tell(self, address: Address, told: Told) -> None:
        """Ask whoever holds the session to take ``told`` in, once the transaction commits.

        Raises ``NotFound`` for an unknown session, ``SessionIsOver`` for one that has ended.
        """

    async def told(self, address: Address) -> tuple[Told, ...]:
        """Return what was told to the session and is not settled, oldest first."""


class LogIn(Protocol):
    """Gives the log inside a transaction."""

    def __call__(self, work: Work) -> Log:
        """Return the log of the tenant that ``work`` is bound to."""


class Admission(Protocol):
    """Who may begin to talk when there is not room for all: one order over all processes."""

    async def ask(self, address: Address, priority: int) -> int:
        """Say that the candidate is there; return 0 where they may begin, else their place."""

    async def look(self, worker_id: str) -> Mapping[SessionId, int]:
        """Let in whoever there is room for; return how the worker's sessions before the talk stand."""


class Renew(Protocol):
    """Says that a worker is alive."""

    async def __call__(
        self, worker_id: str, hosted: Collection[SessionId]
    ) -> Mapping[SessionId, int]:
        """Say that the worker hosts these; return those it still holds, with their epochs."""


class EventStore(Protocol):
    """The logs of all tenants; each call is one transaction of its own."""

    async def find(self, handle_hash: bytes) -> Address | None:
        """Return the session with this hashed handle, in whatever tenant it lives."""

    async def row(self, address: Address) -> SessionRow:
        """Return what is known without the log, or raise ``NotFound``."""

    async def load(self, address: Address, *, after: int = 0) -> tuple[Recorded, ...]:
        """Return the events after ``after`` in order; raise ``NotFound`` for an unknown session."""

    async def load_all(self, leases: Sequence[Lease]) -> Mapping[SessionId, tuple[Recorded, ...]]:
        """Return the whole logs of sessions that are held, those that can be read."""

    async def append(
        self, lease: Lease, records: Sequence[Recorded], leaving: Leaving = NOTHING
    ) -> None:
        """Append all ``records`` and let ``leaving`` go, or do nothing.

        Raises ``Fenced`` when the lease's epoch is not the highest any more, and ``SeqTaken`` when
        the records do not follow the log's end.
        """

    async def told(self, address: Address) -> tuple[Told, ...]:
        """Return what was told to the session and is not settled, oldest first.

        What this version cannot read is left out, and waits for a holder that can.
        """

    async def have_news(self, addresses: Collection[Address]) -> frozenset[SessionId]:
        """Return which of these sessions were told something that is not settled, in one statement."""

    async def settle(self, address: Address, ids: Sequence[UUID]) -> None:
        """Forget told things that lead to no event."""

    async def claim(self, address: Address, worker_id: str) -> Lease:
        """Take the session from whoever holds it, raising the epoch."""

    async def claim_free(self, address: Address, worker_id: str) -> Lease | None:
        """Take the session if nobody alive holds it, else return None."""

    async def renew(self, worker_id: str, hosted: Collection[SessionId]) -> Mapping[SessionId, int]:
        """Say that the worker hosts these; return those it still holds, with their epochs."""

    def pulse(self) -> AbstractAsyncContextManager[Renew]:
        """Give ``renew`` a way of its own, so that no crowd of other calls makes it late."""

    async def runs_out_in(self) -> float | None:
        """Return in how many seconds the first held lease runs out, or None when none is held."""

    async def take_over(
        self, worker_id: str, hosted: Collection[SessionId], limit: int
    ) -> tuple[Lease, ...]:
        """Take sessions whose lease ran out while somebody held it, longest silent first.

        Those that the worker hosts and those that others are taking are left alone.
        """

    async def release(self, lease: Lease, *, look_at: datetime | None = None) -> None:
        """Let go, so that others need not wait; nothing happens when the lease is an old one.

        ``look_at`` is when it must be looked at if nobody comes for it; None is soon.
        """

    async def unattended(self, limit: int) -> tuple[Address, ...]:
        """Return sessions that are not over, that nobody alive holds and whose time has come."""


class Ear(Protocol):
    """Hears which sessions were told something."""

    def sessions(self) -> AsyncIterator[SessionId | None]:
        """Yield a session that was told something, or None now and then: some may have gone unheard."""


class Tickets(Protocol):
    """Keeps one-time tickets, hashed."""

    async def issue(self, address: Address, ticket_hash: bytes, seconds: float) -> None:
        """Let ``ticket_hash`` open one socket to the session, once, for so long."""

    async def use(self, ticket_hash: bytes) -> Address | None:
        """Use a ticket up; None when it is unknown, used or too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where somebody may practise, and the words that going in agrees to."""

    tenant_id: TenantId
    interview_id: InterviewId
    consent_version: str
    consent_text: str


class Rooms(Protocol):
    """Practice as the rest of the house keeps it; each call is one transaction of its own.

    A session that there is not, or not in this organisation, raises ``NotFound``.
    """

    async def find(self, caller: Caller, session_id: str, *, is_told_apart: bool) -> Room:
        """Return the caller's own room.

        Somebody else's in the same organisation raises ``RoomNotYours`` where it ``is_told_apart``
        from an unknown one, else ``NotFound`` as well.
        """

    async def check(self, room: Room) -> None:
        """Return if one could go in now, else raise ``RoomNotOpen`` or ``RoomOver``."""

    async def enter(self, tenant_id: TenantId, interview_id: InterviewId) -> Address:
        """Open the session and start the interview, both or neither; twice gives the same session.

        A session that has ended is returned as well, to be looked at. Raises ``RoomNotOpen``, or
        ``RoomOver`` where there is no session to look at.
        """

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the person that the interview is about."""


class RoomTickets(Protocol):
    """Keeps one-time tickets for rooms, hashed."""

    async def keep(self, room: Room, ticket_hash: bytes, seconds: float) -> None:
        """Let ``ticket_hash`` into the room once, for so long."""

    async def use(self, ticket_hash: bytes) -> tuple[TenantId, InterviewId] | None:
        """Use a ticket up; None when it is unknown, used or too old."""


class Plans(Protocol):
    """Reads plans."""

    async def plan(self, work: Work, plan_id: PlanId, version: int) -> Plan:
        """Return this version of a plan, or raise ``NotFound``."""


class NotComposed(Unavailable):
    """No question came of it; ``is_away`` where asking again could help."""

    code = "question_not_composed"

    def __init__(
        self, detail: str = "", *, is_away: bool = True, spent: Sequence[Spent] = ()
    ) -> None:
        super().__init__(detail)
        self.is_away = is_away
        self.spent = tuple(spent)


class Composer(Protocol):
    """Finds other words for a further question."""

    async def compose(
        self,
        wanted: Wanted,
        talk: Sequence[Message],
        *,
        complaint: Callable[[str], str | None],
        deadline_s: float,
    ) -> Composed:
        """Return a question, or raise ``NotComposed``.

        ``talk`` is material and holds no orders. ``complaint`` says why a question may not be said; it
        is for asking a model again, and whoever says the question looks for itself.
        """


class Line(Protocol):
    """A candidate's connection, whatever it is made of."""

    @property
    def leg_id(self) -> str:
        """The connection's own name in the log."""

    async def send(self, frame: Frame) -> None:
        """Hand over one frame, or raise ``LineClosed`` when that takes too long or is over."""

    async def close(self, code: int, reason: str) -> None:
        """Close; closing twice is fine."""
