"""Telling that an assessment could not be made, after every try."""

from __future__ import annotations

from vivavoce.assessment.ports import Assessments
from vivavoce.contracts.events import AssessmentFailed, AssessmentFlagged
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import AssessmentId, TenantId

FAILED = "assessment_failed"
"""Every try failed."""
TOO_COSTLY = "assessment_too_costly"
"""Reading it took more than its budget: a person reads it, and it is not tried again."""


class GiveUpAssessment:
    """Publishes ``assessment.failed`` once for each time that it was asked for."""

    def __init__(self, *, open_work: OpenWork, assessments: Assessments, clock: Clock) -> None:
        self._open_work = open_work
        self._assessments = assessments
        self._clock = clock

    async def __call__(
        self, tenant_id: TenantId, assessment_id: AssessmentId, *, code: str = FAILED
    ) -> None:
        """Tell of it, unless that was told or the assessment was made after all."""
        async with self._open_work(tenant_id) as work:
            request = await self._assessments.find(work, assessment_id)
            if request is None:
                return
            if await self._assessments.give_up(work, assessment_id, self._clock.now()):
                await work.publish(
                    AssessmentFailed(assessment_id=str(assessment_id), code=code),
                    run_id=request.run_id,
                    interview_id=request.interview_id,
                )
                if code == TOO_COSTLY:
                    await work.publish(
                        AssessmentFlagged(assessment_id=str(assessment_id), kinds=(code,)),
                        run_id=request.run_id,
                        interview_id=request.interview_id,
                    )
