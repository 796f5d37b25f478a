"""Ports of candidate access: its repositories, the interview, the live session and e-mail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.access.domain.candidate_access import (
    CandidateLink,
    CandidateLinkRef,
    ConsentDecision,
    OneTimeCodeCheckResult,
)
from vivavoce.access.domain.consent_text import ConsentAddition, ConsentText
from vivavoce.access.domain.embedding import EmbedToken
from vivavoce.contracts.booking import BookableTimes
from vivavoce.contracts.candidate_page import CandidatePageDetails, ConsentAnswer
from vivavoce.contracts.embedding import EmbedRules
from vivavoce.contracts.interview import CandidateInterviewDetails, InterviewTranscript
from vivavoce.contracts.invitation import InterviewFormat
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.reminder import InterviewReminder
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId


class CandidateLinkRepository(Protocol):
    """The candidate links of an organization."""

    async def get_or_create(self, work: UnitOfWork, link: CandidateLink) -> CandidateLink:
        """Store a new link and return it, or return the interview's existing one."""

    async def find(self, work: UnitOfWork, link_id: UUID) -> CandidateLink | None:
        """Return a link that was not revoked, or None."""

    async def find_by_interviews(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, CandidateLink]:
        """Return the links of these interviews that were not revoked."""

    async def extend_expiry(
        self, work: UnitOfWork, interview_id: InterviewId, expires_at: datetime
    ) -> None:
        """Move the expiry of an interview's link to ``expires_at`` if it is earlier."""

    async def revoke(self, work: UnitOfWork, interview_id: InterviewId, at: datetime) -> bool:
        """Revoke an interview's link and return whether there was one."""


class OneTimeCodeRepository(Protocol):
    """One-time codes, and the session tokens issued for them."""

    async def save(self, work: UnitOfWork, link_id: UUID, code: str, expires_at: datetime) -> None:
        """Store a code, replacing the link's previous one."""

    async def check(
        self, work: UnitOfWork, link_id: UUID, code: str, now: datetime
    ) -> OneTimeCodeCheckResult:
        """Count an attempt, then compare.

        A right code is used up. A wrong one also counts as a failure of the link, which is locked after too
        many.
        """

    async def save_session_token(
        self, work: UnitOfWork, link_id: UUID, token_id: UUID, token: str, expires_at: datetime
    ) -> None:
        """Store a session token."""

    async def has_valid_session_token(
        self, work: UnitOfWork, link_id: UUID, token: str, now: datetime
    ) -> bool:
        """Return whether ``token`` is a session token of this link that has not expired."""


class EmbedTokenRepository(Protocol):
    """The tokens with which pages of customers embed the room."""

    async def add(self, work: UnitOfWork, token: EmbedToken) -> None:
        """Store a token."""

    async def find(self, work: UnitOfWork, token_id: UUID, now: datetime) -> EmbedToken | None:
        """Return a token that has not expired, used or not, or None."""

    async def use(self, work: UnitOfWork, token_id: UUID, now: datetime) -> bool:
        """Use a token up; return False if it was used before or has expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredCandidateLink:
    """A link that has expired and has not been revoked yet."""

    tenant_id: TenantId
    interview_id: InterviewId


class CandidateLinkIndex(Protocol):
    """Finds candidate links across organizations."""

    async def find_by_token(self, token: str, now: datetime) -> CandidateLinkRef | None:
        """Return the open link with that token, or None if it is revoked, expired, locked or unknown."""

    async def list_expired(self, now: datetime, *, limit: int) -> Sequence[ExpiredCandidateLink]:
        """Return up to ``limit`` expired links, oldest first."""


class ConsentRepository(Protocol):
    """The consent decisions of candidates."""

    async def add(self, work: UnitOfWork, link: CandidateLink, decision: ConsentDecision) -> None:
        """Store a decision; its accommodations are encrypted with the person's own key."""

    async def find_newest(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, bool] | None:
        """Return the text version of the newest decision and whether it was accepted, or None."""

    async def get_accommodations(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, ...]:
        """Return the accommodations of the newest decision, or ()."""

    async def list(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[ConsentDecision, ...]:
        """Return all decisions of an interview, oldest first."""

    async def list_answers(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[ConsentAnswer, ...]:
        """Return the same without accommodations, also after the person's data was erased."""


class ConsentAdditionRepository(Protocol):
    """What an organization adds to the consent text, in versions."""

    async def read_newest(self, work: UnitOfWork) -> Mapping[str, ConsentAddition]:
        """Return the newest version of each language, by language."""

    async def list(self, work: UnitOfWork, language: str) -> Sequence[ConsentAddition]:
        """Return all versions of a language, newest first."""

    async def add(
        self, work: UnitOfWork, language: str, text: str, *, at: datetime, by: str
    ) -> ConsentAddition:
        """Store the next version of a language and return it; versions are never changed."""


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
    ) -> object:
        """Send a one-time code that is valid for ``minutes``."""


class CandidateAccessPolicy(Protocol):
    """The organization's rules for candidate access (implemented by tenancy)."""

    async def requires_code(self, work: UnitOfWork) -> bool:
        """Return whether candidates with a known address confirm it with a code."""

    async def allows_video(self, work: UnitOfWork) -> bool:
        """Return whether candidates may be asked for a video recording."""

    async def sends_reminders(self, work: UnitOfWork) -> bool:
        """Return whether candidates are reminded of their interviews."""

    async def embed_rules(self, work: UnitOfWork) -> EmbedRules:
        """Return where the room may be embedded."""
