"""Request many interviews, or apply one action to many; each succeeds or fails for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

from vivavoce.hiring.domain.interview import Interview, Receipt
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.usecases.end_interview import CancelInterview
from vivavoce.hiring.usecases.request_interview import RequestInterview
from vivavoce.hiring.usecases.retry_steps import RetryInterviewSteps
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import VivavoceError

BulkAction = Literal["remind", "cancel"]
"""``remind`` e-mails the candidate the same link again."""
MAX_BULK_INTERVIEWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkActionResult:
    """The result for one interview: its state after the action, or why nothing was done."""

    interview_id: UUID
    is_done: bool
    state: InterviewState | None = None
    code: str | None = None
    message: str | None = None


class ApplyBulkAction:
    """Reminds the candidates of many interviews, or cancels many interviews."""

    def __init__(self, cancel: CancelInterview, retry_steps: RetryInterviewSteps) -> None:
        self._cancel = cancel
        self._retry_steps = retry_steps

    async def __call__(
        self,
        caller: Caller,
        action: BulkAction,
        interview_ids: Sequence[UUID],
        *,
        reason: str | None = None,
    ) -> list[BulkActionResult]:
        """Return one result for each id, each id once, in the given order.

        Every interview has its own transaction: what is done stays done if a later one fails.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        return [
            await self._apply(caller, action, interview_id, reason)
            for interview_id in dict.fromkeys(interview_ids)
        ]

    async def _apply(
        self, caller: Caller, action: BulkAction, interview_id: UUID, reason: str | None
    ) -> BulkActionResult:
        key = str(interview_id)
        try:
            interview: Interview
            if action == "cancel":
                interview = await self._cancel(caller, key, reason=reason)
            else:
                interview = (await self._retry_steps.resend_invitation(caller, key)).interview
        except VivavoceError as refused:
            return BulkActionResult(
                interview_id=interview_id,
                is_done=False,
                code=refused.code,
                message=refused.detail,
            )
        return BulkActionResult(interview_id=interview_id, is_done=True, state=interview.state)


@dataclass(frozen=True, slots=True)
class InterviewOrder:
    """One interview of many that are requested together."""

    facts: Mapping[str, Any]  # Any: facts by their snake_case names
    on_behalf_of: str | None = None


async def request_interviews(
    request_interview: RequestInterview, caller: Caller, orders: Sequence[InterviewOrder]
) -> list[Receipt | VivavoceError]:
    """Return the receipt or the refusal of each order, in the given order.

    Every interview has its own transaction: what is created stays if a later one is refused.
    """
    caller.require(Permission.INTERVIEW_CREATE)
    results: list[Receipt | VivavoceError] = []
    for order in orders:
        try:
            results.append(
                await request_interview(caller, order.facts, on_behalf_of=order.on_behalf_of)
            )
        except VivavoceError as refused:
            if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            results.append(refused)
    return results
