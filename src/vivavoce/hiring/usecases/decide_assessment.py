"""Decide about an assessment; only a signed-in person may do so."""

from __future__ import annotations

from vivavoce.contracts.envelope import EventPayload
from vivavoce.contracts.events import AssessmentApproved, AssessmentRejected
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.candidate_page import CANCEL_REASON_ASSESSMENT_REJECTED
from vivavoce.hiring.domain.interview import Actor, Interview, actor_from_caller, check_reason
from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.decide_plan import require_comments
from vivavoce.infra.keys import DataErasedError
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import ConflictError, ForbiddenError


class HumanDecisionRequiredError(ForbiddenError):
    """Only a signed-in person can decide about an assessment; an API key cannot."""

    code = "person_required"


class AssessmentChangedError(ConflictError):
    """There is a newer version of this assessment. Read it, then decide."""

    code = "assessment_changed"


def require_decider(caller: Caller) -> None:
    """Raise ``ForbiddenError`` unless the caller is a signed-in person who may decide.

    An API key without the permission hears that it takes a person, because the permission would not help.
    """
    if not caller.is_person:
        raise HumanDecisionRequiredError
    caller.require(Permission.INTERVIEW_APPROVE)


class DecideAssessment:
    """Approves an assessment, rejects it, or requests a new one."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        apply_transition: ApplyTransition,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._apply_transition = apply_transition

    async def __call__(
        self,
        caller: Caller,
        key: str,
        transition: InterviewTransition,
        *,
        comments: str | None = None,
        assessment_id: str | None = None,
        on_behalf_of: str | None = None,
    ) -> Interview:
        """Return the interview after APPROVE_ASSESSMENT, REJECT_ASSESSMENT or REASSESS.

        ``assessment_id`` is the assessment that the person read; None skips the check. Raises
        ``HumanDecisionRequiredError``, ``AssessmentChangedError``, ``CommentsMissingError`` (REASSESS
        needs comments), ``ReasonTooShortError``, ``DataErasedError`` or ``InvalidTransitionError``.
        """
        require_decider(caller)
        if transition is InterviewTransition.REASSESS:
            comments = require_comments(comments)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if transition is not InterviewTransition.APPROVE_ASSESSMENT:
                check_reason(comments)
            if assessment_id is not None and assessment_id != interview.assessment_id:
                raise AssessmentChangedError(extra={"currentAssessmentId": interview.assessment_id})
            if transition is InterviewTransition.REASSESS and interview.is_erased:
                raise DataErasedError(
                    "The candidate's answers were erased, so they cannot be assessed again."
                )
            actor = actor_from_caller(caller, on_behalf_of)
            return await self._apply_decision(work, interview, transition, actor, caller, comments)

    async def _apply_decision(
        self,
        work: UnitOfWork,
        interview: Interview,
        transition: InterviewTransition,
        actor: Actor,
        caller: Caller,
        comments: str | None,
    ) -> Interview:
        is_end = transition is InterviewTransition.REJECT_ASSESSMENT
        return await self._apply_transition(
            work,
            interview,
            transition,
            actor=actor,
            caller=caller,
            reason=comments,
            event=build_decision_event(interview, transition, actor, comments),
            data={
                "assessmentId": interview.assessment_id,
                "decidedBy": actor.reference,
                "comments": comments,
                "isReassessment": transition is InterviewTransition.REASSESS,
            },
            cancel_reason=CANCEL_REASON_ASSESSMENT_REJECTED if is_end else interview.cancel_reason,
        )


def build_decision_event(
    interview: Interview, transition: InterviewTransition, actor: Actor, comments: str | None
) -> EventPayload:
    """Return the event that announces the decision."""
    assessment_id = interview.assessment_id or ""
    if transition is InterviewTransition.APPROVE_ASSESSMENT:
        return AssessmentApproved(assessment_id=assessment_id, approved_by=actor.reference)
    return AssessmentRejected(
        assessment_id=assessment_id,
        rejected_by=actor.reference,
        is_reassessment=transition is InterviewTransition.REASSESS,
        reason=comments,
    )
