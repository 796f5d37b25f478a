"""What a live session needs from outside: its log, its plan, and a line to the candidate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.envelope import EventPayload
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ConflictError, ForbiddenError, UnavailableError, VivavoceError
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId, TenantId
from vivavoce.live.domain.events import ModelTokenUsage, RecordedEvent, SessionEvent
from vivavoce.live.domain.interviewer.prompt_messages import PromptMessage
from vivavoce.live.domain.interviewer.question_composition import (
    ComposedQuestion,
    CompositionRequest,
)
from vivavoce.live.domain.wire.frames import ServerFrame

LEASE_S = 1.0
"""How long a worker may be silent before others may take its sessions."""


class SessionFencedError(ConflictError):
    """Another worker holds this session now; nothing was written."""

    code = "session_fenced"


class SequenceConflictError(ConflictError):
    """Somebody appended first; nothing was written."""

    code = "session_seq_taken"


class SessionEndedError(ConflictError):
    """This session has ended; nothing can happen in it any more."""

    code = "session_over"


class ChannelClosedError(VivavoceError):
    """The candidate's connection is gone, or takes nothing any more."""

    code = "line_closed"


class NotSessionOwnerError(ForbiddenError):
    """This practice session is somebody else's."""

    code = "not_owner"


class PlanNotApprovedError(ConflictError):
    """Approve the plan first; then the session can begin."""

    code = "not_approved"


class SelfServiceSessionEndedError(ConflictError):
    """This session has ended. Look at its review, or practise anew."""

    code = "session_ended"


@dataclass(frozen=True, slots=True)
class SessionAddress:
    """Where a session lives."""

    tenant_id: TenantId
    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLease:
    """The right to append, until somebody claims a higher epoch."""

    address: SessionAddress
    worker_id: str
    epoch: int
    person_id: PersonId
    """Whose key seals what is said."""
    alive_at: datetime | None = None
    """When the holder before was last known to be alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEvent:
    """An integration event that leaves in the transaction of the last append."""

    payload: EventPayload
    run_id: str
    interview_id: InterviewId


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxJob:
    """A job that leaves in the transaction of an append; its arguments are ids only."""

    job: str
    arguments: Mapping[str, str]
    lock_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """What somebody elsewhere wants to have happened in a session: its holder appends it, or drops it.

    It is settled in the transaction of the append, so that it takes effect once.
    """

    id: UUID
    event: SessionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendSideEffects:
    """What leaves in the transaction of an append, beside the events themselves."""

    session_started: OutboxEvent | None = None
    """That the candidate began, once a session."""
    interview_outcome: OutboxEvent | None = None
    jobs: Sequence[OutboxJob] = ()
    handled_message_ids: Sequence[UUID] = ()
    """Told things that are dealt with now."""
    model_usage: OutboxEvent | None = None
    """What models took for it, as the integration event that tells of costs."""
    person_requested: OutboxEvent | None = None
    """That the candidate wants to talk with a person, where staff is told of it."""
    voice_usage: OutboxEvent | None = None
    """What engines took for the sound of a whole talk, in the same way."""


NO_SIDE_EFFECTS = AppendSideEffects()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """What is known of a session without reading its log."""

    address: SessionAddress
    interview_id: InterviewId
    person_id: PersonId
    attempt: int
    handle_salt: str
    handle_hash: bytes
    is_over: bool = False
    last_seq: int = 0
    """How many events the log is said to hold."""


class SessionLog(Protocol):
    """The sessions of one tenant inside a transaction that the caller opened and will commit."""

    async def find_latest(self, interview_id: InterviewId) -> SessionRow | None:
        """Return the newest session of an interview."""

    async def load_row(self, address: SessionAddress) -> SessionRow:
        """Return what is known without the log, or raise ``NotFoundError``."""

    async def create(self, row: SessionRow, records: Sequence[RecordedEvent]) -> bool:
        """Keep a new session with its first events; False when the interview has a live one."""

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        """Return the events after ``after`` in order; raise ``NotFoundError`` for an unknown session."""

    async def claim(self, address: SessionAddress, worker_id: str) -> SessionLease:
        """Take the session from whoever holds it, raising the epoch."""

    async def append(
        self,
        lease: SessionLease,
        records: Sequence[RecordedEvent],
        side_effects: AppendSideEffects = NO_SIDE_EFFECTS,
    ) -> None:
        """Append ``records`` and apply ``side_effects`` in the same transaction.

        Raises ``SessionFencedError`` or ``SequenceConflictError``.
        """

    async def send_message(self, address: SessionAddress, message: InboxMessage) -> None:
        """Ask whoever holds the session to take ``told`` in, once the transaction commits.

        Raises ``NotFoundError`` for an unknown session, ``SessionEndedError`` for one that has ended.
        """

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        """Return what was told to the session and is not settled, oldest first."""


class SessionLogFactory(Protocol):
    """Gives the log inside a transaction."""

    def __call__(self, work: UnitOfWork) -> SessionLog:
        """Return the log of the tenant that ``work`` is bound to."""


class AdmissionQueue(Protocol):
    """Who may begin to talk when there is not room for all: one order over all processes."""

    async def join(self, address: SessionAddress, priority: int) -> int:
        """Say that the candidate is there; return 0 where they may begin, else their place."""

    async def admit_waiting(self, worker_id: str) -> Mapping[SessionId, int]:
        """Let in whoever there is room for; return how the worker's sessions before the talk stand."""


class LeaseRenewer(Protocol):
    """Says that a worker is alive."""

    async def __call__(
        self, worker_id: str, hosted: Collection[SessionId]
    ) -> Mapping[SessionId, int]:
        """Say that the worker hosts these; return those it still holds, with their epochs."""


class EventStore(Protocol):
    """The logs of all tenants; each call is one transaction of its own."""

    async def find_by_handle_hash(self, handle_hash: bytes) -> SessionAddress | None:
        """Return the session with this hashed handle, in whatever tenant it lives."""

    async def load_row(self, address: SessionAddress) -> SessionRow:
        """Return what is known without the log, or raise ``NotFoundError``."""

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        """Return the events after ``after`` in order; raise ``NotFoundError`` for an unknown session."""

    async def load_all(
        self, leases: Sequence[SessionLease]
    ) -> Mapping[SessionId, tuple[RecordedEvent, ...]]:
        """Return the whole logs of sessions that are held, those that can be read."""

    async def append(
        self,
        lease: SessionLease,
        records: Sequence[RecordedEvent],
        side_effects: AppendSideEffects = NO_SIDE_EFFECTS,
    ) -> None:
        """Append all ``records`` and apply ``side_effects``, or do nothing.

        Raises ``SessionFencedError`` when the lease's epoch is not the highest any more, and
        ``SequenceConflictError`` when the records do not follow the log's end.
        """

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        """Return what was told to the session and is not settled, oldest first.

        What this version cannot read is left out, and waits for a holder that can.
        """

    async def find_sessions_with_messages(
        self, addresses: Collection[SessionAddress]
    ) -> frozenset[SessionId]:
        """Return which of these sessions were told something that is not settled, in one statement."""

    async def delete_messages(self, address: SessionAddress, ids: Sequence[UUID]) -> None:
        """Forget told things that lead to no event."""

    async def claim(self, address: SessionAddress, worker_id: str) -> SessionLease:
        """Take the session from whoever holds it, raising the epoch."""

    async def claim_if_free(self, address: SessionAddress, worker_id: str) -> SessionLease | None:
        """Take the session if nobody alive holds it, else return None."""

    async def renew_leases(
        self, worker_id: str, hosted: Collection[SessionId]
    ) -> Mapping[SessionId, int]:
        """Say that the worker hosts these; return those it still holds, with their epochs."""

    def open_lease_renewal(self) -> AbstractAsyncContextManager[LeaseRenewer]:
        """Return a ``LeaseRenewer`` with its own connection: no crowd of other calls can then delay it."""

    async def seconds_until_lease_expiry(self) -> float | None:
        """Return in how many seconds the first held lease runs out, or None when none is held."""

    async def claim_expired(
        self, worker_id: str, hosted: Collection[SessionId], limit: int
    ) -> tuple[SessionLease, ...]:
        """Take sessions whose lease ran out while somebody held it, longest silent first.

        Those that the worker hosts and those that others are taking are left alone.
        """

    async def release(self, lease: SessionLease, *, look_at: datetime | None = None) -> None:
        """Let go, so that others need not wait; nothing happens when the lease is an old one.

        ``look_at`` is when it must be looked at if nobody comes for it; None is soon.
        """

    async def find_unattended(self, limit: int) -> tuple[SessionAddress, ...]:
        """Return sessions that are not over, that nobody alive holds and whose time has come."""


class SessionNotifications(Protocol):
    """Hears which sessions were told something."""

    def listen(self) -> AsyncIterator[SessionId | None]:
        """Yield a session that was told something, or None now and then: some may have gone unheard."""


class SessionTicketStore(Protocol):
    """Keeps one-time tickets, hashed."""

    async def store_ticket(
        self, address: SessionAddress, ticket_hash: bytes, lifetime_s: float
    ) -> None:
        """Let ``ticket_hash`` open one socket to the session, once, for so long."""

    async def redeem_ticket(self, ticket_hash: bytes) -> SessionAddress | None:
        """Use a ticket up; None when it is unknown, used or too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfServiceSession:
    """Where somebody may practise, and the words that going in agrees to."""

    tenant_id: TenantId
    interview_id: InterviewId
    consent_version: str
    consent_text: str


class SelfServiceSessions(Protocol):
    """Practice as the rest of the house keeps it; each call is one transaction of its own.

    A session that there is not, or not in this organisation, raises ``NotFoundError``.
    """

    async def find(
        self, caller: Caller, session_id: str, *, is_existence_revealed: bool
    ) -> SelfServiceSession:
        """Return the caller's own session.

        Somebody else's session in the same organisation raises ``NotSessionOwnerError`` if
        ``is_existence_revealed``, else ``NotFoundError`` like an unknown one.
        """

    async def ensure_open(self, session: SelfServiceSession) -> None:
        """Return if one could go in now.

        Raises ``PlanNotApprovedError`` or ``SelfServiceSessionEndedError``.
        """

    async def start(self, tenant_id: TenantId, interview_id: InterviewId) -> SessionAddress:
        """Open the session and start the interview, both or neither; twice gives the same session.

        A session that has ended is returned as well, to be looked at. Raises ``PlanNotApprovedError``, or
        ``SelfServiceSessionEndedError`` where there is no session to look at.
        """

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the person that the interview is about."""


class SelfServiceTicketStore(Protocol):
    """Keeps one-time tickets for rooms, hashed."""

    async def store_ticket(
        self, session: SelfServiceSession, ticket_hash: bytes, lifetime_s: float
    ) -> None:
        """Let ``ticket_hash`` into the room once, for so long."""

    async def redeem_ticket(self, ticket_hash: bytes) -> tuple[TenantId, InterviewId] | None:
        """Use a ticket up; None when it is unknown, used or too old."""


class PlanVersionReader(Protocol):
    """Reads plans."""

    async def plan(self, work: UnitOfWork, plan_id: PlanId, version: int) -> InterviewPlan:
        """Return this version of a plan, or raise ``NotFoundError``."""


class QuestionNotComposedError(UnavailableError):
    """No question came of it; ``is_retryable`` where asking again could help."""

    code = "question_not_composed"

    def __init__(
        self,
        detail: str = "",
        *,
        is_retryable: bool = True,
        token_usage: Sequence[ModelTokenUsage] = (),
    ) -> None:
        super().__init__(detail)
        self.is_retryable = is_retryable
        self.token_usage = tuple(token_usage)


class QuestionComposer(Protocol):
    """Finds other words for a further question."""

    async def compose(
        self,
        wanted: CompositionRequest,
        conversation: Sequence[PromptMessage],
        *,
        find_objection: Callable[[str], str | None],
        deadline_s: float,
    ) -> ComposedQuestion:
        """Return a question, or raise ``QuestionNotComposedError``.

        ``conversation`` is material: nothing in it is an instruction. ``find_objection`` returns why a
        question may not be asked, or None; it serves to ask a model again, and whoever asks the question
        checks it once more.
        """


class CandidateChannel(Protocol):
    """A candidate's connection, whatever it is made of."""

    @property
    def leg_id(self) -> str:
        """The connection's own name in the log."""

    async def send(self, frame: ServerFrame) -> None:
        """Hand over one frame, or raise ``ChannelClosedError`` when that takes too long or is over."""

    async def close(self, code: int, reason: str) -> None:
        """Close; closing twice is fine."""
