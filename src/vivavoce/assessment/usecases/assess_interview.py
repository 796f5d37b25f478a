"""Complete an assessment: read the transcript, score it, store and publish the result together.

A failure is published, and flags are published for a person to review.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from vivavoce.assessment.domain.assessment import AssessmentInput, AssessmentRequest
from vivavoce.assessment.domain.panel.evaluator_disagreements import flag_disagreements
from vivavoce.assessment.domain.rules.findings import Similarity
from vivavoce.assessment.domain.scorer import score
from vivavoce.assessment.ports import (
    AssessmentInputReader,
    AssessmentRepository,
    AssessmentTranscriptReader,
    OffLoopExecutor,
    PanelRepository,
)
from vivavoce.assessment.usecases.score_with_model import ScoreWithModel
from vivavoce.contracts.events import AssessmentCompleted, AssessmentFailed, AssessmentFlagged
from vivavoce.contracts.transcript import ReadLanguage, Scorecard
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.language_model.port import ModelUsage, collect_usage
from vivavoce.infra.language_model.usage_events import publish_usage
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import GoneError
from vivavoce.kernel.ids import AssessmentId, TenantId


async def complete_assessment(
    work: UnitOfWork,
    assessments: AssessmentRepository,
    request: AssessmentRequest,
    assessment_input: AssessmentInput,
    scorecard: Scorecard,
    at: datetime,
) -> None:
    """Store a scorecard and publish its completion, and the kinds of its flags if it has any.

    Raises ``GoneError`` if the candidate was erased.
    """
    await assessments.save_assessment(work, request, assessment_input, scorecard, at)
    await work.publish(
        AssessmentCompleted(
            assessment_id=str(request.id),
            overall_score=scorecard.overall_score,
            recommendation=scorecard.recommendation,
        ),
        run_id=request.run_id,
        interview_id=request.interview_id,
    )
    if scorecard.flags:
        await work.publish(
            AssessmentFlagged(
                assessment_id=str(request.id), kinds=tuple(flag.kind for flag in scorecard.flags)
            ),
            run_id=request.run_id,
            interview_id=request.interview_id,
        )


class AssessInterview:
    """Completes one requested assessment; idempotent."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        assessments: AssessmentRepository,
        transcripts: AssessmentTranscriptReader,
        assessment_inputs: AssessmentInputReader,
        clock: Clock,
        off_loop: OffLoopExecutor,
        similarity: Similarity | None = None,
        panel_scores: PanelRepository | None = None,
        score_with_model: ScoreWithModel | None = None,
        trial_language: ReadLanguage | None = None,
    ) -> None:
        self._open_work = open_work
        self._assessments = assessments
        self._transcripts = transcripts
        self._assessment_inputs = assessment_inputs
        self._clock = clock
        self._off_loop = off_loop
        self._similarity = similarity
        self._panel_scores = panel_scores
        self._score_with_model = score_with_model
        self._trial_language = trial_language

    async def __call__(self, tenant_id: TenantId, assessment_id: AssessmentId) -> None:
        """Score and store; an exception lets the job be retried.

        Raises what ``off_loop`` raises if the work exceeds its budget.
        An interview without answers still gets a scorecard: no scores, but a reason for each.
        If the candidate was erased, it returns without an assessment.
        """
        async with self._open_work(tenant_id) as work:
            request = await self._assessments.find_request(work, assessment_id)
            if request is None or request.is_completed:
                return
            basis = await self._assessment_inputs(work, request.interview_id)
            earlier = await self._find_earlier(work, request)
            scored = (
                await self._panel_scores.load_scores(work, request.interview_id)
                if self._panel_scores
                else ()
            )
        try:
            with collect_usage() as spent:
                scorecard = await self._score(tenant_id, request, basis, earlier)
            await self._publish_usage(tenant_id, request, spent)
            flags = dict.fromkeys((*scorecard.flags, *flag_disagreements(scored)))
            scorecard = replace(scorecard, flags=tuple(flags))
            await self._save_and_publish(tenant_id, request, basis, scorecard)
        except GoneError:
            return

    async def _find_earlier(self, work: UnitOfWork, request: AssessmentRequest) -> Scorecard | None:
        """Return the scorecard of the version before, if a model may have scored it."""
        if self._score_with_model is None:
            return None
        latest = await self._assessments.find_latest_assessment(work, request.interview_id)
        return None if latest is None else latest.scorecard

    async def _score(
        self,
        tenant_id: TenantId,
        request: AssessmentRequest,
        assessment_input: AssessmentInput,
        earlier: Scorecard | None,
    ) -> Scorecard:
        transcript = await self._transcripts(tenant_id, request.session_id)
        scoring = partial(
            score,
            masked_names=assessment_input.masked_names,
            similarity=self._similarity,
            trial_language=self._trial_language,
        )
        scorecard: Scorecard = await self._off_loop(scoring, transcript, assessment_input.rubric)
        if self._score_with_model is not None:
            scorecard = await self._score_with_model(
                tenant_id, transcript, assessment_input, scorecard, earlier
            )
        return (
            scorecard
            if assessment_input.has_recommendation
            else replace(scorecard, recommendation=None)
        )

    async def _publish_usage(
        self, tenant_id: TenantId, request: AssessmentRequest, spent: Sequence[ModelUsage]
    ) -> None:
        """Publish the model usage in its own transaction: it is billed even if storing the result fails."""
        if spent:
            async with self._open_work(tenant_id) as work:
                await publish_usage(
                    work,
                    spent,
                    purpose="assessment",
                    run_id=request.run_id,
                    interview_id=request.interview_id,
                )

    async def _save_and_publish(
        self,
        tenant_id: TenantId,
        request: AssessmentRequest,
        assessment_input: AssessmentInput,
        scorecard: Scorecard,
    ) -> None:
        async with self._open_work(tenant_id) as work:
            current = await self._assessments.lock_request(work, request.id)
            if current is None or current.is_completed:
                return
            await complete_assessment(
                work,
                self._assessments,
                request,
                assessment_input,
                scorecard,
                self._clock.now(),
            )
            await failpoint("assess.before_commit")
        await failpoint("assess.after_commit")


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
