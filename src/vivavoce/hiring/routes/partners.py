"""The partner API: the original one under ``/a2a``, and its newer names under ``/integration``.

Both call the same use cases.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Response

from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.routes.json_rpc import RPC_OPENAPI, JsonRpcEndpoint
from vivavoce.hiring.routes.requests import (
    AssessmentCommentsRequest,
    AssessmentDecisionRequest,
    InterviewFactsRequest,
    PlanApprovalRequest,
    PlanCommentsRequest,
    PlanDecisionRequest,
)
from vivavoce.hiring.routes.responses import InterviewStatusResponse, to_status_response
from vivavoce.hiring.routes.use_cases import (
    CREATED_BEFORE,
    HiringUseCases,
    complete_info,
    decide_assessment,
    decide_plan,
    request_interview,
    request_plan_changes,
)
from vivavoce.hiring.routes.workflow_responses import (
    InterviewReceiptResponse,
    InterviewStateResponse,
    to_plan_decision_response,
    to_state_response,
)
from vivavoce.hiring.usecases.decide_plan import require_comments
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
        return await complete_info(self._use_cases, caller, key, body)

    async def a2a_approve(
        self, caller: CurrentCaller, key: str, body: PlanDecisionRequest
    ) -> InterviewStateResponse:
        """Approve or reject the plan."""
        return await decide_plan(self._use_cases, caller, key, body)

    async def a2a_request_modification(
        self, caller: CurrentCaller, key: str, body: PlanCommentsRequest
    ) -> InterviewStateResponse:
        """Request changes to the plan, described in the comments."""
        return await request_plan_changes(self._use_cases, caller, key, body)

    async def a2a_approve_assessment(
        self, caller: CurrentCaller, key: str, body: AssessmentDecisionRequest
    ) -> InterviewStateResponse:
        """Approve or reject the assessment, or request a new one. Requires a signed-in person.

        A reason needs at least two words; a shorter one returns ``reason_too_short``.
        """
        return await decide_assessment(self._use_cases, caller, key, body.transition, body)


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
        responses=CREATED_BEFORE,
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


class IntegrationRoutes:
    """Endpoints of the integration API."""

    def __init__(self, use_cases: HiringUseCases) -> None:
        self._use_cases = use_cases

    async def integration_create(
        self,
        caller: CurrentCaller,
        body: InterviewFactsRequest,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> InterviewReceiptResponse:
        """Request an interview."""
        return await request_interview(self._use_cases, caller, body, response, idempotency_key)

    async def integration_status(self, caller: CurrentCaller, key: str) -> InterviewStatusResponse:
        """Return the status of an interview with its plan and its assessment."""
        return to_status_response(await self._use_cases.read_interviews.status(caller, key))

    async def integration_cancel(self, caller: CurrentCaller, key: str) -> InterviewStateResponse:
        """Cancel an interview that is not over."""
        return to_state_response(await self._use_cases.cancel(caller, key))

    async def integration_info(
        self, caller: CurrentCaller, key: str, body: InterviewFactsRequest
    ) -> InterviewStateResponse:
        """Add missing facts."""
        return await complete_info(self._use_cases, caller, key, body)

    async def integration_approve_plan(
        self, caller: CurrentCaller, key: str, body: PlanApprovalRequest | None = None
    ) -> InterviewStateResponse:
        """Approve the plan."""
        approval = body or PlanApprovalRequest()
        return to_plan_decision_response(
            await self._use_cases.decide_plan.approve(
                caller,
                key,
                comments=approval.comment_text,
                plan_id=approval.plan_id,
                on_behalf_of=approval.user_id,
                must_haves=approval.must_have_competencies,
            )
        )

    async def integration_reject_plan(
        self, caller: CurrentCaller, key: str, body: PlanCommentsRequest
    ) -> InterviewStateResponse:
        """Reject the plan. A reason is required."""
        return to_plan_decision_response(
            await self._use_cases.decide_plan.reject(
                caller,
                key,
                comments=require_comments(body.comment_text),
                plan_id=body.plan_id,
                on_behalf_of=body.user_id,
            )
        )

    async def integration_revise_plan(
        self, caller: CurrentCaller, key: str, body: PlanCommentsRequest
    ) -> InterviewStateResponse:
        """Request changes to the plan, described in the comments."""
        return await request_plan_changes(self._use_cases, caller, key, body)

    async def integration_approve_assessment(
        self, caller: CurrentCaller, key: str, body: AssessmentCommentsRequest | None = None
    ) -> InterviewStateResponse:
        """Approve the assessment. Requires a signed-in person."""
        decision = body or AssessmentCommentsRequest()
        return await decide_assessment(
            self._use_cases, caller, key, InterviewTransition.APPROVE_ASSESSMENT, decision
        )

    async def integration_reject_assessment(
        self, caller: CurrentCaller, key: str, body: AssessmentCommentsRequest
    ) -> InterviewStateResponse:
        """Reject the assessment, or request a new one. Requires a signed-in person."""
        transition = (
            InterviewTransition.REASSESS if body.reassess else InterviewTransition.REJECT_ASSESSMENT
        )
        return await decide_assessment(self._use_cases, caller, key, transition, body)

    async def integration_erase_candidate(
        self, caller: CurrentCaller, key: str
    ) -> InterviewStateResponse:
        """Make the candidate's personal data permanently unreadable; the assessment stays."""
        return to_state_response(await self._use_cases.erase.erase_candidate(caller, key))


def build_integration_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes under ``/integration/interviews``."""
    router = make_lenient_router("Integration")
    routes = IntegrationRoutes(use_cases)
    interview_path = "/integration/interviews/{key}"
    router.add_api_route(
        "/integration/interviews",
        routes.integration_create,
        methods=["POST"],
        status_code=201,
        responses=CREATED_BEFORE,
        response_model_exclude_none=True,
    )
    for method, path, endpoint in (
        ("GET", interview_path, routes.integration_status),
        ("DELETE", interview_path, routes.integration_cancel),
        ("PATCH", f"{interview_path}/info", routes.integration_info),
        ("POST", f"{interview_path}/plan/approve", routes.integration_approve_plan),
        ("POST", f"{interview_path}/plan/reject", routes.integration_reject_plan),
        ("PATCH", f"{interview_path}/plan/revise", routes.integration_revise_plan),
        ("POST", f"{interview_path}/assessment/approve", routes.integration_approve_assessment),
        ("POST", f"{interview_path}/assessment/reject", routes.integration_reject_assessment),
        ("DELETE", f"{interview_path}/candidate-data", routes.integration_erase_candidate),
    ):
        router.add_api_route(path, endpoint, methods=[method], response_model_exclude_none=True)
    return router
