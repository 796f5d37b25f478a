"""Apply one action to many interviews; each succeeds or fails for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.end_interview import CancelInterview
from vivavoce.hiring.usecases.retry_steps import RetryInterviewSteps
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, InvalidRequestError, VivavoceError

BulkAction = Literal["remind", "cancel", "approve"]
"""``remind`` e-mails the candidate the same link again; ``approve`` approves the plan."""
MAX_BULK_INTERVIEWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkActionResult:
    """The result for one interview: its state after the action, or why nothing was done."""

    interview_id: UUID
    is_done: bool
    state: InterviewState | None = None
    plan_id: str | None = None
    """For ``approve``: the plan that was approved, or that a dry run found."""
    code: str | None = None
    message: str | None = None


class DryRunNotAvailableError(InvalidRequestError):
    """Only 'approve' has a dry run."""

    code = "dry_run_not_available"
    status = 422
    title = "Unprocessable Content"


class ApplyBulkAction:
    """Reminds the candidates of many interviews, cancels many, or approves many plans."""

    def __init__(
        self, cancel: CancelInterview, retry_steps: RetryInterviewSteps, decide_plan: DecidePlan
    ) -> None:
        self._cancel = cancel
        self._retry_steps = retry_steps
        self._decide_plan = decide_plan

    async def __call__(
        self,
        caller: Caller,
        action: BulkAction,
        interview_ids: Sequence[UUID],
        *,
        reason: str | None = None,
        plan_ids: Mapping[UUID, str] | None = None,
        is_dry_run: bool = False,
    ) -> list[BulkActionResult]:
        """Return one result for each id, each id once, in the given order.

        Every interview has its own transaction: what is done stays done if a later one fails. A plan is
        approved as if it were the only one; ``plan_ids`` are the plans that the caller read, and a newer
        one is refused. A dry run of ``approve`` changes nothing. Raises ``DryRunNotAvailableError`` for
        other actions.
        """
        caller.require(
            Permission.INTERVIEW_APPROVE if action == "approve" else Permission.INTERVIEW_UPDATE
        )
        if is_dry_run and action != "approve":
            raise DryRunNotAvailableError(
                errors=[FieldError("dryRun", "not_available", "Only 'approve' has a dry run.")]
            )
        plans = plan_ids or {}
        return [
            await self._apply(
                caller, action, interview_id, reason, plans.get(interview_id), is_dry_run
            )
            for interview_id in dict.fromkeys(interview_ids)
        ]

    async def _apply(
        self,
        caller: Caller,
        action: BulkAction,
        interview_id: UUID,
        reason: str | None,
        plan_id: str | None,
        is_dry_run: bool,
    ) -> BulkActionResult:
        key = str(interview_id)
        try:
            interview: Interview
            if action == "cancel":
                interview = await self._cancel(caller, key, reason=reason)
            elif action == "remind":
                interview = (await self._retry_steps.resend_invitation(caller, key)).interview
            elif is_dry_run:
                interview = await self._decide_plan.check_approval(caller, key, plan_id=plan_id)
            else:
                approved = await self._decide_plan.approve(
                    caller, key, comments=reason, plan_id=plan_id
                )
                interview = approved.interview
        except VivavoceError as refused:
            return BulkActionResult(
                interview_id=interview_id,
                is_done=False,
                code=refused.code,
                message=refused.detail,
            )
        return BulkActionResult(
            interview_id=interview_id,
            is_done=not is_dry_run,
            state=interview.state,
            plan_id=interview.plan_id if action == "approve" else None,
        )
