"""What candidates can do on their own page: messages, bookings, voluntary answers, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.booking import HostCalendarTimes
from vivavoce.contracts.candidate_page import (
    ConsentAnswer,
)
from vivavoce.contracts.embedding import EmbedAddress
from vivavoce.hiring.domain.selection_rates import QuestionRates
from vivavoce.hiring.domain.voluntary_questions import VoluntaryQuestionSet
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId


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
