"""Retry a step in another slice: the invitation, the candidate's link or the assessment."""

from __future__ import annotations

from datetime import datetime, timedelta

from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports.candidates import CandidateLinkCommands
from vivavoce.hiring.ports.interviews import InterviewAssessments
from vivavoce.hiring.usecases.approve_plan import PlanDecisionResult
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import ConflictError

INVITABLE_STATES = frozenset(
    {InterviewState.APPROVED, InterviewState.SCHEDULED, InterviewState.IN_PROGRESS}
)


class NotInvitableError(ConflictError):
    """The candidate can be invited only while the interview is approved, scheduled or in progress."""

    code = "not_invitable"


_LINK_STATES = INVITABLE_STATES | {
    InterviewState.COMPLETED,
    InterviewState.ASSESSMENT_PENDING,
    InterviewState.ASSESSMENT_APPROVED,
}


class NoCandidateLinkError(ConflictError):
    """This interview has no open candidate link."""

    code = "no_candidate_link"


class LinkNotPossibleError(ConflictError):
    """A candidate has a link from the approval of the plan on, unless the interview is closed or by phone."""

    code = "link_not_possible"


class NotATestError(ConflictError):
    """Only a test shows its code here. The candidates of live interviews get theirs by e-mail."""

    code = "not_a_test"


class NothingToAssessError(ConflictError):
    """Only a completed interview without a decision can be assessed."""

    code = "nothing_to_assess"


class RetryInterviewSteps:
    """Repeats steps that may have failed, without creating anything twice."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        candidate_links: CandidateLinkCommands,
        assessments: InterviewAssessments,
        audit: AuditTrail,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._candidate_links = candidate_links
        self._assessments = assessments
        self._audit = audit

    async def resend_invitation(self, caller: Caller, key: str) -> PlanDecisionResult:
        """E-mail the candidate the same link again.

        Raises ``NotInvitableError`` in any other state than APPROVED, SCHEDULED or IN_PROGRESS, or without
        an e-mail address.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if interview.state not in INVITABLE_STATES:
                raise NotInvitableError(extra=_current_state(interview))
            if interview.request.candidate_email is None:
                raise NotInvitableError(
                    "The candidate has no e-mail address. Copy the link instead."
                )
            link = await self._candidate_links.invite(work, interview.id)
            await self._audit.record(work, caller, "interview.invite", str(interview.id), {})
            return PlanDecisionResult(interview=interview, link=link)

    async def revoke_link(self, caller: Caller, key: str) -> None:
        """Revoke the candidate's link at once, without an e-mail; the interview keeps its state.

        Raises ``NoCandidateLinkError`` without an open link.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if not await self._candidate_links.links(work, [interview.id]):
                raise NoCandidateLinkError(extra=_current_state(interview))
            await self._candidate_links.revoke(work, interview.id)
            await self._audit.record(work, caller, "interview.link_revoked", str(interview.id), {})

    async def replace_link(self, caller: Caller, key: str) -> PlanDecisionResult:
        """Create a new link, valid as long as a first one, and revoke the old one; e-mail nothing.

        Raises ``LinkNotPossibleError`` before the plan is approved, after the interview was closed or
        erased, and for interviews by phone.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            has_link = interview.profile.has_link and not interview.is_erased
            if interview.state not in _LINK_STATES or not has_link:
                raise LinkNotPossibleError(extra=_current_state(interview))
            await self._candidate_links.revoke(work, interview.id)
            link = await self._candidate_links.get_or_create(
                work, interview.id, interview.person_id, days=interview.profile.link_ttl_days
            )
            if interview.state is InterviewState.SCHEDULED and interview.request.scheduled_at:
                until = interview.request.scheduled_at + timedelta(
                    days=interview.profile.link_ttl_days
                )
                await self._candidate_links.extend_expiry(work, interview.id, until)
            await self._audit.record(work, caller, "interview.link_created", str(interview.id), {})
            return PlanDecisionResult(interview=interview, link=link)

    async def issue_code_of_test(self, caller: Caller, key: str) -> tuple[str, datetime]:
        """Return a new one-time code with which the link of a test can be entered, and when it expires.

        The previous code becomes invalid. Raises ``NotATestError``, or ``NoCandidateLinkError`` without an
        open link.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if not interview.is_test:
                raise NotATestError
            issued = await self._candidate_links.issue_code_of_test(work, interview.id)
            if issued is None:
                raise NoCandidateLinkError(extra=_current_state(interview))
            await self._audit.record(work, caller, "interview.test_code", str(interview.id), {})
            return issued

    async def retry_assessment(self, caller: Caller, key: str) -> Interview:
        """Request a missing or failed assessment again, or raise ``NothingToAssessError``."""
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            is_assessed = PROFILES[interview.request.profile].result == "assessment"
            if interview.state is not InterviewState.COMPLETED or not is_assessed:
                raise NothingToAssessError(extra=_current_state(interview))
            await self._assessments.request_assessment(work, interview.id)
            await self._audit.record(work, caller, "interview.assess", str(interview.id), {})
            return interview


def _current_state(interview: Interview) -> dict[str, str]:
    return {"currentState": str(interview.state)}
