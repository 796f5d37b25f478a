"""Routes of positions: list them with their counts, read one, and compare its candidates."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.contracts.transcript import Recommendation
from vivavoce.hiring.domain.comparison import CandidateComparison, ComparedCandidate, ComparedLevel
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.position_overview import PositionOverview, PositionQuestions
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports.interviews import PositionSummary
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


PositionFactName = Literal[
    "companyName",
    "companyDescription",
    "level",
    "skills",
    "qualifications",
    "jobDescription",
    "durationMinutes",
    "language",
]
_FACT_NAMES: dict[str, PositionFactName] = {
    "company_name": "companyName",
    "company_description": "companyDescription",
    "level": "level",
    "skills": "skills",
    "qualifications": "qualifications",
    "job_description": "jobDescription",
    "minutes": "durationMinutes",
    "language": "language",
}


class PositionFactsResponse(CamelModel):
    """The facts about a position that its newest interview has."""

    interview_id: UUID
    """The id of that interview."""
    requested_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When that interview was requested, in UTC."""
    company_name: str | None = Field(examples=["Example Logistics"])
    """The company that hires; null if it is not known."""
    company_description: str | None = Field(examples=["Delivers parcels in three cities."])
    """What the company does; null if it is not known."""
    level: str | None = Field(examples=["SENIOR"])
    """The seniority; null if it is not known yet."""
    skills: list[str] = Field(examples=[["Van driving", "Route planning"]])
    """The skills as the request named them; may be empty."""
    qualifications: list[str] = Field(examples=[["Driving license B"]])
    """The qualifications as the request named them; may be empty."""
    job_description: str | None = Field(examples=["Drive a van on 40 stops a day."])
    """The job text; null if there is none."""
    duration_minutes: int = Field(examples=[30])
    """The planned length of the interview, in minutes."""
    language: str = Field(examples=["en"])
    """The language of the interview, as a language tag."""


class AskedCompetencyResponse(CamelModel):
    """A competency that a set of questions rates."""

    name: str = Field(examples=["Driving vehicles"])
    """The name of the competency."""
    weight: float = Field(examples=[0.25])
    """Its share of the overall score; the weights of a set sum to 1."""
    is_required: bool = Field(examples=[True])
    """Whether it is a must-have."""
    minimum: float | None = Field(examples=[3.0])
    """The lowest level that is accepted, from 1 to 5; null without a minimum."""
    question_count: int = Field(examples=[2])
    """How many questions cover it."""


class PositionQuestionsResponse(CamelModel):
    """Questions and rating levels that some interviews of a position share."""

    plan_id: str = Field(examples=["8f14e45f-ceea-467f-9d4e-2b6f1d6a3c10"])
    """The id of the newest plan with these questions, a UUID."""
    interview_id: UUID
    """The interview that the plan belongs to. Its plan has all versions."""
    version: int = Field(examples=[2])
    """The version of that plan, from 1."""
    state: str = Field(examples=["APPROVED"])
    """Whether that plan is approved."""
    made_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:30.000Z"])
    """When that version was written, in UTC."""
    author: str = Field(examples=["built-in rules v2"])
    """What wrote that version: the name of the person who edited it, or of the planner."""
    language: str = Field(examples=["en"])
    """The language of the questions, as a language tag."""
    interview_count: int = Field(examples=[3])
    """How many of the newest interviews have these questions."""
    question_count: int = Field(examples=[6])
    """How many questions there are."""
    competencies: list[AskedCompetencyResponse]
    """What is rated, in the order of the plan."""


class PositionOverviewResponse(PositionResponse):
    """A position: its counts, its facts and its sets of questions."""

    facts: PositionFactsResponse
    """The facts of its newest interview."""
    differing_facts: list[PositionFactName] = Field(examples=[["level", "jobDescription"]])
    """The facts that other interviews of the position have differently; may be empty."""
    question_sets: list[PositionQuestionsResponse]
    """The sets of questions, that of the newest plan first. Candidates with different sets were not asked
    and rated alike. Empty until there is a plan."""
    read_count: int = Field(examples=[3])
    """How many interviews were read for the facts and the questions: the newest, at most 20."""


class ComparedPersonLevelResponse(CamelModel):
    """The level that a person set."""

    level: float = Field(examples=[3.5])
    """The level, from 1 to 5."""
    set_by: str = Field(examples=["Ada Lovelace"])
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

    score: float = Field(examples=[62.5])
    """The overall score, from 0 to 100."""
    low: float = Field(examples=[55.4])
    """The lowest overall score that the evidence allows."""
    high: float = Field(examples=[71.2])
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
            data=[PositionResponse(**_count(each)) for each in found],
            is_complete=is_complete,
        )

    @router.get("/positions/overview")
    async def get_position(
        caller: CurrentCaller, position: PositionParam = None
    ) -> PositionOverviewResponse:
        """Return one position: its counts, the facts of its newest interview, and its questions."""
        return _to_overview(*await positions.read_overview(caller, position or ""))

    @router.get("/positions/comparison")
    async def compare_candidates(
        caller: CurrentCaller, position: PositionParam = None, interview: ComparedIdsParam = None
    ) -> ComparisonResponse:
        """Compare the candidates of one position by competency, with ranges and without a ranking."""
        return to_comparison_response(
            await positions.compare(caller, position or "", interview or ())
        )

    return router


def _count(summary: PositionSummary) -> dict[str, Any]:  # Any: members of ``PositionResponse``
    return {
        "position": summary.position,
        "counts": {str(state): count for state, count in summary.counts.items()},
        "total": sum(summary.counts.values()),
        "last_changed_at": format_timestamp(summary.last_changed_at),
    }


def _to_overview(summary: PositionSummary, overview: PositionOverview) -> PositionOverviewResponse:
    return PositionOverviewResponse(
        **_count(summary),
        facts=_to_facts(overview.newest),
        differing_facts=[_FACT_NAMES[name] for name in overview.differing],
        question_sets=[_to_question_set(each) for each in overview.question_sets],
        read_count=overview.read_count,
    )


def _to_facts(interview: Interview) -> PositionFactsResponse:
    request = interview.request
    return PositionFactsResponse(
        interview_id=interview.id,
        requested_at=format_timestamp(interview.created_at),
        company_name=request.company_name,
        company_description=request.company_description,
        level=request.level,
        skills=list(request.skills),
        qualifications=list(request.qualifications),
        job_description=request.job_description,
        duration_minutes=request.minutes,
        language=request.language,
    )


def _to_question_set(shared: PositionQuestions) -> PositionQuestionsResponse:
    plan, document = shared.plan, shared.plan["document"]
    competencies = [
        AskedCompetencyResponse(
            name=each["name"],
            weight=each["weight"],
            is_required=each.get("is_required", False),
            minimum=each.get("minimum_acceptable_score"),
            question_count=len(each.get("questions", ())),
        )
        for each in document["competencies"]
    ]
    return PositionQuestionsResponse(
        plan_id=plan["planId"],
        interview_id=shared.interview_id,
        version=plan["version"],
        state=plan["state"],
        made_at=plan["madeAt"],
        author=document.get("edited_by") or document["planner"],
        language=document["language"],
        interview_count=shared.interview_count,
        question_count=sum(each.question_count for each in competencies),
        competencies=competencies,
    )


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
