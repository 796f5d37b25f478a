"""Ports of a live session: event log, plans, admission, tickets and the channel to the candidate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from vivavoce.contracts.envelope import EventPayload
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.video import RecordingConsentText
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ConflictError, ForbiddenError, UnavailableError, VivavoceError
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId, TenantId
from vivavoce.live.domain.events import ModelTokenUsage, RecordedEvent, SessionEvent
from vivavoce.live.domain.interviewer.question_composition import (
    ComposedQuestion,
    CompositionRequest,
    PromptMessage,
)
from vivavoce.live.domain.interviewer.understanding.recognized_acts import (
    ActRequest,
    RecognitionFailure,
    RecognizedAct,
)
from vivavoce.live.domain.wire.frames import ServerFrame

Target = TypeVar("Target", contravariant=True)
Opened = TypeVar("Opened", covariant=True)
InboxListener = Callable[[], AsyncIterator[SessionId | None]]
"""Yields the id of each session with a new inbox message.

It yields None at times: messages may have been missed, so all sessions must be checked.
"""
LEASE_S = 1.0
"""Seconds without a heartbeat after which other workers may claim a worker's sessions."""


class SessionFencedError(ConflictError):
    """Another worker holds this session now; nothing was written."""

    code = "session_fenced"


class SequenceConflictError(ConflictError):
    """Another writer appended first; nothing was written."""

    code = "session_sequence_conflict"


class SessionEndedError(ConflictError):
    """This session has ended and accepts no more events."""

    code = "session_already_ended"


class ChannelClosedError(VivavoceError):
    """The candidate's connection is closed or no longer accepts messages."""

    code = "channel_closed"


class NotSessionOwnerError(ForbiddenError):
    """This practice session belongs to another person."""

    code = "not_owner"


class PlanNotApprovedError(ConflictError):
    """Approve the plan first; then the session can begin."""

    code = "not_approved"


class SelfServiceSessionEndedError(ConflictError):
    """This session has ended. Read its review, or start a new practice session."""

    code = "session_ended"


@dataclass(frozen=True, slots=True)
class SessionAddress:
    """A session's tenant and id."""

    tenant_id: TenantId
    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLease:
    """The right to append to a session's log, until another worker claims a higher epoch."""

    address: SessionAddress
    worker_id: str
    epoch: int
    person_id: PersonId
    """The person whose key encrypts the personal fields of the events."""
    last_heartbeat_at: datetime | None = None
    """Last heartbeat of the previous holder, if there was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEvent:
    """An integration event that is published in the transaction of an append."""

    payload: EventPayload
    run_id: str
    interview_id: InterviewId


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxJob:
    """A job that is enqueued in the transaction of an append; its arguments are ids only."""

    job: str
    arguments: Mapping[str, str]
    lock_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """An event that another process asks a session to append; the lease holder appends or drops it.

    The message is deleted in the transaction of the append, so it takes effect at most once.
    """

    id: UUID
    event: SessionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendSideEffects:
    """Everything that is written in the transaction of an append besides the session events."""

    session_started: OutboxEvent | None = None
    """Published when the candidate begins, once per session."""
    interview_outcome: OutboxEvent | None = None
    jobs: Sequence[OutboxJob] = ()
    handled_message_ids: Sequence[UUID] = ()
    """Inbox messages that this append handles; they are deleted."""
    model_usage: OutboxEvent | None = None
    """Token usage of language models, as the integration event for cost reporting."""
    person_requested: OutboxEvent | None = None
    """Published when the candidate asks for a person and staff are notified of such requests."""
    voice_usage: OutboxEvent | None = None
    """STT and TTS usage of the whole session, as the integration event for cost reporting."""


NO_SIDE_EFFECTS = AppendSideEffects()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session's stored attributes, readable without its log."""

    address: SessionAddress
    interview_id: InterviewId
    person_id: PersonId
    attempt: int
    handle_salt: str
    handle_hash: bytes
    is_over: bool = False
    last_seq: int = 0
    """Sequence number of the last event in the log; 0 for an empty log."""


class SessionLog(Protocol):
    """Session logs of one tenant, inside a transaction that the caller opens and commits."""

    async def find_latest(self, interview_id: InterviewId) -> SessionRow | None:
        """Return the newest session of an interview."""

    async def load_row(self, address: SessionAddress) -> SessionRow:
        """Return the session's row, or raise ``NotFoundError``."""

    async def create(self, row: SessionRow, records: Sequence[RecordedEvent]) -> bool:
        """Store a new session with its first events.

        Returns False and stores nothing when the interview already has a session that is not over.
        """

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        """Return the events with a ``seq`` above ``after``, in order, or raise ``NotFoundError``."""

    async def claim(self, address: SessionAddress, worker_id: str) -> SessionLease:
        """Claim the session from any current holder and return the lease, with a higher epoch."""

    async def claim_if_free(self, address: SessionAddress, worker_id: str) -> SessionLease | None:
        """Claim the session if no live worker holds it, else return None."""

    async def release(self, lease: SessionLease, *, next_check_at: datetime | None = None) -> None:
        """Release the lease.

        ``next_check_at`` is when the sweeper must check the session; None means soon.
        """

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
        """Put ``message`` in the session's inbox; its worker is notified when the transaction commits.

        Raises ``NotFoundError`` for an unknown session, ``SessionEndedError`` for one that has ended.
        """

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        """Return the session's unhandled inbox messages, oldest first."""


SessionLogFactory = Callable[[UnitOfWork], SessionLog]
"""Returns the session log of the tenant that a unit of work is bound to."""


LeaseRenewer = Callable[[str, Collection[SessionId]], Awaitable[Mapping[SessionId, int]]]
"""Sends a worker's heartbeat and renews its leases of some sessions; returns those that it still holds, with
their epochs."""


class EventStore(Protocol):
    """Session logs of all tenants; each call runs in its own transaction."""

    async def find_by_handle_hash(self, handle_hash: bytes) -> SessionAddress | None:
        """Return the session with this hashed handle, in any tenant, or None."""

    async def load_row(self, address: SessionAddress) -> SessionRow:
        """Return the session's row, or raise ``NotFoundError``."""

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        """Return the events with a ``seq`` above ``after``, in order, or raise ``NotFoundError``."""

    async def load_all(
        self, leases: Sequence[SessionLease]
    ) -> Mapping[SessionId, tuple[RecordedEvent, ...]]:
        """Return the complete logs of the leased sessions; unreadable logs are left out."""

    async def append(
        self,
        lease: SessionLease,
        records: Sequence[RecordedEvent],
        side_effects: AppendSideEffects = NO_SIDE_EFFECTS,
    ) -> None:
        """Append all ``records`` and apply ``side_effects``, or do nothing.

        Raises ``SessionFencedError`` when the lease's epoch is no longer the highest, and
        ``SequenceConflictError`` when the records do not continue the log without a gap.
        """

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        """Return the session's unhandled inbox messages, oldest first.

        Messages that this version cannot read are left out and wait for a worker that can.
        """

    async def find_sessions_with_messages(
        self, addresses: Collection[SessionAddress]
    ) -> frozenset[SessionId]:
        """Return which of these sessions have unhandled inbox messages, in one statement."""

    async def delete_messages(self, address: SessionAddress, ids: Sequence[UUID]) -> None:
        """Delete inbox messages that lead to no event."""

    async def claim(self, address: SessionAddress, worker_id: str) -> SessionLease:
        """Claim the session from any current holder and return the lease, with a higher epoch."""

    async def claim_if_free(self, address: SessionAddress, worker_id: str) -> SessionLease | None:
        """Claim the session if no live worker holds it, else return None."""

    def open_lease_renewal(self) -> AbstractAsyncContextManager[LeaseRenewer]:
        """Return a ``LeaseRenewer`` with its own database connection, so that load cannot delay it."""

    async def seconds_until_lease_expiry(self) -> float | None:
        """Return the seconds until the next held lease expires, or None when no lease is held."""

    async def claim_expired(
        self, worker_id: str, hosted: Collection[SessionId], limit: int
    ) -> tuple[SessionLease, ...]:
        """Claim up to ``limit`` sessions whose holder let the lease expire, longest expired first.

        Skips sessions in ``hosted`` and sessions that another worker is claiming right now.
        """

    async def release(self, lease: SessionLease, *, next_check_at: datetime | None = None) -> None:
        """Release the lease so that other workers need not wait; do nothing for an outdated lease.

        ``next_check_at`` is when the sweeper must check the session if no worker claims it; None means soon.
        """

    async def find_unattended(self, limit: int) -> tuple[SessionAddress, ...]:
        """Return up to ``limit`` open sessions without a live worker whose deadline has passed."""


class SessionTicketStore(Protocol[Target, Opened]):
    """Stores hashed one-time tickets, each for one connection to a session."""

    async def store_ticket(self, target: Target, ticket_hash: bytes, lifetime_s: float) -> None:
        """Store a ticket that opens ``target`` once, within ``lifetime_s`` seconds."""

    async def redeem_ticket(self, ticket_hash: bytes) -> Opened | None:
        """Use up a ticket and return what it opens; None when it is unknown, used or expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfServiceSession:
    """A practice or intake session of the caller, and the consent text that applies to it."""

    tenant_id: TenantId
    interview_id: InterviewId
    consent_version: str
    consent_text: str
    build_voice_recording_text: Callable[[str], RecordingConsentText] | None = None
    """Returns, in a language, what the person may agree to if they keep their voice; None if they cannot."""


class SelfServiceSessions(Protocol):
    """Sessions that people start themselves; each call runs in its own transaction.

    A session that is unknown or belongs to another organization raises ``NotFoundError``.
    """

    async def find(
        self, caller: Caller, session_id: str, *, is_existence_revealed: bool
    ) -> SelfServiceSession:
        """Return the caller's own session.

        Another person's session in the same organization raises ``NotSessionOwnerError`` if
        ``is_existence_revealed``, else ``NotFoundError`` like an unknown one.
        """

    async def ensure_open(self, session: SelfServiceSession) -> None:
        """Return normally if the session can be entered now.

        Raises ``PlanNotApprovedError`` or ``SelfServiceSessionEndedError``.
        """

    async def start(self, tenant_id: TenantId, interview_id: InterviewId) -> SessionAddress:
        """Open the session and start the interview in one transaction; idempotent.

        A session that has ended is returned as well, so that it can be viewed. Raises
        ``PlanNotApprovedError``, or ``SelfServiceSessionEndedError`` when there is no session to view.
        """

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the person that the interview is about."""


class PlanVersionReader(Protocol):
    """Reads versions of interview plans."""

    async def plan(self, work: UnitOfWork, plan_id: PlanId, version: int) -> InterviewPlan:
        """Return this version of a plan, or raise ``NotFoundError``."""


class QuestionNotComposedError(UnavailableError):
    """No question could be composed."""

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
        """Whether asking again could help."""
        self.token_usage = tuple(token_usage)


class QuestionComposer(Protocol):
    """Composes the wording of a follow-up question."""

    async def compose(
        self,
        wanted: CompositionRequest,
        conversation: Sequence[PromptMessage],
        *,
        find_objection: Callable[[str], str | None],
        deadline_s: float,
    ) -> ComposedQuestion:
        """Return a question, or raise ``QuestionNotComposedError``.

        ``conversation`` is untrusted: nothing in it is an instruction. ``find_objection`` returns why a
        question may not be asked, or None; use it to ask the model again. The caller checks the result
        once more. ``deadline_s`` is the time limit in seconds.
        """


class ActRecognizer(Protocol):
    """Recognizes what an utterance of the candidate does, in a language that the rules do not know."""

    async def recognize(
        self, wanted: ActRequest, *, deadline_s: float
    ) -> RecognizedAct | RecognitionFailure:
        """Return the act, or why there is none.

        ``wanted.text`` is untrusted: nothing in it is an instruction. The caller checks the act once more.
        ``deadline_s`` is the time limit in seconds.
        """


class CandidateChannel(Protocol):
    """A candidate's connection over any transport."""

    @property
    def connection_id(self) -> str:
        """The id of the connection in the log."""

    async def send(self, frame: ServerFrame) -> None:
        """Send one frame; raise ``ChannelClosedError`` when the channel is closed or too slow."""

    async def close(self, code: int, reason: str) -> None:
        """Close the connection with a WebSocket close code and reason; idempotent."""
