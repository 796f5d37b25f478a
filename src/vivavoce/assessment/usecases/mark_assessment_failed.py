"""Publish that an assessment failed."""

from __future__ import annotations

from vivavoce.assessment.ports import AssessmentRepository
from vivavoce.contracts.events import AssessmentFailed, AssessmentFlagged
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import AssessmentId, TenantId

FAILED_CODE = "assessment_failed"
"""All attempts failed."""
BUDGET_EXCEEDED_CODE = "assessment_budget_exceeded"
"""The assessment exceeded its budget: it is not retried, and a person reviews the interview."""


class MarkAssessmentFailed:
    """Publishes ``assessment.failed`` once per request or retry."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, assessments: AssessmentRepository, clock: Clock
    ) -> None:
        self._open_work = open_work
        self._assessments = assessments
        self._clock = clock

    async def __call__(
        self, tenant_id: TenantId, assessment_id: AssessmentId, *, code: str = FAILED_CODE
    ) -> None:
        """Publish the failure, unless it was published already or the assessment is completed."""
        async with self._open_work(tenant_id) as work:
            request = await self._assessments.find_request(work, assessment_id)
            if request is None:
                return
            if await self._assessments.mark_failed(work, assessment_id, self._clock.now()):
                await work.publish(
                    AssessmentFailed(assessment_id=str(assessment_id), code=code),
                    run_id=request.run_id,
                    interview_id=request.interview_id,
                )
                if code == BUDGET_EXCEEDED_CODE:
                    await work.publish(
                        AssessmentFlagged(assessment_id=str(assessment_id), kinds=(code,)),
                        run_id=request.run_id,
                        interview_id=request.interview_id,
                    )
