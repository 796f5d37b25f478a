"""Builds assessment: its requests, its job and its readers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.app.platform import Platform
from vivavoce.assessment.adapters.panel_postgres import PostgresPanelRepository
from vivavoce.assessment.adapters.postgres import PostgresAssessmentRepository
from vivavoce.assessment.domain.assessment import AssessmentInput
from vivavoce.assessment.facade import AssessmentReader, AssessmentRequestReader
from vivavoce.assessment.handlers import AssessmentHandlers
from vivavoce.assessment.jobs import AssessJob
from vivavoce.assessment.usecases.accept_evidence import AcceptEvidence
from vivavoce.assessment.usecases.assess_interview import AssessInterview
from vivavoce.assessment.usecases.mark_assessment_failed import MarkAssessmentFailed
from vivavoce.assessment.usecases.request_assessment import RequestAssessment
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.infra.isolated import IsolatedWorker
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.live.facade import TranscriptReader
from vivavoce.planning.facade import PlanService


@dataclass(frozen=True, slots=True)
class AssessmentSlice:
    """What other wiring needs of assessment."""

    handlers: AssessmentHandlers
    job: AssessJob
    assessments: AssessmentRequestReader
    accept_evidence: AcceptEvidence


class ReadAssessmentInput:
    """Reads the rubric of the plan that was used, and whose answers they are."""

    def __init__(self, interviews: InterviewFacade, plans: PlanService) -> None:
        self._interviews = interviews
        self._plans = plans

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> AssessmentInput:
        """Return the assessment input, or raise ``NotFoundError``."""
        card = await self._interviews.get_candidate_details(work, interview_id)
        current = await self._plans.current(work, interview_id)
        if current is None:
            raise NotFoundError
        plan = await self._plans.by_id(work, PlanId(UUID(str(current["planId"]))))
        return AssessmentInput(
            rubric=plan.rubric,
            rubric_version=f"{current['planId']} v{plan.version}",
            person_id=card.person_id,
            masked_names=await self._interviews.get_names_to_mask(work, interview_id),
            has_recommendation=PROFILES[card.profile].has_recommendation,
        )


class ProfileAssessmentPolicy:
    """Looks up whether an interview leads to an assessment."""

    def __init__(self, interviews: InterviewFacade) -> None:
        self._interviews = interviews

    async def is_assessment_required(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether an interview leads to an assessment; True if it no longer exists."""
        try:
            card = await self._interviews.get_candidate_details(work, interview_id)
        except NotFoundError:
            return True
        return PROFILES[card.profile].result == "assessment"


def build_assessment_reader(platform: Platform) -> AssessmentReader:
    """Return only the reader: it depends on no other slice, so that others can be built on it."""
    kept = PostgresAssessmentRepository(platform.vault)
    return AssessmentReader(kept, RequestAssessment(kept, platform.clock, platform.ids))


def build_assessment_slice(
    platform: Platform,
    *,
    interviews: InterviewFacade,
    plans: PlanService,
    transcripts: TranscriptReader,
) -> AssessmentSlice:
    """Return assessment with its production adapters."""
    kept, basis = (
        PostgresAssessmentRepository(platform.vault),
        ReadAssessmentInput(interviews, plans),
    )
    scoring = IsolatedWorker("assessment")
    assess = AssessInterview(
        open_work=platform.open_work,
        assessments=kept,
        transcripts=transcripts,
        assessment_inputs=basis,
        clock=platform.clock,
        off_loop=scoring,
        panel_scores=PostgresPanelRepository(platform.vault, platform.ids),
    )
    return AssessmentSlice(
        handlers=AssessmentHandlers(
            RequestAssessment(kept, platform.clock, platform.ids),
            ProfileAssessmentPolicy(interviews),
        ),
        job=AssessJob(
            assess,
            MarkAssessmentFailed(
                open_work=platform.open_work, assessments=kept, clock=platform.clock
            ),
        ),
        assessments=AssessmentRequestReader(
            open_work=platform.open_work,
            assessments=kept,
            interviews=interviews,
            assessment_inputs=basis,
            transcripts=transcripts,
            off_loop=scoring,
        ),
        accept_evidence=AcceptEvidence(
            open_work=platform.open_work,
            interviews=interviews,
            assessments=kept,
            transcripts=transcripts,
            assessment_inputs=basis,
            clock=platform.clock,
            ids=platform.ids,
            off_loop=scoring,
        ),
    )
