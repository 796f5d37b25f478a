"""Ports for phone calls: interview, live session, call repository and telephony provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.call_updates import CallFailureReason, CallUpdate, CandidatePresence
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneInterview:
    """The part of an interview that phone calls need."""

    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    profile: str
    state: str
    position: str | None
    company_name: str | None
    opens_at: datetime | None
    attempt: int
    attempts_left: int
    abilities: Mapping[str, bool]
    persona_id: str | None
    transcript_retention_days: int
    is_test: bool = False
    """Whether it is a test: its candidate is never called."""
    number: str | None = field(repr=False)
    time_zone: str | None = None
    """Where the candidate is, if the request says so; the quiet hours refer to it."""


class PhoneInterviewGateway(Protocol):
    """The interview, in the hiring slice."""

    async def resolve_interview_id(self, work: UnitOfWork, ref: str) -> InterviewId:
        """Return the id of the interview that ``ref`` names, or raise ``NotFoundError``."""

    async def lock(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Lock an interview until ``work`` ends; does nothing if it is unknown."""

    async def get(self, work: UnitOfWork, interview_id: InterviewId) -> PhoneInterview:
        """Return the interview, or raise ``NotFoundError``."""

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: SessionId, attempt: int
    ) -> None:
        """Record that ``session_id`` is ready for the candidate; repeating it changes nothing.

        Raises a ``ConflictError`` where the interview can no longer begin.
        """


class LiveSessionCommands(Protocol):
    """The live session, in the live slice."""

    async def get_or_create(self, work: UnitOfWork, interview: PhoneInterview) -> SessionId:
        """Return the interview's session that has not ended, creating one if there is none."""

    async def append_call_event(
        self, work: UnitOfWork, session_id: SessionId, news: CallUpdate
    ) -> bool:
        """Append a call event to the session's log; return False where the session no longer accepts it."""

    async def get_candidate_presence(
        self, work: UnitOfWork, session_id: SessionId
    ) -> CandidatePresence:
        """Return whether the candidate is connected to the session, or the session is over."""


@dataclass(frozen=True, slots=True)
class CallReference:
    """A call found by a token before its organization was known."""

    tenant_id: TenantId
    call_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundCall:
    """The call that the provider is asked to place."""

    tenant_id: TenantId
    session_id: SessionId
    """The session that the answered call's audio belongs to."""
    attempt_id: UUID = field(repr=False)
    """Returned by the provider in its callbacks; refers to this attempt only."""
    number: str = field(repr=False)
    ring_s: int


class CallNotPlacedError(UnavailableError):
    """The provider did not place the call; a retry may help."""

    code = "call_failed"


class CallOutcomeUnknownError(UnavailableError):
    """The provider may or may not have placed the call: a retry could ring twice."""

    code = "call_outcome_unknown"


class CallDeclinedError(VivavoceError):
    """The provider refuses to place this call; a retry does not help."""

    code = "call_declined"

    def __init__(self, reason: CallFailureReason) -> None:
        super().__init__()
        self.reason = reason


class CallNotAnsweredError(VivavoceError):
    """The provider placed the call, but it was not answered."""

    code = "call_not_answered"

    def __init__(self, reason: CallFailureReason) -> None:
        super().__init__()
        self.reason = reason


class TelephonyProvider(Protocol):
    """Places phone calls; how an answered call's audio arrives depends on the implementation."""

    @property
    def trunk(self) -> str:
        """Its name in logs."""

    async def place_call(self, call: OutboundCall) -> str:
        """Place the call and return the provider's id for it."""

    async def hang_up(self, sid: str) -> None:
        """End the call, whether it is ringing or answered; a call that has already ended is fine.

        Raises ``CallNotPlacedError`` where the provider did not receive the request.
        """
