"""End an interview early, close one that cannot continue, or erase its personal data."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.events import InterviewCancelled
from vivavoce.contracts.interview import CancelReason
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import (
    CANDIDATE_ACTOR,
    SYSTEM_ACTOR,
    Actor,
    Interview,
    actor_from_caller,
)
from vivavoce.hiring.domain.workflow import TRANSITION_RULES, InterviewState, InterviewTransition
from vivavoce.hiring.ports.candidates import CandidateLinkCommands
from vivavoce.hiring.ports.interviews import InterviewCallControl, InterviewSessions
from vivavoce.hiring.ports.retention import SubjectDataEraser
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.book_time import HostBookings
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import InterviewId, PersonId

CANCEL_REASON_CANCELLED: CancelReason = "CANCELLED"
CANCEL_REASON_EXPIRED: CancelReason = "EXPIRED"
CANCEL_REASON_DELETED: CancelReason = "DELETED"
CANCEL_REASON_DRAFT_EXPIRED: CancelReason = "DRAFT_EXPIRED"
"""The interview expired before its plan was finished."""


class EndInterview:
    """Cancels an interview, its calls and its booking, and revokes its link, in the caller's unit of work."""

    def __init__(
        self,
        apply_transition: ApplyTransition,
        candidate_links: CandidateLinkCommands,
        calls: InterviewCallControl,
        hosts: HostBookings,
    ) -> None:
        self._apply_transition = apply_transition
        self._candidate_links = candidate_links
        self._calls = calls
        self._hosts = hosts

    async def __call__(
        self,
        work: UnitOfWork,
        interview: Interview,
        *,
        code: CancelReason,
        actor: Actor = SYSTEM_ACTOR,
        caller: Caller | None = None,
        reason: str | None = None,
        keeps_link: bool = False,
    ) -> Interview:
        """Return the cancelled interview; ``code`` is a ``CANCEL_REASON_…`` constant.

        With ``keeps_link``, the candidate's link stays open for their own page.
        """
        transition = (
            InterviewTransition.EXPIRE
            if code == CANCEL_REASON_EXPIRED
            else InterviewTransition.CANCEL
        )
        ended = await self._apply_transition(
            work,
            interview,
            transition,
            actor=actor,
            caller=caller,
            reason=reason,
            event=InterviewCancelled(reason=code, cancelled_by=actor.reference),
            data={"reason": code, "cancelledBy": actor.reference},
            cancel_reason=code,
        )
        if not keeps_link:
            await self._candidate_links.revoke(work, interview.id)
        await self._calls.cancel_calls(work, interview.id)
        await self._hosts.release(work, interview)
        return ended


class CancelInterview:
    """Cancels an interview for a user or a partner; a candidate with an appointment is told by e-mail."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        end_interview: EndInterview,
        candidate_links: CandidateLinkCommands,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._end_interview = end_interview
        self._candidate_links = candidate_links

    async def __call__(
        self,
        caller: Caller,
        key: str,
        *,
        reason: str | None = None,
        on_behalf_of: str | None = None,
    ) -> Interview:
        """Return the cancelled interview, or raise ``InvalidTransitionError`` if it is over."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            canceled = await self._end_interview(
                work,
                interview,
                code=CANCEL_REASON_CANCELLED,
                actor=actor_from_caller(caller, on_behalf_of),
                caller=caller,
                reason=reason,
            )
            if interview.state is InterviewState.SCHEDULED and interview.profile.has_link:
                await self._candidate_links.call_off(work, interview.id)
            return canceled


class EraseCandidateData:
    """Erases personal data, or deletes a whole interview."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        end_interview: EndInterview,
        candidate_links: CandidateLinkCommands,
        audit: AuditTrail,
        erase_subject_data: SubjectDataEraser,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._end_interview = end_interview
        self._candidate_links = candidate_links
        self._audit = audit
        self._erase_subject_data = erase_subject_data

    async def erase_candidate(self, caller: Caller, key: str) -> Interview:
        """Make the candidate's data permanently unreadable, and cancel the interview if it is not over.

        An existing assessment stays without its quotes; an interview in ASSESSMENT_PENDING keeps its
        state, so that the decision can still be made.
        """
        caller.require(Permission.INTERVIEW_DELETE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            ends = interview.state is not InterviewState.ASSESSMENT_PENDING
            return await self._erase(
                work, interview, caller, "interview.erase_candidate", ends=ends
            )

    async def erase_person(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Erase everything stored about a person at their own request; return the number of interviews.

        The calling code must check the person's identity. Everything happens in ``work``.
        """
        ids = await self._interviews.list_ids_for_person(work, person_id)
        await self._erase_interviews(work, person_id, ids)
        # An interview that was being created held the person's row until it was committed: erase it, too.
        # From here on no other can be created.
        all_ids = await self._interviews.list_ids_for_person(work, person_id)
        if late := [interview_id for interview_id in all_ids if interview_id not in ids]:
            await self._erase_interviews(work, person_id, late)
        return len(all_ids)

    async def _erase_interviews(
        self, work: UnitOfWork, person_id: PersonId, ids: Sequence[InterviewId]
    ) -> None:
        for interview_id in ids:
            interview = await self._interviews.lock(work, str(interview_id))
            if not interview.is_over and interview.state is not InterviewState.COMPLETED:
                await self._end_interview(
                    work, interview, code=CANCEL_REASON_DELETED, actor=CANDIDATE_ACTOR
                )
            await self._candidate_links.revoke(work, interview_id)
        await self._erase_subject_data(work, person_id)
        await self._interviews.erase_person(work, person_id, ids)
        await self._interviews.erase_free_text(work, ids)

    async def delete_interview(self, caller: Caller, key: str) -> None:
        """Erase the candidate's data and delete the interview."""
        caller.require(Permission.INTERVIEW_DELETE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            erased = await self._erase(work, interview, caller, "interview.delete", ends=True)
            await self._interviews.soft_delete(work, erased)

    async def _erase(
        self, work: UnitOfWork, interview: Interview, caller: Caller, action: str, *, ends: bool
    ) -> Interview:
        if ends and not interview.is_over:
            interview = await self._end_interview(
                work, interview, code=CANCEL_REASON_DELETED, actor=actor_from_caller(caller)
            )
        await self._candidate_links.revoke(work, interview.id)
        await self._erase_subject_data(work, interview.person_id)
        await self._interviews.erase_personal_data(work, interview)
        await self._audit.record(work, caller, action, str(interview.id), {})
        return await self._interviews.find(work, str(interview.id))


CANCEL_REASON_ATTEMPTS_USED: CancelReason = "ATTEMPTS_USED"
_UNFINISHED_STATES = TRANSITION_RULES[InterviewTransition.EXPIRE].sources


class CloseUnfinishedInterview:
    """Closes an interview in the caller's unit of work: completed if enough was answered, else cancelled."""

    def __init__(self, sessions: InterviewSessions, end_interview: EndInterview) -> None:
        self._sessions = sessions
        self._end_interview = end_interview

    async def __call__(
        self,
        work: UnitOfWork,
        interview: Interview,
        *,
        code: CancelReason,
        keeps_link: bool = False,
    ) -> bool:
        """Return True once the interview is closed; return False while the candidate is in a session.

        ``code`` is the cancel reason; with ``keeps_link``, the candidate's page stays open.
        """
        if interview.state not in _UNFINISHED_STATES:
            return True
        if await self._sessions.has_open_session(work, interview.id):
            return False
        is_begun = interview.state is InterviewState.IN_PROGRESS
        if not is_begun or not await self._sessions.complete_if_sufficient(work, interview.id):
            await self._end_interview(work, interview, code=code, keeps_link=keeps_link)
        return True
