"""Share the scorecard of an interview by a link, or read it as a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from vivavoce.contracts.candidate_page import TranscriptCorrection
from vivavoce.contracts.envelope import Json
from vivavoce.hiring.adapters.candidate_messages import PostgresCandidateMessageRepository
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.scorecard_links import PostgresScorecardLinkRepository
from vivavoce.hiring.domain.hiring_decision import HiringDecision, LevelCorrection
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.scorecard_link import (
    ScorecardLink,
    ScorecardLinkClosedError,
    expiry_of,
    read_token,
)
from vivavoce.hiring.ports.interviews import InterviewAssessments, InterviewNotFoundError
from vivavoce.hiring.usecases.read_interviews import NotAvailableYetError
from vivavoce.infra.keys import DataErasedError
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.kernel.signed_ids import sign_ids

SCORECARD_PATH = "/scorecards"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardDetails:
    """What the scorecard shows: the assessment, its corrections and the final decision, if there is one."""

    interview: Interview
    assessment: Json = field(repr=False)
    corrections: tuple[LevelCorrection, ...]
    candidate_corrections: tuple[TranscriptCorrection, ...] = field(repr=False)
    """What the candidate says they said, where it was misheard."""
    decision: HiringDecision | None


class ShareScorecard:
    """Manages the links to scorecards, and opens them. Each opening is recorded in the audit trail."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        assessments: InterviewAssessments,
        decisions: PostgresHiringDecisionRepository,
        messages: PostgresCandidateMessageRepository,
        links: PostgresScorecardLinkRepository,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
        *,
        signing_key: bytes,
        public_url: str,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._assessments = assessments
        self._decisions = decisions
        self._messages = messages
        self._links = links
        self._audit = audit
        self._clock = clock
        self._ids = ids
        self._signing_key = signing_key
        self._public_url = public_url

    async def create(self, caller: Caller, key: str, *, days: int) -> tuple[ScorecardLink, str]:
        """Return a new link and its URL; raise ``NotAvailableYetError`` without an assessment."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            if await self._assessments.latest(work, interview.id) is None:
                raise NotAvailableYetError("This interview has no assessment yet.")
            now = self._clock.now()
            link = ScorecardLink(
                id=self._ids.new_id(),
                interview_id=interview.id,
                created_by=caller.id,
                created_by_name=caller.name,
                created_at=now,
                expires_at=expiry_of(now, days),
            )
            await self._links.add(work, link)
            details = {"linkId": str(link.id), "days": days}
            await self._audit.record(
                work, caller, "interview.scorecard_shared", str(interview.id), details
            )
        token = sign_ids(caller.tenant_id, link.id, self._signing_key)
        return link, f"{self._public_url}{SCORECARD_PATH}/{token}"

    async def list(self, caller: Caller, key: str) -> tuple[ScorecardLink, ...]:
        """Return the links of an interview, newest first, without their URLs."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            return await self._links.list(work, interview.id)

    async def revoke(self, caller: Caller, key: str, link_id: UUID) -> None:
        """Close a link at once; raise ``ScorecardLinkClosedError`` if the interview has no such link."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            link = await self._links.find(work, link_id)
            if link is None or link.interview_id != interview.id:
                raise ScorecardLinkClosedError
            await self._links.revoke(work, link_id, self._clock.now())
            await self._audit.record(
                work,
                caller,
                "interview.scorecard_revoked",
                str(interview.id),
                {"linkId": str(link_id)},
            )

    async def read(self, caller: Caller, key: str) -> ScorecardDetails:
        """Return the scorecard for a file of its own; the audit trail records it.

        Raises ``NotAvailableYetError`` without an assessment, and ``DataErasedError``.
        """
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            if interview.is_erased:
                raise DataErasedError("The candidate's data was erased, and the scorecard with it.")
            assessment = await self._assessments.latest(work, interview.id)
            if assessment is None:
                raise NotAvailableYetError("This interview has no assessment yet.")
            await self._audit.record(
                work, caller, "interview.scorecard_downloaded", str(interview.id), {}
            )
            return await self._load_details(work, interview, assessment)

    async def open(self, token: str) -> tuple[ScorecardDetails, ScorecardLink]:
        """Return what the link of ``token`` shows, and the link, or raise ``ScorecardLinkClosedError``.

        A link closes for good when the candidate's data is erased.
        """
        tenant_id, link_id = read_token(token, self._signing_key)
        async with self._open_work(tenant_id) as work:
            link = await self._links.find(work, link_id)
            now = self._clock.now()
            if link is None or not link.is_open(now):
                raise ScorecardLinkClosedError
            try:
                interview = await self._interviews.find(work, str(link.interview_id))
            except InterviewNotFoundError as error:
                raise ScorecardLinkClosedError from error
            assessment = await self._assessments.latest(work, interview.id)
            if assessment is None or interview.is_erased:
                raise ScorecardLinkClosedError
            await self._links.count_opening(work, link_id, now)
            await self._audit.record(
                work,
                None,
                "interview.scorecard_opened",
                str(interview.id),
                {"linkId": str(link_id)},
            )
            return await self._load_details(work, interview, assessment), link

    async def _load_details(
        self, work: UnitOfWork, interview: Interview, assessment: Json
    ) -> ScorecardDetails:
        decisions = await self._decisions.list(work, interview.id)
        return ScorecardDetails(
            interview=interview,
            assessment=assessment,
            corrections=await self._decisions.list_corrections(
                work, interview.id, str(assessment["assessmentId"])
            ),
            candidate_corrections=(await self._messages.list(work, interview.id)).corrections,
            decision=next((each for each in decisions if each.status == "final"), None),
        )
