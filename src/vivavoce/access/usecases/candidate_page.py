"""The candidate's own page behind their link: show it, change something on it, export or erase the data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from vivavoce.access.adapters.candidate_links import PostgresConsentRepository
from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.domain.candidate_access import ConsentDecision
from vivavoce.access.ports import CandidatePageGateway, TranscriptReader
from vivavoce.access.usecases.open_candidate_link import (
    GuestContext,
    OpenCandidateLink,
    check_identity,
)
from vivavoce.contracts.booking import BookableTimes
from vivavoce.contracts.candidate_page import CandidatePageDetails
from vivavoce.contracts.interview import CandidateInterviewDetails, InterviewTranscriptTurn
from vivavoce.kernel.errors import GoneError, NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId


class AnswerNotFoundError(NotFoundError):
    """There is no answer of yours with this number."""

    code = "answer_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePageView:
    """A candidate's page with their interview and its transcript, if there is one."""

    interview: CandidateInterviewDetails
    link_expires_at: datetime
    page: CandidatePageDetails
    turns: tuple[InterviewTranscriptTurn, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateDataExport:
    """Everything that the organization stored about a candidate and may hand out."""

    view: CandidatePageView
    consents: tuple[ConsentDecision, ...] = field(repr=False)
    exported_at: datetime


class CandidatePages:
    """Checks link and code, then reads or changes the page.

    Every method raises ``LinkNotOpenError`` or ``CodeRequiredError``, and a change ``ConflictError`` for what
    the page does not offer now.
    """

    def __init__(
        self,
        *,
        open_link: OpenCandidateLink,
        codes: PostgresOneTimeCodeRepository,
        consents: PostgresConsentRepository,
        page: CandidatePageGateway,
        read_transcript: TranscriptReader,
    ) -> None:
        self._open_link = open_link
        self._codes = codes
        self._consents = consents
        self._page = page
        self._read_transcript = read_transcript

    async def show(self, token: str, session_token: str) -> CandidatePageView:
        """Return the page."""
        async with self._admit(token, session_token) as guest:
            page = await self._page.read(guest.work, guest.interview.interview_id)
            tenant_id = guest.work.tenant_id
        # Outside of the unit of work, because the transcript is read on a connection of its own.
        return CandidatePageView(
            interview=guest.interview,
            link_expires_at=guest.link.expires_at,
            page=page,
            turns=await self._read_turns(tenant_id, page.session_id),
        )

    async def export(self, token: str, session_token: str) -> CandidateDataExport:
        """Return the candidate's data."""
        view = await self.show(token, session_token)
        async with self._admit(token, session_token) as guest:
            consents = await self._consents.list(guest.work, guest.interview.interview_id)
        return CandidateDataExport(view=view, consents=consents, exported_at=guest.now)

    async def withdraw(self, token: str, session_token: str, *, request_id: str = "") -> None:
        """Withdraw from the interview."""
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.withdraw(guest.work, guest.interview.interview_id)

    async def request_person(self, token: str, session_token: str, *, request_id: str = "") -> None:
        """Ask for a person."""
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.request_person(guest.work, guest.interview.interview_id)

    async def reschedule(
        self, token: str, session_token: str, starts_at: datetime, *, request_id: str = ""
    ) -> None:
        """Move the appointment to ``starts_at``; raises ``InvalidRequestError`` if that is not offered."""
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.reschedule(guest.work, guest.interview.interview_id, starts_at)

    async def list_times(self, token: str, session_token: str) -> BookableTimes:
        """Return the times that are offered to the candidate; raises ``NotFoundError`` without an offer."""
        await self._refresh_times(token, session_token, is_booking=False)
        async with self._admit(token, session_token) as guest:
            return await self._page.list_times(guest.work, guest.interview.interview_id)

    async def book(
        self, token: str, session_token: str, starts_at: datetime, *, request_id: str = ""
    ) -> None:
        """Book one of the offered times, or move the booking to it."""
        await self._refresh_times(token, session_token, is_booking=True)
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.book(guest.work, guest.interview.interview_id, starts_at)

    async def correct(
        self, token: str, session_token: str, turn: int, text: str, *, request_id: str = ""
    ) -> None:
        """Store a correction beside the candidate's answer ``turn``; raises ``AnswerNotFoundError``."""
        view = await self.show(token, session_token)
        if not any(each.turn == turn and each.role == "candidate" for each in view.turns):
            raise AnswerNotFoundError
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.correct(guest.work, guest.interview.interview_id, turn, text)

    async def give_feedback(
        self, token: str, session_token: str, stars: int, text: str, *, request_id: str = ""
    ) -> None:
        """Store feedback about the interview."""
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.give_feedback(guest.work, guest.interview.interview_id, stars, text)

    async def request_review(
        self, token: str, session_token: str, text: str, *, request_id: str = ""
    ) -> None:
        """Ask that a person reviews the result."""
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.request_review(guest.work, guest.interview.interview_id, text)

    async def answer_voluntary_questions(
        self,
        token: str,
        session_token: str,
        answers: Mapping[str, str | None],
        *,
        request_id: str = "",
    ) -> None:
        """Store the voluntary answers; raises ``InvalidRequestError`` for one that is not offered."""
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.answer_voluntary_questions(
                guest.work, guest.interview.interview_id, answers
            )

    async def erase(self, token: str, session_token: str, *, request_id: str = "") -> None:
        """Erase the candidate's data; the link stops working."""
        async with self._admit(token, session_token, request_id) as guest:
            await self._page.erase(guest.work, guest.interview.interview_id)

    async def _refresh_times(self, token: str, session_token: str, *, is_booking: bool) -> None:
        async with self._admit(token, session_token) as guest:
            tenant_id, interview_id = guest.work.tenant_id, guest.interview.interview_id
        # Outside of the unit of work, because the host's calendars are asked over the network.
        await self._page.refresh_times(tenant_id, interview_id, is_booking=is_booking)

    @asynccontextmanager
    async def _admit(
        self, token: str, session_token: str, request_id: str = ""
    ) -> AsyncIterator[GuestContext]:
        async with self._open_link(token, request_id=request_id) as guest:
            await check_identity(guest, self._codes, session_token)
            yield guest

    async def _read_turns(
        self, tenant_id: TenantId, session_id: str | None
    ) -> tuple[InterviewTranscriptTurn, ...]:
        if session_id is None:
            return ()
        try:
            return (await self._read_transcript(tenant_id, SessionId(UUID(session_id)))).turns
        except (NotFoundError, GoneError):
            return ()
