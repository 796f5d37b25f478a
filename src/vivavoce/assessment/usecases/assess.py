"""Making an assessment: read the words, score them, keep the result and tell of it together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from vivavoce.assessment.domain.assessment import Basis, Request
from vivavoce.assessment.domain.panel.differences import differences
from vivavoce.assessment.domain.rules.findings import Similarity
from vivavoce.assessment.domain.scorer import score
from vivavoce.assessment.ports import Assessments, OffLoop, Rubrics, Transcripts
from vivavoce.assessment.ports.panel import PanelScores
from vivavoce.assessment.usecases.flagged import tell_flags
from vivavoce.contracts.events import AssessmentCompleted
from vivavoce.contracts.scorecard import Scorecard
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Gone
from vivavoce.kernel.ids import AssessmentId, TenantId


class AssessInterview:
    """Makes one assessment that was asked for; a second run finds it made and does nothing."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        assessments: Assessments,
        transcripts: Transcripts,
        rubrics: Rubrics,
        clock: Clock,
        off_loop: OffLoop,
        similarity: Similarity | None = None,
        panel: PanelScores | None = None,
    ) -> None:
        self._open_work = open_work
        self._assessments = assessments
        self._transcripts = transcripts
        self._rubrics = rubrics
        self._clock = clock
        self._off_loop = off_loop
        self._similarity = similarity
        self._panel = panel

    async def __call__(self, tenant_id: TenantId, assessment_id: AssessmentId) -> None:
        """Score and keep, or raise so that the job is tried again.

        Raises what ``off_loop`` raises where the work took more than its budget.
        An interview with nothing to read still gets its scorecard: no numbers, a reason for each.
        Once the person was erased there is nothing to make.
        """
        async with self._open_work(tenant_id) as work:
            request = await self._assessments.find(work, assessment_id)
            if request is None or request.is_made:
                return
            basis = await self._rubrics(work, request.interview_id)
            scored = await self._panel.scored(work, request.interview_id) if self._panel else ()
        try:
            scorecard = await self._score(tenant_id, request, basis)
            scorecard = replace(scorecard, flags=(*scorecard.flags, *differences(scored)))
            await self._keep(tenant_id, request, basis, scorecard)
        except Gone:
            return

    async def _score(self, tenant_id: TenantId, request: Request, basis: Basis) -> Scorecard:
        transcript = await self._transcripts(tenant_id, request.session_id)
        scoring = partial(score, masked_names=basis.masked_names, similarity=self._similarity)
        scorecard: Scorecard = await self._off_loop(scoring, transcript, basis.rubric)
        return scorecard if basis.has_recommendation else replace(scorecard, recommendation=None)

    async def _keep(
        self, tenant_id: TenantId, request: Request, basis: Basis, scorecard: Scorecard
    ) -> None:
        async with self._open_work(tenant_id) as work:
            current = await self._assessments.lock(work, request.id)
            if current is None or current.is_made:
                return
            await self._assessments.keep(work, request, basis, scorecard, self._clock.now())
            await work.publish(
                AssessmentCompleted(
                    assessment_id=str(request.id),
                    overall_score=scorecard.overall_score,
                    recommendation=scorecard.recommendation,
                ),
                run_id=request.run_id,
                interview_id=request.interview_id,
            )
            await tell_flags(work, request, scorecard)
            await failpoint("assess.before_commit")
        await failpoint("assess.after_commit")
