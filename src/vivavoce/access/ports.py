"""What the candidate's door needs: its own rows, the interview, the live session and the post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.access.domain.candidate_link import CandidateLink, CandidateLinkRef, CodeCheckResult
from vivavoce.access.domain.consent import ConsentDecision, ConsentText
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId


class LinkTokenIndex(Protocol):
    """Finds a door before its organisation is known."""

    async def find(self, token: str, now: datetime) -> CandidateLinkRef | None:
        """Return the open door of a token; closed, expired, locked and unknown ones are all None."""


class CandidateLinkRepository(Protocol):
    """The links of an organisation."""

    async def get_or_create(self, work: UnitOfWork, link: CandidateLink) -> CandidateLink:
        """Keep a new door and return it, or return the one that is open already."""

    async def find(self, work: UnitOfWork, link_id: UUID) -> CandidateLink | None:
        """Return a door that was not revoked."""

    async def find_by_interviews(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, CandidateLink]:
        """Return the doors of interviews that were not revoked."""

    async def extend_expiry(
        self, work: UnitOfWork, interview_id: InterviewId, expires_at: datetime
    ) -> None:
        """Move the end of an interview's door to ``until`` if it is earlier."""

    async def revoke(self, work: UnitOfWork, interview_id: InterviewId, at: datetime) -> bool:
        """Revoke an interview's door and return whether there was one."""


class OneTimeCodeRepository(Protocol):
    """One-time codes and the session tokens that they earn."""

    async def save(self, work: UnitOfWork, link_id: UUID, code: str, expires_at: datetime) -> None:
        """Keep a code in place of the door's former one."""

    async def check(
        self, work: UnitOfWork, link_id: UUID, code: str, now: datetime
    ) -> CodeCheckResult:
        """Count a try, then compare. A right code is used up by this; a wrong one counts for the door."""

    async def save_session_token(
        self, work: UnitOfWork, link_id: UUID, token_id: UUID, token: str, expires_at: datetime
    ) -> None:
        """Keep a session token."""

    async def has_valid_session_token(
        self, work: UnitOfWork, link_id: UUID, token: str, now: datetime
    ) -> bool:
        """Return whether a session token of this door is good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredCandidateLink:
    """A door whose time has run out and that nobody has closed yet."""

    tenant_id: TenantId
    interview_id: InterviewId


class ExpiredCandidateLinkFinder(Protocol):
    """Finds doors across organisations."""

    async def find(self, now: datetime, *, limit: int) -> Sequence[ExpiredCandidateLink]:
        """Return up to ``most`` doors whose time has run out, oldest first."""


class ConsentRepository(Protocol):
    """The answers of candidates."""

    async def add(self, work: UnitOfWork, link: CandidateLink, decision: ConsentDecision) -> None:
        """Keep an answer; what would make it easier is sealed under the person's own key."""

    async def find_newest(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, bool] | None:
        """Return the version and the word of the newest answer."""

    async def get_accommodations(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, ...]:
        """Return what would make it easier, from the newest answer."""


class InvitedInterview(Protocol):
    """The interview as its door shows it."""

    @property
    def interview_id(self) -> InterviewId:
        """The interview's own id."""

    @property
    def run_id(self) -> str:
        """The interview's public id."""

    @property
    def person_id(self) -> PersonId:
        """Who is invited."""

    @property
    def profile(self) -> str:
        """The name of its front door in ``PROFILES``."""

    @property
    def abilities(self) -> Mapping[str, bool]:
        """What the request switched on or off; the rest is the profile's."""

    @property
    def keep_words_days(self) -> int:
        """How long after its end what was said is kept."""

    @property
    def state(self) -> str:
        """Where the interview stands."""

    @property
    def position(self) -> str | None:
        """What it is about."""

    @property
    def company_name(self) -> str | None:
        """Who invites."""

    @property
    def duration_minutes(self) -> int:
        """About how long it takes."""

    @property
    def opens_at(self) -> datetime | None:
        """Before when it does not begin."""

    @property
    def attempt(self) -> int:
        """How many times it was begun."""

    @property
    def candidate_name(self) -> str | None:
        """The candidate's name, when known."""

    @property
    def email(self) -> str | None:
        """The candidate's address, when known: for sending to, never for showing."""


class CandidateInterviews(Protocol):
    """The interview (hiring)."""

    async def get_candidate_details(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> InvitedInterview:
        """Return what the door shows."""

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Note that a session waits for the candidate; the same one twice is nothing new. May refuse."""

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Let nobody else change an interview until ``work`` ends; an unknown one is left alone."""

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Close an interview whose link has run out; False while the candidate talks in it."""


class OpenedCandidateSession(Protocol):
    """A live session that waits for its candidate."""

    @property
    def session_id(self) -> SessionId:
        """Its inner id."""

    @property
    def handle(self) -> str:
        """The unguessable word by which the candidate's socket finds it."""

    @property
    def attempt(self) -> int:
        """Which attempt it is."""


class CandidateSessionOpener(Protocol):
    """The live session (live)."""

    async def open(
        self,
        work: UnitOfWork,
        interview: InvitedInterview,
        *,
        attempt: int,
        consent: ConsentText,
        accepted_consent_version: str | None,
        accommodations: Sequence[str],
    ) -> OpenedCandidateSession:
        """Return the interview's session that is not over, or make one; twice gives the same.

        ``accepted_consent_version`` is the version accepted on the invitation page; without one the
        session asks first of all. ``accommodations`` is what the candidate said would help.
        """


class CandidateMail(Protocol):
    """Letters (delivery). They leave when the work is committed."""

    async def send_invitation(
        self,
        work: UnitOfWork,
        *,
        person_id: UUID,
        to: str,
        name: str,
        position: str,
        organization: str,
        link: str,
        minutes: int,
        expires_at: datetime,
        opens_at: datetime | None,
    ) -> object:
        """Send the link, and say when it opens where that is bound to a time."""

    async def send_code(
        self, work: UnitOfWork, *, person_id: UUID, to: str, code: str, minutes: int
    ) -> object:
        """Send a one-time code."""


class CandidateLinkPolicy(Protocol):
    """The organisation's rules for its doors (tenancy)."""

    async def requires_code(self, work: UnitOfWork) -> bool:
        """Return whether candidates with a known address confirm it with a code."""

    async def allows_video(self, work: UnitOfWork) -> bool:
        """Return whether candidates may be asked for a film of themselves."""


class AttemptLimiter(Protocol):
    """Counts tries."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count a try and return how many remain, or raise ``TooManyRequestsError``."""
