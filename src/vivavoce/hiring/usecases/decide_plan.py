"""Decide about a plan: approve it, reject it, or request changes."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.events import PlanModificationRequested, PlanRejected
from vivavoce.contracts.interview import ChangeRequestPreview
from vivavoce.contracts.job_analysis import JobCorrection
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import Actor, Interview, actor_from_caller, check_reason
from vivavoce.hiring.domain.workflow import InterviewTransition, next_state
from vivavoce.hiring.ports.interviews import InterviewPolicy
from vivavoce.hiring.ports.plans import InterviewPlans
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan, PlanDecisionResult
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable


class PlanChangedError(ConflictError):
    """There is a newer version of this plan. Read it, then decide."""

    code = "plan_changed"


class CommentsMissingError(InvalidRequestError):
    """This decision needs a reason in words."""

    code = "comments_required"


class DecidePlan:
    """Decides about the current plan.

    ``plan_id`` is the plan that the caller read; if it is no longer current, ``PlanChangedError`` is
    raised. None skips the check.
    """

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        apply_transition: ApplyTransition,
        approve_plan: ApprovePlan,
        policy: InterviewPolicy,
        plans: InterviewPlans,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._apply_transition = apply_transition
        self._approve_plan = approve_plan
        self._policy = policy
        self._plans = plans

    async def approve(
        self,
        caller: Caller,
        key: str,
        *,
        comments: str | None = None,
        plan_id: str | None = None,
        on_behalf_of: str | None = None,
        must_haves: Sequence[str] | None = None,
    ) -> PlanDecisionResult:
        """Approve the plan and create the candidate link.

        ``must_haves`` names the competencies that count as must-haves; None keeps the plan's own.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            check_current_plan(interview, plan_id)
            return await self._approve_plan(
                work,
                interview,
                InterviewTransition.APPROVE,
                actor=actor_from_caller(caller, on_behalf_of),
                caller=caller,
                comments=comments,
                must_haves=must_haves,
            )

    async def check_approval(
        self, caller: Caller, key: str, *, plan_id: str | None = None
    ) -> Interview:
        """Return the interview if ``approve`` would approve its plan now, or raise as it would."""
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
        check_current_plan(interview, plan_id)
        next_state(interview.state, InterviewTransition.APPROVE)
        return interview

    async def reject(
        self,
        caller: Caller,
        key: str,
        *,
        comments: str | None = None,
        plan_id: str | None = None,
        on_behalf_of: str | None = None,
    ) -> PlanDecisionResult:
        """Reject the plan and end the interview.

        If the organization retries rejected plans, a rejection with a reason requests changes instead.
        A person's reason must pass ``check_reason``; an API client may send any text.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if caller.is_person:
                check_reason(comments)
            check_current_plan(interview, plan_id)
            actor = actor_from_caller(caller, on_behalf_of)
            change_request = (comments or "").strip()
            if change_request and await self._policy.retries_rejected_plans(work):
                return await self._request_changes(
                    work, interview, change_request, actor=actor, caller=caller
                )
            rejected = await self._apply_transition(
                work,
                interview,
                InterviewTransition.REJECT,
                actor=actor,
                caller=caller,
                reason=comments,
                event=PlanRejected(
                    plan_id=interview.plan_id or "", rejected_by=actor.reference, reason=comments
                ),
                data=_webhook_data(interview, actor, comments),
            )
            return PlanDecisionResult(interview=rejected)

    async def modify(
        self,
        caller: Caller,
        key: str,
        *,
        comments: str | None,
        plan_id: str | None = None,
        on_behalf_of: str | None = None,
    ) -> PlanDecisionResult:
        """Request the plan changes in ``comments``; raises ``InvalidRequestError`` if they change nothing."""
        caller.require(Permission.INTERVIEW_APPROVE)
        change_request = require_comments(comments)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            check_current_plan(interview, plan_id)
            actor = actor_from_caller(caller, on_behalf_of)
            return await self._request_changes(
                work, interview, change_request, actor=actor, caller=caller
            )

    async def correct_job_analysis(
        self,
        caller: Caller,
        key: str,
        corrections: Sequence[JobCorrection],
        *,
        plan_id: str | None = None,
        on_behalf_of: str | None = None,
    ) -> PlanDecisionResult:
        """Correct how the job text was read, and have the plan written again with the corrections.

        They are stored as a plan version of their own, so they outlast a planner that fails. Raises
        ``InvalidRequestError`` for corrections that fit nothing in the text.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            check_current_plan(interview, plan_id)
            next_state(interview.state, InterviewTransition.MODIFY)
            actor = actor_from_caller(caller, on_behalf_of)
            corrected_plan = await self._plans.correct_job_analysis(work, interview.id, corrections)
            changed = await self._apply_transition(
                work,
                interview,
                InterviewTransition.MODIFY,
                actor=actor,
                caller=caller,
                event=PlanModificationRequested(
                    plan_id=corrected_plan, comments="", requested_by=actor.reference
                ),
                data={"planId": corrected_plan, "decidedBy": actor.reference, "comments": None},
                plan_id=corrected_plan,
            )
        return PlanDecisionResult(interview=changed)

    async def preview_change(
        self, caller: Caller, key: str, *, comments: str | None, plan_id: str | None = None
    ) -> ChangeRequestPreview:
        """Return what a change request would do; nothing is stored.

        Raises ``InvalidRequestError`` if it would change nothing.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        change_request = require_comments(comments)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            check_current_plan(interview, plan_id)
            next_state(interview.state, InterviewTransition.MODIFY)
            return await self._preview(work, interview, change_request)

    async def _preview(
        self, work: UnitOfWork, interview: Interview, change_request: str
    ) -> ChangeRequestPreview:
        request = interview.request
        return await self._plans.preview_change(
            work,
            interview.id,
            change_request,
            position=request.position or "",
            level=request.level or "",
            job_description=request.job_description or "",
        )

    async def _request_changes(
        self,
        work: UnitOfWork,
        interview: Interview,
        change_request: str,
        *,
        actor: Actor,
        caller: Caller,
    ) -> PlanDecisionResult:
        next_state(interview.state, InterviewTransition.MODIFY)
        preview = await self._preview(work, interview, change_request)
        changed = await self._apply_transition(
            work,
            interview,
            InterviewTransition.MODIFY,
            actor=actor,
            caller=caller,
            reason=change_request,
            event=PlanModificationRequested(
                plan_id=interview.plan_id or "",
                comments=change_request,
                requested_by=actor.reference,
            ),
            data=_webhook_data(interview, actor, change_request),
        )
        return PlanDecisionResult(interview=changed, change_reading=preview.ignored)


def require_comments(comments: str | None) -> str:
    """Return the stripped comments, or raise ``CommentsMissingError`` if they are empty."""
    words = (comments or "").strip()
    if not words:
        message = translatable("Describe in 'comments' what to change, and why.")
        raise CommentsMissingError(message, errors=[FieldError("comments", "missing", message)])
    return words


def _webhook_data(
    interview: Interview, actor: Actor, comments: str | None
) -> dict[str, str | None]:
    return {"planId": interview.plan_id, "decidedBy": actor.reference, "comments": comments}


def check_current_plan(interview: Interview, plan_id: str | None) -> None:
    """Raise ``PlanChangedError`` if a caller read another plan than the current one; None skips the check."""
    if plan_id is not None and plan_id != interview.plan_id:
        raise PlanChangedError(extra={"currentPlanId": interview.plan_id})
