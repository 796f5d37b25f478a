"""The route of rankings: assessed interviews by overall score."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.contracts.transcript import Recommendation
from vivavoce.hiring.domain.rankings import RankedInterview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.usecases.read_rankings import MAX_RANKED_INTERVIEWS, ReadRankings
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, UtcTimestamp, make_lenient_router
from vivavoce.infra.web.routing import ApiRouter

_Position = Annotated[
    str | None, Query(max_length=200, description="The whole position, as it was given.")
]
_ExternalId = Annotated[
    str | None,
    Query(
        alias="externalId",
        max_length=200,
        description="Only the interview with this external id, with its rank among all of its position.",
    ),
]
_Limit = Annotated[
    int, Query(ge=1, le=100, description="How many ranked interviews to return at most.")
]
_DESCRIPTION = (
    "Rank assessed interviews by their overall score, position by position.\n\n"
    "Interviews whose score ranges overlap share a rank, because the evidence does not tell them "
    "apart. Scores by different kinds of scorer are ranked apart. Interviews whose candidate's data "
    f"was erased are left out. At most the {MAX_RANKED_INTERVIEWS} newest assessed interviews are "
    "ranked."
)


class RankingEntryResponse(CamelModel):
    """An interview with its rank among those of the same position and kind of scorer."""

    rank: int = Field(examples=[1])
    """The rank, from 1. Interviews whose score ranges overlap share one: their order says nothing."""
    ranked_count: int = Field(examples=[7])
    """How many interviews it is ranked among, itself included."""
    interview_id: UUID = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The interview's id."""
    run_id: str = Field(examples=["run_0198c1f2"])
    """The run id of the interview."""
    external_id: str | None = Field(examples=["req-2291"])
    """The external id of the request; null without one."""
    candidate_ref: str | None = Field(examples=["cand-77"])
    """The partner's reference of the candidate; null without one or after it was erased."""
    candidate_name: str | None = Field(examples=["Dana Kowalczyk"])
    """The candidate's name; null if it is not known or was erased."""
    position: str | None = Field(examples=["Backend engineer"])
    """The title of the position; null if the request had none."""
    state: InterviewState
    """The state of the interview."""
    score: float = Field(examples=[71.0])
    """The proposed overall score, from 0 to 100."""
    low: float = Field(examples=[63.0])
    """The lowest overall score that the evidence allows."""
    high: float = Field(examples=[79.0])
    """The highest overall score that the evidence allows."""
    recommendation: Recommendation | None = Field(examples=["HIRE"])
    """What the assessment proposes; null if it proposes nothing."""
    scorer: str = Field(examples=["built-in rules"])
    """The kind of scorer. Scores of different kinds are ranked apart."""
    assessment_id: str = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The id of the assessment that the score is from."""
    assessed_at: UtcTimestamp = Field(examples=["2026-11-22T09:12:04Z"])
    """When the assessment was written, in UTC."""


class UnscoredInterviewResponse(CamelModel):
    """An assessed interview without an overall score."""

    interview_id: UUID = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The interview's id."""
    run_id: str = Field(examples=["run_0198c1f2"])
    """The run id of the interview."""
    position: str | None = Field(examples=["Backend engineer"])
    """The title of the position; null if the request had none."""
    reason: str = Field(examples=["no_evidence"])
    """Why there is no score."""


class RankingListResponse(CamelModel):
    """Rankings, position by position, the best score first."""

    data: list[RankingEntryResponse]
    """The ranked interviews, at most `limit`."""
    total: int = Field(examples=[12])
    """How many interviews are ranked in all."""
    limit: int = Field(examples=[50])
    """How many ranked interviews are returned at most."""
    unranked: list[UnscoredInterviewResponse]
    """Assessed interviews without an overall score. A missing score never means a low one."""
    is_complete: bool
    """False if more interviews match than are ranked: only the newest 200 are."""


def build_rankings_router(read_rankings: ReadRankings) -> APIRouter:
    """Return the routes of rankings, below ``/api/v1``: the recommended one, and its older name."""
    router = ApiRouter()

    async def list_rankings(
        caller: CurrentCaller,
        position: _Position = None,
        external_id: _ExternalId = None,
        limit: _Limit = 20,
    ) -> RankingListResponse:
        """Rank assessed interviews by their overall score, position by position."""
        listing = await read_rankings(caller, position=position, external_id=external_id)
        rankings = listing.rankings
        return RankingListResponse(
            data=[_to_response(ranked) for ranked in rankings.ranked[:limit]],
            total=len(rankings.ranked),
            limit=limit,
            unranked=[
                UnscoredInterviewResponse(
                    interview_id=interview.id,
                    run_id=interview.run_id,
                    position=interview.request.position,
                    reason=reason,
                )
                for interview, reason in rankings.unranked
            ],
            is_complete=listing.is_complete,
        )

    for path, name, tag in (
        ("/positions/rankings", "rank_candidates", "Interviews"),
        ("/integration/rankings", "list_rankings", "Integration"),
    ):
        named = make_lenient_router(tag)
        named.add_api_route(
            path, list_rankings, methods=["GET"], name=name, description=_DESCRIPTION
        )
        router.include_router(named)
    return router


def _to_response(ranked: RankedInterview) -> RankingEntryResponse:
    interview, request = ranked.interview, ranked.interview.request
    return RankingEntryResponse(
        rank=ranked.rank,
        ranked_count=ranked.ranked_count,
        interview_id=interview.id,
        run_id=interview.run_id,
        external_id=request.external_id,
        candidate_ref=request.candidate_ref,
        candidate_name=request.candidate_name,
        position=request.position,
        state=InterviewState(str(interview.state)),
        score=ranked.score,
        low=ranked.low,
        high=ranked.high,
        recommendation=ranked.assessment["scorecard"].get("recommendation"),
        scorer=ranked.scorer,
        assessment_id=str(ranked.assessment["assessmentId"]),
        assessed_at=str(ranked.assessment["createdAt"]),
    )
