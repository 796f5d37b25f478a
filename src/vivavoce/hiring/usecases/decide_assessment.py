"""A named person decides about an assessment. No outcome leaves without one."""

from __future__ import annotations

from vivavoce.contracts.envelope import Payload
from vivavoce.contracts.events import AssessmentApproved, AssessmentRejected
from vivavoce.hiring.domain.interview import Actor, Interview, acting
from vivavoce.hiring.domain.reason import refuse_short_reason
from vivavoce.hiring.domain.workflow import Transition
from vivavoce.hiring.ports import Interviews
from vivavoce.hiring.usecases.decide_plan import required
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.infra.vault import Erased
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import Forbidden, Refused

REJECTED = "ASSESSMENT_REJECTED"


class PersonNeeded(Forbidden):
    """Only a signed-in person may decide about an assessment; a key or a program may not."""

    code = "person_needed"


class AssessmentChanged(Refused):
    """The assessment that was read is no longer the current one. Read it again, then decide."""

    code = "assessment_changed"


class DecideAssessment:
    """Approves an assessment, rejects it, or has it made again."""

    def __init__(self, open_work: OpenWork, interviews: Interviews, step: TakeStep) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._step = step

    async def __call__(
        self,
        caller: Caller,
        key: str,
        transition: Transition,
        *,
        comments: str | None = None,
        assessment_id: str | None = None,
        on_behalf_of: str | None = None,
    ) -> Interview:
        """Return the interview after APPROVE_ASSESSMENT, REJECT_ASSESSMENT or REASSESS."""
        caller.require(Permission.INTERVIEW_APPROVE)
        if not caller.is_person:
            raise PersonNeeded
        if transition is Transition.REASSESS:
            comments = required(comments)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if transition is not Transition.APPROVE_ASSESSMENT:
                refuse_short_reason(comments)
            if assessment_id is not None and assessment_id != interview.assessment_id:
                raise AssessmentChanged(extra={"currentAssessmentId": interview.assessment_id})
            if transition is Transition.REASSESS and interview.is_erased:
                raise Erased("The candidate's words were erased, so they cannot be assessed again.")
            by = acting(caller, on_behalf_of)
            return await self._take(work, interview, transition, by, caller, comments)

    async def _take(
        self,
        work: Work,
        interview: Interview,
        transition: Transition,
        by: Actor,
        caller: Caller,
        comments: str | None,
    ) -> Interview:
        is_end = transition is Transition.REJECT_ASSESSMENT
        return await self._step(
            work,
            interview,
            transition,
            by=by,
            caller=caller,
            reason=comments,
            event=verdict(interview, transition, by, comments),
            data={
                "assessmentId": interview.assessment_id,
                "decidedBy": by.reference,
                "comments": comments,
                "isReassessment": transition is Transition.REASSESS,
            },
            cancel_reason=REJECTED if is_end else interview.cancel_reason,
        )


def verdict(
    interview: Interview, transition: Transition, by: Actor, comments: str | None
) -> Payload:
    """Return the event that tells the decision."""
    assessment_id = interview.assessment_id or ""
    if transition is Transition.APPROVE_ASSESSMENT:
        return AssessmentApproved(assessment_id=assessment_id, approved_by=by.reference)
    return AssessmentRejected(
        assessment_id=assessment_id,
        rejected_by=by.reference,
        is_reassessment=transition is Transition.REASSESS,
        reason=comments,
    )
