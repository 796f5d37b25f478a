"""Builds assessment and the panel: their requests, jobs, readers, evaluators and perspectives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.app.wiring.model_scoring import ModelScoring, build_model_marks
from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.adapters.model_panel_members import ModelPanelMembers
from vivavoce.assessment.adapters.model_rubric_parser import ModelRubricTextParser
from vivavoce.assessment.adapters.panel_postgres import PostgresPanelRepository
from vivavoce.assessment.adapters.postgres import PostgresAssessmentRepository
from vivavoce.assessment.adapters.rule_panel_members import RulePanelMembers
from vivavoce.assessment.domain.assessment import AssessmentInput
from vivavoce.assessment.facade import AssessmentReader, AssessmentRequestReader
from vivavoce.assessment.handlers import AssessJob, AssessmentHandlers, EvaluateAnswerJob
from vivavoce.assessment.ports import (
    AssessmentInputReader,
    PanelInput,
    PanelInputReader,
    PanelMembers,
    StaffVisibilityCheck,
)
from vivavoce.assessment.routes.model_marks import build_model_mark_router
from vivavoce.assessment.routes.panel_members import build_panel_member_router
from vivavoce.assessment.routes.rankings import build_ranking_router
from vivavoce.assessment.routes.session_panel import build_session_panel_router
from vivavoce.assessment.usecases.accept_evidence import AcceptEvidence
from vivavoce.assessment.usecases.assess_interview import AssessInterview, MarkAssessmentFailed
from vivavoce.assessment.usecases.evaluate_answer import EvaluateAnswer
from vivavoce.assessment.usecases.manage_panel import ManagePanel, ShowPanel
from vivavoce.assessment.usecases.rank_interviews import RankInterviews
from vivavoce.assessment.usecases.request_assessment import RequestAssessment
from vivavoce.assessment.usecases.score_answers import ScoreQuestionAnswers
from vivavoce.contracts.live_session import AnsweredTurn
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.infra.isolated import IsolatedWorker, ResourceBudget
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.live.usecases.panel_exchange import SessionPanelFacade
from vivavoce.live.usecases.read_session import ReadTranscript
from vivavoce.planning.facade import PlanService


@dataclass(frozen=True, slots=True)
class AssessmentSlice:
    """What other wiring needs of assessment."""

    handlers: AssessmentHandlers
    job: AssessJob
    assessments: AssessmentRequestReader
    accept_evidence: AcceptEvidence
    score_answers: ScoreQuestionAnswers


def build_assessment_input_reader(
    interviews: InterviewFacade, plans: PlanService
) -> AssessmentInputReader:
    """Return a function that reads the rubric of the plan that was used, and whose answers they are."""

    async def read(work: UnitOfWork, interview_id: InterviewId) -> AssessmentInput:
        interview = await interviews.get_candidate_details(work, interview_id)
        current = await plans.current(work, interview_id)
        if current is None:
            raise NotFoundError
        plan = await plans.by_id(work, PlanId(UUID(str(current["planId"]))))
        return AssessmentInput(
            rubric=plan.rubric,
            rubric_version=f"{current['planId']} v{plan.version}",
            person_id=interview.person_id,
            masked_names=await interviews.get_names_to_mask(work, interview_id),
            has_recommendation=PROFILES[interview.profile].has_recommendation,
        )

    return read


class ProfileAssessmentPolicy:
    """Looks up whether an interview leads to an assessment."""

    def __init__(self, interviews: InterviewFacade) -> None:
        self._interviews = interviews

    async def is_assessment_required(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether an interview leads to an assessment; True if it no longer exists."""
        try:
            interview = await self._interviews.get_candidate_details(work, interview_id)
        except NotFoundError:
            return True
        return PROFILES[interview.profile].result == "assessment"


def build_assessment_reader(platform: Platform) -> AssessmentReader:
    """Return only the reader: it depends on no other slice, so that others can be built on it."""
    repository = PostgresAssessmentRepository(platform.vault)
    return AssessmentReader(repository, RequestAssessment(repository, platform.clock, platform.ids))


def build_assessment_slice(
    platform: Platform,
    *,
    interviews: InterviewFacade,
    plans: PlanService,
    transcripts: ReadTranscript,
    model_scoring: ModelScoring | None = None,
) -> AssessmentSlice:
    """Return assessment with its production adapters."""
    assessments, assessment_inputs = (
        PostgresAssessmentRepository(platform.vault),
        build_assessment_input_reader(interviews, plans),
    )
    off_loop = IsolatedWorker("assessment")
    score_with_model = None if model_scoring is None else model_scoring.build_scorer(off_loop)
    assess = AssessInterview(
        open_work=platform.open_work,
        assessments=assessments,
        transcripts=transcripts,
        assessment_inputs=assessment_inputs,
        clock=platform.clock,
        off_loop=off_loop,
        panel_scores=PostgresPanelRepository(platform.vault, platform.ids),
        score_with_model=score_with_model,
        trial_language=platform.settings.trial_language,
    )
    return AssessmentSlice(
        handlers=AssessmentHandlers(
            RequestAssessment(assessments, platform.clock, platform.ids),
            ProfileAssessmentPolicy(interviews).is_assessment_required,
        ),
        job=AssessJob(
            assess,
            MarkAssessmentFailed(
                open_work=platform.open_work, assessments=assessments, clock=platform.clock
            ),
        ),
        assessments=AssessmentRequestReader(
            open_work=platform.open_work,
            assessments=assessments,
            read_status=interviews.get_status,
            assessment_inputs=assessment_inputs,
            transcripts=transcripts,
            off_loop=off_loop,
        ),
        accept_evidence=AcceptEvidence(
            open_work=platform.open_work,
            read_status=interviews.get_status,
            assessments=assessments,
            transcripts=transcripts,
            assessment_inputs=assessment_inputs,
            clock=platform.clock,
            ids=platform.ids,
            off_loop=off_loop,
        ),
        score_answers=ScoreQuestionAnswers(
            open_work=platform.open_work,
            read_status=interviews.get_status,
            assessment_inputs=assessment_inputs,
            off_loop=off_loop,
            score_with_model=score_with_model,
            trial_language=platform.settings.trial_language,
        ),
    )


_ANSWER_BUDGET = ResourceBudget(cpu_s=15, wall_s=45.0)
"""Limits of one evaluator for one answer; if it exceeds them, it fails for that answer."""


@dataclass(frozen=True, slots=True)
class PanelSlice:
    """What other wiring needs of the panel."""

    routers: tuple[APIRouter, ...]
    job: EvaluateAnswerJob
    prepare: Callable[[], Awaitable[None]]
    """Loads, off the event loop, what the first answer would otherwise wait for."""


def _build_panel_input_reader(interviews: InterviewFacade, plans: PlanService) -> PanelInputReader:
    """Return a function that reads the rubric of an answered question, and which names to mask."""

    async def read_input(work: UnitOfWork, answered_turn: AnsweredTurn) -> PanelInput:
        plan = await plans.by_id(work, answered_turn.plan_id)
        names = await interviews.get_names_to_mask(work, answered_turn.interview_id)
        return PanelInput(rubric=plan.rubric, masked_names=names)

    return read_input


def _build_visibility_check(interviews: InterviewFacade) -> StaffVisibilityCheck:
    """Return a function that raises ``NotFoundError`` for an interview that staff may not see."""

    async def check_visibility(work: UnitOfWork, interview_id: InterviewId) -> None:
        interview = await interviews.get_facts(work, interview_id)
        if PROFILES[interview.profile].visibility != "staff":
            raise NotFoundError

    return check_visibility


def _build_rankings(
    platform: Platform, panel_repository: PostgresPanelRepository, interviews: InterviewFacade
) -> RankInterviews:
    return RankInterviews(
        open_work=platform.open_work,
        assessments=PostgresAssessmentRepository(platform.vault),
        check_visibility=_build_visibility_check(interviews),
        panel_repository=panel_repository,
        clock=platform.clock,
        ids=platform.ids,
    )


def build_panel(
    platform: Platform,
    *,
    interviews: InterviewFacade,
    plans: PlanService,
    feed: SessionPanelFacade,
    model_scoring: ModelScoring | None = None,
) -> PanelSlice:
    """Return the panel with production adapters, and the configured model or the built-in rules."""
    panel_repository = PostgresPanelRepository(platform.vault, platform.ids)
    language_model = platform.language_model
    label = f"model {platform.settings.llm_panel_model or platform.settings.llm_model}"
    reading = IsolatedWorker("panel", budget=_ANSWER_BUDGET)
    rules = RulePanelMembers(reading)
    members: PanelMembers = rules
    if language_model is not None:
        deadline_s = platform.settings.llm_panel_deadline_s
        members = ModelPanelMembers(
            language_model,
            rules,
            read_evidence=ModelFinder(language_model, deadline_s=deadline_s),
            label=label,
            off_loop=reading,
            deadline_s=deadline_s,
        )
    read_permit = None if model_scoring is None else model_scoring.read_permit_of
    evaluate_answer = EvaluateAnswer(
        open_work=platform.open_work,
        session=feed,
        panel_inputs=_build_panel_input_reader(interviews, plans),
        members=members,
        panel_repository=panel_repository,
        clock=platform.clock,
        off_loop=reading,
        read_permit=read_permit,
    )

    async def prepare() -> None:
        if language_model is not None:
            await language_model.preload()

    manage_panel = ManagePanel(
        open_work=platform.open_work,
        panel_repository=panel_repository,
        members=members,
        clock=platform.clock,
        ids=platform.ids,
        rubric_parser=None
        if language_model is None
        else ModelRubricTextParser(language_model, label=label),
        read_permit=read_permit,
    )
    routers = (
        build_panel_member_router(manage_panel),
        build_ranking_router(_build_rankings(platform, panel_repository, interviews)),
        build_model_mark_router(build_model_marks(platform)),
        build_session_panel_router(
            ShowPanel(open_work=platform.open_work, session=feed, panel_repository=panel_repository)
        ),
    )
    return PanelSlice(routers, EvaluateAnswerJob(evaluate_answer), prepare)
