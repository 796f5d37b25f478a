"""A person decides about a plan: approve, reject, or ask for changes."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.events import ApprovalRejected, ModificationRequested
from vivavoce.hiring.domain.interview import Actor, Interview, acting
from vivavoce.hiring.domain.reason import refuse_short_reason
from vivavoce.hiring.domain.workflow import Transition, next_state
from vivavoce.hiring.ports import Interviews, PlanPolicy, Plans
from vivavoce.hiring.usecases.approve_plan import ApprovePlan, Decided
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, Malformed, Refused


class PlanChanged(Refused):
    """The plan that was read is no longer the current one. Read it again, then decide."""

    code = "plan_changed"


class CommentsMissing(Malformed):
    """This decision needs a reason in words."""

    code = "comments_missing"


class DecidePlan:
    """Takes the decision about the current plan. ``plan_id`` names the plan that was read."""

    def __init__(
        self,
        open_work: OpenWork,
        interviews: Interviews,
        step: TakeStep,
        approve: ApprovePlan,
        policy: PlanPolicy,
        plans: Plans,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._step = step
        self._approve = approve
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
    ) -> Decided:
        """Approve the plan and open the candidate's door.

        ``must_haves`` names the competencies that count as must-haves; None leaves the plan's own.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            _refuse_other_plan(interview, plan_id)
            return await self._approve(
                work,
                interview,
                Transition.APPROVE,
                by=acting(caller, on_behalf_of),
                caller=caller,
                comments=comments,
                must_haves=must_haves,
            )

    async def reject(
        self,
        caller: Caller,
        key: str,
        *,
        comments: str | None = None,
        plan_id: str | None = None,
        on_behalf_of: str | None = None,
    ) -> Decided:
        """Reject the plan; the interview ends here.

        Where the organisation retries rejected plans, a rejection with a reason asks for changes instead.
        A person who gives a reason gives one that can be understood; a program may send a word of its own.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if caller.is_person:
                refuse_short_reason(comments)
            _refuse_other_plan(interview, plan_id)
            by = acting(caller, on_behalf_of)
            wish = (comments or "").strip()
            if wish and await self._policy.retries_rejected_plans(work):
                return await self._change(work, interview, wish, by=by, caller=caller)
            rejected = await self._step(
                work,
                interview,
                Transition.REJECT,
                by=by,
                caller=caller,
                reason=comments,
                event=ApprovalRejected(
                    plan_id=interview.plan_id or "", rejected_by=by.reference, reason=comments
                ),
                data=_told(interview, by, comments),
            )
            return Decided(interview=rejected)

    async def modify(
        self,
        caller: Caller,
        key: str,
        *,
        comments: str | None,
        plan_id: str | None = None,
        on_behalf_of: str | None = None,
    ) -> Decided:
        """Have the plan changed as ``comments`` say; words that change nothing are refused."""
        caller.require(Permission.INTERVIEW_APPROVE)
        wish = required(comments)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            _refuse_other_plan(interview, plan_id)
            by = acting(caller, on_behalf_of)
            return await self._change(work, interview, wish, by=by, caller=caller)

    async def _change(
        self, work: Work, interview: Interview, wish: str, *, by: Actor, caller: Caller
    ) -> Decided:
        next_state(interview.state, Transition.MODIFY)
        request = interview.request
        reading = await self._plans.try_change(
            work,
            interview.id,
            wish,
            position=request.position or "",
            level=request.level or "",
            job_description=request.job_description or "",
        )
        changed = await self._step(
            work,
            interview,
            Transition.MODIFY,
            by=by,
            caller=caller,
            reason=wish,
            event=ModificationRequested(
                plan_id=interview.plan_id or "", comments=wish, requested_by=by.reference
            ),
            data=_told(interview, by, wish),
        )
        return Decided(interview=changed, reading=reading)


def required(comments: str | None) -> str:
    """Return the words of a decision, or raise ``CommentsMissing``."""
    words = (comments or "").strip()
    if not words:
        message = "Say in 'comments' what should be different, and why."
        raise CommentsMissing(message, errors=[FieldError("comments", "missing", message)])
    return words


def _told(interview: Interview, by: Actor, comments: str | None) -> dict[str, str | None]:
    return {"planId": interview.plan_id, "decidedBy": by.reference, "comments": comments}


def _refuse_other_plan(interview: Interview, plan_id: str | None) -> None:
    if plan_id is not None and plan_id != interview.plan_id:
        raise PlanChanged(extra={"currentPlanId": interview.plan_id})
