"""Event consumers of assessment: consumer group ``assessor-agent``."""

from __future__ import annotations

from uuid import UUID

from vivavoce.assessment.ports import AssessmentPolicy
from vivavoce.assessment.usecases.request_assessment import RequestAssessment
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import AssessmentId, SessionId


class AssessmentHandlers:
    """Each handler is one short transaction and idempotent: a repeated event adds no second request."""

    def __init__(
        self, request_assessment: RequestAssessment, assessment_policy: AssessmentPolicy
    ) -> None:
        self._request_assessment = request_assessment
        self._assessment_policy = assessment_policy

    async def on_interview_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Request an assessment if the interview's profile requires one."""
        if not await self._assessment_policy.is_assessment_required(work, event.interview_id):
            return
        await self._request_assessment.request_after_completion(
            work,
            interview_id=event.interview_id,
            run_id=event.run_id,
            session_id=SessionId(UUID(str(event.payload["sessionId"]))),
        )

    async def on_assessment_rejected(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Request a new version if the rejection asks for a reassessment."""
        if not event.payload["isReassessment"]:
            return
        await self._request_assessment.request_after_rejection(
            work,
            interview_id=event.interview_id,
            assessment_id=AssessmentId(UUID(str(event.payload["assessmentId"]))),
            cause=f"event {event.id}",
        )
