"""Builds the panel: who reads along, on what, and where it is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.assessment.adapters.model_rubric import ModelRubricReader
from vivavoce.assessment.adapters.model_seats import ModelSeating
from vivavoce.assessment.adapters.panel_postgres import PostgresPanelBook
from vivavoce.assessment.adapters.postgres import PostgresAssessments
from vivavoce.assessment.adapters.rule_seats import RuleSeating
from vivavoce.assessment.jobs import ReadAnswerJob
from vivavoce.assessment.ports.panel import PanelBasis
from vivavoce.assessment.routes import PanelUseCases, panel_routes
from vivavoce.assessment.usecases.panels import Panels
from vivavoce.assessment.usecases.rank_interviews import RankInterviews
from vivavoce.assessment.usecases.read_answer import ReadAnswerAlong
from vivavoce.assessment.usecases.show_panel import ShowPanel
from vivavoce.contracts.panel import AnsweredTurn
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.infra.isolated import Budget, IsolatedWorker
from vivavoce.infra.thinker.apart import ApartThinker
from vivavoce.infra.thinker.open import open_thinker
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.facade import PanelFeed
from vivavoce.planning.facade import PlanReader

_ONE_ANSWER = Budget(cpu_s=15, wall_s=45.0)
"""What one seat may use to read one answer; it is down for that answer when it takes more."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What the roof needs of the panel."""

    router: APIRouter
    job: ReadAnswerJob
    prepare: Callable[[], Awaitable[None]]
    """Loads what the first answer would have to wait for, beside the loop."""


class BasisOfAnswer:
    """The rubric of the plan that the session carries out, and the names that are not read."""

    def __init__(self, desk: InterviewDesk, plans: PlanReader) -> None:
        self._desk = desk
        self._plans = plans

    async def __call__(self, work: Work, asked: AnsweredTurn) -> PanelBasis:
        """Return the basis, or raise ``NotFound``."""
        plan = await self._plans.by_id(work, asked.plan_id)
        return PanelBasis(
            rubric=plan.rubric,
            masked_names=await self._desk.masked_names(work, asked.interview_id),
        )


class ShownToStaff:
    """Interviews of staff's doors; all others are unknown."""

    def __init__(self, desk: InterviewDesk) -> None:
        self._desk = desk

    async def __call__(self, work: Work, interview_id: InterviewId) -> None:
        """Return, or raise ``NotFound``."""
        brief = await self._desk.brief(work, interview_id)
        if PROFILES[brief.profile].visibility != "staff":
            raise NotFound


def build_panel(
    on: Foundation, *, desk: InterviewDesk, plans: PlanReader, feed: PanelFeed
) -> Panel:
    """Return the panel on real adapters, with the model of the settings or the built-in rules."""
    book = PostgresPanelBook(on.vault, on.ids)
    found = open_thinker(on.settings, on.clock)
    thinker = None if found is None else ApartThinker(found)
    label = f"model {on.settings.llm_model}"
    reading = IsolatedWorker("panel", budget=_ONE_ANSWER)
    rules = RuleSeating(reading)
    by_model = thinker and ModelSeating(thinker, rules, label=label, off_loop=reading)
    seating = by_model or rules
    read = ReadAnswerAlong(
        open_work=on.open_work,
        feed=feed,
        bases=BasisOfAnswer(desk, plans),
        seating=seating,
        book=book,
        clock=on.clock,
        off_loop=reading,
    )
    cases = PanelUseCases(
        panels=Panels(
            open_work=on.open_work,
            book=book,
            seating=seating,
            clock=on.clock,
            ids=on.ids,
            reader=None if thinker is None else ModelRubricReader(thinker, label=label),
        ),
        show=ShowPanel(open_work=on.open_work, feed=feed, book=book),
        rank=RankInterviews(
            open_work=on.open_work,
            assessments=PostgresAssessments(on.vault),
            shown=ShownToStaff(desk),
            book=book,
            clock=on.clock,
            ids=on.ids,
        ),
    )

    async def prepare() -> None:
        if thinker is not None and found is not None:
            await thinker.prepare(found.load)

    return Panel(panel_routes(cases), ReadAnswerJob(read), prepare)
