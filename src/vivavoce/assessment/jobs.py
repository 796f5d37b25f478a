"""Background jobs of assessment; each takes ids and calls one use case."""

from __future__ import annotations

from uuid import UUID

import structlog

from vivavoce.assessment.usecases.assess_interview import AssessInterview
from vivavoce.assessment.usecases.evaluate_answer import EvaluateAnswer
from vivavoce.assessment.usecases.mark_assessment_failed import (
    BUDGET_EXCEEDED_CODE,
    MarkAssessmentFailed,
)
from vivavoce.infra.isolated import ResourceBudgetExceededError
from vivavoce.kernel.ids import AssessmentId, SessionId, TenantId

_log = structlog.get_logger(__name__)


class AssessJob:
    """``assessment.assess``: one attempt at one assessment."""

    def __init__(
        self, assess_interview: AssessInterview, mark_failed: MarkAssessmentFailed
    ) -> None:
        self._assess_interview = assess_interview
        self._mark_failed = mark_failed

    async def __call__(self, tenant_id: TenantId, *, assessment_id: str) -> None:
        """Complete the assessment, unless it is completed already.

        An assessment that exceeds its budget is not retried, because it would exceed it again: it is marked
        as failed at once, without a score, and a person decides.
        """
        wanted = AssessmentId(UUID(assessment_id))
        try:
            await self._assess_interview(tenant_id, wanted)
        except ResourceBudgetExceededError as error:
            _log.warning(
                "assessment.too_costly", assessment_id=assessment_id, resource=error.resource
            )
            await self._mark_failed(tenant_id, wanted, code=BUDGET_EXCEEDED_CODE)

    async def report_failure(self, tenant_id: TenantId, *, assessment_id: str) -> None:
        """Publish that the last attempt failed."""
        await self._mark_failed(tenant_id, AssessmentId(UUID(assessment_id)))


class EvaluateAnswerJob:
    """``assessment.read_answer``: the panel evaluates one answer."""

    def __init__(self, evaluate_answer: EvaluateAnswer) -> None:
        self._evaluate_answer = evaluate_answer

    async def __call__(self, tenant_id: TenantId, *, session_id: str, turn: str) -> None:
        """Evaluate the answer, unless it was evaluated before."""
        await self._evaluate_answer(tenant_id, SessionId(UUID(session_id)), int(turn))
