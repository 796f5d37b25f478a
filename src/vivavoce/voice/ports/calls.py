"""What calling a candidate needs: the interview, its session, the calls that are kept, a provider."""

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
from vivavoce.voice.domain.calls.call import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneInterview:
    """An interview as whoever calls needs it."""

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
    keep_words_days: int
    number: str | None = field(repr=False)


class PhoneInterviewGateway(Protocol):
    """The interview (hiring)."""

    async def resolve_interview_id(self, work: UnitOfWork, ref: str) -> InterviewId:
        """Return the id of the interview that ``ref`` names, or raise ``NotFoundError``."""

    async def lock(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Let nobody else change an interview until ``work`` ends; an unknown one is left alone."""

    async def get(self, work: UnitOfWork, interview_id: InterviewId) -> PhoneInterview:
        """Return the interview, or raise ``NotFoundError``."""

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: SessionId, attempt: int
    ) -> None:
        """Note that a session waits for the candidate; the same one twice is nothing new. May refuse."""


class PhoneSessionGateway(Protocol):
    """The live session."""

    async def get_or_create(self, work: UnitOfWork, interview: PhoneInterview) -> SessionId:
        """Return the interview's session that is not over, making it if there is none."""

    async def append_call_event(
        self, work: UnitOfWork, session_id: SessionId, news: CallUpdate
    ) -> bool:
        """Have it happen in the session's log; False where it cannot be any more."""

    async def get_candidate_presence(
        self, work: UnitOfWork, session_id: SessionId
    ) -> CandidatePresence:
        """Return how the candidate stands."""


class CallRepository(Protocol):
    """The calls of the work's own organisation."""

    async def add(self, work: UnitOfWork, call: Call) -> bool:
        """Keep a new call; False where the interview has one that is not over."""

    async def get_interview_id(self, work: UnitOfWork, call_id: UUID) -> InterviewId | None:
        """Return whose call it is, or None for an unknown one."""

    async def lock(self, work: UnitOfWork, call_id: UUID) -> Call | None:
        """Return a call and let nobody else change it in the meantime; None where it was erased."""

    async def lock_attempt(self, work: UnitOfWork, call_id: UUID, attempt_id: UUID) -> Call | None:
        """The same, but None where ``attempt_id`` names an earlier attempt by the time it is locked."""

    async def get_latest(self, work: UnitOfWork, interview_id: InterviewId) -> Call | None:
        """Return the interview's newest call, if its number can still be read."""

    async def save(self, work: UnitOfWork, call: Call) -> None:
        """Keep what became of it; words of the provider stay as they are while an attempt lasts."""

    async def set_attempt_id(self, work: UnitOfWork, call: Call, attempt_id: UUID) -> None:
        """Let ``attempt_id`` find this attempt of the call, and no earlier one."""

    async def set_join_token(self, work: UnitOfWork, call: Call, token: str | None) -> None:
        """Let ``word`` join a sound to the call, once; None lets nothing."""

    async def hash_number(self, work: UnitOfWork, person_id: PersonId, number: str) -> str:
        """Return a hash of the number under the person's own key."""


@dataclass(frozen=True, slots=True)
class CallReference:
    """A call that was found by a word before its organisation was known."""

    tenant_id: TenantId
    call_id: UUID


class CallFinder(Protocol):
    """Finds calls of all organisations by words that we made."""

    async def find_by_attempt(self, attempt_id: UUID) -> CallReference | None:
        """Return the call whose present attempt this is."""

    async def redeem_join_token(self, token: str) -> CallReference | None:
        """Return the call that ``word`` joins a sound to, and use the word up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundCall:
    """What the provider is asked for."""

    tenant_id: TenantId
    session_id: SessionId
    """Where the sound of the answered call belongs."""
    attempt_id: UUID = field(repr=False)
    """What the provider brings back to us finds this attempt, and no other."""
    number: str = field(repr=False)
    ring_s: int


class CallNotPlacedError(UnavailableError):
    """The provider surely has not placed the call; asking again may help."""

    code = "call_not_placed"


class CallOutcomeUnknownError(UnavailableError):
    """The provider may have placed the call or not: asking again could ring twice."""

    code = "call_unsure"


class CallDeclinedError(VivavoceError):
    """The provider will not place this call, however often it is asked."""

    code = "call_declined"

    def __init__(self, reason: CallFailureReason) -> None:
        super().__init__()
        self.reason = reason


class CallNotAnsweredError(VivavoceError):
    """The provider placed the call, and says already that nobody answered it."""

    code = "call_not_answered"

    def __init__(self, reason: CallFailureReason) -> None:
        super().__init__()
        self.reason = reason


class TelephonyProvider(Protocol):
    """Places calls. How the sound of one that is answered comes to us is its own affair."""

    @property
    def trunk(self) -> str:
        """Its name, as logs call it."""

    async def place_call(self, call: OutboundCall) -> str:
        """Return the provider's name for the call.

        Raises ``CallNotPlacedError``, ``CallOutcomeUnknownError``, ``CallDeclinedError`` or
        ``CallNotAnsweredError``. It may last as long as it rings.
        """

    async def hang_up(self, sid: str) -> None:
        """End the call, whether it rings or is talked in.

        Raises ``CallNotPlacedError`` where that was not told.

        One that has ended is fine.
        """
