"""Ports of candidate access: its repositories, the interview, the live session and e-mail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.access.domain.consent_text import ConsentText
from vivavoce.contracts.booking import BookableTimes
from vivavoce.contracts.candidate_page import CandidatePageDetails
from vivavoce.contracts.embedding import EmbedRules
from vivavoce.contracts.interview import CandidateInterviewDetails, InterviewTranscript
from vivavoce.contracts.invitation import EmailProgress, InterviewFormat
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredCandidateLink:
    """A link that has expired and has not been revoked yet."""

    tenant_id: TenantId
    interview_id: InterviewId


class CandidateInterviewGateway(Protocol):
    """The interviews of candidates (implemented by hiring)."""

    async def get_candidate_details(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CandidateInterviewDetails:
        """Return what the candidate link page shows."""

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Record a session that waits for the candidate; idempotent. Raises ``ConflictError``."""

    async def choose_language(
        self, work: UnitOfWork, interview_id: InterviewId, language: str
    ) -> None:
        """Store the language in which the candidate reads pages and e-mails."""

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Lock an interview until ``work`` ends; an unknown id is ignored."""

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Close an interview whose link has expired; return False while the candidate is in a session."""


class CandidatePageGateway(Protocol):
    """The page of one interview's candidate (implemented by hiring).

    Every change raises ``ConflictError`` for what the page does not offer now.
    """

    async def read(self, work: UnitOfWork, interview_id: InterviewId) -> CandidatePageDetails:
        """Return the page."""

    async def withdraw(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """End the interview for the candidate."""

    async def request_person(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Tell the staff that the candidate wants to talk with a person."""

    async def reschedule(
        self, work: UnitOfWork, interview_id: InterviewId, starts_at: datetime
    ) -> None:
        """Move the appointment and send the invitation again."""

    async def refresh_times(
        self, tenant_id: TenantId, interview_id: InterviewId, *, is_booking: bool
    ) -> None:
        """Read the host's calendars if they were not read recently; no transaction may be open.

        A calendar that does not answer is no error.
        """

    async def list_times(self, work: UnitOfWork, interview_id: InterviewId) -> BookableTimes:
        """Return the times that are offered to the candidate; raises ``NotFoundError`` without an offer."""

    async def book(self, work: UnitOfWork, interview_id: InterviewId, starts_at: datetime) -> None:
        """Book one of these times, or move the booking to it, and send the invitation with it."""

    async def correct(
        self, work: UnitOfWork, interview_id: InterviewId, turn: int, text: str
    ) -> None:
        """Store what the candidate says they said in a turn, beside what was heard."""

    async def give_feedback(
        self, work: UnitOfWork, interview_id: InterviewId, stars: int, text: str
    ) -> None:
        """Store what the candidate thought of the interview."""

    async def answer_voluntary_questions(
        self, work: UnitOfWork, interview_id: InterviewId, answers: Mapping[str, str | None]
    ) -> None:
        """Store the candidate's voluntary answers, which no one else sees."""

    async def request_review(self, work: UnitOfWork, interview_id: InterviewId, text: str) -> None:
        """Tell the staff that the candidate wants a person to review the result."""

    async def erase(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Erase everything that is stored about the candidate."""


InvitationMessageReader = Callable[[UnitOfWork, InterviewId], Awaitable[str]]
"""Returns the message of the interview's newest plan, which invites the candidate, or "".

Implemented by planning. It may hold the placeholders of ``contracts.invitation``.
"""

RetentionDaysReader = Callable[[UnitOfWork], Awaitable[int]]
"""Returns the days after which the answers of the organization's new interviews are deleted (tenancy)."""

TranscriptReader = Callable[[TenantId, SessionId], Awaitable[InterviewTranscript]]
"""Returns the transcript of a session and of the attempts before it (implemented by live).

Raises ``NotFoundError``, or ``GoneError`` once the text was erased."""


class CandidateSessionOpener(Protocol):
    """Opens live sessions (implemented by live)."""

    async def open(
        self,
        work: UnitOfWork,
        interview: CandidateInterviewDetails,
        *,
        attempt: int,
        consent: ConsentText,
        accepted_consent_version: str | None,
        accommodations: Sequence[str],
    ) -> OpenedLiveSession:
        """Return the interview's session that has not ended, or create one.

        ``accepted_consent_version`` is the version accepted on the invitation page; without it, the
        session asks for consent first. ``accommodations`` is what the candidate asked for.
        """


class CandidateMail(Protocol):
    """E-mails to candidates (implemented by delivery); sent only if ``work`` commits."""

    async def send_invitation(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        link: str,
        page_link: str,
        offer: InterviewFormat,
        minutes: int,
        expires_at: datetime,
        language: str,
        opens_at: datetime | None,
        starts_at: datetime | None,
        time_zone: str | None,
        message: str,
        is_moved: bool,
    ) -> object:
        """Send the link and what the interview offers, with its appointment if it is scheduled.

        ``page_link`` leads to the candidate's own page, and ``message`` is that of the plan, or empty. With
        ``is_moved``, the appointment has a new time.
        """

    async def send_appointment_canceled(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        starts_at: datetime,
        minutes: int,
        language: str,
        time_zone: str | None,
        is_withdrawn: bool,
    ) -> object:
        """Send that the appointment does not take place; calendars remove it.

        With ``is_withdrawn``, the candidate ended the interview.
        """

    async def send_reminder(self, work: UnitOfWork, reminder: InterviewReminder) -> object:
        """Send a reminder of an interview; one with the same id is not sent again."""

    async def send_code(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        code: str,
        minutes: int,
        language: str,
        organization: str,
        email_id: UUID,
    ) -> object:
        """Send a one-time code that is valid for ``minutes``."""

    async def read_progress(self, work: UnitOfWork, email_id: UUID) -> EmailProgress | None:
        """Return how far an e-mail has come, or None if none with that id was sent."""


class CandidateAccessPolicy(Protocol):
    """The organization's rules for candidate access (implemented by tenancy)."""

    async def requires_code(self, work: UnitOfWork) -> bool:
        """Return whether candidates with a known address confirm it with a code."""

    async def allows_video(self, work: UnitOfWork) -> bool:
        """Return whether candidates may be asked for a video recording."""

    async def allows_voice_recording(self, work: UnitOfWork) -> bool:
        """Return whether candidates may be asked for a recording of their voice."""

    async def sends_reminders(self, work: UnitOfWork) -> bool:
        """Return whether candidates are reminded of their interviews."""

    async def embed_rules(self, work: UnitOfWork) -> EmbedRules:
        """Return where the room may be embedded."""
