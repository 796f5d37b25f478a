"""Builds the panel: its evaluators and perspectives, their input, and where results are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.assessment.adapters.model_panel_members import ModelPanelMembers
from vivavoce.assessment.adapters.model_rubric_parser import ModelRubricTextParser
from vivavoce.assessment.adapters.panel_postgres import PostgresPanelRepository
from vivavoce.assessment.adapters.postgres import PostgresAssessmentRepository
from vivavoce.assessment.adapters.rule_panel_members import RulePanelMembers
from vivavoce.assessment.jobs import EvaluateAnswerJob
from vivavoce.assessment.ports.panel import PanelInput
from vivavoce.assessment.routes import PanelUseCases, build_panel_router
from vivavoce.assessment.usecases.evaluate_answer import EvaluateAnswer
from vivavoce.assessment.usecases.manage_panel import ManagePanel
from vivavoce.assessment.usecases.rank_interviews import RankInterviews
from vivavoce.assessment.usecases.show_panel import ShowPanel
from vivavoce.contracts.panel import AnsweredTurn
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.infra.isolated import IsolatedWorker, ResourceBudget
from vivavoce.infra.language_model.isolated import IsolatedLanguageModel
from vivavoce.infra.language_model.lazy import open_language_model
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.facade import SessionPanelFacade
from vivavoce.planning.facade import PlanService

_ANSWER_BUDGET = ResourceBudget(cpu_s=15, wall_s=45.0)
"""Limits of one evaluator for one answer; if it exceeds them, it fails for that answer."""


@dataclass(frozen=True, slots=True)
class PanelSlice:
    """What other wiring needs of the panel."""

    router: APIRouter
    job: EvaluateAnswerJob
    prepare: Callable[[], Awaitable[None]]
    """Loads, off the event loop, what the first answer would otherwise wait for."""


class ReadPanelInput:
    """Reads the rubric of the session's plan, and the names to mask."""

    def __init__(self, interviews: InterviewFacade, plans: PlanService) -> None:
        self._interviews = interviews
        self._plans = plans

    async def __call__(self, work: UnitOfWork, answered_turn: AnsweredTurn) -> PanelInput:
        """Return the panel input, or raise ``NotFoundError``."""
        plan = await self._plans.by_id(work, answered_turn.plan_id)
        return PanelInput(
            rubric=plan.rubric,
            masked_names=await self._interviews.get_names_to_mask(work, answered_turn.interview_id),
        )


class ProfileVisibilityCheck:
    """Limits access to interviews of profiles that staff may see."""

    def __init__(self, interviews: InterviewFacade) -> None:
        self._interviews = interviews

    async def __call__(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Return if staff may see the interview; else raise ``NotFoundError``."""
        brief = await self._interviews.get_facts(work, interview_id)
        if PROFILES[brief.profile].visibility != "staff":
            raise NotFoundError


def build_panel(
    platform: Platform, *, interviews: InterviewFacade, plans: PlanService, feed: SessionPanelFacade
) -> PanelSlice:
    """Return the panel with production adapters, and the configured model or the built-in rules."""
    book = PostgresPanelRepository(platform.vault, platform.ids)
    found = open_language_model(platform.settings, platform.clock)
    thinker = None if found is None else IsolatedLanguageModel(found)
    label = f"model {platform.settings.llm_model}"
    reading = IsolatedWorker("panel", budget=_ANSWER_BUDGET)
    rules = RulePanelMembers(reading)
    by_model = thinker and ModelPanelMembers(thinker, rules, label=label, off_loop=reading)
    seating = by_model or rules
    read = EvaluateAnswer(
        open_work=platform.open_work,
        session=feed,
        panel_inputs=ReadPanelInput(interviews, plans),
        members=seating,
        panel_repository=book,
        clock=platform.clock,
        off_loop=reading,
    )
    cases = PanelUseCases(
        manage_panel=ManagePanel(
            open_work=platform.open_work,
            panel_repository=book,
            members=seating,
            clock=platform.clock,
            ids=platform.ids,
            rubric_parser=None if thinker is None else ModelRubricTextParser(thinker, label=label),
        ),
        show_panel=ShowPanel(open_work=platform.open_work, session=feed, panel_repository=book),
        rank_interviews=RankInterviews(
            open_work=platform.open_work,
            assessments=PostgresAssessmentRepository(platform.vault),
            check_visibility=ProfileVisibilityCheck(interviews),
            panel_repository=book,
            clock=platform.clock,
            ids=platform.ids,
        ),
    )

    async def prepare() -> None:
        if thinker is not None and found is not None:
            await thinker.preload(found.load)

    return PanelSlice(build_panel_router(cases), EvaluateAnswerJob(read), prepare)
