"""The original partner API under ``/a2a``, each path with a short alias."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Response

from vivavoce.hiring.routes.json_rpc import RPC_OPENAPI, JsonRpcEndpoint
from vivavoce.hiring.routes.requests import (
    AssessmentDecisionRequest,
    InterviewFactsRequest,
    PlanCommentsRequest,
    PlanDecisionRequest,
)
from vivavoce.hiring.routes.responses import (
    InterviewReceiptResponse,
    InterviewStateResponse,
    InterviewStatusResponse,
    to_plan_decision_response,
    to_state_response,
    to_status_response,
)
from vivavoce.hiring.routes.use_cases import HiringUseCases, decide_plan, request_interview
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import make_lenient_router

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]


class A2aRoutes:
    """Endpoints of the original partner API."""

    def __init__(self, use_cases: HiringUseCases) -> None:
        self._use_cases = use_cases

    async def a2a_create(
        self,
        caller: CurrentCaller,
        body: InterviewFactsRequest,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> InterviewReceiptResponse:
        """Request an interview. The response lists missing facts; only malformed ones are rejected."""
        return await request_interview(self._use_cases, caller, body, response, idempotency_key)

    async def a2a_status(self, caller: CurrentCaller, key: str) -> InterviewStatusResponse:
        """Return the status of an interview with its plan and its assessment."""
        return to_status_response(await self._use_cases.read_interviews.status(caller, key))

    async def a2a_complete_info(
        self, caller: CurrentCaller, key: str, body: InterviewFactsRequest
    ) -> InterviewStateResponse:
        """Add missing facts."""
        filled = await self._use_cases.complete_info(
            caller, key, body.facts, on_behalf_of=body.user_id
        )
        return to_state_response(filled)

    async def a2a_approve(
        self, caller: CurrentCaller, key: str, body: PlanDecisionRequest
    ) -> InterviewStateResponse:
        """Approve or reject the plan."""
        return await decide_plan(self._use_cases, caller, key, body)

    async def a2a_request_modification(
        self, caller: CurrentCaller, key: str, body: PlanCommentsRequest
    ) -> InterviewStateResponse:
        """Request changes to the plan, described in the comments."""
        return to_plan_decision_response(
            await self._use_cases.decide_plan.modify(
                caller,
                key,
                comments=body.comment_text,
                plan_id=body.plan_id,
                on_behalf_of=body.user_id,
            )
        )

    async def a2a_approve_assessment(
        self, caller: CurrentCaller, key: str, body: AssessmentDecisionRequest
    ) -> InterviewStateResponse:
        """Approve or reject the assessment, or request a new one. Requires a signed-in person.

        A reason needs at least two words; a shorter one returns ``reason_too_short``.
        """
        decided = await self._use_cases.decide_assessment(
            caller,
            key,
            body.transition,
            comments=body.comment_text,
            assessment_id=body.assessment_id,
            on_behalf_of=body.user_id,
        )
        return to_state_response(decided)


def build_a2a_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes under ``/a2a``."""
    router = make_lenient_router("A2A")
    routes = A2aRoutes(use_cases)
    router.add_api_route(
        "/a2a/task",
        JsonRpcEndpoint(use_cases).a2a_task,
        methods=["POST"],
        openapi_extra=RPC_OPENAPI,
    )
    router.add_api_route(
        "/a2a/interview",
        routes.a2a_create,
        methods=["POST"],
        status_code=201,
        response_model_exclude_none=True,
    )
    for method, ending, endpoint in (
        ("GET", "status", routes.a2a_status),
        ("PATCH", "complete-info", routes.a2a_complete_info),
        ("POST", "approve", routes.a2a_approve),
        ("PATCH", "request-modification", routes.a2a_request_modification),
        ("POST", "approve-assessment", routes.a2a_approve_assessment),
    ):
        for path, is_canonical in (
            (f"/a2a/interview/{{key}}/{ending}", True),
            (f"/a2a/{{key}}/{ending}", False),
        ):
            router.add_api_route(
                path,
                endpoint,
                methods=[method],
                include_in_schema=is_canonical,
                response_model_exclude_none=True,
            )
    return router
