"""Event consumers (consumer group ``assessor-agent``) and background jobs of assessment.

Each job takes ids and calls one use case.
"""

from __future__ import annotations

from uuid import UUID

import structlog

from vivavoce.assessment.ports import AssessmentPolicy
from vivavoce.assessment.usecases.assess_interview import (
    BUDGET_EXCEEDED_CODE,
    AssessInterview,
    MarkAssessmentFailed,
)
from vivavoce.assessment.usecases.evaluate_answer import EvaluateAnswer
from vivavoce.assessment.usecases.request_assessment import RequestAssessment
from vivavoce.assessment.usecases.run_qualification import RunQualification
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.isolated import ResourceBudgetExceededError
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import AssessmentId, SessionId, TenantId


class AssessmentHandlers:
    """Each handler is one short transaction and idempotent: a repeated event adds no second request."""

    def __init__(
        self, request_assessment: RequestAssessment, is_assessment_required: AssessmentPolicy
    ) -> None:
        self._request_assessment = request_assessment
        self._is_assessment_required = is_assessment_required

    async def on_interview_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Request an assessment if the interview's profile requires one."""
        if not await self._is_assessment_required(work, event.interview_id):
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


class QualifyModelJob:
    """``assessment.qualify_model``: the one attempt at a qualification that an operator started."""

    def __init__(self, run_qualification: RunQualification) -> None:
        self._run_qualification = run_qualification

    async def __call__(self, tenant_id: TenantId, *, qualification_id: str) -> None:
        """Run the qualification; it belongs to no organization, whoever started it."""
        await self._run_qualification(tenant_id, UUID(qualification_id))

    async def report_failure(self, tenant_id: TenantId, *, qualification_id: str) -> None:
        """Store that it ended with an unexpected error."""
        await self._run_qualification.report_crash(UUID(qualification_id))
