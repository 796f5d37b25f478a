"""Routes of reviews: read, retry, leaderboard, bulk results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field
from pydantic_core import to_json

from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import RequestLanguage, translate_members
from vivavoce.infra.web.request_models import (
    SnakeCaseRequestModel,
    make_compatibility_router,
    make_strict_router,
)
from vivavoce.kernel.translation import ENGLISH
from vivavoce.practice.routes.review_responses import (
    AssignmentResultsResponse,
    LeaderboardResponse,
    ProcessingReviewResponse,
    ReviewResponse,
)
from vivavoce.practice.usecases.read_results import ReadAssignmentResults, ReadLeaderboard
from vivavoce.practice.usecases.read_review import ReadReview, RetryReview

_MAX_RESULTS = 500
OrgId = Annotated[
    str, Query(max_length=100, description="Required: the organization's id or short name.")
]
Limit = Annotated[int, Query(ge=1, le=100)]
AssignmentId = Annotated[str, Field(max_length=100)]


class AssignmentResultsRequest(SnakeCaseRequestModel):
    """The assignments whose results to read."""

    organization_id: Annotated[str, Field(min_length=1, max_length=100)] = Field(examples=["demo"])
    """Your organization's id or short name."""
    assignment_ids: Annotated[list[AssignmentId], Field(min_length=1, max_length=_MAX_RESULTS)] = (
        Field(examples=[["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"]])
    )
    """The assignments, 1 to 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewUseCases:
    """The use cases behind the review routes."""

    read: ReadReview
    retry: RetryReview
    leaderboard: ReadLeaderboard
    results: ReadAssignmentResults


TRANSLATED_MEMBERS = frozenset(
    (
        *(
            "overall_score_reason",
            "summary",
            "strengths",
            "weaknesses",
            "recommendations",
            "comment",
        ),
        *("step", "why", "exercise", "label", "part", "missing", "better_answer"),
    )
)
"""Members with sentences that the rules wrote into a review, in English."""


class ReviewRoutes:
    """Endpoints of reviews."""

    def __init__(self, use_cases: ReviewUseCases) -> None:
        self._use_cases = use_cases

    async def get_review(
        self,
        caller: CurrentCaller,
        practice_id: str,
        response: Response,
        language: RequestLanguage = ENGLISH,
    ) -> Any:
        """Read the review of a practice session, or its status.

        While it is ``processing``, ``Retry-After`` says in how many seconds to ask again.
        """
        # Any: a JSON object, checked against the response model
        review = await self._use_cases.read(caller, practice_id)
        if "retry_after_s" in review:
            response.headers["Retry-After"] = str(review["retry_after_s"])
        return translate_members(review, TRANSLATED_MEMBERS, language)

    async def retry_review(
        self, caller: CurrentCaller, practice_id: str, response: Response
    ) -> Any:
        """Retry a failed review."""
        # Any: a JSON object, checked against the response model
        review = await self._use_cases.retry(caller, practice_id)
        response.headers["Retry-After"] = str(review["retry_after_s"])
        return review

    async def get_leaderboard(
        self, caller: CurrentCaller, org_id: OrgId = "", limit: Limit = 10
    ) -> Any:
        """List the best review of each person in the organization."""
        # Any: a JSON object, checked against the response model
        return await self._use_cases.leaderboard(caller, org_id=org_id, limit=limit)

    async def get_results(self, caller: CurrentCaller, body: AssignmentResultsRequest) -> Response:
        """Read the results of up to 500 assignments at once."""
        results = await self._use_cases.results(
            caller, organization_id=body.organization_id, assignment_ids=body.assignment_ids
        )
        # Skips response validation and uses the faster serializer, because 500 reviews are large.
        return Response(to_json(results), media_type="application/json")


def build_reviews_router(use_cases: ReviewUseCases) -> APIRouter:
    """Return the routes; ``/interviews/results:bulk`` must come before ``/interviews/{id}``."""
    router, own_routes = make_compatibility_router("practice"), make_strict_router("practice")
    routes = ReviewRoutes(use_cases)
    review_path = "/review/{practice_id}"
    router.add_api_route(
        "/interviews/results:bulk",
        routes.get_results,
        methods=["POST"],
        response_model=AssignmentResultsResponse,
    )
    router.add_api_route(
        review_path, routes.get_review, methods=["GET"], response_model=ReviewResponse
    )
    own_routes.add_api_route(
        f"{review_path}/retry",
        routes.retry_review,
        methods=["POST"],
        status_code=202,
        response_model=ProcessingReviewResponse,
    )
    router.add_api_route(
        "/leaderboard", routes.get_leaderboard, methods=["GET"], response_model=LeaderboardResponse
    )
    router.include_router(own_routes)
    return router
