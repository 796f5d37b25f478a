"""Builds assessment: what is asked for, how it is made, and who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.app.foundation import Foundation
from vivavoce.assessment.adapters.panel_postgres import PostgresPanelBook
from vivavoce.assessment.adapters.postgres import PostgresAssessments
from vivavoce.assessment.domain.assessment import Basis
from vivavoce.assessment.facade import AssessmentDesk, AssessmentReader
from vivavoce.assessment.handlers import AssessmentHandlers
from vivavoce.assessment.jobs import AssessJob
from vivavoce.assessment.usecases.accept_evidence import AcceptEvidence
from vivavoce.assessment.usecases.ask import AskForAssessment
from vivavoce.assessment.usecases.assess import AssessInterview
from vivavoce.assessment.usecases.give_up import GiveUpAssessment
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.infra.isolated import IsolatedWorker
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.live.facade import TranscriptReader
from vivavoce.planning.facade import PlanReader


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the roof needs of assessment."""

    handlers: AssessmentHandlers
    job: AssessJob
    desk: AssessmentDesk
    accept: AcceptEvidence


class BasisOfInterview:
    """The rubric of the plan that was carried out, and whose words they are."""

    def __init__(self, desk: InterviewDesk, plans: PlanReader) -> None:
        self._desk = desk
        self._plans = plans

    async def __call__(self, work: Work, interview_id: InterviewId) -> Basis:
        """Return the basis, or raise ``NotFound``."""
        card = await self._desk.card(work, interview_id)
        current = await self._plans.current(work, interview_id)
        if current is None:
            raise NotFound
        plan = await self._plans.by_id(work, PlanId(UUID(str(current["planId"]))))
        return Basis(
            rubric=plan.rubric,
            rubric_version=f"{current['planId']} v{plan.version}",
            person_id=card.person_id,
            masked_names=await self._desk.masked_names(work, interview_id),
            has_recommendation=PROFILES[card.profile].has_recommendation,
        )


class DoorsOfInterviews:
    """Looks up what the talk of an interview is for."""

    def __init__(self, desk: InterviewDesk) -> None:
        self._desk = desk

    async def is_assessed(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether an interview leads to an assessment; also where there is none any more."""
        try:
            card = await self._desk.card(work, interview_id)
        except NotFound:
            return True
        return PROFILES[card.profile].result == "assessment"


def read_assessments(on: Foundation) -> AssessmentReader:
    """Return the reader alone: it asks nobody, so that others can be built on it."""
    kept = PostgresAssessments(on.vault)
    return AssessmentReader(kept, AskForAssessment(kept, on.clock, on.ids))


def build_assessment(
    on: Foundation, *, desk: InterviewDesk, plans: PlanReader, transcripts: TranscriptReader
) -> Assessment:
    """Return assessment on real adapters."""
    kept, basis = PostgresAssessments(on.vault), BasisOfInterview(desk, plans)
    scoring = IsolatedWorker("assessment")
    assess = AssessInterview(
        open_work=on.open_work,
        assessments=kept,
        transcripts=transcripts,
        rubrics=basis,
        clock=on.clock,
        off_loop=scoring,
        panel=PostgresPanelBook(on.vault, on.ids),
    )
    return Assessment(
        handlers=AssessmentHandlers(
            AskForAssessment(kept, on.clock, on.ids), DoorsOfInterviews(desk)
        ),
        job=AssessJob(
            assess,
            GiveUpAssessment(open_work=on.open_work, assessments=kept, clock=on.clock),
        ),
        desk=AssessmentDesk(
            open_work=on.open_work,
            assessments=kept,
            desk=desk,
            rubrics=basis,
            transcripts=transcripts,
            off_loop=scoring,
        ),
        accept=AcceptEvidence(
            open_work=on.open_work,
            desk=desk,
            assessments=kept,
            transcripts=transcripts,
            rubrics=basis,
            clock=on.clock,
            ids=on.ids,
            off_loop=scoring,
        ),
    )
