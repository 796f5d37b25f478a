"""Publish that an assessment has flags for a person to review."""

from __future__ import annotations

from vivavoce.assessment.domain.assessment import AssessmentRequest
from vivavoce.contracts.events import AssessmentFlagged
from vivavoce.contracts.scorecard import Scorecard
from vivavoce.infra.unit_of_work import UnitOfWork


async def publish_flags(work: UnitOfWork, request: AssessmentRequest, scorecard: Scorecard) -> None:
    """Publish the kinds of flags of a scorecard; do nothing if it has none."""
    if not scorecard.flags:
        return
    await work.publish(
        AssessmentFlagged(
            assessment_id=str(request.id), kinds=tuple(flag.kind for flag in scorecard.flags)
        ),
        run_id=request.run_id,
        interview_id=request.interview_id,
    )
