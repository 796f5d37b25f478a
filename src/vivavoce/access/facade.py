"""Facade for other slices: the candidate links of interviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from vivavoce.access.adapters.candidate_links import (
    PostgresCandidateLinkRepository,
    PostgresConsentRepository,
)
from vivavoce.access.usecases.candidate_links import CreateCandidateLink, InviteCandidate
from vivavoce.access.usecases.embed_room import CreateEmbedToken
from vivavoce.access.usecases.issue_test_code import IssueCodeOfTest
from vivavoce.contracts.candidate_page import ConsentAnswer
from vivavoce.contracts.embedding import EmbedAddress
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PersonId


class CandidateLinks:
    """Creates, sends and revokes candidate links within the caller's own transaction."""

    def __init__(
        self,
        *,
        create_link: CreateCandidateLink,
        invite: InviteCandidate,
        create_embed_token: CreateEmbedToken,
        links: PostgresCandidateLinkRepository,
        consents: PostgresConsentRepository,
        issue_code_of_test: IssueCodeOfTest,
        clock: Clock,
    ) -> None:
        self._create_link = create_link
        self._invite = invite
        self._create_embed_token = create_embed_token
        self._links = links
        self._consents = consents
        self._issue_code_of_test = issue_code_of_test
        self._clock = clock

    async def get_or_create(
        self, work: UnitOfWork, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> str:
        """Return the URL of the interview's link; create one valid for ``days`` if there is none."""
        link = await self._create_link(work, interview_id, person_id, days=days)
        return self._invite.build_url(link)

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
        """Return a token to embed the interview's room in pages of ``origin``.

        A missing link is created, valid for ``days``. With ``is_vouched``, the customer has identified the
        candidate. Raises ``OriginNotRegisteredError``.
        """
        link = await self._create_link(work, interview_id, person_id, days=days)
        return await self._create_embed_token(work, link, origin, is_vouched=is_vouched)

    async def links(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, str]:
        """Return the URLs of these interviews' links that have not expired."""
        links = await self._links.find_by_interviews(work, interview_ids)
        now = self._clock.now()
        return {
            interview_id: self._invite.build_url(link)
            for interview_id, link in links.items()
            if link.expires_at > now
        }

    async def invite(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_moved: bool = False
    ) -> str:
        """E-mail the candidate the link if an address is known, and return its URL.

        With ``is_moved``, the e-mail says that the interview has a new time.
        """
        return await self._invite(work, interview_id, is_moved=is_moved)

    async def call_off(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_withdrawn: bool = False
    ) -> None:
        """E-mail the candidate, if an address is known, that their appointment does not take place.

        With ``is_withdrawn``, the candidate ended the interview.
        """
        await self._invite.call_off(work, interview_id, is_withdrawn=is_withdrawn)

    async def extend_expiry(
        self, work: UnitOfWork, interview_id: InterviewId, expires_at: datetime
    ) -> None:
        """Keep the link valid at least until ``expires_at``; a later expiry stays as it is."""
        await self._links.extend_expiry(work, interview_id, expires_at)

    async def revoke(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Revoke the link permanently, if there is one; a new one would have another URL."""
        await self._links.revoke(work, interview_id, self._clock.now())

    async def issue_code_of_test(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, datetime] | None:
        """Return a new one-time code for a test and when it expires; None without an open link."""
        return await self._issue_code_of_test(work, interview_id)

    async def list_consents(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[ConsentAnswer, ...]:
        """Return the candidate's answers to consent texts, oldest first, without accommodations."""
        return await self._consents.list_answers(work, interview_id)

    async def get_accommodations(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, ...]:
        """Return the accommodations that the candidate asked for; for the session, not for assessment."""
        return await self._consents.get_accommodations(work, interview_id)
