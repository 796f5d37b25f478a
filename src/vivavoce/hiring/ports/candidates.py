"""What candidates can do on their own page: messages, bookings, voluntary answers, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.booking import BusyTime, HostCalendarTimes
from vivavoce.contracts.candidate_page import (
    CandidateFeedback,
    CandidateMessages,
    ConsentAnswer,
    ReviewRequest,
    TranscriptCorrection,
)
from vivavoce.contracts.embedding import EmbedAddress
from vivavoce.hiring.domain.booking import Booking, BookingOffer
from vivavoce.hiring.domain.selection_rates import DecidedCandidate, QuestionRates
from vivavoce.hiring.domain.voluntary_questions import VoluntaryQuestionSet
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId


class CandidateMessageRepository(Protocol):
    """Stores what candidates write on their own page; raises ``DataErasedError`` for an erased person."""

    async def list(self, work: UnitOfWork, interview_id: InterviewId) -> CandidateMessages:
        """Return what the candidate of an interview wrote; erased texts are ''."""

    async def save_correction(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        correction: TranscriptCorrection,
    ) -> None:
        """Store a correction; it replaces the candidate's earlier one of the same turn."""

    async def save_feedback(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        feedback: CandidateFeedback,
    ) -> None:
        """Store feedback; it replaces the earlier one."""

    async def save_review_request(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        request: ReviewRequest,
    ) -> None:
        """Store a request for a review; it replaces the earlier one unless that was answered."""

    async def answer_review(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        *,
        answer: str,
        by: UUID,
        by_name: str,
        at: datetime,
    ) -> bool:
        """Store the answer to a request for a review; return False if there is none without an answer."""


class DecisionMail(Protocol):
    """Sends candidates what follows their interview (implemented by delivery)."""

    async def send_decision_news(
        self,
        work: UnitOfWork,
        *,
        email_id: UUID,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        contact: str,
        link: str,
        language: str,
    ) -> object:
        """E-mail that a decision was made, without the decision; once for each ``email_id``.

        ``contact`` is the address for questions, or ''. ``link`` leads to the candidate's page, or is ''.
        """

    async def send_review_answered(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        position: str,
        organization: str,
        answer: str,
        link: str,
        language: str,
    ) -> object:
        """E-mail the answer with the link to the candidate's page; sent only if ``work`` commits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePageRules:
    """What an organization promises its candidates, allows on their pages, and sends them."""

    allows_review: bool
    explains_decisions: bool
    reply_days: int
    """Within how many days after the interview it promises a reply; 0 without a promise."""
    contact_email: str
    """Whom candidates can write to; '' if nobody is named."""
    organization_name: str
    sends_decision_news: bool
    """Whether candidates get an e-mail that a decision was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoluntaryQuestionRules:
    """What an organization asks candidates for its selection rates."""

    questions: VoluntaryQuestionSet
    minimum: int
    """How many candidates a group has at least, to be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionReport:
    """The selection rates of a quarter, as they were counted once."""

    starts_on: date
    counted_at: datetime
    minimum: int
    rates: tuple[QuestionRates, ...]


class VoluntaryAnswerRepository(Protocol):
    """Stores voluntary answers, apart from everything else, and the rates counted from them."""

    async def save(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        answers: Mapping[str, str],
    ) -> None:
        """Store the answers in place of the earlier ones; raises ``DataErasedError`` for an erased person."""

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> Mapping[str, str] | None:
        """Return the candidate's answers, for the candidate alone; None before they answered."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the answers of these interviews."""

    async def list_decided(
        self, work: UnitOfWork, since: datetime, before: datetime
    ) -> tuple[DecidedCandidate, ...]:
        """Return everyone whose newest decision became final in the period, with the answers still stored."""

    async def add_report(self, work: UnitOfWork, report: SelectionReport) -> None:
        """Store the report of a quarter unless there is one."""

    async def find_report(self, work: UnitOfWork, starts_on: date) -> SelectionReport | None:
        """Return the report of the quarter that begins on this day."""


class BookingRepository(Protocol):
    """The times that are offered to candidates, and the ones that they booked."""

    async def save_offer(
        self, work: UnitOfWork, interview_id: InterviewId, offer: BookingOffer
    ) -> None:
        """Store the offer of an interview, replacing the one before."""

    async def find_offer(self, work: UnitOfWork, interview_id: InterviewId) -> BookingOffer | None:
        """Return the offer of an interview, or None."""

    async def delete_offer(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Delete the offer of an interview and return whether there was one; a booking stays."""

    async def book(self, work: UnitOfWork, interview_id: InterviewId, booking: Booking) -> bool:
        """Store the booking of an interview, replacing its own; return False if the host is not free.

        The transaction must then end without a commit.
        """

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> Booking | None:
        """Return the booking of an interview, or None."""

    async def release(self, work: UnitOfWork, interview_id: InterviewId) -> Booking | None:
        """Delete the booking of an interview and return it, or None without one."""

    async def list_busy(
        self, work: UnitOfWork, host_email: str, except_interview: InterviewId | None, now: datetime
    ) -> Sequence[BusyTime]:
        """Return the bookings of a host that are not over, without the one of ``except_interview``."""


class HostCalendars(Protocol):
    """The calendars that hosts connected (implemented by calendars)."""

    async def list_busy(self, work: UnitOfWork, host_email: str) -> HostCalendarTimes:
        """Return the last readings of a host's calendars, together; no server is asked."""

    async def refresh(
        self, tenant_id: TenantId, host_email: str, *, max_age: timedelta, wait_s: float
    ) -> None:
        """Read a host's calendars that were not tried within ``max_age``, for at most ``wait_s`` seconds.

        The calling code has no transaction open. A calendar that cannot be read is no error here.
        """


class CandidateLinkCommands(Protocol):
    """The candidate links of interviews (implemented by access)."""

    async def get_or_create(
        self, work: UnitOfWork, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> str:
        """Return the interview's candidate link; create one valid for ``days`` if there is none."""

    async def embed(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        *,
        days: int,
        origin: str,
        is_vouched: bool,
    ) -> EmbedAddress:
        """Return a token to embed the interview's room; raise ``ConflictError`` for another origin.

        With ``is_vouched``, the customer has identified the candidate.
        """

    async def links(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, str]:
        """Return the open candidate links of these interviews."""

    async def invite(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_moved: bool = False
    ) -> str:
        """E-mail the candidate the link again and return it; with ``is_moved``, it tells of the new time."""

    async def call_off(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_withdrawn: bool = False
    ) -> None:
        """E-mail the candidate that their appointment does not take place.

        With ``is_withdrawn``, the candidate ended the interview.
        """

    async def extend_expiry(
        self, work: UnitOfWork, interview_id: InterviewId, until: datetime
    ) -> None:
        """Keep the link valid at least until ``until``; a later expiry stays as it is."""

    async def revoke(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Revoke the link permanently, if there is one."""

    async def issue_code_of_test(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, datetime] | None:
        """Return a new one-time code for a test and when it expires; None without an open link."""

    async def list_consents(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[ConsentAnswer, ...]:
        """Return the candidate's answers to consent texts, oldest first, without accommodations."""
