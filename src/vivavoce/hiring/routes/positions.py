"""Routes of positions: list them with the counts of their interviews, and compare their candidates."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.contracts.transcript import Recommendation
from vivavoce.hiring.domain.comparison import CandidateComparison, ComparedCandidate, ComparedLevel
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.routes.responses import HiringDecisionResponse, to_hiring_decision_response
from vivavoce.hiring.usecases.read_positions import MAX_COMPARED_CANDIDATES, ReadPositions
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp, make_strict_router
from vivavoce.kernel.clock import format_timestamp

PositionParam = Annotated[
    str | None, Query(max_length=200, description="The whole position, as it was given. Required.")
]
ComparedIdsParam = Annotated[
    list[UUID] | None,
    Query(
        max_length=MAX_COMPARED_CANDIDATES,
        description="The interviews to compare, all of this position. Without them, the newest "
        f"{MAX_COMPARED_CANDIDATES} interviews that were held are compared.",
    ),
]


class PositionResponse(CamelModel):
    """A position, and how many of its interviews are in each state."""

    position: str = Field(examples=["Backend engineer"])
    """The title of the position."""
    counts: dict[str, int] = Field(examples=[{"PENDING": 1, "ASSESSMENT_PENDING": 3}])
    """How many interviews are in each state; states without any are left out."""
    total: int
    """How many interviews it has."""
    last_changed_at: UtcTimestamp
    """When one of its interviews last changed, in UTC."""


class PositionSummaryListResponse(CamelModel):
    """The positions of the organization's interviews, the last change first."""

    data: list[PositionResponse]
    """At most 200 positions."""
    is_complete: bool
    """False if there are more positions."""


class ComparedPersonLevelResponse(CamelModel):
    """The level that a person set."""

    level: float
    """The level, from 1 to 5."""
    set_by: str
    """The name of the person who set the level."""
    source: Literal["decision", "correction"]
    """Whether they decided with this level, or corrected the proposed one."""


class ComparedEvidenceResponse(CamelModel):
    """The quote that shows the level most clearly."""

    quote: str
    """The candidate's words."""
    turn: int
    """The number of the turn that they are from."""
    is_deficit: bool
    """Whether the words show a gap."""


class ComparedLevelResponse(CamelModel):
    """One competency of one candidate: a level with its range, or the reason why there is none."""

    competency: str
    """The name of the competency."""
    is_required: bool
    """Whether it is a must-have for this candidate."""
    minimum: float | None
    """The lowest level that is accepted, from 1 to 5; null without a minimum."""
    level: float | None
    """The proposed level, from 1 to 5; null if there is none. Null never means a low level."""
    low: float | None
    """The lowest level that the evidence allows; null without a level."""
    high: float | None
    """The highest level that the evidence allows; null without a level."""
    reason: str | None = Field(examples=["not_asked"])
    """Why there is no level; null with a level."""
    person: ComparedPersonLevelResponse | None
    """The level that a person set beside the proposed one; null without one."""
    evidence: ComparedEvidenceResponse | None
    """The clearest quote; null without a level."""


class ComparedOverallResponse(CamelModel):
    """The proposed overall score with its range."""

    score: float
    """The overall score, from 0 to 100."""
    low: float
    """The lowest overall score that the evidence allows."""
    high: float
    """The highest overall score that the evidence allows."""


class ComparedCandidateResponse(CamelModel):
    """One candidate of a comparison."""

    interview_id: UUID
    """The id of the interview."""
    candidate_name: str | None
    """The candidate's name; null if it is not known."""
    state: InterviewState
    """The state of the interview."""
    form: int | None
    """The number of the question form, from 1: only candidates with the same number were asked and
    rated alike. Null without a plan."""
    scorer: str | None = Field(examples=["built-in rules"])
    """The kind of scorer; scores of different kinds are not comparable. Null without an assessment."""
    assessed_at: UtcTimestamp | None
    """When the newest assessment was written, in UTC; null without one."""
    overall: ComparedOverallResponse | None
    """The proposed overall score; null if too little could be scored."""
    recommendation: Recommendation | None = Field(examples=["HIRE"])
    """What the newest assessment proposes; null if it proposes nothing."""
    hiring_decision: HiringDecisionResponse | None
    """The newest decision about the candidate; null before there is one."""
    levels: list[ComparedLevelResponse]
    """One for each of `competencies`, in the same order."""


class ComparisonResponse(CamelModel):
    """Candidates side by side, in the order of their requests: this is no ranking."""

    position: str
    """The title of the position."""
    competencies: list[str]
    """The names of the competencies of all these candidates, each once."""
    candidates: list[ComparedCandidateResponse]
    """The candidates, without those whose data was erased."""
    form_count: int
    """How many different question forms these candidates had."""
    scorers: list[str]
    """The kinds of scorer of these candidates."""
    erased_count: int
    """How many candidates are left out because their data was erased."""
    total: int
    """How many interviews match; more than are compared if the position has many."""


def build_positions_router(positions: ReadPositions) -> APIRouter:
    """Return the routes of positions, below ``/api/v1``."""
    router = make_strict_router("Interviews")

    @router.get("/positions")
    async def list_positions(caller: CurrentCaller) -> PositionSummaryListResponse:
        """List the positions with the number of their interviews in each state."""
        found, is_complete = await positions.summarize(caller)
        return PositionSummaryListResponse(
            data=[
                PositionResponse(
                    position=each.position,
                    counts={str(state): count for state, count in each.counts.items()},
                    total=sum(each.counts.values()),
                    last_changed_at=format_timestamp(each.last_changed_at),
                )
                for each in found
            ],
            is_complete=is_complete,
        )

    @router.get("/positions/comparison")
    async def compare_candidates(
        caller: CurrentCaller, position: PositionParam = None, interview: ComparedIdsParam = None
    ) -> ComparisonResponse:
        """Compare the candidates of one position by competency, with ranges and without a ranking."""
        return to_comparison_response(
            await positions.compare(caller, position or "", interview or ())
        )

    return router


def to_comparison_response(comparison: CandidateComparison) -> ComparisonResponse:
    """Return a comparison in its API form."""
    return ComparisonResponse(
        position=comparison.position,
        competencies=list(comparison.competencies),
        candidates=[_to_candidate(each) for each in comparison.candidates],
        form_count=comparison.form_count,
        scorers=list(comparison.scorers),
        erased_count=comparison.erased_count,
        total=comparison.total,
    )


def _to_candidate(candidate: ComparedCandidate) -> ComparedCandidateResponse:
    results = candidate.results
    interview, assessment, decision = results.interview, results.assessment, results.decision
    scorecard = {} if assessment is None else assessment["scorecard"]
    overall = scorecard.get("overall_range")
    return ComparedCandidateResponse(
        interview_id=interview.id,
        candidate_name=interview.request.candidate_name,
        state=InterviewState(str(interview.state)),
        form=candidate.form,
        scorer=candidate.scorer,
        assessed_at=None if assessment is None else assessment["createdAt"],
        overall=None
        if overall is None
        else ComparedOverallResponse(score=scorecard["overall_score"], **overall),
        recommendation=scorecard.get("recommendation"),
        hiring_decision=None if decision is None else to_hiring_decision_response(decision),
        levels=[_to_level(level) for level in candidate.levels],
    )


def _to_level(level: ComparedLevel) -> ComparedLevelResponse:
    person, evidence = level.person, level.evidence
    return ComparedLevelResponse(
        competency=level.competency,
        is_required=level.is_required,
        minimum=level.minimum,
        level=level.level,
        low=level.low,
        high=level.high,
        reason=level.reason,
        person=None
        if person is None
        else ComparedPersonLevelResponse(
            level=person.level, set_by=person.set_by, source=person.source
        ),
        evidence=None
        if evidence is None
        else ComparedEvidenceResponse(
            quote=evidence["quote"],
            turn=evidence["turn"],
            is_deficit=evidence.get("is_deficit", False),
        ),
    )
