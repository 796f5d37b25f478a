"""Routes for rankings of interviews."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from vivavoce.assessment.domain.panel.candidate_ranking import RankingCandidate
from vivavoce.assessment.usecases.rank_interviews import (
    RANKING_SIZE_LIMITS,
    RankInterviews,
    StoredRanking,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.ids import InterviewId


class RankInterviewsRequest(StrictRequestModel):
    """The interviews to rank, by a criterion or by the overall score."""

    interview_ids: list[UUID] = Field(
        min_length=RANKING_SIZE_LIMITS[0], max_length=RANKING_SIZE_LIMITS[1]
    )
    """The ids of the interviews to rank."""
    criterion: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        None, examples=["Problem solving"]
    )
    """The criterion to rank by; if absent, the overall score."""


class RankedInterviewResponse(CamelModel):
    """One ranked interview; an equal ``rankGroup`` means that the score ranges overlap."""

    interview_id: UUID = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The interview's id."""
    assessment_id: UUID | None = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The assessment that the score is from; null if there is none."""
    version: int | None = Field(examples=[1])
    """The version of that assessment; null without one."""
    rubric_version: str | None = Field(examples=["0198c1f2-7a3e-7b10-8c2d-5e6f7a8b9c0d v1"])
    """The version of the rubric that it was scored with; null without one."""
    score: float = Field(examples=[62.5])
    """The score that the ranking is by: from 0 to 100 overall, from 1 to 5 for a criterion."""
    low: float = Field(examples=[55.4])
    """The lower end of the range that the score may really have, on the scale of `score`."""
    high: float = Field(examples=[71.2])
    """The upper end of the range that the score may really have, on the scale of `score`."""
    rank_group: int = Field(examples=[1])
    """The rank, from 1; interviews whose ranges overlap share one."""


class UnrankedInterviewResponse(CamelModel):
    """An interview without a score to rank by, and the reason."""

    interview_id: UUID
    """The interview's id."""
    reason: str = Field(examples=["not_assessed"])
    """Why it has no score to rank by."""


class RankingResponse(CamelModel):
    """A ranking, best first."""

    id: UUID
    """The id under which the ranking is stored."""
    created_at: datetime
    """When the ranking was made."""
    criterion: str | None
    """The criterion that it is by; null for the overall score."""
    scorer_kind: str | None
    """The kind of scorer that all scores are from; null if no interview is assessed."""
    ranked: list[RankedInterviewResponse]
    """The interviews with a score, best first."""
    unranked: list[UnrankedInterviewResponse]
    """The interviews without a score to rank by."""
    comparisons: int
    """How many pairs were compared."""
    cycles: list[list[UUID]]
    """Groups of three in which each beats the next; empty for scores, which are always
    consistent."""


def build_ranking_router(rank: RankInterviews) -> APIRouter:
    """Return the route that ranks interviews."""
    router = make_strict_router("panels")

    @router.post("/api/v1/panels/rank", status_code=201)
    async def rank_interviews(
        body: RankInterviewsRequest, caller: CurrentCaller
    ) -> RankingResponse:
        """Rank interviews by their newest assessments, which must all have the same kind of scorer."""
        ids = [InterviewId(interview_id) for interview_id in body.interview_ids]
        return _ranking_response(await rank(caller, ids, body.criterion))

    return router


def _ranking_response(stored: StoredRanking) -> RankingResponse:
    standings = stored.ranking
    return RankingResponse(
        id=stored.id,
        created_at=stored.created_at,
        criterion=standings.criterion,
        scorer_kind=standings.scorer_kind,
        ranked=[
            RankedInterviewResponse(
                **_assessment_fields(ranked.candidate),
                score=ranked.score,
                low=ranked.low,
                high=ranked.high,
                rank_group=ranked.rank_group,
            )
            for ranked in standings.ranked
        ],
        unranked=[
            UnrankedInterviewResponse(interview_id=unranked.interview_id, reason=reason)
            for unranked, reason in standings.unranked
        ],
        comparisons=standings.comparisons,
        cycles=[list(cycle) for cycle in standings.cycles],
    )


def _assessment_fields(candidate: RankingCandidate) -> dict[str, UUID | int | str | None]:
    return {
        "interview_id": candidate.interview_id,
        "assessment_id": candidate.assessment_id,
        "version": candidate.version,
        "rubric_version": candidate.rubric_version,
    }
